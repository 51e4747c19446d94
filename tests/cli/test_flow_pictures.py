"""`sitthi flow --picture`: SVG for a screen, PDF for paper; and a hospital's own edition kept in its home."""

import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from sitthi.book import Book

PAIR = ("sso_inpatient_2554", "sso_inpatient_2555")
TEXT = "{http://www.w3.org/2000/svg}text"


def words_in(path):
    return [element.text for element in ElementTree.parse(path).iter(TEXT)]  # noqa: S314 - our own file


@pytest.fixture
def own_edition(tmp_path):
    """Keeps a hospital's own edition, with a person named, in the home that the command is given."""
    text = (Book().root / "flows" / "uc_inpatient.toml").read_text(encoding="utf-8")
    text = text.replace('id = "uc_inpatient"', 'id = "our_uc"', 1).replace(
        'unit = "r2a"', 'unit = "r2a"\nnamed = ["ปรีดา ทดลองวงษ์", "สุดา จำลองดี"]', 1
    )
    folder = tmp_path / "home" / "flows"
    folder.mkdir(parents=True)
    (folder / "our_uc.toml").write_text(text, encoding="utf-8")
    return "our_uc"


def test_a_flow_is_drawn_by_unit_or_by_symbols(sitthi, tmp_path):
    path = tmp_path / "flow.svg"
    ran = sitthi("flow", "show", PAIR[1], "--picture", path, human=True)
    assert ran.exit == 0
    assert f"เขียนภาพแล้ว: {path}" in ran.out.replace("\n", "")
    words = words_in(path)
    assert "หอผู้ป่วย" in words
    assert "11 ขั้นตอน 4 หน่วยงาน ส่งต่อระหว่างหน่วยงาน 5 ครั้ง" in words
    assert "เฉพาะ RW < 2" in words
    sitthi(
        "flow", "show", PAIR[1], "--picture", path, "--chart", "symbols", "--choice", "copy_rule=adjrw", LANG="en"
    )
    words = words_in(path)
    assert "Total 11 steps" in words
    assert "Only where AdjRW < 2" in words
    assert "Within 30 days after discharge (I)" in words


def test_two_flows_are_drawn_side_by_side(sitthi, tmp_path):
    path = tmp_path / "both.svg"
    assert sitthi("flow", "compare", *PAIR, "--picture", path).exit == 0
    words = words_in(path)
    assert {"12,240", "33", "รวม 15 ขั้นตอน", "รวม 11 ขั้นตอน"} <= set(words)


def test_the_persons_of_a_hospitals_own_edition_are_drawn(sitthi, tmp_path, own_edition):
    path = tmp_path / "own.svg"
    ran = sitthi("flow", "show", own_edition, "--picture", path)
    assert (ran.exit, ran.data["definition"]) == (0, own_edition)
    assert any("ปรีดา ทดลองวงษ์" in word for word in words_in(path))
    assert "ปรีดา ทดลองวงษ์, สุดา จำลองดี" in sitthi("flow", "show", own_edition, human=True).out
    assert sitthi("flow", "compare", "uc_inpatient", own_edition).data["steps_saved"] == 0


def test_a_pdf_has_both_charts_and_a_comparison_its_tables(sitthi, tmp_path):
    shown, compared = tmp_path / "show.pdf", tmp_path / "compare.PDF"
    assert sitthi("flow", "show", PAIR[1], "--picture", shown, "--office", "รพ.รินธารา").exit == 0
    assert sitthi("flow", "compare", *PAIR, "--picture", compared).exit == 0
    for path in (shown, compared):
        assert path.read_bytes().startswith(b"%PDF-")
    if shutil.which("pdftotext") is None:
        return
    text = subprocess.run(["pdftotext", "-layout", shown, "-"], capture_output=True, encoding="utf-8").stdout
    for said in ("รพ.รินธารา", "5 ครั้", "รวม 11 ขั้", "หน้า 1 จาก", "พิมพ์ "):
        assert said in text
    assert " โดย " not in text
    text = subprocess.run(["pdftotext", "-layout", compared, "-"], capture_output=True, encoding="utf-8").stdout
    for said in ("66.67", "76.92", "รวม 15 ขั้"):
        assert said in text


@pytest.mark.parametrize(
    "words",
    [
        ("show", PAIR[0], "--picture", "flow.png"),
        ("show", PAIR[0], "--picture", "flow"),
        ("compare", *PAIR, "--picture", "flow.jpg"),
        ("show", PAIR[0], "--picture", "flow.svg", "--chart", "pie"),
    ],
)
def test_another_kind_of_picture_is_a_usage_error_and_nothing_is_written(sitthi, tmp_path, words):
    assert sitthi("flow", *words).exit == 2
    assert not list(tmp_path.glob("flow*"))


def test_a_folder_that_is_not_there_is_said_and_an_older_picture_stays(sitthi, tmp_path):
    assert sitthi("flow", "show", PAIR[0], "--picture", tmp_path / "no" / "flow.svg").exit == 12
    old = tmp_path / "flow.svg"
    old.write_text("old", encoding="utf-8")
    assert sitthi("flow", "show", "no_such_flow", "--picture", old).exit == 2
    assert old.read_text(encoding="utf-8") == "old"


def test_a_papers_condition_needs_a_choice_that_the_book_has(sitthi, tmp_path):
    text = (Book().root / "flows" / "uc_inpatient.toml").read_text(encoding="utf-8")
    needed = 'needed_when = "weight_below"\ncondition = { choice = "moon", below = 2, evidence = "K own" }'
    path = tmp_path / "own.toml"
    path.write_text(text.replace("[[documents]]\n", f"[[documents]]\n{needed}\n", 1), encoding="utf-8")
    ran = sitthi("flow", "show", path, LANG="en")
    assert (ran.exit, ran.data["findings"][0]["field"]) == (13, "documents")


@pytest.mark.parametrize("name", ["../flows/our_uc", "our_uc.toml"])
def test_only_a_bare_id_is_looked_up_in_the_home(sitthi, own_edition, name):
    assert sitthi("flow", "show", name).exit == 2

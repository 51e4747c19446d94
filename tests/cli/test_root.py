"""The command line as a whole: help, language, and every way a call can end."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from sitthi.cli.app import COMMANDS


def test_help_lists_every_command_and_imports_none_of_them(tmp_path):
    script = (
        "import sys; sys.argv = ['sitthi', '--help']\nfrom sitthi.cli import main\ntry:\n    main()\nfinally:\n"
        + (
            "    print(sorted(name for name in sys.modules if name.partition('.')[0] in "
            "('rich', 'cattrs', 'attr', 'dbfread', 'tomli') or name == 'sitthi.book'))\n"
        )
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0
    assert done.stdout.rstrip().endswith("[]")
    assert all(f"  {verb} " in done.stdout for verb in COMMANDS)


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({}, "คำสั่ง"),
        ({"LANG": "en_US.UTF-8"}, "Commands"),
        ({"LANG": "th_TH.UTF-8"}, "คำสั่ง"),
        ({"SITTHI_LANG": "en"}, "Commands"),
    ],
)
def test_the_language_is_the_place_s_and_thai_where_none_is_set(sitthi, environment, word):
    assert f"{word}:" in sitthi("--help", human=True, **environment).out


def test_a_language_said_before_the_verb_holds_for_it(sitthi, table):
    path = table("month,patients,within,over", "2554-11,10,10,0")
    assert "Unaccounted" in sitthi("--lang", "en", "timeliness", path, human=True).out
    assert "ไม่พบข้อมูล" in sitthi("--lang", "en", "timeliness", path, "--lang", "th", human=True).out


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("score", "no_such_scorecard", "{file}"),
        ("score", "rights_2557", "{file}"),
        ("timeliness",),
        ("timeliness", "{file}", "--no-such-flag"),
        ("timeliness", "{file}", "--choice", "band"),
        ("allocate", "quality_fund_2552", "{file}", "--choice", "colour=red"),
        ("allocate", "quality_fund_2552", "{file}", "--choice", "ceiling=blue"),
        ("timeliness", "no-such-file.csv"),
        ("book", "show", "no_such_book"),
        ("flow", "show", "no_such_flow"),
        ("assess", "no_such_form", "{file}"),
        ("timeliness", "{file}", "--choice", "band=linear"),
        ("adjrw", "import", "{file}", "--version", "6", "--from", "2024-10-01", "--choice", "outlier_factor=one"),
        ("book", "list", "--working"),
        ("demo", "--working"),
        ("book", "list", "--overrides", "{file}"),
        ("timeliness", "{file}", "--overrides", "{file}"),
        ("assess", "revenue_centre_2564", "{file}", "--overrides", "{file}"),
    ],
)
def test_a_wrong_call_is_exit_2_and_one_json_object(sitthi, table, words):
    file = str(table("unit,points,uc_population", "A,350,1000"))
    ran = sitthi(*(word.replace("{file}", file) for word in words))
    assert ran.exit == 2
    assert ran.data["findings"] == []
    assert set(ran.data["error"]) == {"code", "message", "hint"}
    assert ran.err == ""


@pytest.mark.parametrize(
    ("words", "thai", "english"),
    [
        (("timelines",), "ไม่มีคำสั่ง timelines ใกล้เคียง: timeliness", "There is no command timelines; near to it"),
        (("timeliness",), "ยังไม่ได้ระบุ INPUT", "INPUT is missing"),
        (("timeliness", "{file}", "--no-such"), "ไม่มีตัวเลือก --no-such", "There is no option --no-such"),
        (("timeliness", "none.csv"), "ไม่พบ none.csv", "none.csv does not exist"),
        (("timeliness", "{file}", "--encoding", "x"), "ใช้ได้: utf-8, cp874", "known: utf-8, cp874"),
        (("timeliness", "{file}", "--target"), "--target ต้องมีค่าตามหลัง", "--target needs a value"),
        (("timeliness", "{file}", "--target", "200"), "ค่าของ --target ใช้ไม่ได้", "a percent from 0 to 100"),
        (("timeliness", "{file}", "more"), "มีคำเกินมา: more", "Too many words: more"),
        (("timeliness", "{file}", "--choice", "x"), "x ไม่ได้เขียนเป็น NAME=VALUE", "x is not NAME=VALUE"),
        (("due", "--days", "ten"), "ten ไม่ใช่จำนวนเต็ม", "ten is no whole number"),
        (("due", "--days", "0"), "0 อยู่นอกช่วง 1<=x<=3660", "0 is outside 1<=x<=3660"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_asked_for(sitthi, table, words, thai, english):
    file = str(table("unit,points,uc_population", "A,350,1000"))
    words = [word.replace("{file}", file) for word in words]
    for language, text in (("th", thai), ("en", english)):
        ran = sitthi(*words, human=True, SITTHI_LANG=language)
        assert (ran.exit, ran.out) == (2, "")
        assert text in ran.err


@pytest.mark.parametrize("columns", ["abc", "0", "-3", ""])
def test_a_width_that_is_no_number_is_not_believed(sitthi, table, columns):
    path = table("month,patients,within,over", "2554-11,10,10,0")
    assert "2554-11" in sitthi("timeliness", path, human=True, COLUMNS=columns).out


def test_errors_come_before_warnings_and_are_counted_apart(sitthi, table):
    rows = ("2554-13,1,1,0", "2554-12,1,2,0")
    path = table("month,patients,within,over,note", *(f"{row},x" for row in rows))
    ran = sitthi("timeliness", path, human=True, LANG="en")
    assert ran.exit == 10
    lines = ran.err.splitlines()
    assert lines[0] == "Errors in the data: 2; warnings: 1"
    places = [line.split(": ")[0] for line in lines[1:4]]
    assert places == ["input.csv:2:month", "input.csv:3:within", "input.csv:1"]


def test_a_cell_cannot_steer_the_terminal(sitthi, tmp_path):
    (tmp_path / "a\x1b[31m.csv").write_text("unit\n", encoding="utf-8")
    ran = sitthi("timeliness", tmp_path / "a\x1b[31m.csv", human=True)
    assert ran.exit == 11
    assert "a\\x1b[31m.csv:1:month" in ran.err
    assert "\x1b" not in ran.err + ran.out


def test_a_broken_book_is_exit_13_with_every_fault(sitthi, tmp_path):
    import shutil

    from sitthi.book import Book

    copy = tmp_path / "book"
    shutil.copytree(Book().root, copy, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (copy / "choices.toml").write_text("[band]\ndefault = 1\n", encoding="utf-8")
    (copy / "scorecards" / "rights_2557.toml").write_text("colour = 'red'\n", encoding="utf-8")
    ran = sitthi("book", "list", "--book", copy)
    assert ran.exit == 13
    assert ran.data["error"]["code"] == "book"
    assert {finding["file"] for finding in ran.data["findings"]} == {"choices.toml", "scorecards/rights_2557.toml"}
    human = sitthi("book", "list", "--book", copy, human=True, LANG="en")
    assert human.exit == 13
    assert human.out == ""
    assert "choices.toml:band.default: expected text" in human.err


def test_what_the_system_does_not_allow_is_said_plainly(sitthi, tmp_path):
    (tmp_path / "home").write_text("a file where a folder should be", encoding="utf-8")
    ran = sitthi("demo", "--home", tmp_path / "home")
    assert ran.exit == 12
    assert ran.data["error"]["code"] == "system"


def test_our_own_mistake_is_a_sentence_and_exit_70(tmp_path):
    script = (
        "import sys; sys.argv = ['sitthi', 'book', 'list', '--json']\n"
        "from sitthi.book import Book\nBook.check = lambda self: 1 / 0\n"
        "from sitthi.cli import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LANG": "en"},
    )
    assert done.returncode == 70
    assert json.loads(done.stdout)["error"]["code"] == "ours"
    assert "Traceback" not in done.stderr


def test_output_cut_short_by_the_reader_is_no_failure(tmp_path):
    command = [sys.executable, "-m", "sitthi", "book", "list", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize("verb", ["timeliness", "allocate", "score", "assess", "finance", "adjrw"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"),
        ("unit,ค่า\nโรงพยาบาล,1\n".encode("cp874"), "table.encoding"),
        (b"unit\n" + b"9" * (2 << 20) + b"\n", "table.line_too_long"),
        (b"no,such,columns\n1,2,3\n", "table.missing_column"),
        (b"PK\x03\x04", "table.not_text"),
    ],
    ids=["empty", "cp874", "long line", "columns", "xlsx"],
)
def test_every_command_names_what_is_wrong_with_its_table(sitthi, tmp_path, verb, content, code):
    path = tmp_path / "input.csv"
    path.write_bytes(content)
    before = {
        "allocate": ["quality_fund_2552"], "score": ["rights_2557", "--round", "month_6"],
        "assess": ["revenue_centre_2564"], "adjrw": ["compute"],
    }.get(verb, [])  # fmt: skip
    ran = sitthi(verb, *before, path)
    assert ran.exit == 11
    finding = ran.data["findings"][0]
    assert (finding["code"], finding["file"]) == (code, "input.csv")
    assert finding["remedy"]


def test_two_hundred_megabytes_on_one_line_are_refused_without_reading_them_into_rows(sitthi, tmp_path):
    path = tmp_path / "input.csv"
    with path.open("wb") as handle:
        handle.write(b"month,patients,within,over\n")
        for _ in range(200):
            handle.write(b"9" * (1 << 20))
    ran = sitthi("timeliness", path)
    assert ran.exit == 11
    assert [(f["code"], f["line"]) for f in ran.data["findings"]] == [("table.line_too_long", 2)]


def test_ctrl_c_during_a_load_is_said_in_a_sentence_and_leaves_nothing_behind(tmp_path):
    from sitthi.demo.hospital_year import hospital_year

    code = hospital_year(tmp_path / "set", seed=1, n_stays=4000, charges_per_stay=25)
    words = ["load", "eclaim16", "set", "--hospital", code, "--home", "home", "--lang", "en"]
    for after in (0.6, 0.9, 1.2):
        child = subprocess.Popen(
            [sys.executable, "-m", "sitthi", *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(after)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
        assert b"Traceback" not in told
        assert child.returncode in (0, 130, -signal.SIGINT)
        assert (child.returncode != 130) or b"Cancelled" in told

"""What is wrong with a data file or with the disk, said in Thai to who works in Thai."""

import ast
import errno
import os
import re
import tomllib
from pathlib import Path

import pytest

import sitthi
from sitthi.cli.fault_words import fault_told, system_error, system_told

SOURCE = Path(sitthi.__file__).parent
WORDS = tomllib.loads((SOURCE / "locale" / "th" / "faults.toml").read_text(encoding="utf-8"))
THAI = re.compile("[ก-๛]")
FAULTS = ("Fault", "OverlayFault")


def template(node):
    """Gives a written sentence with {} for each part that differs, or None for what is no sentence."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return "".join("{}" if (side := template(part)) is None else side for part in (node.left, node.right))
    return None


def said(tree, raises):
    """Gives every node that says what is wrong: yielded by faults, given to a `Fault`, raised by a hook."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and re.search("fault|misfit|_against|_fill", node.name):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Yield) and inner.value is not None:
                    yield inner.value.elts[-1] if isinstance(inner.value, ast.Tuple) else inner.value
                elif isinstance(inner, ast.YieldFrom) and isinstance(inner.value, ast.GeneratorExp):
                    yield inner.value.elt
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in FAULTS and len(node.args) == 3:
            yield node.args[2]
        elif raises and isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from node.exc.args[:1]


def sentences():
    places = [*SOURCE.glob("core/**/*.py"), *SOURCE.glob("book/*.py"), *SOURCE.glob("pipeline/*.py")]
    for path in sorted([*places, *SOURCE.glob("cli/*.py")]):
        raises = path.name in ("shapes.py", "evidence.py")
        for node in said(ast.parse(path.read_text(encoding="utf-8")), raises):
            text = template(node)
            if text and len(re.sub(r"{}|\W", " ", text).split()) > 1:
                yield text


def test_every_sentence_about_a_data_file_has_its_thai():
    found = set(sentences())
    assert len(found) > 150
    assert found - set(WORDS) == set()


def test_a_thai_sentence_has_the_parts_of_its_english():
    for english, thai in WORDS.items():
        assert THAI.search(thai)
        assert {int(n) for n in re.findall(r"{(\d)}", thai)} <= set(range(english.count("{}"))), english


@pytest.mark.parametrize(
    ("english", "thai"),
    [
        ("unknown key: colour", "มีชื่อที่ไม่รู้จัก: colour"),
        ("cuts: [0]: low is not below high", "cuts: [0]: low ต้องต่ำกว่า high"),
        ("step 3: unknown unit 'x'", "ขั้นตอน 3: ไม่รู้จักหน่วยงาน 'x'"),
        ("cannot be read: No such file or directory", "อ่านไม่ได้: ไม่มีแฟ้มหรือโฟลเดอร์"),
        ("is not TOML: Expected '=' (at line 3, column 7)", "ไม่ใช่รูปแบบ TOML ที่บรรทัด 3 คอลัมน์ 7"),
        ("'up' is not a valid Better", "'up' ไม่ใช่ค่าที่ใช้ได้"),
        ("something that nobody said", "something that nobody said"),
    ],
)
def test_a_fault_is_told_in_thai_with_its_parts(english, thai):
    assert fault_told(english, "th") == thai
    assert fault_told(english, "en") == english


@pytest.mark.parametrize(
    ("code", "name", "thai", "english"),
    [
        (errno.ENOSPC, "out/rows.csv", "พื้นที่ดิสก์เต็ม: out/rows.csv", "the disk is full: out/rows.csv"),
        (errno.EACCES, "a/.rows.csv.0a1b2c3d.part", "ไม่มีสิทธิ: a/rows.csv", "no permission: a/rows.csv"),
        (errno.ENOENT, "a/.rows.csv.0a1b2c3d.part", "ไม่มีแฟ้มหรือโฟลเดอร์: a", "there is no such file or folder: a"),
        (errno.EIO, None, "ดิสก์อ่านหรือเขียนผิดพลาด", "the disk failed to read or write"),
        (errno.ELOOP, "a", "ระบบแจ้งรหัส ELOOP: a", "the system says ELOOP: a"),
    ],
)
def test_what_the_system_does_not_allow_names_the_place_that_was_asked_for(code, name, thai, english):
    error = OSError(code, os.strerror(code), name)
    assert (system_told(error, "th"), system_told(error, "en")) == (thai, english)


def test_a_full_disk_is_one_too_where_a_database_says_it():
    told = system_error(RuntimeError("IO Error: Could not write file: No space left on device"))
    assert told is not None
    assert told.errno == errno.ENOSPC
    assert system_error(RuntimeError("IO Error: something else")) is None


def test_an_overlay_with_faults_is_told_in_thai(sitthi, table, tmp_path):
    overlay = tmp_path / "own.toml"
    overlay.write_text('scorecard = "rights_2557"\ncolour = "red"\nsince = 5\n', encoding="utf-8")
    rows = table("unit,indicator,value", "A,staff_awareness,17.21")
    words = ("score", "rights_2557", rows, "--round", "month_6", "--overrides", overlay)
    thai, english = (sitthi(*words, human=True, SITTHI_LANG=language) for language in ("th", "en"))
    assert (thai.exit, english.exit) == (13, 13)
    assert "own.toml:since: ต้องเป็นวันที่ เช่น 2008-04-01" in thai.err
    assert "own.toml:since: expected a date such as 2008-04-01" in english.err
    assert all(THAI.search(line) for line in thai.err.splitlines())


def test_a_file_that_cannot_be_written_is_named_as_it_was_asked_for(sitthi, tmp_path):
    out = tmp_path / "nowhere" / "blank.csv"
    ran = sitthi("book", "blank", "rights_2557", "--round", "month_6", "--out", out, human=True, SITTHI_LANG="th")
    assert ran.exit == 12
    assert f"ไม่มีแฟ้มหรือโฟลเดอร์: {out.parent}" in ran.err
    assert ".part" not in ran.err

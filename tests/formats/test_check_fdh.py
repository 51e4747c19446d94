"""The 24 live rules of FDH: a set that breaks each, and where the check says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from formats.checked_sets import BOOK, FORMATS, changed, read, sound
from formats.made_sets import Rows, dbf_of, text_of, write_set
from sitthi.core.formats.rule import FormatRules
from sitthi.files.check.checking import Checked, check_set

FDH = FORMATS["fdh16"]
RULES = {rule.no: rule for rule in BOOK.all(FormatRules)["claims16"].receiver}
LIVE = sorted(no for no, rule in RULES.items() if rule.live)
Set = Rows | Callable[[Path], Path]


def rows(*changes, without=()):
    """Gives a sound set with changes laid over."""
    return changed(sound("fdh16", without), *changes)


def files(**contents: bytes):
    """Gives a maker of a sound set with some files written over or beside; a name's `_` stands for its dot."""

    def made(folder: Path) -> Path:
        path = write_set(folder / "set", FDH, sound("fdh16"))
        for name, content in contents.items():
            (path / name.replace("_", ".")).write_bytes(content)
        return path

    return made


def without_names(folder: Path) -> Path:
    """Makes a sound set whose IPD is a DBF with nameless columns."""
    path = write_set(folder / "set", FDH, sound("fdh16", ["IPD"]))
    content = bytearray(dbf_of(FDH, "IPD", sound("fdh16")["IPD"]))
    for at in range(len(FDH.fields_of("IPD"))):
        content[32 + 32 * at : 43 + 32 * at] = f"X{at}".encode().ljust(11, b"\0")
    (path / "IPD.dbf").write_bytes(content)
    return path


def odd_column(folder: Path) -> Path:
    """Makes a sound set with a column in OPD that the standard has not."""
    path = write_set(folder / "set", FDH, sound("fdh16"))
    opd = (path / "OPD.txt").read_text("cp874").splitlines()
    (path / "OPD.txt").write_text(f"{opd[0]}|MYCOLUMN\r\n{opd[1]}|1\r\n", "cp874", newline="")
    return path


# Each rule: a set, and one or more places where the check has to point.
BROKEN: dict[int, tuple[Set, list[tuple[str, str, int | None]]]] = {
    1: (files(OOP_xls=b"x"), [("set.unknown_member", "OOP.xls", None)]),
    2: (
        files(LABFU_txt=text_of(FDH, "LABFU", [{"HN": "H000001"}])),
        [("claim.too_many_files", "LABFU", None)],
    ),
    3: (
        files(IRF_txt=dbf_of(FDH, "IRF", sound("fdh16")["IRF"]), LVD_txt=b"PK\x03\x04 no text"),
        [("file.not_text", "IRF", None), ("file.not_text", "LVD", None)],
    ),
    4: (
        rows(("PAT", 0, {"HCODE": "10704"}), ("DRU", 1, {"HCODE": "10704"})),
        [("claim.other_hospital", "PAT", 2), ("claim.other_hospital", "DRU", 3)],
    ),
    5: (files(ins_TXT=b"HN\r\nH000001\r\n"), [("set.twice", "INS", None)]),
    6: (rows(without=["INS", "PAT"]), [("claim.file_missing", "INS", None), ("claim.file_missing", "PAT", None)]),
    7: (rows(without=["OPD", "IPD"]), [("claim.no_visits", "OPD", None)]),
    8: (rows(without=["OPD"]), [("claim.parent_missing", file, None) for file in ("ORF", "ODX", "OOP")]),
    9: (rows(without=["IPD"]), [("claim.parent_missing", file, None) for file in ("IRF", "IDX", "IOP", "LVD")]),
    10: (without_names, [("file.header", "IPD", None)]),
    11: (odd_column, [("file.unknown_column", "OPD", 1)]),
    12: (
        rows(*((file, 0, {"HN": ""}) for file in RULES[12].files.split())),
        [("claim.blank", file, 2) for file in RULES[12].files.split()],
    ),
    13: (rows(("PAT", 1, {})), [("claim.duplicate", "PAT", 3)]),
    14: (
        rows(("LVD", 0, {"DATEOUT": "2/10/24"}), ("AER", 0, {"AETIME": "9.30"}), ("CHT", 0, {"DATE": "25671001"})),
        [("claim.date", "LVD", 2), ("claim.time", "AER", 2), ("claim.buddhist_year", "CHT", 2)],
    ),
    15: (rows(("INS", 2, {"HN": "H9"})), [("claim.orphan", "INS", 4)]),
    16: (
        rows(*((file, 0, {"HN": "H9"}) for file in RULES[16].files.split())),
        [("claim.orphan", file, 2) for file in RULES[16].files.split()],
    ),
    17: (
        rows(*((file, 0, {"AN": "", "SEQ": ""}) for file in RULES[17].files.split())),
        [("claim.no_an_or_seq", file, 2) for file in RULES[17].files.split()],
    ),
    18: (
        rows(*((file, 0, {"SEQ": ""}) for file in RULES[18].files.split())),
        [("claim.blank", file, 2) for file in RULES[18].files.split()],
    ),
    19: (
        rows(*((file, 0, {"AN": ""}) for file in RULES[19].files.split())),
        [("claim.blank", file, 2) for file in RULES[19].files.split()],
    ),
    20: (
        rows(*((file, 0, {"AN": "", "SEQ": "9"}) for file in RULES[20].files.split())),
        [("claim.orphan", file, 2) for file in RULES[20].files.split()],
    ),
    21: (
        rows(*((file, 0, {"AN": "9", "SEQ": ""}) for file in RULES[21].files.split())),
        [("claim.orphan", file, 2) for file in RULES[21].files.split()],
    ),
    22: (rows(without=["CHT"]), [("claim.charges_missing", "CHT", None)]),
    23: (rows(("OPD", 1, {})), [("claim.duplicate", "OPD", 3)]),
    24: (rows(("IPD", 1, {})), [("claim.duplicate", "IPD", 3)]),
}  # fmt: skip


def checked(made: Set, folder: Path) -> Checked:
    path = made(folder) if callable(made) else write_set(folder / "set", FDH, made)
    return check_set(read(path, "fdh16"), BOOK, hospital="10703")


def test_every_live_rule_has_a_set_that_breaks_it():
    assert list(BROKEN) == LIVE
    assert len(LIVE) == 24


@pytest.mark.parametrize("no", LIVE)
def test_a_set_that_breaks_a_rule_is_found_where_it_does_by_the_codes_the_rule_names(no, tmp_path):
    made, places = BROKEN[no]
    result = checked(made, tmp_path)
    found = {(row.code, row.file, row.line) for row in result.rows()}
    assert set(places) - found == set()
    assert {code for code, _, _ in places} <= set(RULES[no].codes.split())
    if RULES[no].files:
        assert {file for _, file, _ in places} <= set(RULES[no].files.split())
    if no != 1:  # a file that is none of the set's is passed over, and the rest can be sent
        assert result.exit in (10, 11, 12)

"""What a set may come as, which member is which file, and what is refused of a zip."""

import hashlib
import io
import stat
import struct
import zipfile

import pytest

from sitthi.book import Book
from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.landing import land
from sitthi.files.claims.members import file_of
from sitthi.files.claims.zips import ZipLimits

BOOK = Book()
ECLAIM = BOOK.get(FileFormat, "eclaim16")
MOPH = BOOK.get(FileFormat, "moph43")
IDX = b"AN|DIAG|DXTYPE\r\n"


@pytest.fixture
def zipped(tmp_path):
    """Writes a zip from names and bytes."""

    def write(*members, name="set.zip", method=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(tmp_path / name, "w", method) as archive:
            for member, content in members:
                archive.writestr(member, content)
        return tmp_path / name

    return write


def found(landed):
    assert {finding.code for finding in landed.findings} <= BOOK.all(FindingKind).keys()
    return [(finding.code, finding.file) for finding in landed.findings]


@pytest.mark.parametrize(
    ("name", "format", "file"),
    [
        ("INS.txt", ECLAIM, "INS"),
        ("ins.TXT", ECLAIM, "INS"),
        ("INS6805.DBF", ECLAIM, "INS"),
        ("F16_INS.txt", ECLAIM, "INS"),
        ("10703_INS_256805.txt", ECLAIM, "INS"),
        ("DRUG.txt", ECLAIM, "DRU"),
        ("DRU.txt", ECLAIM, "DRU"),
        ("LAB6805.dbf", ECLAIM, "LABFU"),
        ("LABFU.txt", ECLAIM, "LABFU"),
        ("DIAGNOSIS_IPD.txt", ECLAIM, None),
        ("DIAGNOSIS_IPD.txt", MOPH, "DIAGNOSIS_IPD"),
        ("F43_10703_DIAGNOSIS_OPD_20250101.txt", MOPH, "DIAGNOSIS_OPD"),
        ("INSURANCE.txt", ECLAIM, None),
        ("INS.xlsx", ECLAIM, None),
        ("INS", ECLAIM, None),
    ],
)
def test_a_member_is_known_by_its_name(name, format, file):
    assert file_of(name, format) == file


def test_a_folder_lands_in_the_order_of_the_format_with_the_hash_of_its_bytes(tmp_path):
    for name in ("idx.txt", "INS6805.dbf", ".hidden", "readme.md"):
        (tmp_path / name).write_bytes(IDX)
    landed = land(tmp_path, ECLAIM)
    assert [(m.file, m.name, m.kind, m.size) for m in landed.members] == [
        ("INS", "INS6805.dbf", "dbf", len(IDX)),
        ("IDX", "idx.txt", "text", len(IDX)),
    ]
    assert {member.sha256 for member in landed.members} == {hashlib.sha256(IDX).hexdigest()}
    assert found(landed) == [("set.unknown_member", "readme.md")]
    with landed.members[1].open() as handle:
        assert handle.read() == IDX


def test_a_zip_lands_as_it_is_also_alone_in_a_folder_and_with_folders_in_it(zipped, tmp_path):
    path = zipped(("set/IDX.txt", IDX), ("set/", b""), ("__MACOSX/set/._IDX.txt", b"x"))
    for place in (path, tmp_path):
        landed = land(place, ECLAIM)
        assert [(m.file, m.name, m.size) for m in landed.members] == [("IDX", "IDX.txt", len(IDX))]
        assert found(landed) == []
        with landed.members[0].open() as handle:
            assert handle.read(3) + handle.read() == IDX
    assert [path.name for path in tmp_path.iterdir()] == ["set.zip"]


def test_the_only_folder_of_a_folder_is_looked_into_as_one_in_a_zip_is(zipped, tmp_path):
    outer = tmp_path / "outer"
    inner = outer / "eclaim" / "6805"
    inner.mkdir(parents=True)
    (inner / "IDX.txt").write_bytes(IDX)
    (outer / "read.me").write_bytes(b"hello")
    (outer / "__MACOSX").mkdir()
    landed = land(outer, ECLAIM)
    assert [(m.file, m.name) for m in landed.members] == [("IDX", "IDX.txt")]
    assert found(landed) == [("set.unknown_member", "read.me")]
    (outer / "other").mkdir()
    assert found(land(outer, ECLAIM))[-1] == ("set.empty", "outer")
    (outer / "INS.txt").write_bytes(IDX)
    assert [m.file for m in land(outer, ECLAIM).members] == ["INS"]


def test_a_link_to_a_folder_is_not_followed(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert found(land(tmp_path, ECLAIM)) == [("set.empty", tmp_path.name)]


def test_a_file_that_is_there_twice_is_told(zipped, tmp_path):
    assert found(land(zipped(("a/IDX.txt", IDX), ("b/idx.TXT", IDX)), ECLAIM)) == [("set.twice", "IDX")]
    (tmp_path / "f").mkdir()
    for name in ("IDX.txt", "IDX6805.dbf"):
        (tmp_path / "f" / name).write_bytes(IDX)
    assert found(land(tmp_path / "f", ECLAIM)) == [("set.twice", "IDX")]


def test_nothing_to_read_is_told(zipped, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert found(land(empty, ECLAIM)) == [("set.empty", "empty")]
    assert found(land(tmp_path / "none", ECLAIM)) == [("set.unreadable", "none")]
    assert found(land(zipped(), ECLAIM)) == [("set.empty", "set.zip")]
    (tmp_path / "IDX.txt").write_bytes(IDX)
    assert found(land(tmp_path / "IDX.txt", ECLAIM)) == [("set.no_set", "IDX.txt")]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_a_zip_that_breaks_off_is_told(zipped, keep):
    path = zipped(("IDX.txt", IDX * 500), ("PAT.txt", b"HN\n" * 500))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * keep // 4])
    assert found(land(path, ECLAIM)) == [("set.zip_broken", "set.zip")]


def test_a_zip_with_damaged_bytes_is_told_by_its_member(zipped):
    path = zipped(("IDX.txt", IDX * 500), method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"DXTYPE", b"DXTYPO", 1))
    assert found(land(path, ECLAIM)) == [("set.zip_broken", "IDX")]


@pytest.mark.parametrize(
    "name", ["../IDX.txt", "/IDX.txt", "a/../../IDX.txt", "..\\IDX.txt", "C:\\IDX.txt", "\\\\host\\IDX.txt"]
)
def test_a_member_that_points_outside_is_refused(zipped, name):
    assert found(land(zipped((name, IDX)), ECLAIM)) == [("set.zip_unsafe", "set.zip")]


def test_a_link_is_refused(zipped):
    link = zipfile.ZipInfo("IDX.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert found(land(zipped((link, "/etc/passwd")), ECLAIM)) == [("set.zip_unsafe", "set.zip")]


def test_a_locked_zip_is_told(zipped):
    path = zipped(("IDX.txt", IDX))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark) + place
        content[at : at + 2] = struct.pack("<H", 1)
    path.write_bytes(content)
    assert found(land(path, ECLAIM)) == [("set.zip_locked", "set.zip")]


def test_a_bomb_is_refused_before_anything_is_unpacked(zipped):
    bomb = zipped(("IDX.txt", b"\0" * (40 << 20)))
    assert bomb.stat().st_size < 100_000
    assert found(land(bomb, ECLAIM)) == [("set.zip_large", "set.zip")]
    fine = zipped(("IDX.txt", IDX * 10_000))
    assert found(land(fine, ECLAIM)) == []
    assert found(land(fine, ECLAIM, ZipLimits(n_bytes=1000))) == [("set.zip_large", "set.zip")]
    many = zipped(*((f"{n}.txt", b"") for n in range(4)))
    assert found(land(many, ECLAIM, ZipLimits(n_members=3))) == [("set.zip_large", "set.zip")]


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_says(zipped):
    path = zipped(("IDX.txt", b"A" * (30 << 20)))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(mark) + place
        content[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(content)
    assert found(land(path, ECLAIM)) == [("set.zip_broken", "IDX")]


def test_a_way_of_packing_that_is_not_known_is_told(zipped):
    path = zipped(("IDX.txt", IDX))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.find(mark) + place
        content[at : at + 2] = struct.pack("<H", 97)
    path.write_bytes(content)
    assert found(land(path, ECLAIM)) == [("set.zip_broken", "set.zip")]
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"

"""What a format says of itself, and which contradictions it names."""

from dataclasses import replace

from sitthi.core.evidence import Evidence, Label
from sitthi.core.formats.field import FieldType, FormatField, Required
from sitthi.core.formats.format import FileFormat, FormatFile, Layout, Link

SAYS = Evidence.read("K somewhere")
NAMED = Label("ชื่อ", "name")


def field(file, position, name, **more):
    return FormatField(file, position, name, FieldType.CHAR, Required.KEY, SAYS, **more)


GOOD = FileFormat(
    id="two",
    title=NAMED,
    edition="1",
    evidence=SAYS,
    delimiter="|",
    encodings=("utf-8",),
    headerless=True,
    files=(FormatFile("IPD", NAMED, SAYS, key=("AN",)), FormatFile("IDX", NAMED, SAYS)),
    fields=(
        field("IDX", 2, "DIAG", aliases="DX CODE"),
        field("IDX", 1, "AN"),
        field("IPD", 1, "AN", width=15, dbf="C 15"),
    ),
    links=(Link("IDX", "IPD", ("AN",), SAYS),),
    layouts=(Layout("IDX", ("DIAG", "OLD", "AN"), SAYS),),
)


def test_fields_come_in_order_and_by_every_name():
    assert [field.name for field in GOOD.fields_of("IDX")] == ["AN", "DIAG"]
    assert GOOD.field("IDX", "DIAG").names == ("DIAG", "DX", "CODE")
    assert GOOD.field("IDX", "NONE") is None
    assert GOOD.field("NONE", "AN") is None
    assert GOOD.file("IPD").key == ("AN",)
    assert GOOD.file("NONE") is None


def test_a_file_without_header_may_have_the_newest_or_an_older_order():
    assert GOOD.layouts_of("IDX") == [("AN", "DIAG"), ("DIAG", "OLD", "AN")]
    assert GOOD.layouts_of("IPD") == [("AN",)]


def test_a_sound_format_has_no_fault():
    assert list(GOOD.faults()) == []


def test_every_contradiction_is_named():
    spoiled = replace(
        GOOD,
        delimiter="||",
        files=(*GOOD.files, FormatFile("IPD", NAMED, SAYS), FormatFile("NEW", NAMED, SAYS, key=("HN",))),
        fields=(*GOOD.fields, field("OPD", 1, "HN"), field("IDX", 3, "DX")),
        links=(Link("IDX", "IPD", ("HN",), SAYS),),
        layouts=(Layout("OPD", ("HN",), SAYS),),
    )
    assert set(spoiled.faults()) == {
        "delimiter is one character",
        "file IPD stands twice",
        "field of unknown file OPD",
        "NEW: positions are not 1, 2, 3 and so on",
        "NEW: key HN is no field",
        "IDX: DX names two fields",
        "link: IDX has no HN",
        "link: IPD has no HN",
        "layout of unknown file OPD",
    }


def test_a_field_names_what_it_cannot_be():
    assert list(field("IPD", 0, "AN", width=0, dbf="X 3").faults()) == [
        "position counts from 1",
        "width is at least 1",
        "dbf reads letter, length and decimals: 'N 20 5'",
    ]
    assert list(field("IPD", 1, "AN", dbf="N 20 5").faults()) == []

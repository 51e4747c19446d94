"""The formats of the book, against the field lists they were made from."""

import csv

import pytest

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat

FORMATS = Book().all(FileFormat)
LISTS = {"eclaim16": "nhso_eclaim16.csv", "fdh16": "nhso_fdh16_txt.csv", "moph43": "moph43.csv"}


@pytest.mark.parametrize("name", LISTS)
def test_every_field_stands_where_the_field_list_has_it(name, shared):
    with (shared / "data" / "formats" / LISTS[name]).open(encoding="utf-8") as handle:
        listed = {(row["file"], row["position"]): row for row in csv.DictReader(handle)}
    ours = {(field.file, str(field.position)): field for field in FORMATS[name].fields}
    assert ours.keys() == listed.keys()
    for place, field in ours.items():
        row = listed[place]
        assert row["field"].upper() in field.names, place
        assert (field.type.value, field.required.value) == (row["type"], row["required"]), place
        assert field.width == (int(row["width"]) if row["width"] else None), place


def test_the_sixteen_files_and_the_laboratory_come_in_their_order():
    names = "INS PAT OPD ORF ODX OOP IPD IRF IDX IOP CHT CHA AER ADP LVD DRU LABFU"
    for name in ("eclaim16", "fdh16"):
        assert [file.name for file in FORMATS[name].files] == names.split()


def test_text_for_fdh_ends_adp_and_dru_with_sp_item_and_spells_the_drug_price_out():
    eclaim, fdh = FORMATS["eclaim16"], FORMATS["fdh16"]
    assert [len(eclaim.fields_of(file)) for file in ("ADP", "DRU")] == [26, 23]
    assert [len(fdh.fields_of(file)) for file in ("ADP", "DRU")] == [27, 24]
    assert eclaim.field("DRU", "DRUGPRIC").names == ("DRUGPRIC", "DRUGPRICE")
    assert fdh.field("DRU", "DRUGPRICE").names == ("DRUGPRICE", "DRUGPRIC")
    assert fdh.field("ADP", "DCIP").names == ("DCIP", "DCIP/E_SCREEN")


def test_older_layouts_are_known_by_their_width():
    widths = {len(columns) for columns in FORMATS["eclaim16"].layouts_of("OPD")}
    assert widths == {15, 6}
    assert [len(columns) for columns in FORMATS["eclaim16"].layouts_of("ADP")] == [26, 27, 27]


def test_every_column_has_a_name_in_both_languages_and_a_claim_file_its_dbf_type():
    assert all(field.dbf for field in FORMATS["eclaim16"].fields)
    for field in (field for format in FORMATS.values() for field in format.fields):
        assert field.th, field.name
        assert field.en, field.name

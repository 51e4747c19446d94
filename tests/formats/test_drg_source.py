"""A DRG table from a grouper's folder, its DBF or a CSV: what is read, and what is found wrong."""

import pytest

from sitthi.core.coding.drg import Drg
from sitthi.files.drg_source import DrgSource, read_drg_source

ROW = "99599 0.6201 0.6814 3.55 11 1.00"
DRG = Drg("99599", 6201, 6814, 355, 11, 100)


def triples(findings):
    return [(finding.code, finding.line, finding.field) for finding in findings]


@pytest.mark.parametrize("name", ["c63drg.dbf", "C63DRG.DBF", "c64drg.Dbf"])
def test_a_groupers_folder_whatever_the_case_of_its_names(tmp_path, drg_dbf, name):
    (tmp_path / name).write_bytes(drg_dbf(ROW))
    (tmp_path / f"{name[:3]}I10.dbf").write_bytes(b"not read")
    source = read_drg_source(tmp_path)
    assert isinstance(source, DrgSource)
    assert (source.rows, source.findings) == ([(1, DRG)], [])
    assert source.beside == {"diagnoses": True, "procedures": False, "exclusions": False}


def test_the_dbf_itself_and_a_csv_of_the_same_rows(tmp_path, drg_dbf, table):
    path = tmp_path / "c63drg.dbf"
    path.write_bytes(drg_dbf(ROW))
    csv = table("drg,rw0d,rw,wtlos,ot,of", ROW.replace(" ", ","))
    assert read_drg_source(path).rows == [(1, DRG)]
    assert read_drg_source(csv).rows == [(2, DRG)]


def test_a_folder_without_a_table_or_with_two(tmp_path, drg_dbf):
    assert triples(read_drg_source(tmp_path)) == [("drg.no_table", None, None)]
    for name in ("c62drg.dbf", "c63drg.dbf"):
        (tmp_path / name).write_bytes(drg_dbf(ROW))
    assert triples(read_drg_source(tmp_path)) == [("drg.many_tables", None, None)]


def test_a_broken_dbf_and_a_csv_without_its_columns(tmp_path, table):
    (tmp_path / "c63drg.dbf").write_bytes(b"broken")
    assert triples(read_drg_source(tmp_path)) == [("dbf.header", None, None)]
    assert triples(read_drg_source(table("drg,rw0d,rw,wtlos,ot", "99599,1,1,1,1"))) == [
        ("table.missing_column", 1, "of")
    ]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("9599,1,1,1,1,1", ("drg.code", 2, "drg")),
        ("99599,,1,1,1,1", ("value.required", 2, "rw0d")),
        ("99599,x,1,1,1,1", ("value.not_a_number", 2, "rw0d")),
        ("99599,1,-1,1,1,1", ("value.not_a_number", 2, "rw")),
        ("99599,1,1.00001,1,1,1", ("drg.decimals", 2, "rw")),
        ("99599,1,1,1,1.5,1", ("drg.decimals", 2, "ot")),
        ("99599,1,1,1,1,0.975", ("drg.decimals", 2, "of")),
    ],
)
def test_a_bad_cell_is_found_and_its_row_left_out(table, row, finding):
    source = read_drg_source(table("drg,rw0d,rw,wtlos,ot,of", row))
    assert (source.rows, triples(source.findings)) == ([], [finding])


def test_a_table_without_a_record_is_empty(tmp_path, drg_dbf):
    (tmp_path / "c63drg.dbf").write_bytes(drg_dbf())
    assert triples(read_drg_source(tmp_path).findings) == [("table.empty", None, None)]

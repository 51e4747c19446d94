"""What tells who somebody is never enters the records: decided field by field, for every format."""

import duckdb
import pytest

from pipeline.drawn_sets import TWO_STAYS, lay_claim
from sitthi.book import Book
from sitthi.core.formats.field import FieldType
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.keys import PersonKey, lay_key
from sitthi.pipeline.numbers import IDENTIFYING, key_columns, lay_numbers
from sitthi.pipeline.rows_left_out import complete_claim, keep_rows, leave_out

FORMATS = Book().all(FileFormat)
# Free text and local numbers that were looked at and say nothing of who a patient is.
LOOKED_AT = {
    # Hospitals, wards, places, staff, papers of the claim.
    "HCODE", "HOSPCODE", "HOSPMAIN", "HOSPSUB", "MAIN", "SUB", "HSUB", "REFER", "REFMAINI", "REFMAINO", "WARDDSC",
    "WARDADMIT", "WARDDIAG", "WARDDISCH", "WARDSTAY", "PROVIDER", "PROVIDERTYPE", "REGISTERNO", "MOVEFROM",
    "MOVETO", "SP_ITEM",
    "DRDX", "DROPID", "AUTHAE", "DOCNO", "REFER_NO", "INVOICE_NO", "INVOICE_LT", "PA_NO", "SERIALNO", "GOVCODE",
    "GOVNAME", "REFERID", "REFERID_PROVINCE", "REFERID_ORIGIN", "REFERID_SOURCE", "HOSPCODE_ORIGIN",
    "HOSP_DESTINATION", "HOSP_SOURCE", "HOSP_DX", "HOSP_RX", "HOSPDEATH", "REFERINHOSP", "REFEROUTHOSP",
    "INFORMHOSP", "INFORMANT", "LABPLACE", "PPSPLACE", "ANCPLACE", "VACCINEPLACE", "SCREENPLACE", "REHABPLACE",
    "CHRONICFUPLACE", "AEPLACE",
    # What was found and given.
    "DETAIL", "CHIEFCOMP", "PHYSICALEXAM", "DIAGFIRST", "DIAGLAST", "PSTATUS", "REQUEST", "REASON", "OPD_MEMO",
    "DID", "DIDNAME", "DNAME", "SIGCODE", "SIGTEXT", "UNIT", "UNIT_PACK", "UNIT_PACKING", "DOSE", "LABRESULT",
    "SYMPTOM", "DRUGALLERGY", "TYPEDX", "ALEVEL", "TYPEDRUG", "APTYPE", "APDIAG", "AT_DEVICE", "REHABCODE",
    "VACCINETYPE", "DRG", "ERROR", "WARNING", "GROUPER_VERSION", "CDEATH", "CDEATH_A", "CDEATH_B", "CDEATH_C",
    "CDEATH_D", "ODISEASE", "PDEATH", "PREGDEATH", "HB_RESULT", "HIV_RESULT", "VDRL_RESULT", "THALASSEMIA",
    "ANCNO", "ANCRESULT", "GA", "GA_WEEK", "GRAVIDA", "DCIP", "HEIGHT", "WEIGHT", "DMFAMILY", "HTFAMILY",
    # Kinds of persons, houses and accidents, and places no smaller than a village.
    "SEQLVD", "MSTATUS", "OCCUPATION_OLD", "OCCUPATION_NEW", "RELIGION", "EDUCATION", "FSTATUS", "VSTATUS",
    "DISCHARGE", "RHGROUP", "LABOR", "ADDRESSTYPE", "HOUSETYPE", "VILLAGE", "TAMBON", "IREFTYPE", "OREFTYPE",
    "AETYPE", "TYPEIN_AE", "TRAFFIC", "VEHICLE", "BELT", "HELMET", "AIRWAY", "STOPBLEED", "SPLINT", "FLUID",
    "URGENCY", "COMA_EYE", "COMA_SPEAK", "COMA_MOVEMENT", "NACROTIC_DRUG",
}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_every_field_of_words_or_local_numbers_was_looked_at(format):
    texts = {field.name for field in format.fields if field.type in (FieldType.CHAR, FieldType.TEXT)}
    # A field that a format gains is decided here first: does it tell who somebody is?
    assert texts - IDENTIFYING - LOOKED_AT == set()
    assert not IDENTIFYING & LOOKED_AT


def test_no_identifying_field_is_one_that_no_format_has():
    names = {field.name for format in FORMATS.values() for field in format.fields}
    assert names >= IDENTIFYING


def laid(format: FileFormat, drawn: dict[str, str]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    lay_claim(connection, format, drawn)
    complete_claim(connection, format, drawn)
    connection.execute("CREATE TEMP TABLE left_out (code VARCHAR, file VARCHAR, line BIGINT)")
    lay_key(connection, PersonKey(bytes(32)))
    return connection


def test_a_number_that_stands_beside_no_parent_still_has_its_key():
    format = FORMATS["eclaim16"]
    # The check would keep such a row out; where it does not, its key is what it would be in a whole set.
    whole = laid(format, TWO_STAYS)
    alone = laid(format, {"CHA": TWO_STAYS["CHA"]})
    keys = []
    for connection in (whole, alone):
        keep_rows(connection, format)
        lay_numbers(connection, format, "99001")
        columns, joins = key_columns(format, "CHA")
        query = f"SELECT line, {', '.join(columns)} FROM kept.CHA AS r {joins} ORDER BY line"
        keys.append(connection.execute(query).fetchall())
    assert keys[0] == keys[1]
    assert [(stay is None, visit is None) for _, stay, visit in keys[0]] == [(False, True)] * 3 + [(True, False)]


@pytest.mark.parametrize(
    ("pat", "ins", "by_cid"),
    [("9991000000015", "", True), ("", "9991000000015", True), ("9-9910-00000-01-5", "", True),
     ("9991000000016", "", False), ("1111111111111", "", False), ("AB1234567", "", False), ("", "", False)],
)  # fmt: skip
def test_a_sound_id_of_the_register_or_the_rights_makes_the_key(pat, ins, by_cid):
    format = FORMATS["eclaim16"]
    drawn = dict(TWO_STAYS)
    drawn["PAT"] = drawn["PAT"].replace("9991000000015", pat)
    drawn["INS"] = drawn["INS"].replace("1|UCS|89||", f"1|UCS|89|{ins}|", 1)
    connection = laid(format, drawn)
    keep_rows(connection, format)
    lay_numbers(connection, format, "99001")
    key, has_cid = connection.execute(
        "SELECT person_key, has_cid FROM person_number WHERE number = '1'"
    ).fetchone()
    said = "person|9991000000015" if by_cid else "hn|99001|1"
    assert has_cid is by_cid
    assert key == connection.execute("SELECT keyed_hash(?)", [said]).fetchone()[0]


def test_rows_hang_on_what_they_lost_and_on_nothing_else():
    format = FORMATS["eclaim16"]
    drawn = {**TWO_STAYS, "CHA": TWO_STAYS["CHA"].rstrip() + "\n3|A7|20240402|11|5.00||"}
    connection = laid(format, drawn)
    leave_out(connection, "claim.date", "INS", "SELECT 3 AS line")
    keep_rows(connection, format)
    out = connection.execute(
        "SELECT file, line FROM left_out WHERE code = 'load.hangs_on' ORDER BY ALL"
    ).fetchall()
    # The second stay hung on its right; the person's visit has a right of its own; an orphan had none to lose.
    assert out == [("CHA", 4), ("CHT", 3), ("IDX", 5), ("IPD", 3)]
    assert connection.execute("SELECT count(*) FROM kept.CHA").fetchone() == (4,)
    assert connection.execute("SELECT count(*) FROM kept.LVD").fetchone() == (0,)


def test_a_row_that_repeats_a_blocked_one_holds_what_hangs_on_both():
    format = FORMATS["eclaim16"]
    drawn = {**TWO_STAYS, "INS": TWO_STAYS["INS"].rstrip() + "\n1|UCS|89||99001||99001|99001|||||||A1||||1"}
    connection = laid(format, drawn)
    leave_out(connection, "claim.duplicate", "INS", "SELECT 5 AS line")
    keep_rows(connection, format)
    assert connection.execute("SELECT count(*) FROM left_out").fetchone() == (1,)


def test_an_inpatients_row_that_also_names_the_visit_hangs_on_the_stay():
    format = FORMATS["eclaim16"]
    both = TWO_STAYS["CHA"].replace("2|A2|20240402|11|800.00|9992000000024|", "2|A2|20240402|11|800.00||V1")
    connection = laid(format, {**TWO_STAYS, "CHA": both})
    leave_out(connection, "claim.date", "OPD", "SELECT 2 AS line")
    keep_rows(connection, format)
    query = "SELECT file, line FROM left_out WHERE code = 'load.hangs_on' ORDER BY ALL"
    # The visit's own charge, total and diagnosis go with it; the stay's charge does not.
    assert connection.execute(query).fetchall() == [("CHA", 5), ("CHT", 4), ("ODX", 2)]

"""What a check finds: a sound set has nothing, and each rule its bad example with file, line and field."""

import datetime

import pytest

from formats.checked_sets import BOOK, FORMATS, changed, checked, found, read, sound
from formats.made_sets import AN, CID, HN, SEQ, write_set
from sitthi.core.findings import FindingKind, Severity
from sitthi.files.check.checking import check_set

CORE = ("INS", "PAT", "OPD", "ODX", "IPD", "IDX", "CHT", "CHA")
"""The files that a set cannot be without, or that tie the others; the rest comes where an example is about it."""


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_found_in_a_sound_set(format, tmp_path):
    result = checked(tmp_path, sound(format), format, hospital="10703")
    assert list(result.rows()) == []
    assert (result.total, result.blocking, result.by_code, result.exit) == (0, 0, {}, 0)


BAD = {
    # blanks, widths, numbers
    "HN blank": ([("AER", 0, {"HN": ""})], [("claim.blank", "AER", 2, "HN")]),
    "citizen id blank": ([("PAT", 0, {"PERSON_ID": ""})], [("claim.blank_aside", "PAT", 2, "PERSON_ID")]),
    "neither AN nor SEQ": ([("DRU", 1, {"SEQ": ""})], [("claim.no_an_or_seq", "DRU", 3, "AN")]),
    "name too long": ([("PAT", 0, {"FNAME": "ก" * 41})], [("claim.too_long", "PAT", 2, "FNAME")]),
    "name as long as it may be": ([("PAT", 0, {"FNAME": "ก" * 40})], []),
    "amount with a comma": ([("CHA", 1, {"AMOUNT": "1,500.00"})], [("claim.number", "CHA", 3, "AMOUNT")]),
    "amount in words": ([("CHT", 0, {"TOTAL": "1.5e3"})], [("claim.number", "CHT", 2, "TOTAL")]),
    "pressure no number": ([("OPD", 0, {"SBP": "1.5"})], [("claim.number_aside", "OPD", 2, "SBP")]),
    # days and times
    "no such day": ([("IPD", 0, {"DATEDSC": "20250229"})], [("claim.date", "IPD", 2, "DATEDSC")]),
    "leap day": ([("INS", 0, {"DATEEXP": "20280229"})], []),
    "dashes in a day": ([("INS", 0, {"DATEEXP": "2028-2-9"})], [("claim.date", "INS", 2, "DATEEXP")]),
    "Buddhist year": ([("IPD", 0, {"DATEADM": "25671001"})], [("claim.buddhist_year", "IPD", 2, "DATEADM")]),
    "Buddhist leap day": ([("INS", 0, {"DATEEXP": "25710229"})], [("claim.buddhist_year", "INS", 2, "DATEEXP")]),
    "a year of neither era": ([("INS", 0, {"DATEEXP": "22001231"})], [("claim.date", "INS", 2, "DATEEXP")]),
    "a day that never comes": ([("INS", 0, {"DATEEXP": "99991231"})], [("claim.date", "INS", 2, "DATEEXP")]),
    "no such time": ([("IPD", 0, {"TIMEADM": "2460"})], [("claim.time", "IPD", 2, "TIMEADM")]),
    "colon in a time": ([("OPD", 0, {"TIMEOPD": "9:30"})], [("claim.time", "OPD", 2, "TIMEOPD")]),
    # codes
    "unknown sex": ([("PAT", 0, {"SEX": "3"})], [("claim.code", "PAT", 2, "SEX")]),
    "unknown marriage": ([("PAT", 0, {"MARRIAGE": "8"})], [("claim.code_aside", "PAT", 2, "MARRIAGE")]),
    "small letters of a right": ([("INS", 1, {"INSCL": "ucs"})], [("claim.code", "INS", 3, "INSCL")]),
    "small letters of a cancer": ([("ADP", 0, {"CAGCODE": "GCA"})], []),
    "kind of service wrong": ([("IPD", 0, {"SVCTYPE": "X"})], [("claim.code", "IPD", 2, "SVCTYPE")]),
    "referral's direction, an inferred list": (
        [("IRF", 0, {"REFERTYPE": "7"})], [("claim.code_aside", "IRF", 2, "REFERTYPE")],
    ),
    "kind 6, which only the 43 files know": ([("IDX", 1, {"DIAG": "E119", "DXTYPE": "6"})], [
        ("claim.code", "IDX", 3, "DXTYPE")
    ]),
    "a hospital of four digits": ([("ORF", 0, {"REFER": "1066"})], [("claim.hospital_code", "ORF", 2, "REFER")]),
    "a hospital in nine": ([("DRU", 0, {"HCODE": "EA0010703"})], [("claim.too_long", "DRU", 2, "HCODE")]),
    # citizen ids
    "another last digit": (
        [("PAT", 0, {"PERSON_ID": CID[:12] + str((int(CID[12]) + 1) % 10)})],
        [("claim.citizen_id", "PAT", 2, "PERSON_ID")],
    ),
    "twelve digits": ([("INS", 0, {"CID": CID[:12]})], [("claim.citizen_id_form", "INS", 2, "CID")]),
    "one digit over and over": (
        [("INS", 0, {"CID": "1111111111111"})], [("claim.citizen_id_stand_in", "INS", 2, "CID")],
    ),
    "counted up": ([("INS", 0, {"CID": "1234567890121"})], [("claim.citizen_id_stand_in", "INS", 2, "CID")]),
    "a 0 in front": ([("INS", 0, {"CID": "0110700000011"})], [("claim.citizen_id_zero", "INS", 2, "CID")]),
    "a passport": ([("PAT", 0, {"PERSON_ID": "AB1234567", "IDTYPE": "2"}), ("INS", 0, {"CID": "AB1234567"})], []),
    "a foreigner of no said paper": ([("PAT", 0, {"PERSON_ID": "77", "IDTYPE": "", "NATION": "057"})], []),
    "a foreigner with a citizen card": (
        [("PAT", 0, {"PERSON_ID": "77", "NATION": "057"})], [("claim.citizen_id_form", "PAT", 2, "PERSON_ID")],
    ),
    # diagnoses and procedures
    "no ICD-10": ([("IDX", 0, {"DIAG": "189"})], [("claim.icd10", "IDX", 2, "DIAG")]),
    "ICD-10 with a dot": ([("IDX", 0, {"DIAG": "J18.9"})], [("claim.icd_written", "IDX", 2, "DIAG")]),
    "no ICD-9": ([("IOP", 0, {"OPER": "8X"})], [("claim.icd9", "IOP", 2, "OPER")]),
    "ICD-9 with an extension": ([("IOP", 0, {"OPER": "3995+11"})], []),
    "a procedure of the Thai ICD-10": ([("OOP", 0, {"OPER": "2287010"})], []),
    "no principal of a stay": ([("IDX", 0, {"DXTYPE": "2"})], [("claim.no_principal", "IPD", 2, "AN")]),
    "no principal of a visit": ([("ODX", 0, {"DXTYPE": "4"})], [("claim.no_principal", "OPD", 2, "SEQ")]),
    "second principal": ([("IDX", 1, {"DIAG": "E119"})], [("claim.second_principal", "IDX", 3, "DXTYPE")]),
    "third principal": (
        [("ODX", 1, {"DIAG": "E119"}), ("ODX", 2, {"DIAG": "I10"})],
        [("claim.second_principal", "ODX", 3, "DXTYPE"), ("claim.second_principal", "ODX", 4, "DXTYPE")],
    ),
    "the same principal twice": ([("IDX", 1, {})], [("claim.repeated", "IDX", 3, "DXTYPE")]),
    "an external cause as principal": (
        [("IDX", 0, {"DIAG": "V284"})], [("claim.principal_external", "IDX", 2, "DIAG")],
    ),
    "an external cause as comorbidity": (
        [("IDX", 1, {"DIAG": "W010", "DXTYPE": "2"})], [("claim.cause_kind", "IDX", 3, "DXTYPE")],
    ),
    "kind 5 of no external cause": (
        [("IDX", 1, {"DIAG": "E119", "DXTYPE": "5"})], [("claim.cause_kind", "IDX", 3, "DXTYPE")],
    ),
    "an external cause in its place": ([("IDX", 1, {"DIAG": "Y349", "DXTYPE": "5"})], []),
    # keys and ties
    "a person twice": ([("PAT", 1, {"FNAME": "อื่น"})], [("claim.duplicate", "PAT", 3, "HN")]),
    "a stay twice": ([("IPD", 1, {"WARDDSC": "7"})], [("claim.duplicate", "IPD", 3, "AN")]),
    "a visit twice": ([("OPD", 1, {"CLINIC": "00200"})], [("claim.duplicate", "OPD", 3, "SEQ")]),
    "a right twice": ([("INS", 2, {})], [("claim.duplicate", "INS", 4, "SEQ")]),
    "a total twice": ([("CHT", 2, {})], [("claim.duplicate", "CHT", 4, "DATE")]),
    "an accident twice": ([("AER", 2, {})], [("claim.repeated", "AER", 4, "SEQ")]),
    "HN of no right": ([("AER", 0, {"HN": "H9"})], [("claim.orphan", "AER", 2, "HN")]),
    "AN of no right": ([("ADP", 0, {"AN": "9"})], [("claim.orphan", "ADP", 2, "AN")]),
    "SEQ of no right": ([("AER", 1, {"SEQ": "9"})], [("claim.orphan", "AER", 3, "SEQ")]),
    "right of no person": ([("INS", 2, {"HN": "H9", "AN": "9", "SEQ": ""})], [("claim.orphan", "INS", 4, "HN")]),
    "procedure of no stay": ([("IOP", 0, {"AN": "9"})], [("claim.orphan", "IOP", 2, "AN")]),
    "diagnosis of no stay": ([("IDX", 1, {"AN": "9"})], [("claim.orphan", "IDX", 3, "AN")]),
    "diagnosis of no visit": (
        [("ODX", 1, {"SEQ": "9"})], [("claim.orphan", "ODX", 3, "SEQ")],
    ),
    "stay without its right": ([("INS", 2, {"AN": "77", "SEQ": ""}), ("IPD", 1, {"AN": "77"})], [
        ("claim.no_principal", "IPD", 3, "AN")
    ]),
    # order of days
    "discharged the day before": (
        [("IPD", 0, {"DATEADM": "20241004", "DATEDSC": "20241003"})],
        [("claim.discharged_before", "IPD", 2, "DATEDSC")],
    ),
    "discharged an hour before": (
        [("IPD", 0, {"DATEDSC": "20241001", "TIMEADM": "1400", "TIMEDSC": "1300"})],
        [("claim.discharged_before", "IPD", 2, "DATEDSC")],
    ),
    "discharged at once": ([("IPD", 0, {"DATEDSC": "20241001", "TIMEDSC": "0930"})], []),
    "back from leave before it began": (
        [("LVD", 0, {"DATEIN": "20241002", "TIMEIN": "0700", "QTYDAY": "0"})],
        [("claim.returned_before", "LVD", 2, "DATEIN")],
    ),
    "born the day after admission": (
        [("PAT", 0, {"DOB": "20241002"}), ("OPD", 0, {"DATEOPD": "20241002"}), ("IPD", 0, {"ADM_W": "3.1"})],
        [("claim.born_after", "IPD", 2, "DATEADM")],
    ),
    "born on the day": ([("PAT", 0, {"DOB": "20241001"}), ("IPD", 0, {"ADM_W": "3.1"})], []),
    "a leave before the stay": (
        [("LVD", 0, {"DATEOUT": "20240930", "QTYDAY": "3"})], [("claim.outside_stay", "LVD", 2, "DATEOUT")],
    ),
    "a procedure after the stay": (
        [("IOP", 0, {"DATEIN": "20241005", "DATEOUT": "20241005"})], [("claim.outside_stay", "IOP", 2, "DATEIN")],
    ),
    "a procedure that ends before it begins": (
        [("IOP", 0, {"TIMEOUT": "0959"})], [("claim.procedure_ended_before", "IOP", 2, "DATEOUT")],
    ),
    "a leave of another length": ([("LVD", 0, {"QTYDAY": "2"})], [("claim.leave_days", "LVD", 2, "QTYDAY")]),
    # money
    "a satang too much": ([("CHT", 0, {"TOTAL": "1500.01"})], [("claim.charge_total", "CHT", 2, "TOTAL")]),
    "a visit's items short": ([("CHA", 1, {"AMOUNT": "1499.99"})], [("claim.charge_total", "CHT", 3, "TOTAL")]),
    "items that add up": (
        [("CHA", 2, {"CHRGITEM": "21", "AMOUNT": "0.10"}), ("CHA", 1, {"AMOUNT": "1499.90"})], [],
    ),
    "no item at all": (
        [("CHT", 2, {"SEQ": SEQ, "DATE": "20241002", "TOTAL": "5"})], [("claim.charge_total", "CHT", 4, "TOTAL")],
    ),
    # a person's sex and age, death, a newborn
    "a delivery of a man": ([("PAT", 0, {"SEX": "1"}), ("IDX", 0, {"DIAG": "O800"})], [
        ("claim.sex_diagnosis", "IDX", 2, "DIAG")
    ]),
    "a delivery of a woman": ([("IDX", 0, {"DIAG": "O80.0"})], [("claim.icd_written", "IDX", 2, "DIAG")]),
    "a woman's prostate": ([("ODX", 0, {"DIAG": "N40"})], [("claim.sex_diagnosis", "ODX", 2, "DIAG")]),
    "a newborn's disease of a grown woman": ([("IDX", 0, {"DIAG": "P220"})], [
        ("claim.age_diagnosis", "IDX", 2, "DIAG")
    ]),
    "a newborn's disease on day 28": (
        [("PAT", 0, {"DOB": "20240903"}), ("IPD", 0, {"ADM_W": "3.1"}), ("IDX", 0, {"DIAG": "P220"})], [],
    ),
    "a newborn's disease on day 29": ([("PAT", 0, {"DOB": "20240902"}), ("IDX", 0, {"DIAG": "P220"})], [
        ("claim.age_diagnosis", "IDX", 2, "DIAG")
    ]),
    "a newborn without weight": (
        [("PAT", 0, {"DOB": "20240903"})], [("claim.newborn_weight_missing", "IPD", 2, "ADM_W")],
    ),
    "a newborn in grams": (
        [("PAT", 0, {"DOB": "20240903"}), ("IPD", 0, {"ADM_W": "3100"})],
        [("claim.newborn_weight", "IPD", 2, "ADM_W")],
    ),
    "a newborn of six kilograms": ([("PAT", 0, {"DOB": "20240903"}), ("IPD", 0, {"ADM_W": "6.000"})], []),
    "dead by state alone": ([("IPD", 0, {"DISCHS": "9"})], [("claim.outcome", "IPD", 2, "DISCHT")]),
    "dead by way alone": ([("IPD", 0, {"DISCHT": "8"})], [("claim.outcome", "IPD", 2, "DISCHT")]),
    "dead by both": ([("IPD", 0, {"DISCHS": "8", "DISCHT": "9"})], []),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_example_is_found_where_it_stands_and_nothing_else(name, tmp_path):
    changes, expected = BAD[name]
    rows = sound(files=[*CORE, *(file for file, _, _ in changes)])
    assert found(tmp_path, changed(rows, *changes)) == expected


def test_a_stay_without_its_right_is_an_orphan_with_all_that_names_it(tmp_path):
    rows = sound()
    rows["INS"] = [row for row in rows["INS"] if not row["AN"]]
    assert found(tmp_path, rows) == [
        ("claim.orphan", file, 2, "AN") for file in ("IPD", "CHT", "CHA", "AER", "ADP", "DRU")
    ]


def test_an_inpatient_s_rows_may_carry_the_number_of_a_visit_that_only_the_right_knows(tmp_path):
    rows = sound()
    for file in ("INS", "CHT", "CHA", "AER", "ADP", "DRU"):
        rows[file][0]["SEQ"] = "6709300009"
    assert found(tmp_path, rows) == []


def test_files_that_hold_their_header_alone_are_no_fault(tmp_path):
    rows = sound(files=["INS", "PAT", "IPD", "IDX", "CHT"])
    rows["INS"] = rows["INS"][:1]
    rows["CHT"] = rows["CHT"][:1]
    empty = {file: [] for file in sound() if file not in rows}
    assert found(tmp_path, rows | empty) == [("claim.charge_total", "CHT", 2, "TOTAL")]


@pytest.mark.parametrize("file", ["IDX", "OPD", "PAT"])
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_made_of_it(file, tmp_path):
    folder = write_set(tmp_path / "set", FORMATS["eclaim16"], sound())
    (folder / f"{file}.txt").write_bytes(b"nothing,of,the,kind\r\nat,all,is,here\r\n")
    result = check_set(read(folder), BOOK)
    assert {row.file for row in result.rows()} == {file}
    assert result.exit == 11


def test_another_hospital_s_rows_are_told_and_end_the_check_with_12(tmp_path):
    rows = changed(sound(), ("DRU", 1, {"HCODE": "10704"}))
    result = checked(tmp_path, rows, hospital="10703")
    assert [(row.code, row.file, row.line, row.field) for row in result.rows()] == [
        ("claim.other_hospital", "DRU", 3, "HCODE")
    ]
    assert result.exit == 12


def test_another_hospital_in_a_field_that_no_receiver_asks_about_is_a_look(tmp_path):
    rows = changed(sound(), ("INS", 1, {"HCODE": "10704"}), ("LABFU", 0, {"HCODE": "EA"}))
    result = checked(tmp_path, rows, hospital="10703")
    assert [(row.code, row.file, row.line, row.field) for row in result.rows()] == [
        ("claim.other_hospital_aside", "INS", 3, "HCODE"),
        ("claim.hospital_code", "LABFU", 2, "HCODE"),
    ]
    assert result.exit == 0


def test_without_a_hospital_rows_unlike_most_are_a_look(tmp_path):
    rows = changed(sound(), ("DRU", 1, {"HCODE": "10704"}), ("INS", 0, {"HCODE": "AB0010703"}))
    assert found(tmp_path, rows) == [
        ("claim.too_long", "INS", 2, "HCODE"),
        ("claim.other_hospital_aside", "DRU", 3, "HCODE"),
    ]


def test_without_a_hospital_a_register_s_rows_unlike_most_are_a_look(tmp_path):
    rows = changed(sound("moph43", files=["PERSON", "CARD"]), ("CARD", 1, {"INSTYPE_NEW": "0200"}))
    rows = changed(rows, ("CARD", 0, {"HOSPCODE": "99999"}))
    assert ("claim.other_hospital_aside", "CARD", 2, "HOSPCODE") in found(tmp_path, rows, "moph43")


def test_a_set_that_names_no_hospital_is_held_against_none(tmp_path):
    rows = changed(sound(files=CORE), ("PAT", 0, {"HCODE": "x"}))
    for row in rows["INS"]:
        row["HCODE"] = ""
    assert found(tmp_path, rows) == [("claim.hospital_code", "PAT", 2, "HCODE")]


TODAY = datetime.date(2024, 10, 4)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("IPD", 0, {"DATEDSC": "20241004"}), []),
        (("IPD", 0, {"DATEDSC": "20241005"}), [("claim.future", "IPD", 2, "DATEDSC")]),
        (("IPD", 0, {"DATEADM": "19990101"}), []),
        (("CHA", 1, {"DATE": "20991231"}), [("claim.future", "CHA", 3, "DATE")]),
        (("INS", 0, {"DATEEXP": "20991231"}), []),
        (("ODX", 0, {"DATEDX": "25670101"}), [("claim.buddhist_year", "ODX", 2, "DATEDX")]),
    ],
)
def test_a_day_in_the_future_is_a_look_where_it_tells_of_what_has_happened(change, expected, tmp_path):
    rows = sound(files=CORE)
    assert found(tmp_path, changed(rows, change), as_of=TODAY) == expected
    assert not [one for one in found(tmp_path / "never", changed(rows, change)) if one[0] == "claim.future"]


def test_a_time_of_today_is_none_of_the_future(tmp_path):
    rows = sound("moph43", files=["PERSON", "ADMISSION"])
    rows["ADMISSION"][0] |= {"DATETIME_DISCH": "20241004235900"}
    assert [one for one in found(tmp_path, rows, "moph43", as_of=TODAY) if one[0] == "claim.future"] == []
    rows["ADMISSION"][0] |= {"DATETIME_DISCH": "20241005000100"}
    assert ("claim.future", "ADMISSION", 2, "DATETIME_DISCH") in found(
        tmp_path / "next", rows, "moph43", as_of=TODAY
    )


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        (["PAT"], [("claim.file_missing", "PAT")]),
        (["INS"], [("claim.file_missing", "INS")]),
        (["OPD", "IPD"], [("claim.no_visits", "OPD")] + [
            ("claim.parent_missing", file) for file in ("ORF", "ODX", "OOP", "IRF", "IDX", "IOP", "LVD")
        ]),
        (["OPD"], [
            ("claim.parent_missing", file)
            for file in ("ORF", "ODX", "OOP", "CHT", "CHA", "AER", "ADP", "DRU")
        ]),
        (["IPD", "IRF", "IDX", "IOP", "LVD"], [
            ("claim.parent_missing", file) for file in ("CHT", "CHA", "AER", "ADP", "DRU")
        ]),
        (["CHT"], [("claim.charges_missing", "CHT")]),
        (["IDX"], [("claim.diagnoses_missing", "IDX")]),
        (["ODX"], [("claim.diagnoses_missing", "ODX")]),
        (["CHA", "LVD", "LABFU"], []),
    ],
)  # fmt: skip
def test_a_missing_file_is_told_once_and_not_at_every_row(without, expected, tmp_path):
    assert found(tmp_path, sound(without=without)) == [(*pair, None, None) for pair in expected]


def test_every_row_that_hangs_on_a_missing_file_is_blocked(tmp_path):
    result = checked(tmp_path, sound(without=["OPD"]))
    blocked = result.connection.execute("SELECT * FROM claim_block ORDER BY file").fetchall()
    # Of a file that holds rows of stays too, only the visit's is.
    assert blocked == [
        (file, 2 if file.startswith("O") else 3)
        for file in ("ADP", "AER", "CHA", "CHT", "DRU", "ODX", "OOP", "ORF")
    ]


def test_a_column_that_cannot_be_done_without_is_missed_once(tmp_path):
    folder = write_set(tmp_path / "set", FORMATS["eclaim16"], sound())
    lines = [line.split("|") for line in (folder / "IPD.txt").read_text("cp874").splitlines()]
    at = lines[0].index("DATEADM")
    text = "".join("|".join(cells[:at] + cells[at + 1 :]) + "\r\n" for cells in lines)
    (folder / "IPD.txt").write_text(text, "cp874", newline="")
    result = check_set(read(folder), BOOK)
    assert [(row.code, row.file, row.line, row.field) for row in result.rows()] == [
        ("claim.column_missing", "IPD", None, "DATEADM")
    ]
    assert result.exit == 11


def test_rows_that_an_earlier_load_holds_are_told(tmp_path):
    one = read(write_set(tmp_path / "set", FORMATS["eclaim16"], sound()))
    one.connection.execute("CREATE TEMP TABLE earlier AS SELECT 'IPD' AS file, line FROM claim.\"IPD\"")
    result = check_set(one, BOOK, known="earlier")
    assert [(row.code, row.severity, row.file, row.line) for row in result.rows()] == [
        ("claim.known", "warn", "IPD", 2)
    ]
    assert result.exit == 0


def test_only_blocking_rows_are_in_claim_block_and_each_once(tmp_path):
    rows = changed(
        sound(),
        ("PAT", 0, {"MARRIAGE": "8"}),
        ("CHA", 0, {"CHRGITEM": "zz", "AMOUNT": "x", "DATE": ""}),
    )
    result = checked(tmp_path, rows)
    assert result.connection.execute("SELECT * FROM claim_block").fetchall() == [("CHA", 2)]
    assert (result.total, result.blocking) == (4, 3)


def test_findings_come_by_file_line_field_and_code_and_no_more_than_asked(tmp_path):
    rows = changed(
        sound(),
        ("CHA", 1, {"CHRGITEM": "zz", "DATE": "2024"}),
        ("CHA", 0, {"CHRGITEM": "zz"}),
        ("INS", 1, {"HCODE": "1"}),
    )
    result = checked(tmp_path, rows)
    everything = [(row.file, row.line, row.field) for row in result.rows()]
    assert everything == [
        ("INS", 3, "HCODE"), ("CHA", 2, "CHRGITEM"), ("CHA", 3, "CHRGITEM"), ("CHA", 3, "DATE"),
    ]  # fmt: skip
    # What blocks comes before the warning at INS.
    assert [(row.file, row.line, row.field) for row in result.rows(2)] == everything[1:3]
    assert result.total == 4


def test_no_finding_repeats_a_cell(tmp_path):
    rows = changed(sound(), ("PAT", 0, {"SEX": "ZQ9", "DOB": "ZQ9", "HCODE": "ZQ9"}))
    assert "ZQ9" not in repr(list(checked(tmp_path, rows).rows()))


MOPH = {
    "discharged before": (
        [("ADMISSION", 0, {"DATETIME_DISCH": "20241001092959"})],
        [("claim.discharged_before", "ADMISSION", 2, "DATETIME_DISCH")],
    ),
    "a person twice": ([("PERSON", 1, {})], [("claim.duplicate", "PERSON", 3, "PID")]),
    "no such moment": (
        [("ADMISSION", 0, {"DATETIME_DISCH": "20241001250000"})],
        [("claim.date", "ADMISSION", 2, "DATETIME_DISCH")],
    ),
    "a Buddhist year nobody needs": (
        [("PERSON", 0, {"MOVEIN": "25600101"})], [("claim.buddhist_year_aside", "PERSON", 2, "MOVEIN")],
    ),
    "a bad update stamp": ([("PERSON", 0, {"D_UPDATE": "x"})], [("claim.date_aside", "PERSON", 2, "D_UPDATE")]),
    "a waist nobody measured": (
        [("NCDSCREEN", 0, {"WAIST_CM": ""})], [("claim.blank_aside", "NCDSCREEN", 2, "WAIST_CM")],
    ),
    "a birth nobody knows": ([("PERSON", 0, {"BIRTH": ""})], [("claim.blank", "PERSON", 2, "BIRTH")]),
    "kind 6": ([("DIAGNOSIS_IPD", 1, {"DIAGTYPE": "6", "DIAGCODE": "E119"})], []),
    "of no person": ([("CHRONIC", 0, {"PID": "9"})], [("claim.orphan", "CHRONIC", 2, "PID")]),
    "the unit's nine characters": ([("PERSON", 0, {"HOSPCODE": "EA0010703"})], None),
}  # fmt: skip


@pytest.mark.parametrize("name", MOPH)
def test_the_43_files_are_checked_by_the_same_rules(name, tmp_path):
    changes, expected = MOPH[name]
    rows = changed(sound("moph43"), *changes)
    if expected is None:  # written so in every file it is the same unit, and links hold
        rows = {file: [row | {"HOSPCODE": "EA0010703"} if "HOSPCODE" in row else row for row in its]
                for file, its in sound("moph43").items()}  # fmt: skip
        expected = []
    assert found(tmp_path, rows, "moph43", hospital="10703") == expected


def test_a_code_that_ends_in_aside_warns_and_its_other_blocks():
    kinds = BOOK.all(FindingKind)
    for code, kind in kinds.items():
        if code.endswith("_aside"):
            assert kind.severity is Severity.WARN
            assert kinds[code.removesuffix("_aside")].severity is Severity.BLOCK


def test_what_is_checked_of_hn_and_an_is_not_shown(tmp_path):
    result = checked(tmp_path, changed(sound(), ("AER", 0, {"HN": "H9"})))
    text = repr([tuple(row) for row in result.connection.execute("SELECT * FROM findings").fetchall()])
    assert HN not in text
    assert AN not in text


def test_a_stay_of_a_set_without_diagnoses_is_blocked(tmp_path):
    result = checked(tmp_path, sound(without=["IDX"]))
    assert result.exit == 10
    assert result.connection.execute("SELECT * FROM claim_block").fetchall() == [("IPD", 2)]


@pytest.mark.parametrize("format", ["eclaim16", "moph43"])
def test_a_set_of_headers_alone_is_not_ready_to_send(format, tmp_path):
    result = checked(tmp_path, {file: [] for file in sound(format)}, format)
    assert [(row.code, row.file) for row in result.rows()] == [("set.no_rows", "set")]
    assert result.exit == 11


def test_a_stay_under_universal_coverage_without_its_home_unit_is_warned_of(tmp_path):
    blank = changed(sound(), ("INS", 0, {"HOSPMAIN": ""}), ("INS", 1, {"HOSPMAIN": ""}))
    assert found(tmp_path / "blank", blank) == [("claim.home_missing", "INS", 2, "HOSPMAIN")]
    assert found(tmp_path / "other", changed(blank, ("INS", 0, {"INSCL": "OFC"}))) == []
    folder = write_set(tmp_path / "lacks", FORMATS["eclaim16"], sound())
    (folder / "INS.txt").write_bytes((folder / "INS.txt").read_bytes().replace(b"HOSPMAIN", b"X_MAIN", 1))
    result = check_set(read(folder), BOOK)
    assert [row.line for row in result.rows() if row.code == "claim.home_missing"] == [None]
    assert result.exit == 0

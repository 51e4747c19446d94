"""The check rules and code lists of the book, against the formats they speak of and the lists they came from."""

import csv

import pytest

from sitthi.book import Book
from sitthi.core.findings import FindingKind
from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.rule import FormatRules

BOOK = Book()
FORMATS = BOOK.all(FileFormat)
LISTS = BOOK.all(CodeList)
RULES = BOOK.all(FormatRules)
LISTED = {
    "chrgitem": "CHA.CHRGITEM", "adp_type": "ADP.TYPE", "cagcode": "ADP.CAGCODE", "pttype": "CHT.PTTYPE",
    "idtype": "PAT.IDTYPE", "svctype": "IPD.SVCTYPE", "labtest": "LABFU.LABTEST", "nation": "NATION",
}  # fmt: skip


def test_every_format_has_the_rules_of_one_document():
    named = [format for rules in RULES.values() for format in rules.formats]
    assert sorted(named) == sorted(FORMATS)


def test_every_code_list_that_a_field_names_is_there_and_every_list_is_named():
    named = {field.codes for format in FORMATS.values() for field in format.fields if field.codes}
    assert named == set(LISTS)


def places_of(rules):
    """Gives every `FILE.FIELD` that rules name."""
    yield from (place for rule in rules.fields for place in rule.places if "." in place)
    for order in rules.orders:
        yield from (*order.earlier, *order.later, order.at)
        yield from (
            f"{place.partition('.')[0]}.{name}"
            for place in (order.earlier[0], order.later[0])
            for name in order.on
        )
    for people in rules.people:
        yield from (f"{people.file}.{name}" for name in (*people.key, people.born, people.sex))
        yield from (f"{people.file}.{name}" for name in (people.paper, people.nation) if name)
    for rule in rules.principals:
        yield from (f"{rule.stays}.{name}" for name in (*rule.on, rule.begins, rule.at))
        yield from (f"{rule.diagnoses}.{name}" for name in (*rule.on, rule.kind, rule.diagnosis))
    for total in rules.totals:
        yield from (total.total, total.parts)
    for outcome in rules.outcomes:
        yield from (outcome.state, outcome.way)
    for weight in rules.weights:
        yield from (weight.weight, weight.admitted)
    for leave in rules.leaves:
        yield from (leave.left, leave.returned, leave.days)


@pytest.mark.parametrize("name", RULES)
def test_every_field_and_file_that_a_rule_names_is_in_its_formats(name):
    for format in (FORMATS[format] for format in RULES[name].formats):
        fields = {f"{field.file}.{field.name}" for field in format.fields}
        fields |= {f"*.{field.name}" for field in format.fields}
        assert set(places_of(RULES[name])) - fields == set()
        for needed in RULES[name].needed_files:
            assert all(format.file(file) for file in (*needed.any_of, *needed.beside))
        files = {place for rule in RULES[name].fields for place in rule.places if "." not in place}
        assert all(format.file(file) for file in files - {"*"})


def test_the_receiver_s_rules_are_the_27_of_its_manual_and_name_findings_that_exist(shared):
    with (shared / "data" / "formats" / "fdh_rules.csv").open(encoding="utf-8") as handle:
        listed = {int(row["no"]): row["http_status"] == "400" for row in csv.DictReader(handle)}
    ours = {rule.no: rule for rule in RULES["claims16"].receiver}
    assert {no: rule.live for no, rule in ours.items()} == listed
    assert {code for rule in ours.values() for code in rule.codes.split()} <= set(BOOK.all(FindingKind))
    assert all(FORMATS["fdh16"].file(file) for rule in ours.values() for file in rule.files.split())


@pytest.mark.parametrize("name", LISTED)
def test_a_code_list_has_the_codes_of_the_list_it_was_made_from(name, shared):
    with (shared / "data" / "formats" / "nhso_codelists.csv").open(encoding="utf-8-sig") as handle:
        listed = {row["code"] for row in csv.DictReader(handle) if row["list"] == LISTED[name]}
    assert {value.code for value in LISTS[name].codes} == listed


def test_the_rights_and_sub_rights_are_all_there(shared):
    with (shared / "data" / "formats" / "nhso_codelists.csv").open(encoding="utf-8-sig") as handle:
        rows = [(row["list"], row["code"]) for row in csv.DictReader(handle)]
    assert {value.code for value in LISTS["inscl"].codes} == {
        code for kind, code in rows if kind.startswith("INSCL")
    }
    subs = {(value.under, value.code) for value in LISTS["subinscl"].codes}
    assert subs == {(kind.partition(":")[2], code) for kind, code in rows if kind.startswith("SUBINSCL:")}

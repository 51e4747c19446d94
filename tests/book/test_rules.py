"""The dated rules and the places as the book ships them."""

from datetime import date
from fractions import Fraction

import pytest

from sitthi.book import Book, BrokenBook
from sitthi.book.loader import read_document
from sitthi.core.calendar.deadlines import Clock
from sitthi.core.evidence import Grade
from sitthi.core.identity import Inscl
from sitthi.core.places import HospitalClass, Places, province_named
from sitthi.core.rules.dated import Rule, RuleOverlay, Unit, in_force

TODAY = date(2024, 3, 1)


@pytest.fixture(scope="module")
def rules():
    return Book().all(Rule)


def test_every_deadline_has_a_clock_of_the_core_or_is_not_known(rules):
    clocks = {rule.unit.value for rule in rules.values() if rule.is_deadline}
    assert clocks - {clock.value for clock in Clock} == {"not_known"}


@pytest.mark.parametrize(
    ("rule", "unit", "n", "grade"),
    [
        ("accident_eclaim", Unit.HOURS, 48, Grade.F),
        ("entitlement_papers", Unit.CALENDAR_DAYS, 3, Grade.I),
        ("record_copies", Unit.CALENDAR_DAYS, 3, Grade.I),
        ("sss_ipd_claim", Unit.CALENDAR_DAYS, 30, Grade.I),
        ("uc_ipd_claim", Unit.CALENDAR_DAYS, 30, Grade.F1),
        ("csmbs_ipd_claim", Unit.CALENDAR_DAYS, 30, Grade.F1),
        ("coding", Unit.CALENDAR_DAYS, 30, Grade.I),
        ("treatment_data", Unit.DAY_OF_NEXT_MONTH, 9, Grade.F),
        ("data_closing", Unit.FISCAL_YEAR_END, 1, Grade.F),
        ("sss_special_items", Unit.YEARS, 2, Grade.F),
        ("audit_review", Unit.CALENDAR_DAYS, 10, Grade.F1),
        ("complaint_settled", Unit.WORKING_DAYS, 30, Grade.F),
    ],
)
def test_the_limits_of_the_documents(rules, rule, unit, n, grade):
    found = in_force(rules[rule], TODAY)
    assert (rules[rule].unit, found.value, found.evidence.grade) == (unit, n, grade)


@pytest.mark.parametrize("rule", ["c_correction", "deny_appeal"])
@pytest.mark.parametrize("fund", ["UCS", "OFC", "SSS", "LGO"])
def test_what_nobody_states_is_a_gap_for_each_fund(rules, rule, fund):
    found = in_force(rules[rule], TODAY, fund=fund)
    assert found.evidence.grade is Grade.GAP
    assert not found.is_known


def test_lateness_costs_in_steps_and_is_known_for_uc_alone(rules):
    share = in_force(rules["late_share"], TODAY, fund="UCS")
    assert [share.at(Fraction(days)) for days in (30, 31, 60, 61, 90, 91)] == [100, 95, 95, 90, 90, 80]
    assert share.evidence.grade is Grade.K
    assert not in_force(rules["late_share"], TODAY, fund="SSS").is_known


@pytest.mark.parametrize(("fund", "days"), [("UCS", 60), ("OFC", 60), ("SSS", 90)])
def test_collection_limits(rules, fund, days):
    assert in_force(rules["collection_limit"], TODAY, fund=fund).value == days


@pytest.mark.parametrize(("hospital_class", "persons"), [("community", 5), ("general", 10), ("regional", 15)])
def test_least_staff(rules, hospital_class, persons):
    assert HospitalClass(hospital_class)
    assert in_force(rules["staff_minimum"], TODAY, hospital_class=hospital_class).value == persons


def test_a_base_rate_is_known_for_its_year_only(rules):
    rate = rules["uc_ipd_base_rate"]
    assert in_force(rate, TODAY, where="in_region").value == 8350
    assert in_force(rate, TODAY, where="cross_region").value == 9600
    assert in_force(rate, date(2024, 10, 1), where="in_region") is None
    assert in_force(rules["sss_named_procedures_rate"], date(2024, 8, 31)) is None
    assert in_force(rules["sss_named_procedures_rate"], date(2024, 9, 1)).value == 15000


def test_funds_are_rights_of_the_files(rules):
    funds = {entry.keys["fund"] for rule in rules.values() if "fund" in rule.keyed_by for entry in rule.entries}
    assert funds <= {right.value for right in Inscl}


def test_two_entries_in_force_at_once_stop_the_book(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "sources.toml").write_text("", encoding="utf-8")
    (tmp_path / "rules" / "broken.toml").write_text(
        '[limit]\ntitle = { th = "ก", en = "a" }\nedition = "1"\nevidence = "K sitthi"\nunit = "days"\n'
        'picks = "judged_on"\nentries = [{ value = 1, evidence = "K sitthi" },\n'
        '{ value = 2, evidence = "K sitthi" }]\n',
        encoding="utf-8",
    )
    with pytest.raises(BrokenBook, match="two entries are in force at once"):
        Book(tmp_path).all(Rule)


def test_an_overlay_reads_as_strictly_as_the_book(tmp_path):
    path = tmp_path / "own.toml"
    head = 'since = 2024-01-01\ntitle = { th = "ก", en = "a" }\napproved_by = "ผอ."\napproved_on = 2024-01-01\n'
    path.write_text(
        head + '[[entries]]\nrule = "coding"\nentry = { value = 14, evidence = "F own letter" }\n', "utf-8"
    )
    assert read_document(RuleOverlay, path).entries[0].entry.value == 14
    path.write_text(
        head + '[[entries]]\nrule = "coding"\nentry = { valeu = 14, evidence = "F own letter" }\n', "utf-8"
    )
    with pytest.raises(BrokenBook, match="valeu"):
        read_document(RuleOverlay, path)


def test_thirteen_regions_and_seventy_seven_provinces():
    places = Book().get(Places, "health_regions")
    sizes = {region.id: 0 for region in places.regions}
    for province in places.provinces:
        sizes[province.region] += 1
    assert sum(sizes.values()) == 77
    assert list(sizes.values()) == [8, 5, 5, 8, 8, 8, 4, 7, 4, 5, 7, 7, 1]
    assert province_named(places, "สงขลา").region == "12"
    assert province_named(places, "48").en == "Nakhon Phanom"


def test_levels_and_their_least_case_mix():
    levels = Book().get(Places, "health_regions").levels
    assert {level.id: (level.hospital_class.value, str(level.cmi_minimum)) for level in levels} == {
        "A": ("regional", "8/5"), "S": ("general", "6/5"), "M1": ("general", "1"), "M2": ("community", "4/5"),
        "F1": ("community", "3/5"), "F2": ("community", "3/5"), "F3": ("community", "3/5"),
    }  # fmt: skip
    assert {level.evidence.grade for level in levels} == {Grade.K}

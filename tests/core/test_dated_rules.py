"""Dated entries: which one holds, what a broken rule says of itself, and what is laid over."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.rules.dated import (
    Entry,
    Picks,
    Rule,
    RuleOverlay,
    RuleOverlayEntry,
    Tier,
    Unit,
    competing,
    in_force,
)

READ = Evidence(Grade.F, "test")
GAP = Evidence(Grade.GAP, "test")
TITLE = Label("ทดสอบ", "Test")


def entry(value=None, evidence=READ, **more):
    return Entry(evidence, None if value is None else Fraction(value), **more)


def rule(*entries, unit=Unit.BAHT_PER_ADJRW, keyed_by=()):
    return Rule("rate", TITLE, "1", READ, unit, Picks.DISCHARGED_ON, entries, keyed_by)


OLD = entry(8000, until=date(2023, 9, 30))
NEW = entry(8350, since=date(2023, 10, 1), until=date(2024, 9, 30))


@pytest.mark.parametrize(
    ("on", "found"),
    [(date(2023, 9, 30), OLD), (date(2023, 10, 1), NEW), (date(2024, 9, 30), NEW), (date(2024, 10, 1), None)],
)
def test_the_day_picks_the_one_entry_in_force(on, found):
    rates = rule(OLD, NEW)
    assert not list(rates.faults())
    assert in_force(rates, on) is found


def test_keys_pick_too():
    uc, sss = entry(60, keys={"fund": "UCS"}), entry(90, keys={"fund": "SSS"})
    limits = rule(uc, sss, unit=Unit.DAYS, keyed_by=("fund",))
    assert not list(limits.faults())
    assert in_force(limits, date(2024, 1, 1), fund="SSS", region="12") is sss
    assert in_force(limits, date(2024, 1, 1), fund="LGO") is None
    assert in_force(limits, date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry(1), entry(2)),
        (entry(1, since=date(2024, 1, 1)), entry(2, until=date(2024, 1, 1))),
        (entry(1, until=date(2024, 1, 1)), entry(2, since=date(2024, 1, 1))),
    ],
)
def test_two_entries_in_force_at_once_break_the_rule(one, other):
    assert list(rule(one, other).faults()) == ["two entries are in force at once"]
    assert one.overlaps(other)


def test_competing_entries_name_their_key():
    limits = rule(*[entry(n, keys={"fund": "UCS"}) for n in (1, 2)], unit=Unit.DAYS, keyed_by=("fund",))
    assert list(limits.faults()) == ["two entries are in force at once, fund UCS"]


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (entry(), "an entry says something, or is a GAP and says nothing"),
        (entry(1, GAP), "an entry says something, or is a GAP and says nothing"),
        (entry(1, says=TITLE), "an entry has one of value, tiers, says"),
        (entry(1, since=date(2024, 1, 2), until=date(2024, 1, 1)), "an entry ends before it begins"),
        (entry(tiers=(Tier(Fraction(1), Fraction(9)),)), "the last step, and no other, is open"),
        (entry(tiers=(Tier(Fraction(1)), Tier(Fraction(2)))), "the last step, and no other, is open"),
        (
            entry(tiers=tuple(Tier(Fraction(1), end) for end in (Fraction(9), Fraction(9), None))),
            "steps go upwards",
        ),
    ],
)
def test_an_entry_names_its_own_faults(broken, fault):
    assert list(broken.faults()) == [fault]


@pytest.mark.parametrize(
    ("unit", "entries", "fault"),
    [
        (Unit.DAYS, (), "a rule needs an entry"),
        (Unit.DAYS, (entry("1.5"),), "an entry does not fit the unit days"),
        (Unit.DAYS, (entry(0),), "an entry does not fit the unit days"),
        (Unit.DAYS, (entry(says=TITLE),), "an entry does not fit the unit days"),
        (Unit.EVENT, (entry(3),), "an entry does not fit the unit event"),
        (Unit.NOT_KNOWN, (entry(3),), "an entry does not fit the unit not_known"),
        (Unit.PERCENT_BY_DAYS, (entry(3),), "an entry does not fit the unit percent_by_days"),
        (Unit.DAY_OF_NEXT_MONTH, (entry(29),), "an entry does not fit the unit day_of_next_month"),
        (Unit.DAYS, (entry(3, keys={"fund": "UCS"}),), "an entry has the rule's keys: none"),
        (Unit.HOURS, (entry(3, unit=Unit.PERSONS),), "the unit persons is of another kind than the rule's"),
    ],
)
def test_a_rule_names_what_does_not_fit(unit, entries, fault):
    assert list(rule(*entries, unit=unit).faults()) == [fault]


def test_what_fits():
    assert not list(rule(entry("8350.50")).faults())
    assert not list(rule(entry(evidence=GAP), unit=Unit.NOT_KNOWN).faults())
    assert not list(rule(entry(says=TITLE), unit=Unit.EVENT).faults())
    assert not list(rule(entry(9), unit=Unit.DAY_OF_NEXT_MONTH).faults())
    assert rule(entry(3), unit=Unit.HOURS).is_deadline
    assert not rule(entry(3), unit=Unit.PERSONS).is_deadline


def test_steps_hold_up_to_and_with_their_end():
    share = entry(tiers=(Tier(Fraction(100), Fraction(30)), Tier(Fraction(95), Fraction(60)), Tier(Fraction(80))))
    assert not list(rule(share, unit=Unit.PERCENT_BY_DAYS).faults())
    assert [share.at(Fraction(days)) for days in (0, 30, 31, 60, 61, 400)] == [100, 100, 95, 95, 80, 80]


FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def overlay(*entries, rule_id="rate", since=FIRST, until=None, **more):
    return RuleOverlay(TITLE, since, tuple(RuleOverlayEntry(rule_id, one) for one in entries), until, **more)


def test_an_overlay_wins_over_the_book_and_a_later_one_over_an_earlier():
    region, hospital = overlay(entry(9000)), overlay(entry(9100, since=date(2024, 5, 1)))
    rates = rule(NEW)
    assert in_force(rates, date(2024, 4, 1), [region]).value == 9000
    assert in_force(rates, date(2024, 4, 1), [region, hospital]).value == 9000
    assert in_force(rates, date(2024, 5, 1), [region, hospital]).value == 9100
    assert in_force(rates, date(2024, 4, 1), [overlay(entry(1), rule_id="another")]) is NEW


@pytest.mark.parametrize(
    ("on", "value"),
    [(date(2023, 12, 31), 8350), (FIRST, 9000), (date(2024, 3, 31), 9000), (date(2024, 4, 1), 8350)],
)
def test_an_overlay_holds_on_its_own_days_only(on, value):
    region = overlay(entry(9000), until=date(2024, 3, 31))
    assert in_force(rule(NEW), on, [region]).value == value
    assert region.is_in_force(on) == (value == 9000)


def test_an_entry_never_holds_longer_than_its_overlay():
    early = entry(9000, since=date(2023, 1, 1), until=date(2025, 1, 1))
    within = entry(9000, since=date(2024, 2, 1), until=date(2024, 3, 1))
    (held,) = overlay(early, until=LAST).entries_of("rate")
    assert (held.since, held.until) == (FIRST, LAST)
    assert overlay(within, until=LAST).entries_of("rate") == [within]
    assert overlay(early).entries_of("rate")[0].until == date(2025, 1, 1)
    assert overlay(early).entries_of("another") == []


def test_an_overlay_fills_a_gap_with_a_unit_of_its_own():
    unknown = rule(entry(evidence=GAP), unit=Unit.NOT_KNOWN)
    own = overlay(entry(15, unit=Unit.WORKING_DAYS))
    assert not list(own.misfits({"rate": unknown}))
    assert in_force(unknown, FIRST, [own]).unit is Unit.WORKING_DAYS


def test_overlays_compete_for_the_same_rule_keys_and_days():
    first, second = overlay(entry(1), until=LAST), overlay(entry(2), since=LAST)
    assert competing(first, second) == ["rate"]
    assert competing(first, overlay(entry(2), since=date(2025, 1, 1))) == []
    assert competing(first, overlay(entry(2), rule_id="another")) == []
    assert competing(first, overlay(entry(2, keys={"fund": "UCS"}))) == []


def test_an_overlay_names_its_faults():
    assert list(overlay(entry(1), entry(2)).faults()) == ["two entries are in force at once: rate"]
    assert not list(overlay(OLD, NEW, since=date(2022, 1, 1)).faults())
    assert list(overlay(OLD).faults()) == ["an entry holds on none of the overlay's days: rate"]
    assert list(overlay(NEW, until=date(2023, 1, 1)).faults()) == [
        "until is before since", "an entry holds on none of the overlay's days: rate",
    ]  # fmt: skip
    assert list(overlay().faults()) == ["lays nothing over the rules"]
    apart = RuleOverlay(TITLE, FIRST, (RuleOverlayEntry("a", NEW), RuleOverlayEntry("b", NEW)))
    assert not list(apart.faults())


@pytest.mark.parametrize(
    ("by", "on", "is_approved", "faults"),
    [
        (None, None, False, []),
        ("ผู้อำนวยการ", FIRST, True, []),
        ("ผู้อำนวยการ", None, False, ["approved_by and approved_on go together"]),
        ("", FIRST, False, ["approved_by and approved_on go together"]),
    ],
)
def test_an_approval_has_a_name_and_a_day(by, on, is_approved, faults):
    signed = overlay(NEW, approved_by=by, approved_on=on)
    assert signed.is_approved is is_approved
    assert list(signed.faults()) == faults


def test_an_overlay_is_held_against_the_rules_it_names():
    assert list(overlay(NEW, rule_id="none").misfits({})) == ["the book has no rule 'none'"]
    misfit = overlay(entry(says=TITLE)).misfits({"rate": rule(NEW)})
    assert list(misfit) == ["rate: an entry does not fit the unit baht_per_adjrw"]


def test_only_counts_of_days_and_hours_can_be_paused():
    stands = Entry(READ, Fraction(3), is_pausable=True)
    assert list(rule(stands, unit=Unit.CALENDAR_DAYS).faults()) == []
    assert list(rule(stands, unit=Unit.YEARS).faults()) == ["what is counted in years cannot be paused"]


def test_only_an_event_comes_before_something():
    named = Entry(READ, says=TITLE)
    before = replace(rule(named, unit=Unit.EVENT), before="discharge")
    assert list(before.faults()) == []
    counted = replace(rule(Entry(READ, Fraction(3)), unit=Unit.HOURS), before="discharge")
    assert list(counted.faults()) == ["before is only for an event"]

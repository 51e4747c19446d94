"""Values that change by announcement: dated entries with their evidence, and what is laid over them.

A rule says what it measures, which day picks the entry, and by which keys entries differ (a fund, a
region, a hospital's level). For one key and one day there is one entry or none; a rule with two is broken.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, pairwise, product

from sitthi.core.calendar.deadlines import DueOnHoliday
from sitthi.core.evidence import Evidence, Grade, Label

__all__ = ["Entry", "Picks", "Rule", "RuleOverlay", "RuleOverlayEntry", "Tier", "Unit", "competing", "in_force"]


class Unit(StrEnum):
    """What a rule's value is: the clocks of deadlines, by the names of `Clock`, then other measures."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAY_OF_NEXT_MONTH = "day_of_next_month"
    FISCAL_YEAR_END = "fiscal_year_end"
    YEARS = "years"
    EVENT = "event"
    NOT_KNOWN = "not_known"
    """A deadline of which not even the clock is known."""
    PERCENT_BY_DAYS = "percent_by_days"
    """Percent of the pay, by calendar days from discharge to sending."""
    DAYS = "days"
    PERSONS = "persons"
    PERCENT = "percent"
    BAHT_PER_ADJRW = "baht_per_adjrw"
    ADJRW = "adjrw"


_FRACTIONAL = frozenset({Unit.PERCENT, Unit.BAHT_PER_ADJRW, Unit.ADJRW})
_CLOCKS = frozenset(Unit) - _FRACTIONAL - {Unit.PERCENT_BY_DAYS, Unit.DAYS, Unit.PERSONS}
_WHOLE = frozenset(Unit) - _FRACTIONAL
_PAUSABLE = frozenset({Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.HOURS})


class Picks(StrEnum):
    """Which day picks the entry, and starts the clock of a deadline."""

    DISCHARGED_ON = "discharged_on"
    ADMITTED_ON = "admitted_on"
    SERVED_ON = "served_on"
    RECEIVED_ON = "received_on"
    ANSWERED_ON = "answered_on"
    """The payer's response."""
    HAPPENED_AT = "happened_at"
    JUDGED_ON = "judged_on"
    """The day as of which somebody judges."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of a table: the value up to and with `up_to`; the last step is open."""

    value: Fraction
    up_to: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with the days it holds, both ends included; an open end is not known or not yet."""

    evidence: Evidence
    value: Fraction | None = None
    tiers: tuple[Tier, ...] = ()
    says: Label | None = None
    """What holds, in words, where no number says it."""
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)
    since: datetime.date | None = None
    until: datetime.date | None = None
    unit: Unit | None = None
    """Its own unit where it is not the rule's: one fund may count hours where others count days."""
    note: Label | None = None
    is_pausable: bool = False
    """Whether a count of days or hours stands still while the work is paused; it goes on unless said."""

    @property
    def is_known(self) -> bool:
        """Tells an entry that says something from a gap."""
        return self.value is not None or bool(self.tiers) or self.says is not None

    def holds_on(self, day: datetime.date) -> bool:
        """Tells whether the entry is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def at(self, amount: Fraction) -> Fraction:
        """Gives the value for an amount by the table of steps; only for an entry with tiers."""
        return next(tier.value for tier in self.tiers if tier.up_to is None or amount <= tier.up_to)

    def overlaps(self, other: "Entry") -> bool:
        """Tells whether two entries are ever in force on one day for the same keys."""
        apart = (
            (self.until is not None and other.since is not None and self.until < other.since)
            or (other.until is not None and self.since is not None and other.until < self.since)
        )  # fmt: skip
        return dict(self.keys) == dict(other.keys) and not apart

    def faults(self) -> Iterator[str]:
        """Names an entry that says nothing or two things, ends before it begins, or has unsorted steps."""
        n_said = (self.value is not None) + bool(self.tiers) + (self.says is not None)
        if n_said > 1:
            yield "an entry has one of value, tiers, says"
        if (n_said == 0) != (self.evidence.grade is Grade.GAP):
            yield "an entry says something, or is a GAP and says nothing"
        if self.since is not None and self.until is not None and self.until < self.since:
            yield "an entry ends before it begins"
        ends = [tier.up_to for tier in self.tiers]
        if ends and (ends[-1] is not None or None in ends[:-1]):
            yield "the last step, and no other, is open"
        closed = [end for end in ends if end is not None]
        if any(low >= high for low, high in pairwise(closed)):
            yield "steps go upwards"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named value of the book with all its entries."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    """The document the rule is of; each entry has its own."""
    unit: Unit
    picks: Picks
    entries: tuple[Entry, ...]
    keyed_by: tuple[str, ...] = ()
    due_on_holiday: DueOnHoliday | None = None
    """Where the source itself says what becomes of a due date on a day off; else it is a choice."""
    before: str | None = None
    """What an event's deadline comes before: `discharge`, or the id of a step of the flow that owns it."""

    @property
    def is_deadline(self) -> bool:
        """Tells whether the rule sets a time limit."""
        return self.unit in _CLOCKS

    def faults(self) -> Iterator[str]:
        """Names entries that compete, miss a key, or do not fit the unit."""
        if not self.entries:
            yield "a rule needs an entry"
        if self.before is not None and self.unit is not Unit.EVENT:
            yield "before is only for an event"
        yield from _entry_faults(self, self.entries)


def _entry_faults(rule: Rule, entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        if set(entry.keys) != set(rule.keyed_by):
            yield "an entry has the rule's keys: " + (", ".join(rule.keyed_by) or "none")
        unit = entry.unit or rule.unit
        if (unit in _CLOCKS) != rule.is_deadline:
            yield f"the unit {unit} is of another kind than the rule's"
        if entry.is_pausable and unit not in _PAUSABLE:
            yield f"what is counted in {unit} cannot be paused"
        if entry.is_known and not _fits(unit, entry):
            yield f"an entry does not fit the unit {unit}"
    for one, other in combinations(entries, 2):
        if one.overlaps(other):
            yield "two entries are in force at once" + "".join(f", {k} {v}" for k, v in sorted(one.keys.items()))


def _fits(unit: Unit, entry: Entry) -> bool:
    if unit is Unit.EVENT:
        return entry.says is not None
    if unit is Unit.PERCENT_BY_DAYS:
        return bool(entry.tiers)
    if entry.value is None or entry.value <= 0 or unit is Unit.NOT_KNOWN:
        return False
    if unit is Unit.DAY_OF_NEXT_MONTH and entry.value > 28:
        return False
    return unit not in _WHOLE or entry.value.denominator == 1


@dataclass(frozen=True, slots=True)
class RuleOverlayEntry:
    """An entry of an overlay, for the rule it names."""

    rule: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class RuleOverlay:
    """A region's or hospital's own entries, in force on the days named; they win over the book's."""

    title: Label
    since: datetime.date
    entries: tuple[RuleOverlayEntry, ...]
    until: datetime.date | None = None
    approved_by: str | None = None
    approved_on: datetime.date | None = None

    @property
    def is_approved(self) -> bool:
        """Tells whether somebody has put a name and a day to it."""
        return bool(self.approved_by) and self.approved_on is not None

    def is_in_force(self, day: datetime.date) -> bool:
        """Tells whether it holds on a day, its first and last day included."""
        return self.since <= day and (self.until is None or day <= self.until)

    def entries_of(self, rule: str) -> list[Entry]:
        """Gives its entries for a rule, none of which holds longer than the overlay does."""
        return [self._within(laid.entry) for laid in self.entries if laid.rule == rule]

    def _within(self, entry: Entry) -> Entry:
        ends = [end for end in (entry.until, self.until) if end is not None]
        return replace(entry, since=max(entry.since or self.since, self.since), until=min(ends, default=None))

    def faults(self) -> Iterator[str]:
        """Names an approval that is half given, days that run backwards, and entries that compete."""
        if self.until is not None and self.until < self.since:
            yield "until is before since"
        if bool(self.approved_by) != (self.approved_on is not None):
            yield "approved_by and approved_on go together"
        if not self.entries:
            yield "lays nothing over the rules"
        for laid in self.entries:
            held = self._within(laid.entry)
            if held.since and held.until and held.until < held.since:
                yield f"an entry holds on none of the overlay's days: {laid.rule}"
        for one, other in combinations(self.entries, 2):
            if one.rule == other.rule and one.entry.overlaps(other.entry):
                yield f"two entries are in force at once: {one.rule}"

    def misfits(self, rules: Mapping[str, Rule]) -> Iterator[str]:
        """Names entries for a rule the book has not, and entries that do not fit theirs."""
        for laid in self.entries:
            rule = rules.get(laid.rule)
            if rule is None:
                yield f"the book has no rule {laid.rule!r}"
            else:
                yield from (f"{laid.rule}: {fault}" for fault in _entry_faults(rule, (laid.entry,)))


def competing(one: RuleOverlay, other: RuleOverlay) -> list[str]:
    """Names the rules for which two overlays have entries in force at once for the same keys."""
    rules = dict.fromkeys(laid.rule for laid in one.entries)
    return [
        rule
        for rule in rules
        if any(ours.overlaps(theirs) for ours, theirs in product(one.entries_of(rule), other.entries_of(rule)))
    ]


def in_force(rule: Rule, on: datetime.date, overlays: Sequence[RuleOverlay] = (), **keys: str) -> Entry | None:
    """Gives the one entry for a day and keys, or `None`; a later overlay wins over an earlier and over the book.

    Keys the rule does not go by are ignored; a key it goes by and that is missing finds nothing.
    """
    asked = {name: value for name, value in keys.items() if name in rule.keyed_by}
    layers = [*(overlay.entries_of(rule.id) for overlay in reversed(overlays)), rule.entries]
    for layer in layers:
        for entry in layer:
            if dict(entry.keys) == asked and entry.holds_on(on):
                return entry
    return None

"""Scores the two criteria that a fixed table judges from facts: the resident nurse, and accreditation."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label
from sitthi.core.measures.indicator import Better
from sitthi.core.scoring.cuts import FULL
from sitthi.core.scoring.group_reference import GroupReference, GroupTable, Spread

__all__ = [
    "AccreditationRow",
    "AccreditationTable",
    "Averaging",
    "NetworkRow",
    "NurseBand",
    "NurseTable",
    "PrimaryUnit",
    "Standing",
    "accreditation_score",
    "is_valid_on",
    "nurse_score",
    "primary_units_score",
]


class Averaging(StrEnum):
    """How several primary units make one score: each by its population, or all alike."""

    WEIGHTED = "weighted"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class NurseBand:
    """A score, and the most persons a nurse that earn it: `to` itself included or not; `None` is no end."""

    score: Fraction
    evidence: Evidence
    to: int | None = None
    to_included: bool = False


@dataclass(frozen=True, slots=True)
class NurseTable:
    """The nurse criterion of contracting units [quality-fund-2552 s.23], and what its slide leaves out."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    bands: tuple[NurseBand, ...]
    none_resident: Fraction
    none_resident_evidence: Evidence
    practitioner_adds: Fraction
    practitioner_evidence: Evidence
    averaging: Averaging
    averaging_evidence: Evidence

    def faults(self) -> Iterator[str]:
        """Names bands that do not rise to an open one."""
        ends = [band.to for band in self.bands]
        rising = [end for end in ends if end is not None]
        if not ends or ends[-1] is not None or rising != ends[:-1] or sorted(set(rising)) != rising:
            yield "the bands rise and only the last has no end"


@dataclass(frozen=True, slots=True)
class PrimaryUnit:
    """A primary unit as inspected: registered persons, resident professional nurses, a practitioner among them."""

    population: int
    nurses: int
    has_practitioner: bool = False


def nurse_score(unit: PrimaryUnit, table: NurseTable) -> Fraction:
    """Scores a primary unit by its persons per resident nurse; a nurse practitioner adds, 5 is the most.

    Without a resident nurse nobody can be a practitioner, and the table's own score stands.
    """
    if unit.nurses == 0:
        return table.none_resident
    persons = Fraction(unit.population, unit.nurses)
    band = next(
        band
        for band in table.bands
        if band.to is None or persons < band.to or (band.to_included and persons == band.to)
    )
    return min(Fraction(FULL), band.score + (table.practitioner_adds if unit.has_practitioner else 0))


def primary_units_score(units: Sequence[PrimaryUnit], table: NurseTable, averaging: Averaging) -> Fraction | None:
    """Gives a contracting unit the mean of its primary units' scores; `None` where there are none to weigh."""
    weights = [unit.population if averaging is Averaging.WEIGHTED else 1 for unit in units]
    if not sum(weights):
        return None
    scores = [nurse_score(unit, table) for unit in units]
    return sum((w * score for w, score in zip(weights, scores, strict=True)), Fraction(0)) / sum(weights)


@dataclass(frozen=True, slots=True)
class AccreditationRow:
    """What one status of accreditation earns while it is valid or after it lapsed.

    `valid` is `None` for a status that cannot lapse; an `optional` row is a proposal on the slide, used only
    where a region says so.
    """

    status: str
    title: Label
    score: Fraction
    evidence: Evidence
    valid: bool | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """What quality development in a network of at least so many units earns."""

    units: int
    score: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AccreditationTable:
    """The hospital-quality criterion of referral units [quality-fund-2552 s.31]."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    judged_on: datetime.date
    grace_months: int
    statuses: tuple[AccreditationRow, ...]
    networks: tuple[NetworkRow, ...]
    assessment: GroupTable
    """The alternative by the accreditor's assessment score, against the mean and SD of all."""

    def faults(self) -> Iterator[str]:
        """Names a status that is scored twice for the same validity, or that earns more lapsed than valid."""
        seen = [(row.status, row.valid) for row in self.statuses]
        if len(set(seen)) != len(seen):
            yield "a status is scored twice"
        valid = {row.status: row.score for row in self.statuses if row.valid is not False}
        for row in self.statuses:
            if row.valid is False and row.score > valid.get(row.status, Fraction(-1)):
                yield f"{row.status} earns more lapsed than valid"


@dataclass(frozen=True, slots=True)
class Standing:
    """A status a hospital holds; `valid_to` is its last day, `None` where it cannot lapse."""

    status: str
    valid_to: datetime.date | None = None
    awaits_survey: bool = False


def is_valid_on(day: datetime.date, standing: Standing, grace_months: int) -> bool:
    """Tells whether a status holds on a day; while a survey is awaited it holds for the months of grace too."""
    if standing.valid_to is None:
        return True
    return day <= (_later(standing.valid_to, grace_months) if standing.awaits_survey else standing.valid_to)


def _later(day: datetime.date, months: int) -> datetime.date:
    """Gives the same day some months on, or the last of a month that is too short."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = datetime.date(years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return datetime.date(years, month + 1, min(day.day, (first_after - datetime.timedelta(days=1)).day))


def accreditation_score(
    table: AccreditationTable,
    standings: Iterable[Standing],
    network_units: int = 0,
    assessment: tuple[Fraction, Spread] | None = None,
    optional: frozenset[str] = frozenset(),
) -> Fraction | None:
    """Gives the best score that a hospital's facts earn, `None` where no row speaks of them.

    `assessment` is the hospital's score and the spread of all assessed hospitals; `optional` names the
    proposed rows that the region uses. A status not in the table is a `KeyError`.
    """
    known = {row.status for row in table.statuses}
    earned: list[Fraction] = []
    for standing in standings:
        if standing.status not in known:
            raise KeyError(standing.status)
        valid = is_valid_on(table.judged_on, standing, table.grace_months)
        earned += [
            row.score
            for row in table.statuses
            if row.status == standing.status
            and row.valid in (None, valid)
            and (not row.optional or row.status in optional)
        ]
    earned += [row.score for row in table.networks if network_units >= row.units]
    if assessment is not None:
        value, spread = assessment
        earned.append(GroupReference.of(spread, table.assessment, Better.HIGHER).score(value))
    return max(earned, default=None)

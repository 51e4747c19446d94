"""Points, full marks, ratings and levels: what the answers of one sheet come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.forms.answers import Sheet, applies
from sitthi.core.forms.form import Criterion, Form, Item, Verdict
from sitthi.core.measures.districts import reached_in_turn

__all__ = ["Mark", "Rating", "is_passed", "level", "marked", "percent", "totals"]


class Rating(StrEnum):
    """How a criterion stands."""

    QUALITY = "quality"
    PARTLY = "partly"
    IMPROVE = "improve"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one criterion came to: points over the full mark of the items that apply.

    `met` are the items that scored, `zeroed` those that were met and lost it by a cascade, `deducted` the
    points taken off. A pooled mark has only points and full.
    """

    criterion: Criterion
    points: int
    full: int
    rating: Rating | None = None
    met: frozenset[str] = frozenset()
    zeroed: frozenset[str] = frozenset()
    deducted: int = 0


def marked(form: Form, sheet: Sheet) -> tuple[Mark, ...]:
    """Marks a sheet criterion by criterion, in the form's order.

    A point per item met. Not applicable leaves the full mark; no and missing score 0 over it. Deductions
    never take a criterion below 0. Answers that the form does not allow are `problems`, not asked here.
    """
    return tuple(_marked(form, criterion, items, sheet) for criterion, items in form.contents)


def _marked(form: Form, criterion: Criterion, items: Sequence[Item], sheet: Sheet) -> Mark:
    if not applies(criterion, items, sheet):
        return Mark(criterion, 0, 0)
    verdicts = {item.id: sheet.of(item) for item in items}
    answered_yes = frozenset(name for name, verdict in verdicts.items() if verdict is Verdict.YES)
    lost = {
        name for cascade in criterion.cascades if cascade.unless not in answered_yes for name in cascade.zeroes
    }
    met = answered_yes - lost
    deducted = min(sheet.deduct.get(criterion.id, 0), len(met))
    full = sum(verdict is not Verdict.NA for verdict in verdicts.values())
    rating = _rating(form, criterion, items, met)
    return Mark(criterion, len(met) - deducted, full, rating, met, answered_yes & lost, deducted)


def _rating(form: Form, criterion: Criterion, items: Sequence[Item], met: frozenset[str]) -> Rating | None:
    """Rates a criterion by the lines it counts: a part is one line, met when all its items are."""
    if form.rating is None:
        return None
    in_parts = {name for part in criterion.parts for name in part.of}
    lines = [{item.id} for item in items if item.id not in in_parts]
    lines += [set(part.of) for part in criterion.parts]
    n_met = sum(line <= met for line in lines)
    if n_met == len(lines):
        return Rating.QUALITY
    return Rating.PARTLY if n_met >= form.rating.partly_from else Rating.IMPROVE


def totals(marks: Iterable[Mark]) -> tuple[int, int]:
    """Adds up points and full marks."""
    points = full = 0
    for mark in marks:
        points, full = points + mark.points, full + mark.full
    return points, full


def percent(points: int, full: int) -> Fraction | None:
    """Gives points as percent of the full mark, exact; `None` where nothing applied."""
    return Fraction(100 * points, full) if full else None


def is_passed(items: Sequence[Item], mark: Mark) -> bool:
    """Tells whether a standard is passed: all its mandatory items are met."""
    return {item.id for item in items if item.mandatory} <= mark.met


def level(form: Form, marks: Sequence[Mark]) -> int:
    """Counts the standards passed in turn from the first; one that is not passed ends the count."""
    return reached_in_turn(is_passed(items, mark) for (_, items), mark in zip(form.contents, marks, strict=True))

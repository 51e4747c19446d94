"""Scores units in core's terms from what a table, a run or a saved result gives: sheets, choices, values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sitthi.book import Book
from sitthi.core.findings import Refusal
from sitthi.core.rules.choices import Choice
from sitthi.core.scoring.cuts import Band
from sitthi.core.scoring.group_reference import Sd
from sitthi.core.scoring.laying import LaidCriterion, LaidSheet, WeightTotal, laid_sheets
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.core.scoring.scores import (
    Method,
    Missing,
    ProvinceScore,
    UnitScore,
    WithoutCuts,
    province_score,
    sheet_scores,
)
from sitthi.core.scoring.values import Value
from sitthi.core.scoring.working import ScoreWorkings
from sitthi.pipeline.overlays import OverlayFile, indicators_of

__all__ = ["Scored", "score_units", "sheets_of_round"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A scorecard's round with everything that scored it, and the scores in the order of the input."""

    scorecard: Scorecard
    sheets: Sequence[LaidSheet]
    method: Method
    files: Sequence[OverlayFile]
    units: Sequence[UnitScore]
    province: ProvinceScore | None

    @property
    def criteria(self) -> list[LaidCriterion]:
        """Is every criterion of the sheets that any unit is scored on."""
        groups = {unit.sheet.group for unit in self.units}
        return [criterion for sheet in self.sheets if sheet.group in groups for criterion in sheet.criteria]

    def choices_read(self, choices: Mapping[str, str]) -> dict[str, str]:
        """Gives those of the settled choices that this scorecard, with what is laid over it, reads."""
        overlays = [file.overlay for file in self.files]
        read = {
            "band": self.province is not None or any(c.cuts is not None for c in self.criteria),
            "sd": any(c.is_grouped for c in self.criteria),
            "missing": any(c.weight is not None for c in self.criteria),
            "weight_total": any(
                o.weights or any(c.weight is not None for c in o.local_criteria) for o in overlays
            ),
            "without_cuts": any(c.lacks_cuts for c in self.criteria),
        }
        return {name: value for name, value in choices.items() if read[name]}

    def workings(self, say: Callable[..., str]) -> ScoreWorkings:
        """Gives what builds the trees behind the scores; `say` gives the words of `score.<name>`."""
        return ScoreWorkings(self.scorecard, self.method, lambda key, **at: say(f"score.{key}", **at))


def sheets_of_round(
    book: Book, card: Scorecard, files: Sequence[OverlayFile], choices: Mapping[str, str], round_id: str | None
) -> list[LaidSheet] | Refusal:
    """Gives the sheets of the round with the overlays laid on; a wrong sum of weights is a refusal."""
    overlays = [file.overlay for file in files]
    sheets = laid_sheets(card, indicators_of(book, card), overlays, WeightTotal(choices["weight_total"]))
    if isinstance(sheets, Refusal):
        return sheets
    return [sheet for sheet in sheets if sheet.round == round_id]


def score_units(
    book: Book,
    card: Scorecard,
    sheets: Sequence[LaidSheet],
    files: Sequence[OverlayFile],
    choices: Mapping[str, str],
    values: Mapping[str, Mapping[int, Sequence[Value]]],
) -> Scored | Refusal:
    """Scores each sheet's units against each other, and gives them back in the order of the input."""
    method = Method(
        Band(choices["band"]),
        Sd(choices["sd"]),
        Missing(choices["missing"]),
        WithoutCuts(choices["without_cuts"]),
        {name: choice.evidence for name, choice in book.all(Choice).items()},
    )
    by_place: dict[tuple[str, int], UnitScore] = {}
    for n, sheet in enumerate(sheets):
        of_sheet = {unit: by_sheet[n] for unit, by_sheet in values.items() if n in by_sheet}
        scores = sheet_scores(card, sheet, of_sheet, method) if of_sheet else []
        if isinstance(scores, Refusal):
            return scores
        by_place.update(((score.unit, n), score) for score in scores)
    units = [by_place[unit, n] for unit, by_sheet in values.items() for n in sorted(by_sheet)]
    province = None if card.province is None else province_score(units, card.province, method.band)
    return Scored(card, sheets, method, files, units, province)

"""Writes scores as the rows of a result: numbers as text at their stated scale, `None` for what is not known."""

from collections.abc import Iterable
from typing import Any

from sitthi.core.numbers import PLACES, plain, shown, shown_against
from sitthi.core.scoring.scorecard import Province, Scorecard
from sitthi.core.scoring.scores import ProvinceScore, RowScore, UnitScore
from sitthi.core.scoring.working import ScoreWorkings, percent_written, value_written

__all__ = ["province_row", "total_written", "unit_rows"]


def unit_rows(
    units: Iterable[UnitScore], scorecard: Scorecard, workings: ScoreWorkings | None
) -> list[dict[str, Any]]:
    """Gives a row for each unit (twice for a unit of two groups), with its working where it is asked for."""
    writer = _Writer(workings)
    return [
        {
            "unit": unit.unit,
            **({} if unit.sheet.group is None else {"group": unit.sheet.group}),
            "rows": [writer.rows.get(id(row)) or writer.row(row) for row in unit.rows],
            "total": total_written(unit, scorecard),
            "passed": unit.passed,
            "grade": unit.grade.value,
            **({} if workings is None else {"working": workings.of_unit(unit).as_tree()}),
        }
        for unit in units
    ]


def total_written(unit: UnitScore, scorecard: Scorecard) -> str | None:
    """Writes a unit's total, with as many digits as tell on which side of the pass mark it fell."""
    if unit.total is None:
        return None
    if scorecard.pass_mark is None:
        return shown(unit.total, PLACES["score"])
    return shown_against(unit.total, PLACES["score"], scorecard.pass_mark.at)


class _Writer:
    """Writes rows, each once: units share the rows that are alike, and rows their scores and weights.

    Both are told by identity; the scores being written keep every one of them alive.
    """

    def __init__(self, workings: ScoreWorkings | None) -> None:
        self.workings = workings
        self.rows: dict[int, dict[str, Any]] = {}
        self.figures: dict[tuple[int, int, int], tuple[str | None, str | None, str | None]] = {}

    def row(self, row: RowScore) -> dict[str, Any]:
        """Writes one row."""
        key = id(row.score), id(row.weight), id(row.weighted)
        score, weight, weighted = self.figures.get(key) or self._figures(key, row)
        written: dict[str, Any] = {
            "indicator": row.criterion.indicator,
            "value": value_written(row.value),
            "score": score,
            "weight": weight,
            "weighted": weighted,
        }
        if row.criterion.target is not None:
            written |= {"target": plain(row.criterion.target.value), "met": row.met}
        written["grade"] = row.grade.value
        if self.workings is not None:
            written["working"] = self.workings.of_row(row).as_tree()
        self.rows[id(row)] = written
        return written

    def _figures(self, key: tuple[int, int, int], row: RowScore) -> tuple[str | None, str | None, str | None]:
        self.figures[key] = written = (
            None if row.score is None else shown(row.score, PLACES["score"]),
            None if row.weight is None else percent_written(row.weight),
            None if row.weighted is None else shown(row.weighted, PLACES["score"]),
        )
        return written


def province_row(province: ProvinceScore, rules: Province) -> dict[str, Any]:
    """Gives a province's row: units that pass, the score that earns, the target, and whether it is met."""
    return {
        "passing": province.passing,
        "score": shown(province.score, PLACES["score"]),
        "target": rules.target,
        "met": province.met,
    }

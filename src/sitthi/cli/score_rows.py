"""Writes scores as the rows of a result: numbers as text at their stated scale, `None` for what is not known."""

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Any

from sitthi.core.numbers import PLACES, plain, shown, shown_against
from sitthi.core.scoring.scorecard import Province, Scorecard
from sitthi.core.scoring.scores import ProvinceScore, RowScore, UnitScore
from sitthi.core.scoring.working import ScoreWorkings, percent_written, value_written

__all__ = ["province_row", "unit_rows"]


def unit_rows(
    units: Iterable[UnitScore], scorecard: Scorecard, workings: ScoreWorkings | None
) -> list[dict[str, Any]]:
    """Gives a row for each unit (twice for a unit of two groups), with its working where it is asked for."""
    written: dict[int, dict[str, Any]] = {}
    rows = []
    for unit in units:
        # Units share the rows that are alike, the same object; each is written once.
        own = [written.get(id(row)) or written.setdefault(id(row), _row(row, workings)) for row in unit.rows]
        rows.append(
            {
                "unit": unit.unit,
                **({} if unit.sheet.group is None else {"group": unit.sheet.group}),
                "rows": own,
                "total": _total(unit, scorecard),
                "passed": unit.passed,
                "grade": unit.grade.value,
                **({} if workings is None else {"working": workings.of_unit(unit).as_tree()}),
            }
        )
    return rows


def _total(unit: UnitScore, scorecard: Scorecard) -> str | None:
    if unit.total is None:
        return None
    if scorecard.pass_mark is None:
        return shown(unit.total, PLACES["score"])
    return shown_against(unit.total, PLACES["score"], scorecard.pass_mark.at)


_points = lru_cache(maxsize=1 << 12)(partial(shown, places=PLACES["score"]))
_percent = lru_cache(maxsize=1 << 10)(percent_written)


def _row(row: RowScore, workings: ScoreWorkings | None) -> dict[str, Any]:
    written: dict[str, Any] = {
        "indicator": row.criterion.indicator,
        "value": value_written(row.value),
        "score": None if row.score is None else _points(row.score),
        "weight": None if row.weight is None else _percent(row.weight),
        "weighted": None if row.weighted is None else _points(row.weighted),
    }
    if row.criterion.target is not None:
        written |= {"target": plain(row.criterion.target.value), "met": row.met}
    written["grade"] = row.grade.value
    if workings is not None:
        written["working"] = workings.of_row(row).as_tree()
    return written


def province_row(province: ProvinceScore, rules: Province) -> dict[str, Any]:
    """Gives a province's row: units that pass, the score that earns, the target, and whether it is met."""
    return {
        "passing": province.passing,
        "score": shown(province.score, PLACES["score"]),
        "target": rules.target,
        "met": province.met,
    }

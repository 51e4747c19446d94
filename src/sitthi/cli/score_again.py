"""Works out a saved score again from the result itself, and shows how a figure of it came about."""

from typing import Any

from sitthi.cli.verb import Asked, refused, unless_refused
from sitthi.core.evidence import Working
from sitthi.core.findings import Refusal
from sitthi.core.numbers import parsed
from sitthi.core.rules.choices import Choice, settled
from sitthi.core.scoring.laying import LaidSheet
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.core.scoring.values import NOT_APPLICABLE, Value
from sitthi.pipeline.overlays import overlay_file, raise_if_misfit
from sitthi.pipeline.score_rows import province_row, unit_rows
from sitthi.pipeline.scores import Scored, score_units, sheets_of_round

__all__ = ["explained_score"]


def explained_score(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Gives the tree of a row, or of a unit's `total`; `None` where the result has no such unit.

    A unit of two groups may be named `group/unit`; unit `province` has the province's own figures, `score` and
    `passing`. A figure the unit has not, another one than was saved, or a result that no longer can be read, is
    a refusal.
    """
    scored = _scored_again(asked, saved)
    trees = scored.workings(asked.say)
    found: list[Working] = []
    known: dict[str, None] = {}
    rows = unit_rows(scored.units, scored.scorecard, None)
    for score, before, now in zip(scored.units, saved["units"], rows, strict=True):
        if unit not in (score.unit, f"{score.sheet.group}/{score.unit}"):
            continue
        known |= dict.fromkeys(row.criterion.indicator for row in score.rows) | {"total": None}
        if indicator == "total":
            _stop_if_differs(before, now, "total")
            found.append(trees.of_unit(score))
        was = {row["indicator"]: row for row in before["rows"]}
        for row, is_now in zip(score.rows, now["rows"], strict=True):
            if row.criterion.indicator == indicator:
                _stop_if_differs(was[indicator], is_now, "score", "weighted", "met")
                found.append(trees.of_row(row))
    if not known and unit == "province" and (whole := _of_province(asked, scored, saved)):
        known |= dict.fromkeys(whole)
        found += [whole[indicator]] if indicator in whole else []
    if known and not found:
        raise refused(Refusal("explain.no_such_figure", {"known": ", ".join(known)}))
    if len(found) > 1:
        return Working(unit, None, asked.say("score.w_groups"), scored.scorecard.evidence, tuple(found))
    return found[0] if found else None


def _of_province(asked: Asked, scored: Scored, saved: dict[str, Any]) -> dict[str, Working]:
    """Gives the trees of a province's own figures by name; none where the scorecard has no such figures."""
    rules = scored.scorecard.province
    if scored.province is None or rules is None:
        return {}
    _stop_if_differs(saved.get("province"), province_row(scored.province, rules), "score", "passing")
    score = scored.workings(asked.say).of_province(scored.province, rules)
    return {"score": score, "passing": score.parts[0]}


def _stop_if_differs(saved: Any, computed: dict[str, Any], *names: str) -> None:
    for name in names:
        was, now = saved.get(name) if isinstance(saved, dict) else None, computed.get(name)
        if was != now:
            raise refused(Refusal("explain.differs", {"computed": str(now), "saved": str(was)}))


def _scored_again(asked: Asked, saved: dict[str, Any]) -> Scored:
    """Scores the saved values by the saved choices and overrides, and by the book as it is now."""
    try:
        card = asked.book.all(Scorecard)[saved["scorecard"]]
        files = [overlay_file(file["file"], file["toml"]) for file in saved["overrides"]]
        choices = unless_refused(settled(asked.book.all(Choice), "score", saved["choices"]))
        raise_if_misfit(asked.book, card, files)
        sheets = unless_refused(sheets_of_round(asked.book, card, files, choices, saved["round"]))
        values = _values(saved, sheets)
        result = unless_refused(score_units(asked.book, card, sheets, files, choices, values))
        if [unit.unit for unit in result.units] != [unit["unit"] for unit in saved["units"]]:
            raise ValueError("the units are not in their order")
    except (KeyError, TypeError, ValueError, AttributeError):
        # The file is a person's: whatever in it is not as a result has it.
        raise refused(Refusal("explain.not_a_result"), exit=11) from None
    return result


def _values(saved: dict[str, Any], sheets: list[LaidSheet]) -> dict[str, dict[int, list[Value]]]:
    places = {sheet.group: n for n, sheet in enumerate(sheets)}
    values: dict[str, dict[int, list[Value]]] = {}
    for unit in saved["units"]:
        n = places[unit.get("group")]
        read = {row["indicator"]: _value(row["value"]) for row in unit["rows"]}
        values.setdefault(unit["unit"], {})[n] = [read[c.indicator] for c in sheets[n].criteria]
    return values


def _value(written: str | None) -> Value:
    if written is None:
        return None
    return NOT_APPLICABLE if written == NOT_APPLICABLE.value else parsed(written)

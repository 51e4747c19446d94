"""Why an indicator cannot be counted now: its kind waits for data, or the records lack a table or code set."""

from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.engine.kinds import NO_DATA_YET, Asked

__all__ = ["refusal_of"]


def refusal_of(indicator: Indicator, asked: Asked) -> Refusal | None:
    """Gives the refusal; `None` of an indicator that can be counted."""
    waits_for = NO_DATA_YET.get(indicator.kind)
    if waits_for is None and indicator.looks_at is None:
        waits_for = NO_DATA_YET[Kind.ENTERED]
    if waits_for is not None:
        return Refusal("measure.no_data_yet", {"indicator": indicator.id, "data": waits_for})
    lacking = [name for name in _needed(indicator) if getattr(asked.tables, name) is None]
    if lacking:
        return Refusal("measure.no_table", {"indicator": indicator.id, "data": ", ".join(lacking)})
    if unknown := indicator.unknown_sets(asked.code_sets):
        return Refusal("measure.no_code_set", {"indicator": indicator.id, "sets": ", ".join(unknown)})
    return None


def _needed(indicator: Indicator) -> tuple[str, ...]:
    if indicator.kind is Kind.COVERAGE:
        return "persons", "screenings"
    return () if indicator.looks_at is None else (indicator.looks_at.value,)

"""The recipes of indicators: the one list of kinds that the engine counts, and of those that wait for data."""

from collections.abc import Callable, Mapping, Sequence

from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.engine.kinds.asked import Asked, NoTable
from sitthi.engine.kinds.coverage import coverage
from sitthi.engine.kinds.readmission import readmissions
from sitthi.engine.kinds.rows_alone import admission_rate, case_mix, mean, proportion
from sitthi.engine.recipe import Recipe

__all__ = ["KINDS", "NO_DATA_YET", "Asked", "NoTable"]

KINDS: Mapping[Kind, Callable[[Sequence[Indicator], Asked], list[Recipe]]] = {
    Kind.ADMISSION_RATE: admission_rate,
    Kind.READMISSION: readmissions,
    Kind.COVERAGE: coverage,
    Kind.PROPORTION: proportion,
    Kind.MEAN: mean,
    Kind.CASE_MIX: case_mix,
}
"""Makes the recipes of all asked indicators of a kind at once, so that they can share what they read."""

NO_DATA_YET: Mapping[Kind, str] = {
    Kind.TIMELINESS: "days of sending and payers' responses",
    Kind.COLLECTION_DAYS: "receivables and payers' responses",
    Kind.ENTERED: "values that units report",
}
"""What a kind waits for."""

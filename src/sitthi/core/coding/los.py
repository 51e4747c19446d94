"""Length of stay in whole days, from the minutes between admission and discharge less the days on leave."""

from collections.abc import Iterator
from dataclasses import dataclass

from sitthi.core.evidence import Evidence, Label

__all__ = ["DAY_MINUTES", "LosRule", "los"]

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class LosRule:
    """When a begun day counts: with more than `extra_day_over_minutes` beyond the last whole day."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    extra_day_over_minutes: int

    def faults(self) -> Iterator[str]:
        """Names minutes that are no part of a day."""
        if not 0 <= self.extra_day_over_minutes < DAY_MINUTES:
            yield "extra_day_over_minutes is less than a day"


def los(minutes: int, rule: LosRule) -> int:
    """Gives whole days; under 24 hours is 0, whatever the rest. Negative minutes are a `ValueError`."""
    if minutes < 0:
        raise ValueError("a stay cannot end before it begins")
    days, rest = divmod(minutes, DAY_MINUTES)
    return days + (days > 0 and rest > rule.extra_day_over_minutes)

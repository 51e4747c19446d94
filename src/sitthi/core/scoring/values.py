"""What a unit reports for an indicator: a number, nothing, or that the indicator does not apply to it."""

from enum import Enum
from fractions import Fraction
from typing import Final

__all__ = ["NOT_APPLICABLE", "NotApplicable", "Value"]


class NotApplicable(Enum):
    """The one value that says an indicator does not apply to a unit."""

    NOT_APPLICABLE = "na"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE

Value = Fraction | NotApplicable | None
"""A number (zero is one), `NOT_APPLICABLE`, or `None` for not reported: three things, never mixed."""

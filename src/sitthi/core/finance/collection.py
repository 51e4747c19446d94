"""How many days a fund's claims wait for their money."""

from enum import StrEnum
from fractions import Fraction

__all__ = ["Convention", "collection_days"]


class Convention(StrEnum):
    """Which receivable is meant: the mean of opening and closing, or closing alone."""

    AVERAGE = "average"
    CLOSING = "closing"


def collection_days(
    receivable_open: Fraction | None,
    receivable_close: Fraction,
    claims_raised: Fraction,
    period_days: Fraction,
    convention: Convention = Convention.AVERAGE,
) -> Fraction | None:
    """Gives receivable / claims raised x days of the period, amounts in one unit [moph-risk-score].

    The days are those of the period the claims were raised in, never a constant: a fixed 300 makes
    December three times too long. `None` where nothing was raised, or the mean lacks its opening balance;
    an opening balance of zero is a balance.
    """
    if claims_raised == 0:
        return None
    if convention is Convention.CLOSING:
        return receivable_close / claims_raised * period_days
    if receivable_open is None:
        return None
    return (receivable_open + receivable_close) / 2 / claims_raised * period_days

"""Writes columns of numbers as the cells of a claim file: days, times, sums of money, codes."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sitthi.demo.chance import Ints

__all__ = ["Cells", "blank_unless", "clock", "code", "day", "joined", "moment", "money", "number", "same", "word"]

Cells: TypeAlias = Any
"""A column of text as an Arrow array, whose own types nobody declares; null is a blank cell."""

_FIRST_DAY = -25_600
_LAST_DAY = 30_000


def _texts(numbers: Ints, width: int) -> Cells:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


_TWO = _texts(np.arange(100), 2)
_MINUTES = _texts(np.arange(1440) // 60 * 100 + np.arange(1440) % 60, 4)
_DAYS = pc.replace_substring(
    pa.array(np.arange(_FIRST_DAY, _LAST_DAY).astype("datetime64[D]").astype(str)), "-", ""
)


def day(days: Ints) -> Cells:
    """Writes days since 1970 as YYYYMMDD, Christian era; from the year 1900 on."""
    return _DAYS.take(pa.array(days - _FIRST_DAY))


def clock(minutes: Ints) -> Cells:
    """Writes the time of day of minutes since 1970 as HHMM."""
    return _MINUTES.take(pa.array(minutes % 1440))


def moment(minutes: Ints) -> Cells:
    """Writes minutes since 1970 as YYYYMMDDHHMMSS."""
    return joined("", day(minutes // 1440), clock(minutes), same("00", len(minutes)))


def money(satang: Ints) -> Cells:
    """Writes satang as baht with two decimals."""
    return joined(".", pa.array(satang // 100).cast(pa.string()), _TWO.take(pa.array(satang % 100)))


def code(numbers: Ints, width: int) -> Cells:
    """Writes numbers with zeros in front."""
    return _texts(numbers, width)


def number(numbers: Ints) -> Cells:
    """Writes whole numbers as they are."""
    return pa.array(numbers).cast(pa.string())


def word(words: Sequence[str], which: Ints) -> Cells:
    """Writes, row by row, the word at a place of a list; an empty word is a blank cell."""
    return pa.array([word or None for word in words], pa.string()).take(pa.array(which))


def same(text: str, n: int) -> Cells:
    """Writes one word in every row."""
    return pa.repeat(pa.scalar(text, pa.string()), n)


def joined(between: str, *columns: Cells) -> Cells:
    """Joins columns row by row; a blank cell joins as nothing."""
    return pc.binary_join_element_wise(*columns, between, null_handling="replace", null_replacement="")


def blank_unless(holds: np.ndarray, cells: Cells) -> Cells:
    """Leaves a cell blank where something does not hold."""
    return pc.if_else(pa.array(holds), cells, pa.scalar(None, pa.string()))

"""The course of the share in time over a year's months, as SVG: the target, gaps and ends labelled.

Drawn on the server with attributes only: the page allows no style of its own, and it is read without script.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from sitthi.core.claims.monthly import MonthRow
from sitthi.core.numbers import PLACES, shown_against

__all__ = ["TrendWords", "trend"]

_WIDTH, _HEIGHT = 460, 240
_LEFT, _RIGHT, _TOP, _FOOT = 38, 74, 14, 46
_PRIMARY, _LATE, _GRID, _MUTED, _TARGET = "#0B5C66", "#B42318", "#D5DCE1", "#51606E", "#8F4700"
_WHOLE = 100
_STEP = 5


@dataclass(frozen=True, slots=True)
class TrendWords:
    """What the chart says: months and years as axis labels, the target's name, a gap's, and the answer."""

    months: Sequence[str]
    years: Sequence[str]
    """One a month, empty where the year is the one before."""
    target: str
    no_data: str
    answer: str


def trend(rows: Sequence[MonthRow], target: Fraction, words: TrendWords, today: datetime.date) -> SafeString:
    """Draws the months in order; one without patients is a gap, which is named unless it lies ahead."""
    shares = [row.within_percent if row.patients else None for row in rows]
    floor = _floor(shares, target)
    step = Fraction(_WIDTH - _LEFT - _RIGHT, len(rows))

    def across(n: int) -> int:
        return int(_LEFT + step * n + step / 2)

    def down(share: Fraction) -> int:
        return int(_TOP + (_HEIGHT - _TOP - _FOOT) * (_WHOLE - share) / (_WHOLE - floor))

    parts = [_grid(floor, down), _target(down(target), words.target)]
    parts += [_gap(run, across, down(Fraction(floor)), words.no_data) for run in _gaps(rows, shares, today)]
    points = [(n, share) for n, share in enumerate(shares) if share is not None]
    lowest = min((share for _n, share in points), default=None)
    for _key, run in groupby(enumerate(points), key=lambda pair: pair[1][0] - pair[0]):
        line = " ".join(f"{across(n)},{down(share)}" for _at, (n, share) in run)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{_PRIMARY}" stroke-width="2"/>')
    for n, share in points:
        is_below = share < target
        ink = _LATE if is_below else _PRIMARY
        parts.append(f'<circle cx="{across(n)}" cy="{down(share)}" r="3.5" fill="{ink}"/>')
        text = shown_against(share, PLACES["percent"], target)
        if n == points[-1][0]:
            parts.append(_text(across(n) + 9, down(share) + 5, text, ink, "start", bold=True))
        elif is_below and share == lowest:
            parts.append(_text(across(n), down(share) + 19, text, ink, "middle", bold=True))
    for n, (month, year) in enumerate(zip(words.months, words.years, strict=True)):
        parts.append(_text(across(n), _HEIGHT - _FOOT + 20, month, _MUTED, "middle"))
        if year:
            parts.append(_text(across(n), _HEIGHT - _FOOT + 38, year, _MUTED, "middle"))
    # Every text above was escaped.
    return mark_safe(  # noqa: S308
        f'<svg class="trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%" role="img" '
        f'aria-label="{escape(words.answer)}" font-family="Sarabun, sans-serif" font-size="12.5">'
        + "".join(parts) + "</svg>"
    )  # fmt: skip


def _floor(shares: Sequence[Fraction | None], target: Fraction) -> int:
    """Gives the lowest line: a multiple of 5 under whatever is lowest, at least 20 under the whole."""
    lowest = min(share for share in (*shares, target) if share is not None)
    return max(0, min(int(lowest) // _STEP * _STEP - _STEP, _WHOLE - 4 * _STEP))


def _grid(floor: int, down: Callable[[Fraction], int]) -> str:
    gap = max(_STEP, (_WHOLE - floor) // 4 // _STEP * _STEP)
    drawn = []
    for value in range(_WHOLE, floor - 1, -gap):
        y = down(Fraction(value))
        drawn.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="{_GRID}"/>')
        drawn.append(_text(_LEFT - 8, y + 4, str(value), _MUTED, "end"))
    return "".join(drawn)


def _target(y: int, text: str) -> str:
    line = (
        f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="{_TARGET}" stroke-dasharray="5 4"/>'
    )
    return line + _text(_WIDTH - _RIGHT + 6, y + 4, text, _TARGET, "start")


def _gaps(
    rows: Sequence[MonthRow], shares: Sequence[Fraction | None], today: datetime.date
) -> list[tuple[int, int]]:
    """Gives each run of months without a point, first and last; months to come are no gap."""
    runs = []
    for is_gap, run in groupby(range(len(rows)), key=lambda n: shares[n] is None and _has_begun(rows[n], today)):
        numbers = list(run)
        if is_gap:
            runs.append((numbers[0], numbers[-1]))
    return runs


def _has_begun(row: MonthRow, today: datetime.date) -> bool:
    return row.month is not None and row.month <= today


def _gap(run: tuple[int, int], across: Callable[[int], int], y: int, text: str) -> str:
    first, last = run
    middle = (across(first) + across(last)) // 2
    return _text(max(middle, _LEFT + 26), y - 8, text, _MUTED, "middle", slanted=True)


def _text(x: int, y: int, text: str, ink: str, anchor: str, *, bold: bool = False, slanted: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    style = ' font-style="italic"' if slanted else ""
    return f'<text x="{x}" y="{y}" fill="{ink}" text-anchor="{anchor}"{weight}{style}>{escape(text)}</text>'

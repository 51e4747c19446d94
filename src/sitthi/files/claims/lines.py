"""Counts and measures the lines of a block of bytes, by whole arrays: no line is looked at one by one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lines", "Scan", "lines_of", "scan_of"]

_BLOCK = 1 << 18
"""Bytes at a time: what stays in the processor's cache is counted many times for the price of one reading."""
_TAB, _LF, _CR, _SPACE, _DEL = 9, 10, 13, 32, 127
_SPACES = (_SPACE, _TAB)

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]


@dataclass(slots=True)
class Scan:
    """What a block of bytes holds, in numbers."""

    n_lf: int = 0
    n_cr: int = 0
    n_crlf: int = 0
    n_delimiters: int = 0
    n_control: int = 0
    n_high: int = 0
    has_edge_space: bool = False

    @property
    def is_uniform(self) -> bool:
        """Tells whether every line ends in LF or every line in CRLF, and no control character is there."""
        return self.n_control == 0 and (self.n_cr == 0 or self.n_cr == self.n_crlf == self.n_lf)


def scan_of(content: Bytes, delimiter: int) -> Scan:
    """Counts line ends, delimiters, control characters and bytes above ASCII, and looks for cells to trim."""
    scan = Scan()
    scan.has_edge_space = len(content) > 0 and content[0] in _SPACES
    before = 0
    for start in range(0, len(content), _BLOCK):
        block = content[start : start + _BLOCK]
        lf, cr, cut = block == _LF, block == _CR, block == delimiter
        n_lf, n_cr, n_tab = _n(lf), _n(cr), 0
        blank = block == _SPACE
        if (n_low := _n(block < _SPACE)) > n_lf + n_cr:
            tab = block == _TAB
            n_tab = _n(tab)
            blank |= tab
        if n_cr or before == _CR:
            scan.n_crlf += _n(lf[1:] & cr[:-1]) + int(lf[0] and before == _CR)
        if not scan.has_edge_space:
            scan.has_edge_space = (
                _touches(blank, lf | cr | cut, before, delimiter)
                if blank.any()
                else (before in _SPACES and bool(lf[0] or cr[0] or cut[0]))
            )
        if n_beyond := _n(block >= _DEL):
            scan.n_high += (n_high := _n(block > _DEL))
            scan.n_control += n_beyond - n_high
        scan.n_lf += n_lf
        scan.n_cr += n_cr
        scan.n_delimiters += _n(cut)
        scan.n_control += n_low - n_lf - n_cr - n_tab
        before = int(block[-1])
    scan.has_edge_space = scan.has_edge_space or before in _SPACES
    return scan


def _touches(blank: NDArray[np.bool_], edge: NDArray[np.bool_], before: int, delimiter: int) -> bool:
    """Tells whether a space stands beside the edge of a cell, the byte before the block looked at too."""
    if blank[0] and before in (_LF, _CR, delimiter):
        return True
    if edge[0] and before in _SPACES:
        return True
    return bool((blank[1:] & edge[:-1]).any() or (edge[1:] & blank[:-1]).any())


def _n(marked: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(marked))


@dataclass(frozen=True, slots=True)
class Lines:
    """Every line of a block: where it starts, where its content stops, where the next one starts."""

    content: Bytes
    starts: Positions
    stops: Positions
    nexts: Positions

    def __len__(self) -> int:
        return len(self.starts)

    def count(self, places: NDArray[np.bool_]) -> Positions:
        """Counts the marked bytes of each line's content."""
        sums = np.zeros(len(places) + 1, np.int32)
        np.cumsum(places, out=sums[1:])
        counted: Positions = (sums[self.stops] - sums[self.starts]).astype(np.int64)
        return counted

    def kept(self, keep: NDArray[np.bool_]) -> Bytes:
        """Gives the bytes of some lines, each with its line end."""
        return self.content[np.repeat(keep, self.nexts - self.starts)]


def lines_of(content: Bytes) -> Lines:
    """Finds the lines of a block that may mix CRLF, LF and lone CR; the last one may lack its end."""
    lf, cr = content == _LF, content == _CR
    is_end = lf | cr
    is_end[:-1] &= ~(cr[:-1] & lf[1:])
    nexts = np.flatnonzero(is_end) + 1
    if len(content) and not is_end[-1]:
        nexts = np.append(nexts, len(content))
    starts = np.concatenate(([0], nexts[:-1])).astype(np.int64) if len(nexts) else np.zeros(0, np.int64)
    last = content[nexts - 1]
    stops = nexts - ((last == _LF) | (last == _CR))
    before = content[np.maximum(stops - 1, 0)]
    stops -= (last == _LF) & (before == _CR) & (stops > starts)
    return Lines(content, starts, stops, nexts)


def control_of(content: Bytes) -> NDArray[np.bool_]:
    """Marks the control characters that no line has a use for; a tab counts as a space."""
    marked: NDArray[np.bool_] = ((content < _SPACE) & (content != _TAB) & (content != _LF) & (content != _CR)) | (
        content == _DEL
    )
    return marked

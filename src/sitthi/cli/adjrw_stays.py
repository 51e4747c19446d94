"""Works through a table of stays block by block: what each came to, what is wrong with it, and where it goes.

Each step takes a whole column at once; only a block in which something is odd is looked at row by row.
"""

import gc
import operator
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from operator import attrgetter
from typing import Any, TextIO, cast

from sitthi.core.coding.adjrw import AdjrwRule
from sitthi.core.coding.stay_cells import MOST_DAYS
from sitthi.core.coding.stays import COLUMNS, Stay, Stays
from sitthi.core.findings import Finding
from sitthi.files.table import Block, Table

__all__ = ["OPTIONAL", "REQUIRED", "Tally", "csv_sink", "duplicates", "tallied"]

REQUIRED = ("id", "drg")
OPTIONAL = ("hcode", *COLUMNS[1:])

Sink = Callable[[Sequence[str], Sequence[str] | None, Sequence[Stay]], None]
"""Takes a block's ids, hospitals where the table has them, and results."""


_DETAIL = {"value.out_of_range": {"low": "0", "high": str(MOST_DAYS)}}


@dataclass(slots=True)
class Tally:
    """How many stays came to each result, of each hospital too where the table names them; and what was found."""

    counts: Counter[Stay] = field(default_factory=Counter)
    of_hospitals: Counter[tuple[str, Stay]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    is_blocked: bool = False
    may_have_duplicates: bool = False


def tallied(table: Table, stays: Stays, sink: Sink) -> Tally:
    """Works out every stay; the sink gets them in input order, until a row that blocks is met."""
    tally = Tally()
    # Rows are lists without circles: the collector would walk through all of them again and again in vain.
    gc.disable()
    try:
        _fill(tally, table, stays, sink)
    finally:
        gc.enable()
    return tally


def _fill(tally: Tally, table: Table, stays: Stays, sink: Sink) -> None:
    seen = _Seen()
    for block in table.blocks():
        ids, drg, hcode, *rest = block.columns
        ids = list(map(str.strip, ids or ()))
        hcodes = None if hcode is None else list(map(str.strip, hcode))
        columns = dict(zip(COLUMNS, (drg, *rest), strict=True))
        results = stays.worked_out(drg or (), *rest)
        if None in results:
            _look_again(block, columns, stays, results, table.name, tally)
        for name, cells in (("id", ids), ("hcode", hcodes)):
            if cells is not None and "" in cells:
                tally.is_blocked = True
                tally.findings += _at(block, (not cell for cell in cells), "value.required", table.name, name)
        seen.add(ids if hcodes is None else list(zip(hcodes, ids, strict=True)))
        tally.may_have_duplicates = seen.may_repeat
        if tally.is_blocked:
            continue
        good = cast(list[Stay], results)
        tally.counts.update(good)
        if hcodes is not None:
            tally.of_hospitals.update(zip(hcodes, good, strict=True))
        _note(block, columns, stays, good, table.name, tally)
        sink(ids, hcodes, good)


class _Seen:
    """Suspects that an id stood there before, from hashes: no text of a million rows is kept.

    As long as the ids only rise none can, and the hashes are merely put by, which costs a third of looking
    each one up. A suspicion is what `duplicates` looks into.
    """

    def __init__(self) -> None:
        self.may_repeat = False
        self._last: str | tuple[str, str] | None = None
        self._put_by = array("q")
        self._hashes: set[int] | None = None

    def add(self, ids: Sequence[str] | Sequence[tuple[str, str]]) -> None:
        """Takes a block's ids, with their hospitals where the table has them."""
        if not ids:
            return
        if self._hashes is None and self._rise(ids):
            self._put_by.extend(map(hash, ids))
            self._last = ids[-1]
            return
        if self._hashes is None:
            self._hashes = set(self._put_by)
            self._put_by = array("q")
        n_before = len(self._hashes)
        self._hashes.update(map(hash, ids))
        self.may_repeat |= len(self._hashes) - n_before < len(ids)

    def _rise(self, ids: Sequence[Any]) -> bool:
        starts_above = self._last is None or self._last < ids[0]
        return starts_above and all(map(operator.lt, ids, islice(ids, 1, None)))


def _look_again(
    block: Block, columns: dict[str, Sequence[str] | None], stays: Stays, results: list[Stay | None], file: str,
    tally: Tally,
) -> None:  # fmt: skip
    """Looks at the rows without a result cell by cell: spaces around a cell are forgiven, the rest is found."""
    there = {name: column for name, column in columns.items() if column is not None}
    for n, result in enumerate(results):
        if result is not None:
            continue
        looked = stays.one({name: column[n] for name, column in there.items()})
        if isinstance(looked, Stay):
            results[n] = looked
        else:
            tally.is_blocked = True
            tally.findings += [
                Finding(code, file, block.lines[n], name, _DETAIL.get(code, {})) for code, name in looked
            ]


def _note(
    block: Block, columns: dict[str, Sequence[str] | None], stays: Stays, results: list[Stay], file: str,
    tally: Tally,
) -> None:  # fmt: skip
    """Finds what does not block: grouper's errors, and figures that came with a stay and differ."""
    if stays.odd and not stays.odd.isdisjoint(results):
        errors = {stay for stay in stays.odd if stay.rule is AdjrwRule.GROUPER_ERROR}
        tally.findings += _at(block, (stay in errors for stay in results), "adjrw.grouper_error", file, "drg")
        tally.findings += _at(block, (stay.differs for stay in results), "adjrw.differs", file, "adjrw")
    los, admitted, discharged = columns["los"], columns["admitted_at"], columns["discharged_at"]
    if los is not None and admitted is not None and discharged is not None:
        rows = frozenset(stays.differing_los(los, admitted, discharged, columns["leave_days"]))
        tally.findings += _at(block, (n in rows for n in range(len(los))), "adjrw.los_differs", file, "los")


def _at(block: Block, which: Iterable[bool], code: str, file: str, name: str) -> list[Finding]:
    return [Finding(code, file, line, name) for line, here in zip(block.lines, which, strict=True) if here]


def duplicates(table: Table) -> Iterator[Finding]:
    """Reads a table once more and names each stay that stood there before, with the line of the first."""
    first: dict[tuple[str, str], int] = {}
    for line, (id, _, hcode, *_) in table:
        key = ((hcode or "").strip(), (id or "").strip())
        if key in first and key[1]:
            yield Finding("row.duplicate", table.name, line, "id", {"first": str(first[key])})
        first.setdefault(key, line)


def csv_sink(handle: TextIO, with_hospital: bool) -> Sink:
    """Writes a heading; gives a sink that writes lines `id,drg,rw,los,adjrw,rule`, and `hcode` if there is one."""
    handle.write("id,drg,rw,los,adjrw,rule" + (",hcode\n" if with_hospital else "\n"))

    def write(ids: Sequence[str], hcodes: Sequence[str] | None, results: Sequence[Stay]) -> None:
        n = len(results)
        columns: list[Iterable[str]] = [_quoted(ids), map(_cells, results)]
        if hcodes is not None:
            columns += [repeat(",", n), _quoted(hcodes)]
        columns.append(repeat("\n", n))
        cells = [""] * (len(columns) * n)
        for k, column in enumerate(columns):
            cells[k :: len(columns)] = column
        handle.write("".join(cells))

    return write


def _quoted(cells: Sequence[str]) -> Sequence[str]:
    """Puts cells in quotation marks where a comma, quotation mark or line end asks for it."""
    together = "".join(cells)
    if not any(mark in together for mark in ',"\r\n'):
        return cells
    return [
        '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell for cell in cells
    ]


_cells = attrgetter("cells")

"""Works through a table of stays block by block: what each came to, what is wrong with it, and where it goes.

Each step takes a whole column at once; only a block in which something is odd is looked at row by row.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import repeat
from typing import TextIO, cast

from sitthi.core.coding.adjrw import AdjrwRule
from sitthi.core.coding.stays import COLUMNS, Stay, Stays
from sitthi.core.findings import Finding
from sitthi.core.numbers import shown
from sitthi.files.table import Block, Table

__all__ = ["OPTIONAL", "REQUIRED", "Tally", "csv_sink", "duplicates", "tallied", "weight"]

REQUIRED = ("id", "drg")
OPTIONAL = ("hcode", *COLUMNS[1:])

Sink = Callable[[Sequence[str], Sequence[str] | None, Sequence[Stay]], None]
"""Takes a block's ids, hospitals where the table has them, and results."""


@dataclass(slots=True)
class Tally:
    """How many stays of each hospital came to each result, and what was found; `""` where no hospital is named."""

    counts: Counter[tuple[str, Stay]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    is_blocked: bool = False
    has_duplicates: bool = False


def tallied(table: Table, stays: Stays, sink: Sink) -> Tally:
    """Works out every stay; the sink gets them in input order, until a row that blocks is met."""
    tally = Tally()
    seen: set[object] = set()
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
        n_before = len(seen)
        seen.update(ids if hcodes is None else zip(hcodes, ids, strict=True))
        tally.has_duplicates |= len(seen) - n_before < len(ids)
        if tally.is_blocked:
            continue
        good = cast(list[Stay], results)
        tally.counts.update(zip(repeat("") if hcodes is None else hcodes, good, strict=False))
        _note(block, columns, stays, good, table.name, tally)
        sink(ids, hcodes, good)
    return tally


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
            tally.findings += [Finding(code, file, block.lines[n], name) for code, name in looked]


def _note(
    block: Block, columns: dict[str, Sequence[str] | None], stays: Stays, results: list[Stay], file: str,
    tally: Tally,
) -> None:  # fmt: skip
    """Finds what does not block: grouper's errors, and figures that came with a stay and differ."""
    kinds = set(results)
    if errors := {stay for stay in kinds if stay.rule is AdjrwRule.GROUPER_ERROR}:
        tally.findings += _at(block, (stay in errors for stay in results), "adjrw.grouper_error", file, "drg")
    if differing := {stay for stay in kinds if stay.differs}:
        tally.findings += _at(block, (stay in differing for stay in results), "adjrw.differs", file, "adjrw")
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
    ends: dict[Stay, str] = {}

    def write(ids: Sequence[str], hcodes: Sequence[str] | None, results: Sequence[Stay]) -> None:
        for stay in [stay for stay in set(results) if stay not in ends]:
            weights = f"{weight(stay.rw)},{stay.los},{weight(stay.adjrw) or ''}"
            ends[stay] = f",{stay.drg},{weights},{stay.rule.value}" + ("" if with_hospital else "\n")
        written = map(str.__add__, _quoted(ids), map(ends.__getitem__, results))
        if hcodes is not None:
            written = map("{},{}\n".format, written, _quoted(hcodes))
        handle.write("".join(written))

    return write


def _quoted(cells: Sequence[str]) -> Sequence[str]:
    """Puts cells in quotation marks where a comma, quotation mark or line end asks for it."""
    together = "".join(cells)
    if not any(mark in together for mark in ',"\r\n'):
        return cells
    return [
        '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell for cell in cells
    ]


def weight(units: int | None) -> str | None:
    """Writes ten-thousandths with four decimals."""
    return None if units is None else shown(Fraction(units, 10_000), 4)

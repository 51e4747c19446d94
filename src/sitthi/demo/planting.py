"""Plants faults into a sound set, each with somebody who has no other, and notes where a check has to point.

Which faults is a table, `data/plants.csv`: the code that has to be found, in which kind of row, what is changed.
"""

import csv
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitthi.demo.letters import Cells
from sitthi.demo.pages import Pages

__all__ = ["Planted", "SpoiltLine", "plant_faults", "planted_table", "with_spoilt_lines"]

_PLANTS = Path(__file__).parent / "data" / "plants.csv"


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault that lies in a set: what a check calls it, and where it has to point."""

    code: str
    file: str
    line: int
    field: str


@dataclass(frozen=True, slots=True)
class SpoiltLine:
    """A line whose bytes are spoilt once the file is written."""

    file: str
    line: int
    how: str


@dataclass(frozen=True, slots=True)
class _Plant:
    """A row of the table; `found_file` and `found_field` where a check points somewhere else."""

    code: str
    format: str
    file: str
    which: str
    field: str
    change: str
    found_file: str
    found_field: str


def plant_faults(
    format: str, files: Mapping[str, Mapping[str, Cells]]
) -> tuple[dict[str, dict[str, Cells]], list[Planted], list[SpoiltLine]]:
    """Plants every fault of a format that some row suits; gives the set, what lies where, and lines to spoil."""
    with _PLANTS.open(encoding="utf-8", newline="") as handle:
        plants = [_Plant(**row) for row in csv.DictReader(handle) if row["format"] == format]
    pages = Pages(files)
    planted = _blank_ids(pages) if format == "eclaim16" else []
    spoilt: list[SpoiltLine] = []
    for n, one in enumerate(plants):
        row = pages.taken(one.file, one.which, 1000 * n // len(plants))
        if row is None:
            continue
        found_file, at = one.found_file or one.file, row
        if found_file != one.file:
            at = pages.row_of(found_file, one.file, row)
        if not one.field:
            spoilt.append(SpoiltLine(one.file, pages.line(row), one.change))
        elif one.change.startswith("again"):
            at = pages.add_copy(one.file, row)
            if other := one.change.removeprefix("again").removeprefix(" with "):
                pages.column(one.file, one.field)[at] = other
        else:
            pages.column(one.file, one.field)[row] = _changed(pages, one, row)
        planted.append(Planted(one.code, found_file, pages.line(at), one.found_field or one.field))
    return pages.written(), planted, spoilt


def _blank_ids(pages: Pages) -> list[Planted]:
    """Notes the people without a citizen id, who are there by themselves."""
    return [
        Planted("claim.blank_aside", file, pages.line(row), field)
        for file, field in (("INS", "CID"), ("PAT", "PERSON_ID"))
        for row, cid in enumerate(pages.column(file, field))
        if cid is None
    ]


def _changed(pages: Pages, one: _Plant, row: int) -> str | None:
    """Gives a cell's new text."""
    cell = pages.cell(one.file, row, one.field)
    how, _, rest = one.change.partition(" ")
    match how:
        case "blank":
            return None
        case "text":
            return rest
        case "before":
            day = datetime.date.fromisoformat(pages.cell(one.file, row, rest))
            return f"{day - datetime.timedelta(days=1):%Y%m%d}"
        case "other":
            return cell[:-1] + str((int(cell[-1]) + 1) % 10)
        case "without":
            return cell[:-1]
        case "more":
            baht, _, satang = cell.partition(".")
            return f"{int(baht) + 1}.{satang}"
        case _:
            raise ValueError(f"{one.code}: nobody knows how to change {one.change}")


def planted_table(planted: Sequence[Planted]) -> str:
    """Writes what was planted as a table, in the order in which a check lists what it finds within a file."""
    rows = sorted(planted, key=lambda one: (one.file, one.line, one.field, one.code))
    return "".join(
        f"{line}\n"
        for line in ["code,file,line,field", *(f"{one.code},{one.file},{one.line},{one.field}" for one in rows)]
    )


def with_spoilt_lines(content: bytes, lines: Sequence[SpoiltLine]) -> bytes:
    """Gives a file's bytes with some of its lines spoilt as only bytes can be."""
    rows = content.split(b"\r\n")
    for one in lines:
        row = rows[one.line - 1]
        rows[one.line - 1] = {
            "one cell more": row + b"|",
            # A byte that cp874 gives no letter.
            "broken byte": row.replace(b"|", b"\xfc|", 1),
            "bell": row.replace(b"|", b"\x07|", 1),
            "in UTF-8": row.decode("cp874").encode("utf-8"),
        }[one.how]
    return b"\r\n".join(rows)

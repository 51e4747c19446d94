"""Tells which standard column stands at which place of a file, by its header or by the layout it must have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat

__all__ = ["Columns", "closed_alike", "columns_by_name", "columns_by_place", "is_header"]

DBF_NAME = 10
"""How many characters of a name a DBF keeps."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands at each place: a standard name, or `None` for a column that is passed over.

    `layout` counts from the newest order of columns, 0, where there was no header. `findings` say what was wrong;
    `is_readable` that rows can be read by it nevertheless.
    """

    places: tuple[str | None, ...]
    has_header: bool
    layout: int | None = None
    findings: tuple[Finding, ...] = ()
    is_readable: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Are the standard columns that are there."""
        return tuple(place for place in self.places if place is not None)


def known_names(format: FileFormat, file: str, length: int | None = None) -> dict[str, str | None]:
    """Gives every name a header may use, in capitals, and the standard name it means.

    Columns of older layouts that are no field any more mean `None`. `length` cuts names as a DBF does.
    """
    passed: dict[str, str | None] = {name.upper(): None for columns in format.layouts_of(file) for name in columns}
    return {
        **passed,
        **{name.upper()[:length]: field.name for field in format.fields_of(file) for name in field.names},
    }


def is_header(format: FileFormat, file: str, cells: Sequence[str]) -> bool:
    """Tells whether a first row names columns: its first cell does, or at least two of the others."""
    known = known_names(format, file)
    hits = [cell.strip().upper() in known for cell in cells]
    return bool(hits) and (hits[0] or sum(hits) >= 2)


def columns_by_name(
    format: FileFormat, file: str, cells: Sequence[str], line: int | None, length: int | None = None
) -> Columns:
    """Reads a header: any order, any part of the columns, any case, with aliases.

    A finding tells the place of a column and not its name, which might be a patient's cell in a broken file.
    Empty names at the end are what a closing delimiter leaves, and are passed over.
    """
    known = known_names(format, file, length)
    names = [cell.strip().upper() for cell in cells]
    n_named = max((n for n, name in enumerate(names, 1) if name), default=0)
    places: list[str | None] = []
    findings = []
    is_readable = True
    for place, name in enumerate(names, 1):
        standard = known.get(name)
        if name not in known:
            if place <= n_named:
                code = "file.unknown_column" if format.closed else "file.extra_column"
                findings.append(Finding(code, file, line, None, {"place": str(place)}))
        elif standard is not None and standard in places:
            findings.append(Finding("file.duplicate_column", file, line, standard))
            standard, is_readable = None, False
        places.append(standard)
    if not any(places):
        findings = [_no_header(format, file, line)]
        is_readable = False
    return Columns(tuple(places), True, None, tuple(findings), is_readable)


def closed_alike(
    columns: Columns, format: FileFormat, file: str, cells: Sequence[str], rows: Sequence[Sequence[str]], line: int
) -> Columns:
    """Fits a header, its `cells`, to rows that end in a delimiter where it does not, or the other way round.

    Most of the `rows` have to be so, and their cells to fit the columns they then stand in: a row that has a
    delimiter too many in its midst may end in a blank cell too. One finding tells it for the whole file.
    """
    n = len(cells)
    longer = [row for row in rows if len(row) == n + 1 and not row[-1].strip()]
    shorter = [row for row in rows if len(row) == n - 1] if not cells[-1].strip() else []
    if 2 * len(longer) > len(rows):
        places, alike = (*columns.places, None), longer
    elif 2 * len(shorter) > len(rows):
        places, alike = columns.places[:-1], shorter
    else:
        return columns
    named = [(at, name) for at, name in enumerate(places) if name is not None]
    if not all(_fits(format, file, name, [len(row[at].strip()) for row in alike]) for at, name in named):
        return columns
    finding = Finding("file.closing_delimiter", file, line)
    return replace(columns, places=places, findings=(*columns.findings, finding))


def columns_by_place(
    format: FileFormat, file: str, n: int, line: int, longest: Callable[[int], Sequence[int]]
) -> Columns:
    """Picks the layout with as many columns as the rows have, the newest whose fields its cells fit into.

    `longest(place)` gives the lengths of some cells at a place, counted from 0. A row that ends in a delimiter has
    an empty cell more than its layout.
    """
    if not format.headerless:
        return Columns((), False, None, (_no_header(format, file, line),), False)
    layouts = format.layouts_of(file)
    fitting = [k for k, columns in enumerate(layouts) if len(columns) == n]
    if not fitting:
        if any(len(columns) == n - 1 for columns in layouts) and not any(longest(n - 1)):
            shorter = columns_by_place(format, file, n - 1, line, longest)
            return Columns((*shorter.places, None), False, shorter.layout)
        widths = " / ".join(map(str, dict.fromkeys(map(len, layouts))))
        finding = Finding("file.columns", file, line, None, {"n": str(n), "expected": widths})
        return Columns((), False, None, (finding,), False)
    unlike = [at for at in range(n) if len({layouts[k][at] for k in fitting}) > 1]
    fits = (k for k in fitting if all(_fits(format, file, layouts[k][at], longest(at)) for at in unlike))
    pick = next(fits, fitting[0])
    places = (name if format.field(file, name) else None for name in layouts[pick])
    return Columns(tuple(places), False, pick)


def _fits(format: FileFormat, file: str, name: str, lengths: Sequence[int]) -> bool:
    """Tells whether most cells that are filled fit the width of a field; what is no field holds anything."""
    field = format.field(file, name)
    if field is None or field.width is None:
        return True
    filled = [length for length in lengths if length]
    return 2 * sum(length > field.width for length in filled) <= len(filled)


def _no_header(format: FileFormat, file: str, line: int | None) -> Finding:
    known = ", ".join(field.name for field in format.fields_of(file))
    return Finding("file.header", file, line, None, {"known": known})

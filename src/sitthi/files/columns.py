"""Reads whole columns of a table, each distinct cell once: a region's hundred thousand rows hold few texts."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sitthi.core.findings import Finding
from sitthi.files.table import Table

__all__ = ["UNKNOWN_COLUMN", "CellReader", "read_columns"]

UNKNOWN_COLUMN = "table.unknown_column"
"""The one thing that may be odd about a table of which every row is read."""

CellReader = Callable[[str, str, int, str, list[Finding]], Any]
"""Reads a cell: text, file, line, column and the findings so far; gives `None` where something is wrong."""


def read_columns(
    table: Table, readers: Mapping[str, CellReader], key: Sequence[str], optional: Sequence[str] = ()
) -> tuple[dict[str, list[Any]], list[Finding]]:
    """Gives the columns of the rows that are sound, and everything that is wrong with the others.

    `readers` name the columns in the order the table was asked for. Rows alike in the columns of `key` are
    duplicates. A cell of a column in `optional` may be empty, which reads as `None`.
    """
    names = list(readers)
    known: list[dict[str, tuple[Any, Finding | None]]] = [{} for _ in names]
    columns: list[list[Any]] = [[] for _ in names]
    findings: list[Finding] = []
    first: dict[tuple[Any, ...], int] = {}
    at_key = [names.index(name) for name in key]
    for block in table.blocks():
        read = []
        for name, column, memo in zip(names, block.columns, known, strict=True):
            cells = column if column is not None else [""] * len(block.lines)
            for text in set(cells) - memo.keys():
                memo[text] = _cell(text, table.name, name, readers[name], name in optional)
            read.append([memo[text] for text in cells])
        for line, row in zip(block.lines, zip(*read, strict=True), strict=True):
            faults = [fault for _, fault in row if fault is not None]
            if faults:
                findings += [dataclasses.replace(fault, line=line) for fault in faults]
                continue
            which = tuple(row[n][0] for n in at_key)
            if first.setdefault(which, line) != line:
                detail = {"first": str(first[which])}
                findings.append(Finding("row.duplicate", table.name, line, key[0], detail))
                continue
            for values, (value, _) in zip(columns, row, strict=True):
                values.append(value)
    return dict(zip(names, columns, strict=True)), [*table.findings, *findings]


def _cell(text: str, file: str, name: str, read: CellReader, may_be_empty: bool) -> tuple[Any, Finding | None]:
    if may_be_empty and not text.strip():
        return None, None
    found: list[Finding] = []
    value = read(text, file, 0, name, found)
    return value, found[0] if found else None

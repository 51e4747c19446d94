"""Prints tables for people on a terminal, a file or a pipe, their cells broken between words of Thai too."""

import os
import re
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.containers import Lines
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from sitthi.cli.report import TableView
from sitthi.cli.words import visible
from sitthi.core.thai.lines import columns, lines_of, widest_piece

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, JustifyMethod, OverflowMethod

__all__ = ["print_table"]

_WIDTH = 160
"""Columns of a file or pipe, unless COLUMNS says a number."""


def print_table(view: TableView) -> None:
    """Prints a table with its title above and its notes below, as wide as the terminal, a file as COLUMNS says."""
    # A terminal tells its width; a file or pipe gets lines long enough for every column.
    width = None if sys.stdout.isatty() else _width()
    console = Console(highlight=False, width=width)
    # The title is a line of its own: as the table's it would be folded to the table's width.
    console.print(Text(visible(view.title), style="bold"), soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for n, heading in enumerate(view.headings):
        table.add_column(_Cell(heading), justify="right" if n in view.right else "left")
    for row in view.rows:
        table.add_row(*(_Cell(visible(cell)) for cell in row))
    console.print(table)
    for note in view.notes:
        console.print(Text(visible(note)), soft_wrap=True)
    console.print()


class _Cell(Text):
    """The text of a cell: broken where a word ends, what is indented indented on every line."""

    def wrap(
        self, console: Console, width: int, *, justify: "JustifyMethod | None" = None,
        overflow: "OverflowMethod | None" = None, tab_size: int = 8, no_wrap: bool | None = None,
    ) -> Lines:  # fmt: skip
        indent = self._indent
        broken = lines_of(self.plain[indent:], max(width - indent, 1))
        lines = Lines(Text(" " * indent + line, style=self.style) for line in broken)
        lines.justify(console, width, justify=justify or "left", overflow="fold")
        return lines

    def __rich_measure__(self, console: Console, options: "ConsoleOptions") -> Measurement:
        text = self.plain[self._indent :]
        return Measurement(self._indent + widest_piece(text), self._indent + columns(text))

    @property
    def _indent(self) -> int:
        return len(self.plain) - len(self.plain.lstrip(" "))


def _width() -> int:
    said = os.environ.get("COLUMNS", "")
    return int(said) if re.fullmatch("[1-9][0-9]{0,4}", said) else _WIDTH

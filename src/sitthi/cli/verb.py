"""The options that every verb takes, and the wrapper that prints what it reports."""

import datetime
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sitthi.book import Book
from sitthi.cli.report import Report, Stop
from sitthi.cli.words import language_of, say
from sitthi.core.findings import Blocked, Finding, FindingKind, Refusal
from sitthi.core.rules.choices import Choice, settled
from sitthi.core.thai.dates import DateFault, read_date, written_month, written_short

if TYPE_CHECKING:
    from sitthi.files.table import Table

__all__ = [
    "Asked",
    "day_of",
    "input_file",
    "opened_table",
    "pairs",
    "read_rows",
    "refused",
    "stop_if_blocked",
    "unless_refused",
    "unless_stopped",
    "verb",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for beside the input: language, home, book, choices, overrides, working."""

    language: str
    home: Path
    book: Book
    choices: dict[str, str]
    overrides: tuple[Path, ...]
    working: bool
    as_json: bool

    def say(self, key: str, **detail: str) -> str:
        """Gives words of the command line in the language asked for."""
        return say(self.language, key, **detail)

    def day(self, day: str) -> str:
        """Writes a day or month that a result names for people: Buddhist in Thai, as it is in English."""
        if self.language != "th":
            return day
        parts = day.split("-")
        if len(parts) == 2:
            return written_month(datetime.date(int(parts[0]), int(parts[1]), 1))
        return written_short(datetime.date.fromisoformat(day))

    def settled(self, command: str) -> dict[str, str]:
        """Gives the choices a command reads; an unknown one ends the verb as a usage error."""
        choices = settled(self.book.all(Choice), command, self.choices)
        if isinstance(choices, Refusal):
            raise Stop("usage", 2, refusal=choices)
        return choices


def verb(
    *, overrides: bool = False, working: bool = False
) -> Callable[[Callable[..., Report]], Callable[..., int]]:
    """Gives a click command's function the common options, and prints the report it returns.

    The function's first argument is `Asked`. `overrides` and `working` say that the function reads those
    options; one that does not is not given them, so that asking for them is a usage error and not ignored.
    A `--choice` is checked against the choices that the book says the command reads.
    """

    def dressed(function: Callable[..., Report]) -> Callable[..., int]:
        @functools.wraps(function)
        def run(
            as_json: bool, lang: str | None, home: Path, book: Path | None, choices: Sequence[str],
            overrides: Sequence[Path] = (), working: bool = False, **own: Any,
        ) -> int:  # fmt: skip
            from sitthi.cli.printing import print_report

            given = pairs(choices, "--choice")
            asked = Asked(language_of(lang), home, Book(book), given, tuple(overrides), working, as_json)
            if given:
                asked.settled(_command_name())
            report = function(asked, **own)
            print_report(report, asked)
            return report.exit

        # An option stands in the help in the order it is laid on, the last one first.
        for option in reversed([*_COMMON, *([_OVERRIDES] if overrides else []), *([_WORKING] if working else [])]):
            run = option(run)
        return run

    return dressed


_COMMON = (
    click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
    click.option("--lang", type=click.Choice(["th", "en"]), help="th | en"),
    click.option(
        "--home", type=click.Path(path_type=Path), envvar="SITTHI_HOME", default=Path("sitthi-home"),
        help="Folder that keeps this office's data.",
    ),
    click.option(
        "--book", "book", type=click.Path(path_type=Path, exists=True, file_okay=False), envvar="SITTHI_BOOK",
        help="Another book folder than the one shipped.",
    ),
    click.option("--choice", "choices", multiple=True, metavar="NAME=VALUE", help="Set a named choice."),
)  # fmt: skip
_OVERRIDES = click.option(
    "--overrides", type=click.Path(path_type=Path), multiple=True, help="Lay FILE.toml over the book."
)
_WORKING = click.option("--working", is_flag=True, help="Show how each figure came about.")


def _command_name() -> str:
    """Gives the words of the running command below the root, as the book's choices name it: `adjrw compute`."""
    context: click.Context | None = click.get_current_context()
    words = []
    while context is not None and context.parent is not None:
        words.append(context.info_name or "")
        context = context.parent
    return " ".join(reversed(words))


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Reads a repeated NAME=VALUE option; the last value of a name holds."""
    read = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint=option)
        read[name] = value
    return read


def input_file(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the argument INPUT, a CSV file, and its `--encoding`."""
    function = click.option(
        "--encoding",
        type=click.Choice(["utf-8", "cp874"]),
        default="utf-8",
        help="Of INPUT; utf-8 unless said.",
    )(function)
    return click.argument("input", type=click.Path(path_type=Path, exists=True, dir_okay=False))(function)


def refused(refusal: Refusal, exit: int = 12) -> Stop:
    """Turns a refusal into the end of a verb, exit 12 unless the contract gives it another code."""
    return Stop(refusal.code, exit, refusal=refusal)


def unless_refused(result: T | Refusal) -> T:
    """Gives what an act came to; a refusal ends the verb, exit 12."""
    if isinstance(result, Refusal):
        raise refused(result)
    return result


def unless_stopped(result: T | Refusal | Blocked, asked: Asked) -> T:
    """Gives what an act came to; a refusal ends the verb, and so do findings of which one blocks."""
    if isinstance(result, Blocked):
        kinds = asked.book.all(FindingKind)
        worst = max(kinds[finding.code].exit for finding in result.findings)
        code = "unreadable" if worst == 11 else "bad_rows"
        if result.refusal is not None:
            code = result.refusal.code
        raise Stop(code, worst, findings=result.findings, by_code=result.by_code or None, refusal=result.refusal)
    return unless_refused(result)


def day_of(asked: Asked, text: str, option: str) -> datetime.date:
    """Reads a day that an option names, in either era; anything else is a usage error."""
    day = read_date(text)
    if isinstance(day, DateFault):
        raise click.BadParameter(asked.say("stop.bad_day"), param_hint=option)
    return day


def stop_if_blocked(findings: Sequence[Finding], book: Book) -> None:
    """Ends the verb where a finding blocks: 11 where the table cannot be read, 10 where rows are bad."""
    kinds = book.all(FindingKind)
    if worst := max((kinds[finding.code].exit for finding in findings), default=0):
        raise Stop("unreadable" if worst == 11 else "bad_rows", worst, findings=findings)


def opened_table(
    path: Path, asked: Asked, encoding: str, required: Sequence[str], optional: Sequence[str] = ()
) -> "Table":
    """Opens a small table; ends the verb, exit 11, where it cannot be read as the asked one."""
    from sitthi.files.table import open_table

    table = open_table(path, required, optional, encoding)
    if isinstance(table, list):
        raise Stop("unreadable", 11, findings=table)
    return table


def read_rows(
    path: Path, asked: Asked, encoding: str, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[tuple[int, list[str | None]]], list[Finding]]:
    """Reads a small table whole; ends the verb at once where it cannot be read as the asked table.

    Gives the rows of the right width with their lines, and the findings so far.
    """
    table = opened_table(path, asked, encoding, required, optional)
    rows = list(table)
    kinds = asked.book.all(FindingKind)
    if any(kinds[finding.code].exit == 11 for finding in table.findings):
        stop_if_blocked(table.findings, asked.book)
    return rows, table.findings

"""The help of commands in Thai: their texts from the locale, laid out with lines broken between Thai words."""

import copy
import re
from collections.abc import Iterable

import click

from sitthi.cli.words import known, say
from sitthi.core.thai.lines import columns, lines_of

__all__ = ["in_thai"]


def in_thai(command: click.Command, path: str) -> click.Command:
    """Gives a copy of a command, and of those below it, whose help speaks Thai; the command itself stays English.

    `path` is the words that call it after the program's name, empty for the root.
    """
    spoken = copy.copy(command)
    spoken.context_class = _ThaiContext
    spoken.help = _said(path or "sitthi", command.help)
    spoken.short_help = spoken.help.partition("\n\n")[0]
    spoken.params = [
        _option(option, path) if isinstance(option, click.Option) else option for option in command.params
    ]
    click.help_option("-h", "--help", help=_said("--help", None))(spoken)
    if isinstance(spoken, click.Group):
        spoken.commands = {name: in_thai(below, f"{path} {name}") for name, below in spoken.commands.items()}
    return spoken


def _option(option: click.Option, path: str) -> click.Option:
    """Gives a copy of an option with the words for it, its command's own before those of every command."""
    spoken, name = copy.copy(option), option.opts[0]
    spoken.help = _said(f"{path} {name}".strip(), _said(name, option.help))
    return spoken


def _said(key: str, otherwise: str | None) -> str:
    """Gives the words of a key; what nobody has put into Thai yet keeps its English, since help must come."""
    key = f"commands.{key}"
    return say("th", key).strip() if known("th", key) else otherwise or ""


class _ThaiFormatter(click.HelpFormatter):
    """Lays out help like the parser does, by the columns that Thai takes, under Thai headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, f"{_said('Usage:', None)} ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_said(heading, heading))

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        paragraphs = [lines_of(" ".join(part.split()), self.width - len(indent)) for part in text.split("\n\n")]
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        indent = " " * self.current_indent
        first = min(max(columns(term) for term, _ in rows), col_max) + col_spacing
        for term, text in rows:
            lines = lines_of(" ".join(_extras(text).split()), max(self.width - first - len(indent), 10))
            fits = columns(term) <= first - col_spacing
            self.write(indent + term + (" " * (first - columns(term)) if fits else "\n" + indent + " " * first))
            self.write(("\n" + indent + " " * first).join(lines) + "\n")


class _ThaiContext(click.Context):
    formatter_class = _ThaiFormatter


def _extras(text: str) -> str:
    """Puts what the parser adds in brackets at an option's end into Thai."""
    return re.sub(
        r"(?<=\[)[^\[]*(?=\]$)",
        lambda added: re.sub("required|default:", lambda word: _said(word[0], word[0]), added[0]),
        text,
    )

"""The root of the command line: finds a verb late, and ends it by the contract however it ended."""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import click

from sitthi import __version__
from sitthi.cli.words import language_of, say

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "book": "sitthi.cli.book",
    "score": "sitthi.cli.score",
    "allocate": "sitthi.cli.allocate",
    "assess": "sitthi.cli.assess",
    "timeliness": "sitthi.cli.timeliness",
    "finance": "sitthi.cli.finance",
    "flow": "sitthi.cli.flow",
    "adjrw": "sitthi.cli.adjrw",
    "due": "sitthi.cli.due",
    "check": "sitthi.cli.check",
    "load": "sitthi.cli.load",
    "population": "sitthi.cli.population",
    "units": "sitthi.cli.units",
    "run": "sitthi.cli.run",
    "casemix": "sitthi.cli.casemix",
    "outcomes": "sitthi.cli.outcomes",
    "explain": "sitthi.cli.explain",
    "demo": "sitthi.cli.demo",
    "serve": "sitthi.cli.serve",
    "administrator": "sitthi.cli.administrator",
    "backup": "sitthi.cli.backup",
    "restore": "sitthi.cli.restore",
}
"""Verb to module; each module has a click command named `command`. Its summary is the word `help.<verb>`."""


_COUNTING = ("check", "load")
"""The verbs whose findings are counted, and listed apart."""


class _LateGroup(click.Group):
    """Lists verbs without importing them, and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # The parser offers near names of commands it holds, and holds none of these yet.
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None
        if name is not None and command is not None:
            command = _spoken(command, name)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = _asked_language(sys.argv)
        with formatter.section(say(language, "help.commands")):
            formatter.write_dl([(verb, say(language, f"help.{verb}")) for verb in COMMANDS])


def _spoken(command: click.Command, path: str) -> click.Command:
    """Gives a command whose help speaks the language asked for; English is what the code says."""
    if _asked_language(sys.argv) != "th":
        return command
    from sitthi.cli.thai_help import in_thai

    return in_thai(command, path)


def _asked_language(arguments: list[str]) -> str:
    for n, argument in enumerate(arguments):
        if argument == "--lang" and n + 1 < len(arguments):
            return language_of(arguments[n + 1])
        if argument.startswith("--lang="):
            return language_of(argument[7:])
    return language_of(None)


@click.group(cls=_LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitthi")
@click.option("--lang", type=click.Choice(["th", "en"]), help="th | en")
def root(lang: str | None) -> None:
    """สิทธิ · Sitthi: claims, quality scores and fund allocation for Thai public hospitals."""
    if lang:
        # Said before the verb it holds for the verb too, unless that says otherwise.
        os.environ["SITTHI_LANG"] = lang


def main() -> None:
    """Runs the command line and exits by the contract: 0, 2, 10 to 13, 70; never with a traceback."""
    # A run builds one result and ends; looking for cycles on the way would cost a sixth of its time.
    gc.set_threshold(200_000)
    signal.signal(signal.SIGINT, _note_interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")
    sys.exit(_ended(lambda: _spoken(root, "").main(standalone_mode=False)))


def _ended(act: Callable[[], Any]) -> int:
    """Runs an act and gives its exit code, printing what went wrong."""
    as_json = "--json" in sys.argv
    language = _asked_language(sys.argv)
    counts = next((word for word in sys.argv[1:] if word in COMMANDS), None) in _COUNTING
    try:
        result = act()
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _cancelled(language)
    except click.ClickException as error:
        from sitthi.cli.printing import print_usage

        print_usage(error, language, as_json, counts)
        return 2
    except SystemExit:
        # click leaves this way, and quietly, when whoever read the output went away.
        return 0
    except Exception as error:
        if _interrupts:
            return _cancelled(language)
        if os.environ.get("SITTHI_DEBUG"):
            raise
        # The last net: a sentence, never a traceback.
        from sitthi.cli.printing import print_failure

        return print_failure(error, language, as_json, counts)
    return result if isinstance(result, int) else 0


def _cancelled(language: str) -> int:
    print(say(language, "stop.cancelled"), file=sys.stderr)
    return 130


_interrupts: list[int] = []
"""Holds the signal once somebody pressed Ctrl-C: whatever was at work may then end with any error."""


def _note_interrupt(number: int, frame: FrameType | None) -> None:
    _interrupts.append(number)
    signal.default_int_handler(number, frame)

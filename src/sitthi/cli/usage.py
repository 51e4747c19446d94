"""Says what was wrong with a call in the language asked for; the parser itself speaks English only."""

import re
from collections.abc import Sequence

import click

from sitthi.cli.words import say

__all__ = ["told"]

_SENTENCES = [
    (re.compile(pattern), f"stop.usage_{key}")
    for pattern, key in (
        (r"(?:File|Directory|Path) '(?P<name>.*)' does not exist\.", "not_there"),
        (r"(?:File|Directory|Path) '(?P<name>.*)' is a directory\.", "is_folder"),
        (r"(?:File|Directory|Path) '(?P<name>.*)' is a file\.", "is_file"),
        (r"(?:File|Directory|Path) '(?P<name>.*)' is not (?:readable|writable|executable)\.", "no_right"),
        (r"'(?P<name>.*)' is not (?:one of|any of) (?P<known>.*)\.", "known"),
        (r"'(?P<name>.*)' is not '(?P<known>.*)'\.", "known"),
        (r"'(?P<name>.*)' is not a valid (?:integer|integer range)\.", "whole"),
        (r"(?P<name>\S+) is not in the range (?P<known>.*)\.", "range"),
        (r"'(?P<name>.*)' is not NAME=VALUE", "pair"),
        (r"Option '(?P<name>.*)' requires an argument\.", "needs_value"),
        (r"Option '(?P<name>.*)' does not take a value\.", "takes_none"),
        (r"Got unexpected extra arguments? \((?P<name>.*)\)", "too_many"),
        (r"Missing command\.", "no_verb"),
    )
]
"""Sentences of the parser that carry their names only in their text."""


def told(error: click.ClickException, language: str) -> str:
    """Gives the sentence for a wrong call; one that is not known stays as the parser wrote it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        return say(language, "stop.usage_option", name=error.option_name) + _nearest(error.possibilities, language)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return say(language, "stop.usage_verb", name=error.command_name) + _nearest(error.possibilities, language)
    if isinstance(error, click.MissingParameter):
        return say(language, "stop.usage_missing", name=_named(error))
    sentence = _sentence(error.message, language)
    if isinstance(error, click.BadParameter) and (name := _named(error)):
        return say(language, "stop.usage_value", name=name, says=sentence)
    return sentence


def _sentence(text: str, language: str) -> str:
    for pattern, key in _SENTENCES:
        if match := pattern.fullmatch(text):
            return say(language, key, **{part: text.replace("'", "") for part, text in match.groupdict().items()})
    return text


def _named(error: click.BadParameter) -> str:
    """Gives the argument or option that an error is about, as it is typed."""
    hint: str | Sequence[str] = error.param_hint or ""
    if not hint and isinstance(error.param, click.Option):
        hint = error.param.opts
    elif not hint and error.param is not None:
        hint = error.param.make_metavar(error.ctx or click.Context(click.Command(None)))
    return hint if isinstance(hint, str) else " / ".join(hint)


def _nearest(names: Sequence[str] | None, language: str) -> str:
    return say(language, "stop.usage_nearest", names=", ".join(names)) if names else ""

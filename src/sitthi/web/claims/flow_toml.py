"""Writes a flow's plain values as TOML, and says in the reader's language what is wrong with one."""

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from sitthi.book import Fault
from sitthi.files.words import words_of

__all__ = ["fault_sentence", "written_toml"]

_OF_STEP = re.compile(r"steps(?:: )?\[(?P<n>[0-9]+)\](?:: |\.)(?P<rest>.*)", re.DOTALL)
_LONGEST = 240
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written_toml(values: Mapping[str, Any]) -> str:
    """Gives the TOML that reads back as the values: plain ones, then tables, then tables in a row."""
    return "\n".join(_lines(values)) + "\n"


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if not _is_table(key, value) and not _is_rows(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in values.items():
        if _is_table(key, value):
            yield f"\n[{_key(key)}]"
            yield from (f"{_key(name)} = {_value(inner)}" for name, inner in value.items())
    for key, value in values.items():
        if _is_rows(value):
            for row in value:
                yield f"\n[[{_key(key)}]]"
                yield from (f"{_key(name)} = {_value(inner)}" for name, inner in row.items())


def _is_table(key: str, value: Any) -> bool:
    return isinstance(value, Mapping) and not set(value) <= {"th", "en"}


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
        and not (isinstance(value, str))
    )


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for the one control character that JSON lets stand.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(inner)}" for name, inner in value.items()) + " }"
    return "[" + ", ".join(_value(inner) for inner in value) + "]"


def fault_sentence(fault: Fault, language: str) -> str:
    """Says a fault with its place; English is what the loader says, and what has no Thai stays so."""
    place, said = fault.path[:_LONGEST], fault.message
    if len(said) > _LONGEST:
        # It repeats what somebody typed, and what it is compared with would be looked for in all of it.
        said = f"{said[:_LONGEST]}…"
    if match := _OF_STEP.match(f"{place}: {said}" if place else said):
        # People number steps from 1, files from 0.
        place = _("Step %(n)s") % {"n": int(match["n"]) + 1}
        said = match["rest"]
    message = said if language != "th" else _in_thai(said)
    return f"{place}: {message}" if place else message


def _in_thai(message: str) -> str:
    for pattern, thai in _sentences():
        if match := pattern.fullmatch(message):
            return thai.format(*match.groups())
    place, colon, rest = message.partition(": ")
    return f"{place}: {_in_thai(rest)}" if colon else message


@lru_cache(maxsize=1)
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """Gives the sentences that have a Thai one, those that say most of their own first."""
    words = sorted(words_of("th", "faults").items(), key=lambda pair: -len(pair[0].replace("{}", "")))
    return [
        (re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), thai) for english, thai in words
    ]

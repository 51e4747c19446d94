"""The words of the command line, Thai and English, from `locale/<language>/*.toml`."""

import os
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["known", "language_of", "say", "visible", "words_of"]

LANGUAGES = ("th", "en")
_LOCALE = Path(__file__).parent.parent / "locale"
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Characters that would move the cursor, ring, colour or turn the line around."""


def language_of(asked: str | None) -> str:
    """Settles the language: the one asked for, else the environment's, else Thai."""
    if asked in LANGUAGES:
        return str(asked)
    for name in ("SITTHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
    return "th"


@lru_cache(maxsize=64)
def _page(language: str, page: str) -> dict[str, str]:
    with (_LOCALE / language / f"{page}.toml").open("rb") as words:
        return tomllib.load(words)


def say(language: str, key: str, **detail: str) -> str:
    """Gives the words of `page.name` in a language, `{name}`s filled in."""
    page, _, name = key.partition(".")
    return _page(language, page)[name].format(**detail)


def known(language: str, key: str) -> bool:
    """Tells whether a language has words for a key."""
    page, _, name = key.partition(".")
    return name in _page(language, page)


def words_of(language: str, page: str) -> Mapping[str, str]:
    """Gives all the words of a page."""
    return MappingProxyType(_page(language, page))


def visible(text: str) -> str:
    """Writes characters that steer a terminal as their escapes, `\\x1b`."""
    return _STEERING.sub(lambda steering: steering[0].encode("unicode_escape").decode(), text)

"""The words of what is written for people, Thai and English, from `locale/<language>/*.toml`."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["say", "words_of"]

_LOCALE = Path(__file__).parent.parent / "locale"


@lru_cache(maxsize=16)
def words_of(language: str, page: str) -> Mapping[str, str]:
    """Gives all the words of a page, `{name}`s as they stand."""
    with (_LOCALE / language / f"{page}.toml").open("rb") as words:
        return MappingProxyType(tomllib.load(words))


def say(language: str, key: str, **detail: str) -> str:
    """Gives the words of `page.name` in a language, `{name}`s filled in."""
    page, _, name = key.partition(".")
    return words_of(language, page)[name].format(**detail)

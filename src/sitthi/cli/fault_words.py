"""Says in Thai what is wrong with a data file, and what the system did not allow."""

import errno
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sitthi.cli.words import known, say, words_of

__all__ = ["fault_told", "system_error", "system_told"]

_BESIDE = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{8}\.part")
"""What a file or folder is called until it takes its name."""


class _Sentence(NamedTuple):
    pattern: re.Pattern[str]
    thai: str


def fault_told(message: str, language: str) -> str:
    """Gives the sentence of a fault; English is what the code says, and what nobody has put into Thai stays so.

    What stands before a colon may be the place within the document, which is a name in either language.
    """
    if language != "th":
        return message
    for sentence in _sentences():
        if match := sentence.pattern.fullmatch(message):
            parts = [_os_words(part, language) for part in match.groups()]
            return sentence.thai.format(*parts)
    place, colon, rest = message.partition(": ")
    return f"{place}: {fault_told(rest, language)}" if colon else message


@lru_cache(maxsize=1)
def _sentences() -> list[_Sentence]:
    """Gives the sentences that have a Thai one, those that say most of their own first."""
    words = sorted(words_of("th", "faults").items(), key=lambda pair: -len(pair[0].replace("{}", "")))
    return [
        _Sentence(re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), thai)
        for english, thai in words
    ]


def system_error(error: Exception) -> OSError | None:
    """Gives the error of the system behind a failure; a database wraps a full disk in an error of its own."""
    if isinstance(error, OSError):
        return error
    full = os.strerror(errno.ENOSPC)
    return OSError(errno.ENOSPC, full) if full in str(error) else None


def system_told(error: OSError, language: str) -> str:
    """Gives what the system did not allow and where, by the name that was asked for.

    A file is written beside its place first; a person is told of the place, and of the folder where it lacks.
    """
    if error.errno and known(language, key := f"stop.system_{errno.errorcode.get(error.errno, '')}"):
        says = say(language, key)
    elif error.errno and os.strerror(error.errno) == error.strerror:
        says = say(language, "stop.system_code", code=errno.errorcode[error.errno])
    else:
        says = fault_told(error.strerror or str(error) or type(error).__name__, language)
    return says + (f": {_asked_for(error)}" if error.filename else "")


def _asked_for(error: OSError) -> str:
    path = Path(os.fsdecode(error.filename))
    parts = [match["name"] if (match := _BESIDE.fullmatch(part)) else part for part in path.parts]
    if error.errno == errno.ENOENT and _BESIDE.fullmatch(path.name):
        return str(Path(*parts).parent)
    return str(Path(*parts))


def _os_words(text: str, language: str) -> str:
    """Gives the words for a text that the system speaks, any other as it is."""
    for code, name in errno.errorcode.items():
        if os.strerror(code) == text and known(language, f"stop.system_{name}"):
            return say(language, f"stop.system_{name}")
    return text

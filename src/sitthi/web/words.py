"""The words of the web in Thai: `python -m sitthi.web.words` compiles them, and names those that have none.

English stands in the code and the templates; the Thai is in `locale/th/LC_MESSAGES/django.po`. What Django reads,
the `.mo` beside it, is kept with it, so that an installed copy needs no compiler. Babel comes with the tools of a
developer and is not needed to run.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["LANGUAGES", "Said", "compiled", "lacking", "main", "read", "said"]

WEB = Path(__file__).parent
LANGUAGES = tuple(sorted(folder.name for folder in (WEB / "locale").iterdir() if folder.is_dir()))
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


_HEADERS = ("Language:", "Content-Type:", "Plural-Forms:")


class Said(NamedTuple):
    """Something that the web says: the English, its context where one word means two things, the plural."""

    text: str
    context: str | None = None
    plural: str | None = None


def catalogue(language: str) -> Path:
    """Gives the file of a language's words."""
    return WEB / "locale" / language / "LC_MESSAGES" / "django.po"


def said(folder: Path = WEB) -> dict[Said, list[str]]:
    """Gathers all that modules and templates say, with the places where they do."""
    found: dict[Said, list[str]] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
        if path.is_relative_to(WEB / "locale"):
            continue
        for line, each in _said_in(path):
            found.setdefault(each, []).append(f"{path.relative_to(folder).as_posix()}:{line}")
    return found


def _said_in(path: Path) -> list[tuple[int, Said]]:
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # A template has its own way of indenting, which Python's reader would refuse.
        lines = templatize(text, origin=path.as_posix()).splitlines()
        text = "".join(f"{line.lstrip()}\n" for line in lines)
    found = []
    for line, words, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=_KEYWORDS):
        # Babel gives a text, or a text and its plural; an empty first one is the header's.
        one, plural = (words[0], words[1]) if isinstance(words, tuple) else (words, None)
        if one:
            found.append((line, Said(one, context, plural)))
    return found


def read(language: str) -> Any:
    """Reads a language's catalogue, of Babel's own kind; a line that is none of a catalogue raises."""
    from babel.messages.pofile import read_po

    with catalogue(language).open("rb") as handle:
        return read_po(handle, locale=language, abort_invalid=True)


def compiled(language: str) -> bytes:
    """Gives a catalogue as Django reads it; an entry marked fuzzy is left out."""
    from babel.messages.mofile import write_mo

    into = io.BytesIO()
    write_mo(into, _Dateless(read(language)))
    return into.getvalue()


class _Dateless:
    """A catalogue whose header names no day and no version of Babel: equal words give equal bytes."""

    def __init__(self, known: Any) -> None:
        self.known = known
        self.charset = known.charset

    def __iter__(self) -> Iterator[Any]:
        for message in self.known:
            if not message.id:
                kept = [line for line in message.string.splitlines() if line.startswith(_HEADERS)]
                message.string = "".join(f"{line}\n" for line in kept)
            yield message


def lacking(language: str) -> dict[Said, list[str]]:
    """Names what is said somewhere and has no words in a language, with the places."""
    known = read(language)
    return {each: places for each, places in said().items() if not _has_words(known.get(each.text, each.context))}


def _has_words(message: Any) -> bool:
    if message is None or message.fuzzy:
        return False
    words = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(each.strip() for each in words)


def main() -> int:
    """Compiles every language and says what lacks words; gives 1 where something does."""
    code = 0
    for language in LANGUAGES:
        catalogue(language).with_suffix(".mo").write_bytes(compiled(language))
        for each, places in lacking(language).items():
            code = 1
            sys.stderr.write(f"{language}: {each.text!r} has no words ({places[0]})\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

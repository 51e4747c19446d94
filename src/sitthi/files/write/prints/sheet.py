"""What stands around every print: whose office, what is shown as of when, who printed it; and the way to a PDF."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from sitthi.files.words import say, words_of
from sitthi.files.write.pdf import pdf
from sitthi.files.write.prints.written import day, moment

__all__ = ["Content", "Sheet", "printed"]


class Content(Protocol):
    """Something that can be printed: its template, and what the template is filled with."""

    template: ClassVar[str]

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the content as written text and plain values."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The frame of a print. Times are told in the zone that they carry; `filters` says what was left out.

    `printed_by` is empty where a command prints. `book` is the hash of the rules that the figures rest on.
    """

    office: str
    title: str
    printed_at: datetime.datetime
    printed_by: str
    filters: str = ""
    data_until: datetime.date | None = None
    is_synthetic: bool = False
    book: str = ""
    language: str = "th"

    def data(self) -> Mapping[str, Any]:
        """Gives the frame as written text."""
        language = self.language
        until = day(self.data_until, language)
        said = [self.filters, say(language, "print.data_until", day=until) if until else ""]
        marks = [
            say(language, "print.system"),
            say(language, "print.synthetic") if self.is_synthetic else "",
            say(language, "print.book", sha256=self.book[:12]) if self.book else "",
        ]
        at = moment(self.printed_at, language)
        by_whom = say(language, "print.printed", at=at, by=self.printed_by)
        return {
            "language": language,
            "office": self.office,
            "printed": by_whom if self.printed_by else say(language, "print.printed_at", at=at),
            "title": self.title,
            "subtitle": " · ".join(part for part in said if part),
            "marks": [mark for mark in marks if mark],
        }


def printed(sheet: Sheet, content: Content) -> bytes:
    """Gives a content on its sheet as a PDF: A4, heads repeated, page n of m on every page."""
    words = dict(words_of(sheet.language, "print"))
    return pdf(content.template, {"sheet": sheet.data(), "words": words, "content": content.data(sheet.language)})

"""Which folder of the book holds which kind of document: one line a kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from sitthi.core.evidence import Source
from sitthi.core.findings import FindingKind
from sitthi.core.rules.choices import Choice

__all__ = ["SHELVES", "Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the documents of a kind lie.

    `many` says that a file holds many entries, keyed by id; otherwise a file is one document and its
    path below the kind's folder is the id (`rights_2557/staff_awareness`). A `rulebook` is listed by `sitthi book list`.
    """

    pattern: str
    many: bool = False
    rulebook: bool = False


SHELVES: Mapping[type, Shelf] = {
    Source: Shelf("sources.toml", many=True),
    Choice: Shelf("choices.toml", many=True),
    FindingKind: Shelf("findings/*.toml", many=True),
}

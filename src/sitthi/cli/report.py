"""What a verb hands back to be printed, and the one exception that ends a verb early."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sitthi.core.findings import Finding, Refusal

__all__ = ["Report", "Stop", "TableView"]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table for people: a title, headings, rows of written cells, and which columns align right."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verb: plain values for `--json`, tables for people, and warnings met on the way.

    `exit` is 0 unless the contract gives a result together with a failing code.
    """

    data: Mapping[str, Any]
    tables: Sequence[TableView] = ()
    findings: Sequence[Finding] = field(default=())
    exit: int = 0


class Stop(Exception):
    """Ends a verb with an exit code, a sentence and what to do; nothing was written.

    `words` names the sentence in the locale files (`stop.<code>`), unless findings or a refusal speak.
    `by_code` counts what was found, where `findings` are not the whole of it.
    """

    def __init__(
        self,
        code: str,
        exit: int,
        *,
        findings: Sequence[Finding] = (),
        by_code: Mapping[str, int] | None = None,
        refusal: Refusal | None = None,
        **detail: str,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.exit = exit
        self.findings = findings
        self.by_code = by_code
        self.refusal = refusal
        self.detail = detail

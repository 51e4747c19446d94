"""The values that a coded field may hold, each with what it means where that is known."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sitthi.core.evidence import Evidence, Label

__all__ = ["CodeList", "CodeValue"]


@dataclass(frozen=True, slots=True)
class CodeValue:
    """One value: empty words where no source says what it means.

    `under` names the right that a sub-right belongs to. `formats` are the only ones that know the value,
    none meaning all. `evidence` stands where it is another than the list's.
    """

    code: str
    th: str = ""
    en: str = ""
    under: str = ""
    formats: tuple[str, ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of the values that fields of several files share; `any_case` where capitals do not matter."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    codes: tuple[CodeValue, ...]
    any_case: bool = False

    def values(self, format: str) -> tuple[str, ...]:
        """Gives the values that a format knows, in capitals where these do not matter."""
        known = (value.code for value in self.codes if not value.formats or format in value.formats)
        return tuple(code.upper() if self.any_case else code for code in known)

    def faults(self) -> Iterator[str]:
        """Names an empty list and values that stand twice."""
        if not self.codes:
            yield "a code list has values"
        counted = Counter(value.code for value in self.codes)
        yield from (f"{code} stands twice" for code, n in counted.items() if n > 1)

"""The sentence of a finding and what to do about it, in one language, filled with what is known of its field."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sitthi.core.findings import Finding, FindingKind
from sitthi.core.formats.format import FileFormat

__all__ = ["Sentences", "details_of"]

_Place = tuple[str, str, str | None]
"""Code, file and field."""


def details_of(findings: Iterable[Finding]) -> Mapping[_Place, Mapping[str, str]]:
    """Gives the names that the sentences of findings need, by code, file and field; of several, each once."""
    texts: dict[_Place, dict[str, dict[str, None]]] = {}
    for found in findings:
        names = texts.setdefault((found.code, found.file, found.field), {})
        for name, text in found.detail.items():
            names.setdefault(name, {})[text] = None
    return {place: {name: ", ".join(each) for name, each in names.items()} for place, names in texts.items()}


@dataclass(frozen=True, slots=True)
class Sentences:
    """The catalogue in one language, for a set of a format: `details` is what `details_of` gives of its findings.

    A name that a sentence needs and nobody gave is written as `…`.
    """

    kinds: Mapping[str, FindingKind]
    language: str
    format: FileFormat
    details: Mapping[_Place, Mapping[str, str]] = field(default_factory=dict)

    def message(self, code: str, file: str, field: str | None) -> str:
        """Says what is wrong."""
        words = self.kinds[code].message.in_language(self.language)
        return words.format_map(self._filled(code, file, field))

    def remedy(self, code: str, file: str, field: str | None) -> str:
        """Says what to do."""
        words = self.kinds[code].remedy.in_language(self.language)
        return words.format_map(self._filled(code, file, field))

    def _filled(self, code: str, file: str, field: str | None) -> Mapping[str, str]:
        known = {"field": field or "", **self.details.get((code, file, field), {})}
        if field is not None and (entry := self.format.field(file, field)) is not None:
            known |= {"codes": entry.codes, "width": str(entry.width or "")}
        filled: Mapping[str, str] = defaultdict(lambda: "…", {name: text for name, text in known.items() if text})
        return filled

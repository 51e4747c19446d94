"""The sentence of a finding and what to do about it, in one language, filled with what is known of its field."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat

__all__ = ["Sentences"]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The catalogue in one language, for the sets of a format.

    A name that a sentence needs and nobody gave is written as `…`.
    """

    kinds: Mapping[str, FindingKind]
    language: str
    format: FileFormat

    def message(self, code: str, file: str, field: str | None, **detail: str) -> str:
        """Says what is wrong."""
        words = self.kinds[code].message.in_language(self.language)
        return words.format_map(self._filled(file, field, detail))

    def remedy(self, code: str, file: str, field: str | None, **detail: str) -> str:
        """Says what to do."""
        words = self.kinds[code].remedy.in_language(self.language)
        return words.format_map(self._filled(file, field, detail))

    def _filled(self, file: str, field: str | None, detail: Mapping[str, str]) -> Mapping[str, str]:
        known = {"field": field or "", **detail}
        if field is not None and (entry := self.format.field(file, field)) is not None:
            known |= {"codes": entry.codes, "width": str(entry.width or "")}
        filled: Mapping[str, str] = defaultdict(lambda: "…", {name: text for name, text in known.items() if text})
        return filled

"""The sentence of a finding and what to do about it, in one language, filled with what is known of its field."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sitthi.core.findings import FindingKind

__all__ = ["Sentences"]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The catalogue in one language. A name that a sentence needs and nobody gave is written as `…`."""

    kinds: Mapping[str, FindingKind]
    language: str

    def message(self, code: str, field: str | None, **detail: str) -> str:
        """Says what is wrong."""
        return self.kinds[code].message.in_language(self.language).format_map(_filled(field, detail))

    def remedy(self, code: str, field: str | None, **detail: str) -> str:
        """Says what to do."""
        return self.kinds[code].remedy.in_language(self.language).format_map(_filled(field, detail))


def _filled(field: str | None, detail: Mapping[str, str]) -> Mapping[str, str]:
    filled: Mapping[str, str] = defaultdict(lambda: "…", {"field": field or "…", **detail})
    return filled

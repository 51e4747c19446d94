"""Named choices: what a source leaves open is decided in the open, by name, with a default."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sitthi.core.evidence import Evidence, Label
from sitthi.core.findings import Refusal

__all__ = ["Choice", "settled"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that the sources leave open, its possible answers, and the one taken by default."""

    id: str
    asks: Label
    values: Mapping[str, Label]
    default: str
    used_by: tuple[str, ...]
    """The commands that read it."""
    evidence: Evidence
    """Who says that the default is the likely reading."""

    def faults(self) -> Iterator[str]:
        """Names a default that is none of the values, and a choice of fewer than two."""
        if self.default not in self.values:
            yield "the default is none of the values"
        if len(self.values) < 2:
            yield "a choice needs two values at least"
        for name, label in self.values.items():
            for fault in label.faults():
                yield f"{name}: {fault}"


def settled(known: Mapping[str, Choice], command: str, given: Mapping[str, str]) -> dict[str, str] | Refusal:
    """Gives the value of every choice that a command reads, the given ones laid over the defaults.

    A name the command does not read, or a value that is none of the choice's, is a `Refusal`.
    """
    offered = {name: choice for name, choice in known.items() if command in choice.used_by}
    for name, value in given.items():
        if name not in offered:
            return Refusal("choice.unknown", {"choice": name, "known": ", ".join(sorted(offered)) or "-"})
        if value not in offered[name].values:
            return Refusal("choice.value", {"choice": name, "known": ", ".join(offered[name].values)})
    return {name: given.get(name, choice.default) for name, choice in offered.items()}

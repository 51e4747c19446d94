"""What every recipe is made from: the tables, the period, the code sets and the settled choices."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.core.thai.periods import Period
from sitthi.engine.tables import Tables, flag_of

__all__ = ["Asked", "NoTable"]


class NoTable(Exception):
    """The records lack a table that a kind needs; caught where indicators are planned, and told as a refusal."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the records; `whole` asks for rows outside the indicator too."""

    tables: Tables
    code_sets: Mapping[str, CodeSet]
    period: Period
    choices: Mapping[str, str]
    whole: bool = False

    def stays(self) -> ir.Table:
        """Gives every stay."""
        return _there(self.tables.stays, "stays")

    def persons(self) -> ir.Table:
        """Gives the registers."""
        return _there(self.tables.persons, "persons")

    def screenings(self) -> ir.Table:
        """Gives the screenings."""
        return _there(self.tables.screenings, "screenings")

    def sets(self, indicator: Indicator) -> tuple[CodeSet, ...]:
        """Gives an indicator's code sets."""
        return indicator.sets(self.code_sets)

    def stays_of(self, indicator: Indicator) -> ir.Table:
        """Gives stays that hold all of the indicator's sets: the few kept apart, where those are enough."""
        chronic = self.tables.chronic
        if chronic is None or self.whole or self._looks_between(indicator):
            return self.stays()
        kept = set(chronic.columns)
        return chronic if all(flag_of(codes.id) in kept for codes in self.sets(indicator)) else self.stays()

    def _looks_between(self, indicator: Indicator) -> bool:
        """Tells whether stays for other diseases matter too: where only a person's next stay can be a return."""
        return indicator.kind is Kind.READMISSION and self.choices["readmission_return"] == "next_only"


def _there(table: ir.Table | None, name: str) -> ir.Table:
    if table is None:
        raise NoTable(name)
    return table

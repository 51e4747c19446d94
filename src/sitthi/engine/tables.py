"""The record tables as the engine sees them: each column's type; docs/records.md says what they mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

__all__ = [
    "CHRONIC",
    "FLAG",
    "PERSONS",
    "POPULATION",
    "RIGHTS",
    "SCREENINGS",
    "STAYS",
    "Tables",
    "flag_of",
    "schema_of",
]

FLAG = "in_"
"""What the name of a code set's column begins with."""

STAYS: Mapping[str, str] = {
    "hcode": "!string",
    "hospmain": "string",
    "stay_key": "!int64",
    "person_key": "!int64",
    "has_cid": "!boolean",
    "an_order": "!int32",
    "inscl": "string",
    "sex": "string",
    "born_on": "date",
    "age": "int16",
    "admitted_at": "!timestamp",
    "discharged_at": "!timestamp",
    "admitted_on": "!date",
    "discharged_on": "!date",
    "month": "!int32",
    "los": "!int32",
    "discharge_status": "string",
    "discharge_type": "string",
    "is_alive": "!boolean",
    "transferred_out": "!boolean",
    "transferred_in": "!boolean",
    "principal": "string",
    "others": "!string",
    "charge_satang": "int64",
    "drg": "string",
    "rw_e4": "int64",
    "adjrw_e4": "int64",
    "grouper_error": "!boolean",
}
"""One row a stay; `!` marks what is always known. Columns `in_<code set>` may stand beside these."""

CHRONIC: Mapping[str, str] = {**STAYS, "place": "!int64", "stays_of_person": "!int64"}
"""The stays of sets that indicators count; of the columns `in_<code set>` it has those of its sets only.

`place` is a stay's rank in the total order, `stays_of_person` how many of these stays its person has.
"""

PERSONS: Mapping[str, str] = {
    "hcode": "!string",
    "person_key": "!int64",
    "has_cid": "!boolean",
    "sex": "string",
    "born_on": "date",
    "residence": "string",
    "inscl": "string",
    "discharged": "string",
}
SCREENINGS: Mapping[str, str] = {
    "hcode": "!string",
    "person_key": "!int64",
    "screened_on": "!date",
    "kind": "!string",
    "complete": "!boolean",
}
RIGHTS: Mapping[str, str] = {"person_key": "!int64", "seen_on": "!date", "inscl": "!string"}
"""The rights that registered persons' stays and visits were claimed under, each once a day."""

POPULATION: Mapping[str, str] = {
    "unit": "!string",
    "sex": "!string",
    "age": "!int16",
    "right": "!string",
    "n": "!int64",
    "counted_on": "!date",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The records of some hospitals, each table as an expression; `None` where there are none."""

    stays: ir.Table | None = None
    chronic: ir.Table | None = None
    persons: ir.Table | None = None
    screenings: ir.Table | None = None
    population: ir.Table | None = None
    rights: ir.Table | None = None


def flag_of(code_set: str) -> str:
    """Gives the name of the column that says whether a stay belongs to a set."""
    return FLAG + code_set


def schema_of(known: Mapping[str, str], present: Iterable[str]) -> ibis.Schema:
    """Gives the schema of a stored table: its known columns, and flags; other columns are nobody's business.

    A flag is null where the principal diagnosis is not known.
    """
    types = {name: known.get(name, "boolean") for name in present if name in known or name.startswith(FLAG)}
    return ibis.schema(types)

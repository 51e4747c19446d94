"""What is laid beside the stays once, so that counting need not: flags of code sets, the chronic few."""

from collections.abc import Iterable, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.engine.tables import STAYS, flag_of
from sitthi.engine.vocabulary import ORDER, in_cases

__all__ = ["chronic_of", "chronic_sets", "flag_query", "flagged"]


def flagged(stays: ir.Table, code_sets: Mapping[str, CodeSet]) -> ir.Table:
    """Gives the stays with a column `in_<code set>` a set, null where the principal diagnosis is not known."""
    return stays.mutate(**{flag_of(codes.id): in_cases(stays, codes) for codes in code_sets.values()})


def chronic_sets(indicators: Iterable[Indicator]) -> list[str]:
    """Names the code sets that admissions and readmissions are counted by, in order of their names."""
    counting = (Kind.ADMISSION_RATE, Kind.READMISSION)
    return sorted({name for one in indicators if one.kind in counting for name in one.code_sets})


def chronic_of(stays: ir.Table, sets: Sequence[str]) -> ir.Table:
    """Gives the stays that belong, or may belong, to one of the sets, persons with several of them first.

    Of the flags it keeps those of the sets only: a flag that is there says that no stay of its set is missing.
    Beside each stay stand its place in the total order and the number of these stays that its person has:
    most have one, and cannot come back.
    """
    flags = [flag_of(name) for name in sets]
    few = stays.filter(ibis.or_(*(stays[flag].fill_null(True) for flag in flags)))
    kept = [name for name in stays.columns if name in STAYS]
    place = ibis.row_number().over(ibis.window(order_by=list(ORDER)))
    of_person = few.count().over(ibis.window(group_by="person_key"))
    beside = few.select(*kept, *flags, place=place, stays_of_person=of_person)
    return beside.order_by(ibis.desc(beside.stays_of_person > 1), "person_key", "place")


def flag_query(code_sets: Mapping[str, CodeSet], source: str) -> str:
    """Gives a DuckDB query of a table or view named `source`, all its columns and the flags beside them.

    The source has at least `principal` and `others` as docs/records.md has them.
    """
    stays = ibis.table({"principal": "string", "others": "!string"}, name=source)
    flags = stays.select(**{flag_of(codes.id): in_cases(stays, codes) for codes in code_sets.values()})
    return str(ibis.to_sql(flags, dialect="duckdb", pretty=False)).replace("SELECT", "SELECT *,", 1)

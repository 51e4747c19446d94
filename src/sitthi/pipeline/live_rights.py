"""Reads from claim sets which right a registered person was treated under, and on which day."""

from collections.abc import Sequence

from sitthi.pipeline.store import Batch

__all__ = ["rights_query"]


def rights_query(batches: Sequence[Batch], persons: str) -> str | None:
    """Gives the query of `person_key, seen_on, inscl`, each once, in this order; `None` where no claims are.

    Asks for the macro `day_of`, the view `live_stays`, and the table `gone` of what later batches replaced. Only
    people of `persons`, the query of the registers, are in it: of nobody else is a right looked up.
    """
    claims = [batch for batch in batches if batch.subject == "claims"]
    if not claims:
        return None
    seen = ["SELECT person_key, discharged_on AS seen_on, inscl FROM live_stays", *_visits(claims)]
    return f"""
        SELECT DISTINCT person_key, seen_on, inscl FROM ({" UNION ALL ".join(seen)})
        SEMI JOIN ({persons}) USING (person_key)
        WHERE inscl IS NOT NULL AND seen_on IS NOT NULL ORDER BY person_key, seen_on, inscl
    """


def _visits(batches: Sequence[Batch]) -> list[str]:
    """Gives a query a batch of its visits' rights: a visit's is that of its row of INS."""
    found = []
    for batch in batches:
        rights, visits = (batch.folder / "records" / f"{file}.parquet" for file in ("INS", "OPD"))
        if not (rights.is_file() and visits.is_file()):
            continue
        found.append(f"""
            SELECT i.person_key, day_of(o."DATEOPD"), upper(i."INSCL")
            FROM read_parquet({_text(str(rights))}) AS i
            JOIN read_parquet({_text(str(visits))}) AS o USING (visit_key)
            ANTI JOIN (
                SELECT key AS visit_key FROM gone
                WHERE kind = 'visit' AND hcode = {_text(batch.hcode)} AND batch = {_text(batch.name)}
            ) USING (visit_key)
        """)
    return found


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

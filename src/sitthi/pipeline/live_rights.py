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
    seen = ["SELECT person_key, discharged_on AS seen_on, inscl FROM live_stays"]
    rights = _records(claims, "INS", 'visit_key, person_key, "INSCL"')
    visits = _records(claims, "OPD", 'visit_key, "DATEOPD"')
    if rights is not None and visits is not None:
        seen.append(f"""
            SELECT i.person_key, day_of(o."DATEOPD"), upper(i."INSCL")
            FROM ({rights}) AS i JOIN ({visits}) AS o USING (hcode, batch, visit_key)
            ANTI JOIN (SELECT hcode, batch, key AS visit_key FROM gone WHERE kind = 'visit')
                USING (hcode, batch, visit_key)
        """)
    return f"""
        SELECT DISTINCT person_key, seen_on, inscl FROM ({" UNION ALL ".join(seen)})
        SEMI JOIN ({persons}) USING (person_key)
        WHERE inscl IS NOT NULL AND seen_on IS NOT NULL ORDER BY person_key, seen_on, inscl
    """


_FOLDERS = r"([0-9]{5})[/\\]([0-9]{4,}-[0-9a-f]{12})[/\\]records[/\\][^/\\]+$"
"""Where hospital and batch stand in the path of a file's records."""


def _records(batches: Sequence[Batch], file: str, columns: str) -> str | None:
    """Gives the query of a file's rows of every batch, each with its hospital and batch; `None` if none has it.

    The columns are named: INS has an HCODE of its own, which is often empty.
    """
    paths = [path for batch in batches if (path := batch.folder / "records" / f"{file}.parquet").is_file()]
    if not paths:
        return None
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    places = (
        f"regexp_extract(filename, '{_FOLDERS}', 1) AS hcode, regexp_extract(filename, '{_FOLDERS}', 2) AS batch"
    )
    return f"SELECT {columns}, {places} FROM read_parquet([{listed}], filename = true)"

"""Tells a check what earlier loads of its hospital hold already; nothing in the home is made or changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sitthi.core.findings import Refusal
from sitthi.files.claims.reading import ReadSet
from sitthi.pipeline.keys import kept_key, lay_key
from sitthi.pipeline.load_request import Intake
from sitthi.pipeline.store import batches_of
from sitthi.pipeline.superseding import known_rows

__all__ = ["EarlierLoads", "earlier_loads"]


@dataclass(frozen=True, slots=True)
class EarlierLoads:
    """The ids of the batches that a set was held against, and the batch `loaded_as` that its very bytes made.

    `known` names a table of (`file`, `line`), the rows that those batches hold; see `check_set`. `is_closed` says
    that there is a home which cannot be looked into.
    """

    batches: Sequence[str] = ()
    loaded_as: str | None = None
    known: str | None = None
    is_closed: bool = False


def earlier_loads(
    home: Path, intake: Intake, read: ReadSet, connection: duckdb.DuckDBPyConnection
) -> EarlierLoads:
    """Holds a set that was read against the hospital's batches of its subject, as loading it would.

    Where the same bytes were loaded, only against those that came before them: what is found is then what that
    load found. Without a home, a key or a batch there is nothing to hold it against.
    """
    try:
        key = kept_key(home)
        earlier = batches_of(home, intake.hcode)
    except OSError:
        return EarlierLoads(is_closed=True)
    if isinstance(key, Refusal) or isinstance(earlier, Refusal):
        return EarlierLoads(is_closed=True)
    if key is None:
        return EarlierLoads()
    content = intake.digest(read.landed, "")
    same = next((batch for batch in earlier if batch.manifest["content"] == content), None)
    before = [batch for batch in earlier if same is None or batch.number < same.number]
    before = [batch for batch in before if batch.subject == intake.subject]
    lay_key(connection, key)
    known = known_rows(connection, before, intake.subject, intake.hcode, read)
    return EarlierLoads([batch.id for batch in before], same.id if same else None, known)

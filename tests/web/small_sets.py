"""Small made-up sets of the first hospital of `web.tree`, ending yesterday, as they would lie in a folder."""

import datetime
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.demo.admitting import stays_of
from sitthi.demo.chance import Chance
from sitthi.demo.claims import claim_files
from sitthi.demo.country import ENDS_ON, lone_hospital
from sitthi.demo.letters import Cells
from sitthi.demo.people import People
from sitthi.demo.recent import moved_files
from sitthi.demo.register import register_files
from sitthi.demo.year import Year, visits_of
from sitthi.files.write.text import written_text

__all__ = ["Columns", "made_set", "with_cell"]

Columns = Mapping[str, Mapping[str, Cells]]

_VISITS, _CHARGES, _SEED = 30, 4, 2552


@lru_cache(maxsize=2)
def _year(n_stays: int) -> Year:
    hospital = lone_hospital(n_stays)
    people = People.of([hospital], Chance(_SEED))
    stays = stays_of([hospital], people)
    visits = visits_of(hospital, 0, people, stays.person[stays.died], _VISITS)
    return Year(hospital, 0, [hospital.code], people, stays, visits, all_have_ids=True)


def made_set(
    format: FileFormat,
    n_stays: int = 40,
    change: Callable[[Columns], Columns] = lambda columns: columns,
    today: datetime.date | None = None,
) -> dict[str, bytes]:
    """Gives the members of a set in cp874; `change` may spoil or correct its columns first."""
    year = _year(n_stays)
    is_claims = format.file("IPD") is not None
    files = claim_files(year, _CHARGES) if is_claims else register_files(year, _CHARGES, Book(), everybody=False)
    days = ((today or datetime.date.today()) - ENDS_ON).days - 1  # noqa: DTZ011 - the office's clock
    columns = change(moved_files(files, format, days))
    members = {}
    for name, cells in columns.items():
        content = written_text(pa.table(dict(cells)), format, name, header=True, encoding="cp874")
        assert isinstance(content, bytes), content
        members[f"{name}.txt"] = content
    return members


def with_cell(columns: Columns, file: str, field: str, an: str, value: str) -> Columns:
    """Gives the columns with one field of a stay's rows in a file changed."""
    cells = columns[file]
    is_it = pc.equal(cells["AN"], an)
    assert np.any(is_it.to_numpy(zero_copy_only=False)), an
    other = {**cells, field: pc.if_else(is_it, value, cells[field])}
    return {**columns, file: other}

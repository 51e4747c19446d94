"""A sound set opened for writing: its cells row by row, whose each row is, and which rows suit a fault."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from itertools import chain

import pyarrow as pa

from sitthi.demo.letters import Cells

__all__ = ["HEADER_LINES", "Pages"]

HEADER_LINES = 1


class Pages:
    """A set's columns as lists; rows are changed or added at the end, so that a line stays the line it was."""

    def __init__(self, files: Mapping[str, Mapping[str, Cells]]) -> None:
        self._files = {name: dict(columns) for name, columns in files.items()}
        self._lists: dict[tuple[str, str], list[str | None]] = {}
        self._taken: set[str] = set()

    def column(self, file: str, field: str) -> list[str | None]:
        """Gives a column to read and write; one that the set leaves blank is a column of blanks."""
        if (file, field) not in self._lists:
            columns = self._files[file]
            blank: list[str | None] = [None] * len(next(iter(columns.values())))
            self._lists[file, field] = columns[field].to_pylist() if field in columns else blank
        return self._lists[file, field]

    def cell(self, file: str, row: int, field: str) -> str:
        """Gives a cell's text, empty where it is blank."""
        return self.column(file, field)[row] or ""

    def add_copy(self, file: str, row: int) -> int:
        """Adds a row like another at the end, and gives its place."""
        place = self._n_rows(file)
        written = [field for of, field in self._lists if of == file]
        for field in dict.fromkeys([*self._files[file], *written]):
            column = self.column(file, field)
            column.append(column[row])
        return place

    def line(self, row: int) -> int:
        """Gives the physical line of a row."""
        return row + 1 + HEADER_LINES

    def written(self) -> dict[str, dict[str, Cells]]:
        """Gives the set with what was written into it."""
        for (file, field), cells in self._lists.items():
            self._files[file][field] = pa.array(cells, pa.string())
        return self._files

    def taken(self, file: str, which: str, begin_per_mille: int) -> int | None:
        """Finds a row that suits, of somebody without a fault so far; looks from a part of the file on."""
        n = self._n_rows(file)
        first = n * begin_per_mille // 1000
        for row in chain(range(first, n), range(first)):
            owner = self._owner(file, row)
            if owner in self._suitable and owner not in self._taken and self._suits(file, row, owner, which):
                self._taken.add(owner)
                return row
        return None

    def row_of(self, file: str, owner_in: str, row: int) -> int:
        """Finds the row of a file that belongs to whom a row of another file belongs to."""
        owner = self._owner(owner_in, row)
        rows = range(self._n_rows(file))
        return next(at for at in rows if self._owner(file, at) == owner)

    def _n_rows(self, file: str) -> int:
        n: int = len(self.column(file, next(iter(self._files[file]))))
        return n

    def _owner(self, file: str, row: int) -> str:
        """Gives whose a row is: a hospital number, or a place in the register."""
        if "PERSON" in self._files:
            return self.cell(file, row, "PID")
        if "HN" in self._files[file]:
            return self.cell(file, row, "HN")
        return self._hn_of.get(self.cell(file, row, "AN"), "")

    @cached_property
    def _hn_of(self) -> dict[str, str]:
        return dict(zip(self._texts("IPD", "AN"), self._texts("IPD", "HN"), strict=True))

    @cached_property
    def _suitable(self) -> frozenset[str]:
        """Those who came once and have an id: what is wrong with them touches nothing else."""
        if "PERSON" in self._files:
            named = zip(self._texts("PERSON", "PID"), self._texts("PERSON", "CID"), strict=True)
            return frozenset(pid for pid, cid in named if cid) - set(self._texts("ADMISSION", "PID"))
        times = Counter(self._texts("INS", "HN"))
        named = zip(self._texts("INS", "HN"), self._texts("INS", "CID"), strict=True)
        sent = {self._hn_of[an] for an in self._texts("IRF", "AN")}
        return frozenset(hn for hn, cid in named if cid and times[hn] == 1) - sent

    def _suits(self, file: str, row: int, owner: str, which: str) -> bool:
        part, _, more = which.partition(", ")
        if part == "registered":
            return True
        if part == "visit":
            return bool(self.cell(file, row, "SEQ"))
        if owner not in self._stays:
            return False
        admitted, born, sex, an = self._stays[owner]
        if part == "newborn":
            return admitted == born
        is_grown = int(admitted[:4]) - int(born[:4]) > 1
        if not is_grown or not more:
            return is_grown
        if more == "without procedure or leave":
            return an not in self._treated
        if more == "under UC":
            return self.cell(file, row, "INSCL") == "UCS"
        if more == "at home":
            return bool(self.cell(file, row, "SIGTEXT"))
        kind = self.cell(file, row, "DXTYPE")
        return {
            "principal": kind == "1",
            "other": kind == "2",
            "other of a man": kind == "2" and sex == "1",
        }[more]

    @cached_property
    def _stays(self) -> dict[str, tuple[str, str, str, str]]:
        """Tells of those with a stay: day of admission, day of birth, sex and admission number."""
        people = zip(self._texts("PAT", "HN"), self._texts("PAT", "DOB"), self._texts("PAT", "SEX"), strict=True)
        known = {hn: (born, sex) for hn, born, sex in people}
        stays = zip(self._texts("IPD", "HN"), self._texts("IPD", "DATEADM"), self._texts("IPD", "AN"), strict=True)
        return {hn: (admitted, *known[hn], an) for hn, admitted, an in stays}

    @cached_property
    def _treated(self) -> frozenset[str]:
        return frozenset(self._texts("IOP", "AN")) | frozenset(self._texts("LVD", "AN"))

    def _texts(self, file: str, field: str) -> list[str]:
        """Gives a column as the sound set has it."""
        return [cell or "" for cell in self._files[file][field].to_pylist()]

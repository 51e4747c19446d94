"""Moves a made-up set in time, every date by the same number of days, so that its year ends when one wants.

Dates of birth move too, so that everybody keeps their age. An admission number begins with the year, and
goes along.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sitthi.core.formats.field import FieldType
from sitthi.core.formats.format import FileFormat
from sitthi.demo.letters import Cells, day

__all__ = ["moved_files"]

_DAY_LETTERS = 8


def moved_files(
    files: Mapping[str, Mapping[str, Cells]], format: FileFormat, days: int
) -> dict[str, dict[str, Cells]]:
    """Gives a set's columns with every date and date-time `days` later, admission numbers as many whole years."""
    kinds = (FieldType.DATE, FieldType.DATETIME)

    def moved(file: str, field: str, cells: Cells) -> Cells:
        if field == "AN":
            return _renumbered(cells, days // 365)
        return _moved(cells, days) if _type(format, file, field) in kinds else cells

    return {
        name: {field: moved(name, field, cells) for field, cells in columns.items()}
        for name, columns in files.items()
    }


def _renumbered(cells: Cells, years: int) -> Cells:
    """Moves the two digits of the year that each admission number begins with."""
    later = pc.add(pc.utf8_slice_codeunits(cells, 0, 2).cast(pa.int64()), years).cast(pa.string())
    return pc.binary_join_element_wise(later, pc.utf8_slice_codeunits(cells, 2), "")


def _type(format: FileFormat, file: str, name: str) -> FieldType | None:
    field = format.field(file, name)
    return field.type if field is not None else None


def _moved(cells: Cells, days: int) -> Cells:
    """Moves the day that each cell begins with; a blank cell stays blank."""
    at = pc.strptime(pc.utf8_slice_codeunits(cells, 0, _DAY_LETTERS), format="%Y%m%d", unit="s")
    is_blank = pc.is_null(at)
    numbers = pc.fill_null(at.cast(pa.int64()), 0).to_numpy(zero_copy_only=False) // 86_400
    later = day(np.asarray(numbers + days, dtype=np.int64))
    rest = pc.utf8_slice_codeunits(cells, _DAY_LETTERS)
    moved = pc.binary_join_element_wise(later, rest, "")
    return pc.if_else(is_blank, pa.nulls(len(cells), pa.string()), moved)

"""Moves a made-up set in time, every date by the same number of days, so that its year ends when one wants.

Dates of birth move too: everybody keeps their age, and nothing that was sound becomes unsound but what names a
calendar year, such as the first digits of an admission number.
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
    """Gives a set's columns with every date and date-time `days` later."""
    kinds = (FieldType.DATE, FieldType.DATETIME)
    return {
        name: {
            field: _moved(cells, days) if _type(format, name, field) in kinds else cells
            for field, cells in columns.items()
        }
        for name, columns in files.items()
    }


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

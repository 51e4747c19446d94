"""Gives made-up stays the DRG and weights that a grouper would have written beside them.

The groups and their weights are of the demo's own making: the first two digits are no major category of the Thai
DRG, whose tables belong to their owner. Only the formula from LOS to AdjRW is the book's.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sitthi.book import Book
from sitthi.core.coding.adjrw import adjrw
from sitthi.core.coding.drg import Drg
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.coding.los import LosRule, los
from sitthi.demo.cases import inpatient_cases
from sitthi.demo.chance import Ints
from sitthi.demo.letters import Cells, number, word
from sitthi.demo.stays import DAY
from sitthi.demo.year import Year
from sitthi.files.drg_source import DrgSource, read_drg_source

__all__ = ["DRG_TABLE", "Weights", "weights"]

DRG_TABLE = Path(__file__).parent / "data" / "drgs.csv"
_ERROR = "26509"
_ERROR_PER_MILLE = 4
_OTHER_GROUPER_PER_MILLE = 6
"""Stays whose AdjRW came from a grouper that counted a day more: what a recomputation has to show."""


@dataclass(frozen=True)
class Weights:
    """The cells of each stay: DRG, RW, AdjRW, the grouper's error and the days it counted."""

    drg: Cells
    rw: Cells
    adjrw: Cells
    error: Cells
    los: Cells


def weights(year: Year, book: Book) -> Weights:
    """Groups a hospital's stays; each pair of group and days goes through the core once."""
    formula = book.all(AdjrwFormula)["adjrw_6"]
    table = _drgs()
    groups = [row["drg"] for row in inpatient_cases().rows]
    days = _los(year, book.all(LosRule)["length_of_stay"])
    is_error = year.chance.happens("grouper error", year.stay_items, _ERROR_PER_MILLE)
    counted = days + year.chance.happens("other grouper", year.stay_items, _OTHER_GROUPER_PER_MILLE)
    pairs, where = np.unique(year.stays.case * 1000 + counted, return_inverse=True)
    shown = []
    for pair in pairs.tolist():
        kind, days_ = divmod(pair, 1000)
        shown.append(_written(adjrw(table[groups[kind]], days_, formula)[1]))
    group = np.where(is_error, len(groups), year.stays.case)
    return Weights(
        word([*groups, _ERROR], group),
        word([*(_written(table[one].rw) for one in groups), _written(0)], group),
        word([*shown, _written(0)], np.where(is_error, len(shown), where)),
        word(["0", "1"], is_error.astype(np.int64)),
        number(days),
    )


def _written(units: int) -> str:
    return f"{units // 10_000}.{units % 10_000:04}"


def _los(year: Year, rule: LosRule) -> Ints:
    stays = year.stays
    minutes = stays.discharged - stays.admitted - DAY * (stays.leave_on >= 0)
    lengths, where = np.unique(minutes, return_inverse=True)
    return np.array([los(length, rule) for length in lengths.tolist()])[where]


def _drgs() -> dict[str, Drg]:
    source = read_drg_source(DRG_TABLE)
    assert isinstance(source, DrgSource)  # noqa: S101 - the table is the demo's own
    return {drg.code: drg for _, drg in source.rows}

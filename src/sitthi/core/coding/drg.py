"""A diagnosis-related group as a row of the DRG table: its weights and the marks for short and long stays."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Drg", "DrgType"]


class DrgType(StrEnum):
    """Whether a DRG is of a procedure or medical; its third digit says it, 0 to 4 or 5 to 9."""

    PROCEDURE = "procedure"
    MEDICAL = "medical"


@dataclass(frozen=True, slots=True)
class Drg:
    """A row: RW0d and RW in ten-thousandths, WtLOS and the outlier factor OF in hundredths, OT in days."""

    code: str
    rw0d: int
    rw: int
    wtlos: int
    ot: int
    of: int

    @property
    def type(self) -> DrgType:
        """Is read from the third of the five digits."""
        return DrgType.PROCEDURE if self.code[2] < "5" else DrgType.MEDICAL

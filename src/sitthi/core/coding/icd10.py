"""An ICD-10 code as the claim files of Thai hospitals carry it, with or without its dot."""

import re
from typing import NewType

__all__ = ["Icd10", "icd10"]

Icd10 = NewType("Icd10", str)
"""A code in capitals without a dot: `E101`, `J45`."""

_CODE = re.compile(r"([A-Z][0-9]{2})(?:\.?([0-9A-Z]{1,3}))?")


def icd10(text: str) -> Icd10 | None:
    """Reads `E10.1`, `E101` or `e10.1` as one code; what does not look like ICD-10 is `None`.

    The fourth to sixth characters may be letters, as in the Thai modification. Whether the code exists is
    a table's affair.
    """
    match = _CODE.fullmatch(text.strip().upper())
    return None if match is None else Icd10(match[1] + (match[2] or ""))

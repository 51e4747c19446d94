"""Writes what a made-up province puts in beside its claims: people counted, units, values by hand, weights."""

from collections.abc import Sequence

import numpy as np

from sitthi.demo.chance import Chance, Ints
from sitthi.demo.country import COUNTED_ON, ENDS_ON, Hospital
from sitthi.demo.people import RIGHTS, People

__all__ = ["overrides", "population", "units", "values"]

_MARKS = {
    "dm_care_primary": (4000, 9500, 100),
    "record_completeness": (6500, 9600, 100),
    "drug_use": (5500, 9500, 100),
    "qsi_reports": (5000, 10000, 100),
    "dm_care_hospital": (5000, 9500, 100),
}
"""Values that people would enter, in hundredths: from, to, and what they are hundredths of.

The two coverages are not among them: the registers and the claim sets tell them.
"""
_LEVELS = {"primary_nurse": (2, 5), "hospital_quality": (1, 5)}
_REFERRAL = ("hospital_quality", "record_completeness", "drug_use", "qsi_reports", "dm_care_hospital")
_MISSING_PER_MILLE = 40


def population(hospitals: Sequence[Hospital], people: People) -> str:
    """Gives the people registered by unit, sex, age and right: the same persons that the sets are drawn from."""
    counts = people.cells_by_right()
    lines = ["unit,sex,age,right,n,counted_on"]
    day = COUNTED_ON.isoformat()
    for place, sex, age, right in np.argwhere(counts).tolist():
        n = counts[place, sex, age, right]
        lines.append(f"{hospitals[place].code},{sex + 1},{age},{RIGHTS[right]},{n},{day}")
    return "\n".join(lines) + "\n"


def units(hospitals: Sequence[Hospital]) -> str:
    """Gives the register of units: all have registered people, and all but the smallest take referrals."""
    lines = ["unit,name,level,group,province"]
    for one in hospitals:
        group = "contracting+referral" if one.is_general or one.level in ("M2", "F1", "F2") else "contracting"
        lines.append(f"{one.code},{one.name},{one.level},{group},{one.province}")
    return "\n".join(lines) + "\n"


def values(hospitals: Sequence[Hospital], chance: Chance) -> str:
    """Gives the criteria that no file tells, a few not reported."""
    places = np.arange(len(hospitals))
    columns = {name: _marks(chance, name, places) for name in (*_LEVELS, *_MARKS)}
    lines = ["unit,indicator,value"]
    for place, one in enumerate(hospitals):
        for name, column in columns.items():
            if name not in _REFERRAL or one.level != "F3":
                lines.append(f"{one.code},{name},{column[place]}")
    return "\n".join(lines) + "\n"


def _marks(chance: Chance, name: str, places: Ints) -> list[str]:
    if name in _LEVELS:
        low, high = _LEVELS[name]
        return [str(low + int(step)) for step in chance.below(name, places, high - low + 1)]
    low, high, of = _MARKS[name]
    marks = low + chance.below(name, places, high - low + 1)
    missing = chance.happens(f"{name} missing", places, _MISSING_PER_MILLE)
    return ["" if gone else f"{mark // of}.{mark % of:02}" for mark, gone in zip(marks, missing, strict=True)]


def overrides() -> str:
    """Gives a region's decision as it would be laid over the book: weights and cut points, dated and approved."""
    return _DECISION.format(until=ENDS_ON.isoformat())


_DECISION = """\
# ตัวอย่างมติเขต (ข้อมูลสมมุติ): น้ำหนักและเกณฑ์ตัดของบัตรคะแนน แก้เป็นมติจริงของเขตได้
scorecard = "quality_fund_2552"
title = {{ th = "มติเขตสมมุติ", en = "A made-up region's decision" }}
since = 2008-04-01
until = {until}
approved_by = "คณะกรรมการเขตสมมุติ"
approved_on = 2008-05-12
evidence = "I sitthi made up for the demonstration, no region's decision"

[[weights]]
sheet = "contracting"
percents = {{ primary_nurse = 20, risk_screening = 15, cervical_screening = 15, asthma_admissions = 12.5, \
dm_short_term_admissions = 12.5, ht_admissions = 12.5, dm_care_primary = 12.5 }}

[[weights]]
sheet = "referral"
percents = {{ hospital_quality = 25, record_completeness = 15, drug_use = 10, qsi_reports = 10, \
dm_readmission_28d = 15, ht_readmission_28d = 15, dm_care_hospital = 10 }}

[[cuts]]
indicator = "risk_screening"
at = [40, 50, 60, 70, 80]

[[cuts]]
indicator = "cervical_screening"
at = [20, 30, 40, 50, 60]

[[cuts]]
indicator = "dm_care_primary"
at = [50, 60, 70, 80, 90]

[[cuts]]
indicator = "record_completeness"
at = [60, 70, 75, 80, 90]

[[cuts]]
indicator = "drug_use"
at = [50, 60, 70, 80, 90]

[[cuts]]
indicator = "qsi_reports"
at = [50, 60, 70, 80, 90]

[[cuts]]
indicator = "dm_care_hospital"
at = [50, 60, 70, 80, 90]
"""

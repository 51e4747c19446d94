"""Small made-up tables for the commands that take one, the same for the same size and seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitthi.demo.country import Size

__all__ = ["tables"]


N_UNITS = {Size.SMALL: 4, Size.PROVINCE: 11, Size.REGION: 77}

_PLACES = {"staff_awareness": 2, "public_awareness": 2, "record_internal": 2, "settled_30wd": 2}
_RIGHTS = {
    "staff_awareness": (1500, 1930),
    "public_awareness": (1300, 1720),
    "record_internal": (6800, 9300),
    "settled_30wd": (6500, 10000),
}
_CONTRACTING = {
    "primary_nurse": (2, 5, 0),
    "risk_screening": (3500, 9500, 2),
    "cervical_screening": (2000, 8000, 2),
    "asthma_admissions": (4000, 22000, 2),
    "dm_short_term_admissions": (2000, 15000, 2),
    "ht_admissions": (3000, 25000, 2),
    "dm_care_primary": (4000, 9500, 2),
}
_4S4C = {
    "1.1": ("1", "2", "3", "4"),
    "1.2": ("1", "2", "3", "4a", "4b", "4c"),
    "1.3": ("1", "2", "3", "4"),
    "2.1": ("1", "2", "3", "4"),
    "2.2": ("1", "2", "3", "4"),
    "2.3": ("1", "2", "3", "4"),
}

_SAME_CHART = {("1.1", "3"), ("1.2", "1")}


@dataclass(frozen=True, slots=True)
class _Unit:
    code: str
    population: int


def tables(size: Size, seed: int) -> Mapping[str, str]:
    """Gives CSV texts by file name: rights, fund scores, fund points, 4S4C answers, balance sheets."""
    chance = random.Random(f"{size}-{seed}")  # noqa: S311 - made-up data, not a secret
    units = [_Unit(f"99{n:03}", chance.randrange(18, 160) * 500) for n in range(1, N_UNITS[size] + 1)]
    return {
        "rights_month_12.csv": _rights(units, chance),
        "fund_values.csv": _fund_values(units, chance),
        "fund_points.csv": _fund_points(units, chance),
        "revenue_centre.csv": _revenue_centre(units, chance),
        "balance.csv": _balance(units, chance),
    }


def _csv(header: str, rows: Sequence[tuple[object, ...]]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def _decimal(units: int, places: int) -> str:
    return f"{units // 10**places}.{units % 10**places:0{places}}" if places else str(units)


def _rights(units: list[_Unit], chance: random.Random) -> str:
    rows: list[tuple[object, ...]] = []
    for unit in units:
        for indicator, (low, high) in _RIGHTS.items():
            # One value in twelve is not reported, as in life.
            value = "" if chance.randrange(12) == 0 else _decimal(chance.randint(low, high), _PLACES[indicator])
            rows.append((unit.code, indicator, value))
        rows.append((unit.code, "service_centre", chance.randint(2, 5)))
    return _csv("unit,indicator,value", rows)


def _fund_values(units: list[_Unit], chance: random.Random) -> str:
    rows = [
        (unit.code, indicator, _decimal(chance.randint(low, high), places))
        for unit in units
        for indicator, (low, high, places) in _CONTRACTING.items()
    ]
    return _csv("unit,indicator,value", rows)


def _fund_points(units: list[_Unit], chance: random.Random) -> str:
    rows = [
        (unit.code, _decimal(chance.randint(2400, 4600), 1), unit.population, group)
        for group in ("contracting", "referral")
        for unit in units
    ]
    return _csv("unit,points,uc_population,group", rows)


def _revenue_centre(units: list[_Unit], chance: random.Random) -> str:
    rows = []
    for unit in units:
        chart = _answer(chance)
        for criterion, items in _4S4C.items():
            # Two items ask for the same flow chart; an office answers both alike.
            rows += [
                (unit.code, criterion, item, chart if (criterion, item) in _SAME_CHART else _answer(chance))
                for item in items
            ]
    return _csv("unit,criterion,item,met", rows)


def _answer(chance: random.Random) -> str:
    return "yes" if chance.randrange(100) < 78 else "no"


def _balance(units: list[_Unit], chance: random.Random) -> str:
    rows: list[tuple[object, ...]] = []
    for unit in units:
        owed = chance.randrange(20, 90) * 1_000_000
        assets = owed * chance.randrange(70, 260) // 100
        figures = {
            "current_assets": assets,
            "inventory": assets * chance.randrange(4, 15) // 100,
            "cash": assets * chance.randrange(30, 80) // 100,
            "current_liabilities": owed,
            "ni": chance.randrange(-18, 30) * 1_000_000,
            "months": 9,
        }
        rows += [(unit.code, figure, value) for figure, value in figures.items()]
    return _csv("unit,figure,value", rows)

"""Writes what a made-up hospital charges: CHT, CHA, ADP and DRU of the 16 files, in satang that add up."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from sitthi.demo.cases import Cases, inpatient_cases, outpatient_cases
from sitthi.demo.chance import Chance, Ints
from sitthi.demo.letters import Cells, blank_unless, day, money, number, same, word
from sitthi.demo.stays import DAY
from sitthi.demo.year import Year

__all__ = ["Bills", "additional_items", "bills", "drugs", "stay_totals"]

_CLAIMED = (
    "31",
    "11",
    "C1",
    "51",
    "71",
    "I1",
    "41",
    "81",
    "B1",
    "H1",
    "61",
    "A1",
    "91",
    "G1",
    "E1",
    "21",
    "J1",
    "F1",
    "D1",
)
_EXCESS = ("12", "32", "42", "52", "72", "82", "B2", "C2", "H2", "I2", "J2", "A2", "E2", "22", "62", "92")
_ITEMS = (*_CLAIMED, *_EXCESS)
"""Charge categories, the common ones first: a day's bill takes them in this order, none twice."""
_CLINIC_ITEMS = ("41", "I1", "71")
_PAYERS = ("UC", "A7", "A2", "A2")
"""Codes of the payer by right, in the order of `RIGHTS`."""


@dataclass(frozen=True)
class Bills:
    """Charge lines of stays or visits: whose row, on which day, which category, how much; line after line."""

    row: Ints
    on: Ints
    item: Ints
    satang: Ints
    n: int

    @property
    def totals(self) -> Ints:
        """Is what each stay or visit costs, in satang."""
        ends = np.cumsum(np.bincount(self.row, minlength=self.n))
        total = np.concatenate([[0], np.cumsum(self.satang)])
        totals: Ints = total[ends] - total[np.concatenate([[0], ends[:-1]])]
        return totals

    @property
    def paid(self) -> Ints:
        """Is what the patients paid themselves: the excess."""
        return Bills(
            self.row, self.on, self.item, np.where(self.item >= len(_CLAIMED), self.satang, 0), self.n
        ).totals


def _stay_bills(year: Year, charges_per_stay: int) -> Bills:
    """Spreads a stay's lines over its days; the price of a kind of case is met on average."""
    stays, chance, items = year.stays, year.chance, year.stay_items
    first, n_days = stays.admitted // DAY, stays.discharged // DAY - stays.admitted // DAY + 1
    n = np.clip(chance.waited("bill lines", items, charges_per_stay), 1, n_days * len(_ITEMS))
    row = np.repeat(np.arange(len(items)), n)
    place = np.arange(len(row)) - np.repeat(np.cumsum(n) - n, n)
    a_day = (-(-n // n_days))[row]
    item = place % a_day
    lines = items[row] * 1024 + place
    mean = (inpatient_cases().figure("price")[stays.case] * 100 // n)[row]
    # The excess is small change: telephone, a better room for a night.
    mean = np.where(item >= len(_CLAIMED), mean // 8 + 1, mean)
    satang = (mean // 3 + chance.below("amount", lines, mean * 4 // 3 + 1)) // 25 * 25 + 25
    return Bills(row, first[row] + place // a_day, item, satang, len(items))


def _visit_bills(year: Year) -> Bills:
    """Gives drugs and service for every visit, and a test for those who come regularly."""
    cases, seen, items = outpatient_cases(), year.visits, year.visit_items
    n = 2 + cases.figure("chronic")[seen.kind]
    row = np.repeat(np.arange(len(items)), n)
    place = np.arange(len(row)) - np.repeat(np.cumsum(n) - n, n)
    mean = (cases.figure("price")[seen.kind] * 100 // n)[row]
    satang = (mean // 2 + year.chance.below("fee", items[row] * 8 + place, mean)) // 25 * 25 + 25
    return Bills(row, seen.at[row] // DAY, place, satang, len(items))


def stay_totals(year: Year, charges_per_stay: int) -> Ints:
    """Gives what each stay costs, in satang."""
    return _stay_bills(year, charges_per_stay).totals


def bills(year: Year, charges_per_stay: int) -> tuple[dict[str, Cells], dict[str, Cells]]:
    """Gives CHT and CHA, stays first, then visits."""
    stays, seen = _stay_bills(year, charges_per_stay), _visit_bills(year)
    person = np.concatenate([year.stay_person, year.visit_person])
    an, seq = _numbers(year)
    totals = np.concatenate([stays.totals, seen.totals])
    n = len(totals)
    cht = {
        "HN": year.hn.take(person),
        "AN": an,
        "DATE": day(np.concatenate([year.stays.discharged, year.visits.at]) // DAY),
        "TOTAL": money(totals),
        "PAID": money(np.concatenate([stays.paid, np.zeros_like(seen.totals)])),
        "PTTYPE": word(_PAYERS, year.right[person]),
        "PERSON_ID": year.cid.take(person),
        "SEQ": seq,
        "INVOICE_NO": number(np.arange(1, n + 1)),
    }
    row = np.concatenate([stays.row, len(year.stays) + seen.row])
    categories = [*_ITEMS, *_CLINIC_ITEMS]
    cha = {
        "HN": year.hn.take(person[row]),
        "AN": an.take(row),
        "DATE": day(np.concatenate([stays.on, seen.on])),
        "CHRGITEM": word(categories, np.concatenate([stays.item, len(_ITEMS) + seen.item])),
        "AMOUNT": money(np.concatenate([stays.satang, seen.satang])),
        "PERSON_ID": year.cid.take(person[row]),
        "SEQ": seq.take(row),
    }
    return cht, cha


def _numbers(year: Year) -> tuple[Cells, Cells]:
    """Gives AN and SEQ of all stays and then all visits; each has one of the two."""
    n, m = len(year.stays), len(year.visits.at)
    an = pa.concat_arrays([year.an, pa.nulls(m, pa.string())])
    return an, pa.concat_arrays([pa.nulls(n, pa.string()), year.seq])


@cache
def _formulary() -> tuple[dict[str, str], ...]:
    path = Path(__file__).parent / "data" / "drugs.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def _dispensed(chance: Chance, items: Ints, cases: Cases, kind: Ints) -> tuple[Ints, Ints]:
    """Gives the drugs of each stay or visit: whose row, and the place in the formulary."""
    place = {row["id"]: n for n, row in enumerate(_formulary())}
    n = np.array([len(words) for words in cases.drugs])
    begins = np.cumsum(n) - n
    flat = np.array([place[word_] for words in cases.drugs for word_ in words])
    row = np.repeat(np.arange(len(items)), n[kind])
    which = np.arange(len(row)) - np.repeat(np.cumsum(n[kind]) - n[kind], n[kind])
    return row, flat[begins[kind[row]] + which]


def drugs(year: Year) -> dict[str, Cells]:
    """Gives DRU: what the cases are treated with; half of the inpatients' is for at home."""
    in_row, in_drug = _dispensed(year.chance, year.stay_items, inpatient_cases(), year.stays.case)
    out_row, out_drug = _dispensed(year.chance, year.visit_items, outpatient_cases(), year.visits.kind)
    row, drug = np.concatenate([in_row, len(year.stays) + out_row]), np.concatenate([in_drug, out_drug])
    is_stay = row < len(year.stays)
    person = np.concatenate([year.stay_person, year.visit_person])[row]
    at = np.concatenate([year.stays.discharged, year.visits.at])[row]
    listed = _formulary()
    clinic = ["1" + one["dept"] + "00" for one in inpatient_cases().rows]
    clinic += [one["clinic"] for one in outpatient_cases().rows]
    kind = np.concatenate([year.stays.case, len(inpatient_cases().rows) + year.visits.kind])[row]
    satang = np.array([int(one["price"]) for one in listed])[drug]
    amount = np.array([int(one["per_visit"]) for one in listed])[drug]
    an, seq = _numbers(year)
    use = np.where(is_stay, year.chance.below("use", person + drug, 2), 1)
    return {
        "HCODE": same(year.hospital.code, len(row)),
        "HN": year.hn.take(person),
        "AN": an.take(row),
        "CLINIC": word(clinic, kind),
        "PERSON_ID": year.cid.take(person),
        "DATE_SERV": day(at // DAY),
        "DID": word([one["did"] for one in listed], drug),
        "DIDNAME": word([one["name"] for one in listed], drug),
        "AMOUNT": number(amount),
        "DRUGPRIC": money(satang),
        "DRUGCOST": money(satang * 7 // 10),
        "UNIT": word([one["unit"] for one in listed], drug),
        "SEQ": seq.take(row),
        "USE_STATUS": word("12", use),
        "TOTAL": money(satang * amount),
        "SIGTEXT": blank_unless(use == 1, word([one["directions"] for one in listed], drug)),
    }


_DEVICES = {"lens": ("99201", 280_000), "plate": ("99202", 650_000)}
_ROOM = ("99101", 30_000)
"""Item codes are of no list: made up, as their prices are."""


def additional_items(year: Year) -> dict[str, Cells]:
    """Gives ADP: the room of every stay, and the device of those that have one."""
    stays, cases = year.stays, inpatient_cases()
    device = [row["device"] for row in cases.rows]
    has = np.flatnonzero(np.array([bool(one) for one in device])[stays.case])
    row = np.concatenate([np.arange(len(stays)), has])
    is_device = np.arange(len(row)) >= len(stays)
    order = np.lexsort((is_device, row))
    row, is_device = row[order], is_device[order]
    nights = np.maximum(stays.discharged // DAY - stays.admitted // DAY, 1)[row]
    quantity = np.where(is_device, 1, nights)
    names = sorted(_DEVICES)
    which = np.where(
        is_device, np.array([names.index(one) if one else 0 for one in device])[stays.case[row]], len(names)
    )
    rate = np.array([*(_DEVICES[name][1] for name in names), _ROOM[1]])[which]
    return {
        "HN": year.hn.take(year.stay_person[row]),
        "AN": year.an.take(row),
        "DATEOPD": day(stays.admitted[row] // DAY),
        "TYPE": word(["10", "2"], is_device.astype(np.int64)),
        "CODE": word([*(_DEVICES[name][0] for name in names), _ROOM[0]], which),
        "QTY": number(quantity),
        "RATE": money(rate),
        "SERIALNO": blank_unless(is_device, number(9_900_000 + row)),
        "USE_STATUS": same("1", len(row)),
        "TOTAL": money(rate * quantity),
    }

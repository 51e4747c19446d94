"""Writes a made-up hospital's clinic: OPD, ORF, ODX and OOP of the 16 files."""

import numpy as np

from sitthi.demo.cases import outpatient_cases
from sitthi.demo.inpatient import diagnosed, doctors
from sitthi.demo.letters import Cells, clock, day, money, number, same, word
from sitthi.demo.stays import DAY
from sitthi.demo.year import Year

__all__ = ["visit_diagnoses", "visit_procedures", "visit_referrals", "visits"]


def visits(year: Year) -> dict[str, Cells]:
    """Gives OPD, a row a visit."""
    cases, seen, chance, items = outpatient_cases(), year.visits, year.chance, year.visit_items
    return {
        "HN": year.hn.take(year.visit_person),
        "CLINIC": word([row["clinic"] for row in cases.rows], seen.kind),
        "DATEOPD": day(seen.at // DAY),
        "TIMEOPD": clock(seen.at),
        "SEQ": year.seq,
        "UUC": same("1", len(items)),
        "DETAIL": word([row["complaint"] for row in cases.rows], seen.kind),
        "BTEMP": number(36 + chance.below("warmth", items, 3)),
        "SBP": number(104 + chance.below("upper pressure", items, 56)),
        "DBP": number(62 + chance.below("lower pressure", items, 32)),
        "PR": number(64 + chance.below("pulse", items, 36)),
        "RR": number(16 + chance.below("breath", items, 7)),
        # One in twenty comes for Thai traditional medicine, which the fund pays apart.
        "OPTYPE": word("59", (chance.below("paid apart", items, 20) == 0).astype(np.int64)),
        "TYPEIN": word("12", cases.figure("chronic")[seen.kind]),
        "TYPEOUT": word("13", seen.sent_on.astype(np.int64)),
    }


def visit_referrals(year: Year) -> dict[str, Cells]:
    """Gives ORF: visits sent on to the general hospital."""
    row = np.flatnonzero(year.visits.sent_on)
    seen = year.visits
    return {
        "HN": year.hn.take(year.visit_person[row]),
        "DATEOPD": day(seen.at[row] // DAY),
        "CLINIC": word([one["clinic"] for one in outpatient_cases().rows], seen.kind[row]),
        "REFER": same(year.codes[year.hospital.refers_to], len(row)),
        "REFERTYPE": same("2", len(row)),
        "SEQ": year.seq.take(row),
        "REFERDATE": day(seen.at[row] // DAY),
    }


def visit_diagnoses(year: Year) -> dict[str, Cells]:
    """Gives ODX."""
    cases, seen = outpatient_cases(), year.visits
    row, codes, types = diagnosed(year.chance, "visit", year.visit_items, cases, seen.kind)
    return {
        "HN": year.hn.take(year.visit_person[row]),
        "DATEDX": day(seen.at[row] // DAY),
        "CLINIC": word([one["clinic"] for one in cases.rows], seen.kind[row]),
        "DIAG": codes,
        "DXTYPE": types,
        "DRDX": doctors(year, row),
        "PERSON_ID": year.cid.take(year.visit_person[row]),
        "SEQ": year.seq.take(row),
    }


def visit_procedures(year: Year) -> dict[str, Cells]:
    """Gives OOP."""
    cases, seen = outpatient_cases(), year.visits
    done = [one["procedures"] for one in cases.rows]
    row = np.flatnonzero(np.array([bool(one) for one in done])[seen.kind])
    return {
        "HN": year.hn.take(year.visit_person[row]),
        "DATEOPD": day(seen.at[row] // DAY),
        "CLINIC": word([one["clinic"] for one in cases.rows], seen.kind[row]),
        "OPER": word(done, seen.kind[row]),
        "DROPID": doctors(year, row),
        "PERSON_ID": year.cid.take(year.visit_person[row]),
        "SEQ": year.seq.take(row),
        "SERVPRICE": money(5000 + 500 * year.chance.below("procedure price", year.visit_items[row], 30)),
    }

"""What all readings are asked: indicators of the book and a region's own, one period, and the choices."""

import datetime
import random
import tomllib

from sitthi.book import Book
from sitthi.book.loader import document_of
from sitthi.core.coding.codesets import CodeSet
from sitthi.core.measures.indicator import Indicator
from sitthi.core.rules.choices import Choice
from sitthi.core.thai.periods import Period

BOOK = Book()
SETS = BOOK.all(CodeSet)
CHOICES = {name: choice for name, choice in BOOK.all(Choice).items() if "run" in choice.used_by}
DEFAULTS = {name: choice.default for name, choice in CHOICES.items()}
MONTHS = Period(datetime.date(2008, 4, 1), datetime.date(2008, 6, 30))
DAYS = Period(datetime.date(2008, 4, 3), datetime.date(2008, 6, 12))

HEAD = """
title = { th = "ทดสอบ", en = "Test" }
why = { th = "ทดสอบ", en = "Test" }
unit = { th = "ครั้ง", en = "times" }
numerator = { th = "ตัวตั้ง", en = "above" }
denominator = { th = "ตัวหาร", en = "below" }
better = "lower"
authored = 2026-11-24
next_review = 2027-11-24
evidence = "I sitthi a region's own"
"""
LOCAL = {
    "stroke_admissions": """
        kind = "admission_rate"
        counted_at = "home"
        per = 100000
        rights = ["UCS"]
        sex = "2"
        ages = { evidence = "I sitthi", least = 15 }
        among = [{ column = "discharge_type", any_of = ["1", "2"] }]
        [[codes]]
        principal = ["I60-I64"]
        without = ["N18.3"]
    """,
    "all_rights_admissions": """
        kind = "admission_rate"
        counted_at = "home"
        per = 1000
        ages = { evidence = "I sitthi", least = 15 }
        code_sets = ["diabetes"]
    """,
    "long_stays": """
        kind = "proportion"
        counted_at = "treating"
        per = 100
        table = "stays"
        rights = ["UCS"]
        code_sets = ["diabetes"]
        condition = [{ column = "charge_satang", least = 150000 }]
    """,
    "mean_stay": """
        kind = "mean"
        counted_at = "treating"
        table = "stays"
        column = "charge_satang"
        rights = ["UCS"]
    """,
    "with_cid": """
        kind = "proportion"
        counted_at = "home"
        per = 100
        table = "persons"
        sex = "2"
        condition = [{ column = "has_cid", is_true = true }]
    """,
    "stroke_back": """
        kind = "readmission"
        counted_at = "treating"
        per = 1000
        rights = ["UCS"]
        window = { evidence = "I sitthi", first_month = 4, months = 12, within_days = 7 }
        [[codes]]
        principal = ["I60-I64"]
        without = ["N18.3"]
    """,
}


def local(name: str) -> Indicator:
    """Reads one of a region's own indicators, as from a file."""
    return document_of(Indicator, tomllib.loads(f'id = "local/{name}"\n{HEAD}\n{LOCAL[name]}'), f"{name}.toml")


def _of_fund(name: str) -> Indicator:
    return BOOK.all(Indicator)[f"quality_fund_2552/{name}"]


ADMISSION = {"kind": "admission", "right": "UCS", "least_age": 15, "unit": "hospmain"}
BACK = {"kind": "readmission", "right": "UCS", "unit": "hcode"}
ASKED: list[tuple[Indicator, dict]] = [
    (_of_fund("asthma_admissions"), {**ADMISSION, "set": "asthma"}),
    (_of_fund("dm_short_term_admissions"), {**ADMISSION, "set": "diabetes_short_term"}),
    (_of_fund("ht_admissions"), {**ADMISSION, "set": "hypertension"}),
    (_of_fund("dm_readmission_28d"), {**BACK, "set": "diabetes", "days": 28}),
    (_of_fund("ht_readmission_28d"), {**BACK, "set": "hypertension", "days": 28}),
    (BOOK.all(Indicator)["region_kpi66_2563/cmi_rise"], {"kind": "case_mix", "unit": "hcode"}),
    (_of_fund("risk_screening"),
     {"kind": "coverage", "right": "UCS", "ages": range(35, 200), "screening": "ncd", "whole": True}),
    (_of_fund("cervical_screening"),
     {"kind": "coverage", "right": "UCS", "sex": "2", "ages": range(35, 61, 5), "screening": "1B004",
      "whole": False}),
    (local("stroke_admissions"),
     {**ADMISSION, "set": "stroke", "sex": "2", "among": ("discharge_type", ("1", "2"))}),
    (local("all_rights_admissions"), {**ADMISSION, "right": None, "set": "diabetes"}),
    (local("long_stays"),
     {"kind": "proportion", "right": "UCS", "set": "diabetes", "unit": "hcode",
      "condition": ("charge_satang", 150_000)}),
    (local("mean_stay"), {"kind": "mean", "right": "UCS", "unit": "hcode", "column": "charge_satang"}),
    (local("with_cid"), {"kind": "proportion", "sex": "2", "persons": True}),
    (local("stroke_back"), {**BACK, "set": "stroke", "days": 7}),
]  # fmt: skip


def choices_of(seed: int) -> dict[str, str]:
    """Gives the defaults for every second seed, for the others one of a dozen other sets of choices."""
    if seed % 2 == 0:
        return DEFAULTS
    draw = random.Random(seed % 24)  # noqa: S311 - choices of a test, not a secret
    return {name: draw.choice(list(choice.values)) for name, choice in CHOICES.items()}

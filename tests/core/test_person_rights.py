"""A registered person's right: the register's own word, else the last one that claims were made under."""

import datetime
from dataclasses import replace

import pytest

from sitthi.book import Book
from sitthi.core.measures.facts import facts_of_person
from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Fact
from sitthi.core.measures.person import Person
from sitthi.core.measures.person_rights import RightSeen, with_rights
from sitthi.core.rules.choices import Choice
from sitthi.core.thai.periods import Period

BOOK = Book()
DEFAULTS = {name: choice.default for name, choice in BOOK.all(Choice).items() if "run" in choice.used_by}
YEAR = Period(datetime.date(2008, 4, 1), datetime.date(2009, 3, 31))
NOBODY = Person(
    hcode="99001", person_key=1, has_cid=True, sex="2", born_on=datetime.date(1960, 1, 1), residence="1",
    inscl=None, discharged="9",
)  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "register", "right"),
    [
        ("", None, None),
        ("UCS 2008-05-01", None, "UCS"),
        ("UCS 2001-01-01", None, "UCS"),
        ("UCS 2008-05-01 ; SSS 2008-06-01", None, "SSS"),
        ("SSS 2008-06-01 ; UCS 2008-05-01", None, "SSS"),
        ("UCS 2009-03-31", None, "UCS"),
        ("UCS 2008-05-01 ; SSS 2009-04-01", None, "UCS"),
        ("SSS 2009-04-01", None, None),
        ("UCS 2008-05-01 ; UCS 2008-05-01", None, "UCS"),
        ("UCS 2008-05-01 ; SSS 2008-05-01", None, None),
        ("UCS 2008-05-01 ; SSS 2008-05-01 ; OFC 2008-05-02", None, "OFC"),
        ("UCS 2008-05-01", "OFC", "OFC"),
    ],
)
def test_the_right_last_seen_is_theirs_where_the_register_has_none(seen, register, right):
    rows = [
        RightSeen(1, datetime.date.fromisoformat(day), inscl)
        for inscl, day in (one.split() for one in seen.split(" ; ") if one)
    ]
    rows.append(RightSeen(2, datetime.date(2009, 1, 1), "LGO"))
    person = replace(NOBODY, inscl=register)
    assert list(with_rights([person], rows, YEAR, DEFAULTS)) == [replace(person, inscl=right)]
    by_register = {**DEFAULTS, "person_right": "register"}
    assert list(with_rights([person], rows, YEAR, by_register)) == [person]


def test_stays_and_persons_of_no_known_right_are_two_choices():
    indicator = BOOK.all(Indicator)["quality_fund_2552/risk_screening"]

    def said(**choices):
        return dict(facts_of_person(NOBODY, indicator, YEAR.first, {**DEFAULTS, **choices}))[Fact.RIGHT]

    assert said() is None
    assert said(right_unknown="counted") is None
    assert said(person_right_unknown="counted") is True

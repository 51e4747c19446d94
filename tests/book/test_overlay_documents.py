"""A region's file: `from` is a key although Python keeps the word for itself."""

import datetime

import pytest

from sitthi.book import BrokenBook
from sitthi.book.loader import document_of
from sitthi.core.scoring.overlay import Overlay

RAW = {
    "scorecard": "quality_fund_2552",
    "title": {"th": "มติเขต", "en": "Decision"},
    "from": datetime.date(2008, 4, 1),
    "evidence": "F order 12/2551",
    "targets": [{"indicator": "risk_screening", "value": 60}],
}


def faults(raw) -> list[tuple[str, str]]:
    with pytest.raises(BrokenBook) as broken:
        document_of(Overlay, raw, "region.toml")
    return [(fault.path, fault.message) for fault in broken.value.faults]


def test_from_is_read_under_its_own_name():
    assert document_of(Overlay, RAW, "region.toml").from_ == datetime.date(2008, 4, 1)


def test_faults_name_the_key_as_it_is_written():
    assert faults(RAW | {"from": "soon"}) == [("from", "expected a date such as 2008-04-01")]
    assert faults({**RAW, "from_": RAW["from"], "colour": 1}) == [("", "unknown key: colour, from_")]
    assert faults({key: value for key, value in RAW.items() if key != "from"}) == [("from", "is missing")]
    assert faults(RAW | {"targets": [{"indicator": 1, "value": "x"}]}) == [
        ("targets[0].indicator", "expected text"),
        ("targets[0].value", "expected a plain decimal number"),
    ]

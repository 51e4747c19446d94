"""Provinces found by what people write, and a list that contradicts itself."""

from fractions import Fraction

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.places import HospitalClass, HospitalLevel, Places, Province, Region, province_named

READ = Evidence(Grade.F, "test")
LABEL = Label("ทดสอบ", "Test")
NAN = Province("55", "น่าน", "Nan", "1")
REGION = Region("1", LABEL)
LEVEL = HospitalLevel("A", LABEL, HospitalClass.REGIONAL, Fraction(8, 5), READ)


def places(*provinces, regions=(REGION,), levels=(LEVEL,)):
    return Places("test", LABEL, "1", READ, regions, provinces, levels)


def test_a_province_is_found_by_code_or_name():
    found = places(NAN, Province("58", "แม่ฮ่องสอน", "Mae Hong Son", "1"))
    assert province_named(found, "55") is NAN
    assert province_named(found, " น่าน") is NAN
    assert province_named(found, "mae hongson").code == "58"
    assert province_named(found, "Atlantis") is None
    assert NAN.name == Label("น่าน", "Nan")


def test_a_list_names_its_faults():
    assert not list(places(NAN).faults())
    assert list(places(NAN, NAN).faults()) == [
        "province code 55 stands twice", "Thai name น่าน stands twice", "English name Nan stands twice",
    ]  # fmt: skip
    assert list(places(NAN, regions=()).faults()) == ["province 55 is in no region of the list"]
    assert list(places(Province("55", "น่าน", "", "1")).faults()) == ["a label needs both Thai and English"]
    assert list(places(regions=(REGION, REGION)).faults()) == ["region 1 stands twice"]
    assert list(places(levels=(LEVEL, LEVEL)).faults()) == ["level A stands twice"]

"""A person's numbers: read or refused with a reason, and never shown by accident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.identity import (
    AN,
    HN,
    CitizenId,
    HospitalCode,
    IdFault,
    Inscl,
    Sex,
    check_digit,
    read_an,
    read_citizen_id,
    read_hn,
    read_hospital_code,
    read_inscl,
    read_sex,
)

twelve = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("written", ["3104500123451", "3-1045-00123-45-1", " 3104500123451 "])
def test_a_citizen_id_reads_bare_or_in_its_groups(written):
    read = read_citizen_id(written)
    assert isinstance(read, CitizenId)
    assert read.text == "3104500123451"
    assert read.dashed == "3-1045-00123-45-1"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", IdFault.EMPTY),
        ("  ", IdFault.EMPTY),
        ("310450012345", IdFault.FORM),
        ("31045001234511", IdFault.FORM),
        ("3-10450012345-1", IdFault.FORM),
        ("๓๑๐๔๕๐๐๑๒๓๔๕๑", IdFault.FORM),
        ("3104500123452", IdFault.CHECK_DIGIT),
        ("1111111111111", IdFault.DUMMY),
        ("0000000000000", IdFault.DUMMY),
        ("9999999999999", IdFault.DUMMY),
        ("1234567890121", IdFault.DUMMY),
    ],
)
def test_what_is_no_citizen_id_gives_its_reason(written, fault):
    assert read_citizen_id(written) is fault


@pytest.mark.parametrize("first_twelve", ["010450012345", "999900000000"])
def test_a_number_in_real_use_is_read_whatever_it_begins_with(first_twelve):
    digits = first_twelve + str(check_digit(first_twelve))
    assert read_citizen_id(digits) == CitizenId(digits)


@given(twelve)
def test_exactly_one_last_digit_belongs_to_twelve(digits):
    valid = [last for last in "0123456789" if isinstance(read_citizen_id(digits + last), CitizenId)]
    assert valid in ([str(check_digit(digits))], [])
    assert valid or read_citizen_id(digits + str(check_digit(digits))) is IdFault.DUMMY


THIRD = 2


def remainder(digits):
    return sum(weight * int(digit) for weight, digit in zip(range(13, 1, -1), digits, strict=True)) % 11


@given(twelve, st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_shows_unless_it_is_the_third_or_the_remainders_share_a_digit(digits, at, step):
    wrong = digits[:at] + str((int(digits[at]) + step) % 10) + digits[at + 1 :]
    goes_unseen = at == THIRD or {remainder(digits), remainder(wrong)} == {0, 10}
    assert (check_digit(digits) == check_digit(wrong)) == goes_unseen


def test_nothing_shows_a_number_by_accident():
    person = read_citizen_id("3104500123451")
    assert person.masked == "x-xxxx-xxxx3-45-1"
    for shown in (repr(person), str(person), f"{person}", repr([person])):
        assert "31045001" not in shown
    for number in (read_hn("650012345"), read_an("670054321")):
        assert "00" not in repr(number)
        assert "00" not in str(number)


def test_numbers_of_different_kinds_are_never_equal():
    assert HN("12") == HN("12")
    assert HN("12") != AN("12")


@pytest.mark.parametrize("read", [read_hn, read_an])
def test_local_numbers_keep_their_zeros(read):
    assert read(" 000123/65 ").text == "000123/65"
    assert read("") is IdFault.EMPTY
    assert read("12 34") is IdFault.FORM
    assert read("1" * 16) is IdFault.FORM


@pytest.mark.parametrize(
    ("written", "code"),
    [("10703", "10703"), ("00012", "00012"), (" 10703 ", "10703"), ("EA0010703", "10703")],
)
def test_a_hospital_code_is_five_digits_kept_as_text(written, code):
    read = read_hospital_code(written)
    assert read == HospitalCode(code)
    assert str(read) == code


@pytest.mark.parametrize("written", ["1070", "107030", "EA1010703", "12345678A", "๑๐๗๐๓"])
def test_other_forms_are_no_hospital_code(written):
    assert read_hospital_code(written) is IdFault.FORM


def test_an_empty_hospital_code_is_empty():
    assert read_hospital_code(" ") is IdFault.EMPTY


def test_rights_and_sex_are_known_codes_or_none():
    assert read_inscl("ucs ") is Inscl.UCS
    assert read_inscl("UC") is None
    assert read_sex("2") is Sex.FEMALE
    assert read_sex("3") is None

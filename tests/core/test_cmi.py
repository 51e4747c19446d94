"""The case-mix index: a mean over the discharges that were grouped without error."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.coding.cmi import CaseMix, case_mix


def test_groupers_errors_are_left_out_and_counted():
    assert case_mix([(6201, 2), (None, 3), (33_675, 1)]) == CaseMix(46_077, 3, 3)
    assert case_mix([(6201, 2), (33_675, 1)]).cmi == Fraction(46_077, 30_000)


def test_of_no_discharge_there_is_no_index():
    assert case_mix([]).cmi is None
    assert case_mix([(None, 2)]).cmi is None


@given(*[st.lists(st.tuples(st.none() | st.integers(0, 900_000), st.integers(1, 50)), max_size=8)] * 2)
def test_hospitals_add_up_to_their_province(here, there):
    one, other, both = case_mix(here), case_mix(there), case_mix(here + there)
    for name in ("total", "n", "left_out"):
        assert getattr(one, name) + getattr(other, name) == getattr(both, name)

"""The order of a Thai dictionary."""

from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.thai.collation import thai_sort_key

words = st.text("กขคงจนมยรลวสหอฮะัาำิีึืุูเแโใไ็่้๊๋์ฯๆ 12aB", max_size=8)


def in_order(*names):
    return sorted(names, key=thai_sort_key)


def test_a_leading_vowel_sorts_by_its_consonant():
    assert in_order("ฮ", "เก", "ข", "ก") == ["ก", "เก", "ข", "ฮ"]
    assert in_order("เชียงใหม่", "ชลบุรี", "ขอนแก่น", "แพร่", "พะเยา") == [
        "ขอนแก่น", "ชลบุรี", "เชียงใหม่", "พะเยา", "แพร่",
    ]  # fmt: skip


def test_tone_marks_decide_only_between_like_words():
    assert in_order("ข้าว", "ขาว", "ข่าว", "ขาวสาร") == ["ขาว", "ข่าว", "ข้าว", "ขาวสาร"]
    assert in_order("ไหม้", "ไหม", "ไหม่") == ["ไหม", "ไหม่", "ไหม้"]


def test_latin_letters_and_digits_come_first_without_regard_to_case():
    assert in_order("ก", "b", "A", "1") == ["1", "A", "b", "ก"]


def test_signs_without_a_sound_do_not_count():
    assert in_order("กรุงเทพฯ ข", "กรุงเทพ ก") == ["กรุงเทพ ก", "กรุงเทพฯ ข"]


def test_odd_writings_have_a_place_too():
    odd = ["", "เ", "เเก", "่ก", "แ1", "ก่้", "ก้่"]
    assert sorted(in_order(*odd)) == sorted(odd)


@given(words, words, words)
def test_the_order_is_total(one, two, three):
    assert (thai_sort_key(one) == thai_sort_key(two)) == (one == two)
    low, middle, high = in_order(one, two, three)
    assert thai_sort_key(low) <= thai_sort_key(middle) <= thai_sort_key(high)
    assert in_order(three, one, two) == [low, middle, high]

"""Where lines of Thai text may be broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.thai.lines import columns, lines_of, widest_piece

texts = st.text("กขนรหเแโะาำิี่้์ๆฯ  \u00a0aB1_/-", max_size=40)


def test_vowels_and_tones_above_and_below_take_no_column():
    assert [columns(word) for word in ("ที่", "น้ำ", "ผู้ป่วย", "abc", "")] == [1, 2, 4, 3, 0]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("ดูที่มา ของตัวเลข", 12, ["ดูที่มา", "ของตัวเลข"]),
        ("a b c", 80, ["a b c"]),
        ("", 5, [""]),
        ("วันที่ 18\u00a0พ.ย.\u00a02569", 14, ["วันที่", "18\u00a0พ.ย.\u00a02569"]),
    ],
)
def test_a_line_is_broken_at_a_space_where_there_is_one(text, width, lines):
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("ประชากรสิทธิที่ลงทะเบียน", 14, ["ประชากรสิทธิที่", "ลงทะเบียน"]),
        ("ผู้ป่วยอายุ 15 ปีขึ้นไปนอนโรงพยาบาลด้วยโรคหืด", 20, ["ผู้ป่วยอายุ 15", "ปีขึ้นไปนอนโรงพยาบาลด้วย", "โรคหืด"]),
        ("หน่วยบริการประจำ/ปฐมภูมิ", 8, ["หน่วย", "บริการ", "ประจำ/", "ปฐมภูมิ"]),
        ("asthma_admissions", 10, ["asthma_", "admissions"]),
        ("99001/0001-cc2a01c6d882", 12, ["99001/0001-", "cc2a01c6d882"]),
        ("ใช้ABCต่อ", 5, ["ใช้ABC", "ต่อ"]),
    ],
)
def test_a_word_stays_whole_where_the_width_allows(text, width, lines):
    assert lines_of(text, width) == lines


def test_a_word_wider_than_the_line_is_cut_between_letters_and_never_inside_one():
    assert lines_of("กขคงจฉ", 3) == ["กขค", "งจฉ"]
    assert lines_of("ที่นี่กี่ปี", 1) == ["ที่", "นี่", "กี่", "ปี"]
    assert lines_of("เก", 1) == ["เก"]


def test_the_widest_piece_is_what_a_column_needs():
    assert widest_piece("ประชากร ที่ลงทะเบียน") == columns("ลงทะเบียน")
    assert widest_piece("") == 0


@given(texts, st.integers(1, 30))
def test_nothing_is_lost_and_no_letter_is_parted_from_its_marks(text, width):
    lines = lines_of(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines[1:]:
        assert not line or (columns(line[0]) and line[0] not in "ะาำๆฯ") or f" {line}" in f" {text}"
    widest = max([columns(run) for run in text.split(" ")] or [0])
    if width >= widest:
        assert all(columns(line) <= width for line in lines)

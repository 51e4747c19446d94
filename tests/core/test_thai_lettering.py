"""The width of text in Sarabun, and its wrapping."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.thai.lettering import ZERO_WIDTH_SPACE, one_line, width, wrapped

FONTS = Path(__file__).resolve().parents[2] / "src" / "sitthi" / "fonts"
LETTERS = [chr(n) for n in (*range(0x20, 0x7F), 0xA0, *range(0xE01, 0xE3B), *range(0xE3F, 0xE5C))] + list(
    "·→−×÷≤≥“”‘’–…"
)

texts = st.text("กขนที่น้ำรหเแโะาำิี่้์ๆฯ  \u00a0\u200baB1 ", max_size=60)


def advances(path):
    """Reads the advance width of every letter from a TrueType file: its tables cmap (format 4) and hmtx."""
    data = path.read_bytes()

    def numbers(form, at):
        return struct.unpack_from(f">{form}", data, at)

    tables = {}
    for n in range(numbers("H", 4)[0]):
        tag, _, offset, _ = numbers("4sIII", 12 + 16 * n)
        tables[tag.decode()] = offset
    assert numbers("H", tables["head"] + 18) == (1000,)
    n_metrics = numbers("H", tables["hhea"] + 34)[0]
    found = {}
    for n in range(numbers("H", tables["cmap"] + 2)[0]):
        start = tables["cmap"] + numbers("HHI", tables["cmap"] + 4 + 8 * n)[2]
        if numbers("H", start) != (4,):
            continue
        count = numbers("H", start + 6)[0] // 2
        at = [start + 14, *(start + 16 + 2 * count * k for k in (1, 2, 3))]
        ends, firsts, deltas, ranges = (
            numbers(f"{count}{form}", where) for form, where in zip("HHhH", at, strict=True)
        )
        for k in range(count):
            for code in range(firsts[k], min(ends[k], 0xFFFE) + 1):
                glyph = code
                if ranges[k]:
                    glyph = numbers("H", at[3] + 2 * k + ranges[k] + 2 * (code - firsts[k]))[0]
                glyph = (glyph + deltas[k]) % 0x10000 if glyph or not ranges[k] else 0
                if glyph:
                    found[chr(code)] = numbers("H", tables["hmtx"] + 4 * min(glyph, n_metrics - 1))[0]
    return found


@pytest.fixture(scope="module")
def regular():
    return advances(FONTS / "Sarabun-Regular.ttf")


def test_every_letter_of_the_table_is_as_wide_as_in_the_font(regular):
    assert {letter: width(letter, 1000) for letter in LETTERS} == {letter: regular[letter] for letter in LETTERS}


def test_no_bold_letter_is_wider_than_bold_text_is_counted():
    bold = advances(FONTS / "Sarabun-Bold.ttf")
    assert all(bold[letter] <= width(letter, 1000, is_bold=True) for letter in LETTERS)


def test_a_letter_of_another_script_counts_wider_than_any_known():
    assert width("漢", 1000) > max(width(letter, 1000) for letter in LETTERS)


@pytest.mark.parametrize(
    ("text", "size", "wide"), [("", 14, 0), ("ที่", 14, 10), ("ที่ที่", 14, 19), ("น้ำ", 1000, 637 + 485)]
)
def test_a_width_is_rounded_up_once(text, size, wide):
    assert width(text, size) == wide


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("รวมเอกสาร ส่งเรียกเก็บ", 200, ["รวมเอกสาร ส่งเรียกเก็บ"]),
        ("รวมเอกสาร ส่งเรียกเก็บ", 100, ["รวมเอกสาร", "ส่งเรียกเก็บ"]),
        ("ส่งสำเนาประวัติให้การเงิน", 40, ["ส่งสำเนาประวัติให้การเงิน"]),
        ("ส่งสำเนา\u200bประวัติ\u200bให้การเงิน", 110, ["ส่งสำเนาประวัติ", "ให้การเงิน"]),
        ("a  b\nc", 1000, ["a b c"]),
        ("a b c", 0, ["a", "b", "c"]),
        ("   ", 10, [""]),
        ("วันที่ 18\u00a0พ.ย.\u00a02569", 50, ["วันที่", "18\u00a0พ.ย.\u00a02569"]),
    ],
)
def test_lines_break_at_spaces_and_nowhere_in_a_word(text, room, lines):
    assert wrapped(text, 14, room) == lines


@given(texts, st.integers(0, 300), st.booleans())
def test_nothing_is_lost_and_only_a_run_alone_is_wider_than_the_room(text, room, is_bold):
    lines = wrapped(text, 14, room, is_bold=is_bold)
    kept = text.replace(" ", "").replace(ZERO_WIDTH_SPACE, "")
    assert "".join(lines).replace(" ", "") == kept
    runs = {run for word in text.split(" ") for run in word.split(ZERO_WIDTH_SPACE)}
    for line in lines:
        assert width(line, 14, is_bold=is_bold) <= room or line in runs | {""}


@given(texts)
def test_one_line_is_the_only_line_where_there_is_room(text):
    assert wrapped(text, 14, 10**6) == [one_line(text)] or not one_line(text)

"""How wide Thai and Latin text is in Sarabun, and how it is wrapped where nothing else wraps it.

The shapes of a picture are drawn before any screen or printer sees them, so their text is measured here, in
whole thousandths of the letter size. Wrapping breaks at spaces alone: where Thai words end, no table says surely.
"""

import re

__all__ = ["ZERO_WIDTH_SPACE", "one_line", "width", "wrapped"]

ZERO_WIDTH_SPACE = "\u200b"
"""A place where a writer allows a break inside a run of words; it is never drawn."""

_ADVANCES = r"""
192 '  237 !  242 |  245 i  247 j  251 ·  252 ,.:;  291 l  292 I  293 ๅ  308 []  310 เ  318 ()  320 {}
323 _  331 f  338 ‘’  340 -  350 r  354 "  377 t  378 ใ  379 โ  382 \  390 ไ  400 `  415 /  416 s  440 J
448 *  451 z  454 ?ง  460 x  462 y  473 c  479 v  484 ร  485 าำ  487 k  512 ว  514 a  518 e  529 $S
534 ะ“”  539 ฐ  540 –  541 g  542 bdธ  545 pq  546 ฯ  548 L  549 n  550 0123456789F  552 Eu  556 จ
557 o  558 Th  565 ฮ  567 Z  570 ฉ  572 ย  573 PY  576 ก  579 แ  580 ลส  581 Rถฤ  585 C^  587 อ  589 B฿
592 ด  594 ข  596 A  602 Vศ  603 ค  605 KX  606 ฃช  607 +<=>~×÷ฅต−≤≥  612 ฎฏฦ  614 ม  616 ซภ  621 ๆ๏
622 ผฝ  623 D  636 Gห  637 น  638 ฆ  645 บ  655 ป  657 Uท  660 ๐  661 OQ  668 &w  674 ๘  675 ๖  676 ๑
677 ษ  678 H๔๕  682 N  685 ๒  686 #  692 ๙  694 ๓  708 ฑ  720 พฟฬ  723 …  744 ๗  767 ๚  795 @  798 M
807 ฌ  830 ญ  831 Wฒณ  839 m  900 →  903 %  1020 ๛
"""
"""The advance of each letter of the regular font in thousandths, then the letters that have it."""

_SPACES = re.compile("[ \t\r\n]+")
"""Where a line may end; a no-break space holds together what it glues."""
_SPACE = 243
_WIDEST = 1100
"""What a letter counts that the table has not: wider than any that it has."""
_MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
"""Vowels and tones above and below: they stand on their consonant and take no room."""
_BOLD_PERCENT = 116
"""No letter of the bold font is wider than this much of the regular one."""


def _table() -> dict[str, int]:
    parts = _ADVANCES.split()
    pairs = zip(parts[::2], parts[1::2], strict=True)
    advances = {letter: int(advance) for advance, letters in pairs for letter in letters}
    return advances | dict.fromkeys(_MARKS + ZERO_WIDTH_SPACE, 0) | {" ": _SPACE, "\u00a0": _SPACE}


_ADVANCE = _table()


def width(text: str, size: int, *, is_bold: bool = False) -> int:
    """Gives the width of a line of text at a letter size, in the unit of the size, rounded up."""
    thousandths = size * sum(_ADVANCE.get(letter, _WIDEST) for letter in text)
    if is_bold:
        thousandths = -(-thousandths * _BOLD_PERCENT // 100)
    return -(-thousandths // 1000)


def one_line(text: str) -> str:
    """Writes a text as it is drawn on one line: spaces single, places for a break left out."""
    return _SPACES.sub(" ", text.replace(ZERO_WIDTH_SPACE, "")).strip(" ")


def wrapped(text: str, size: int, room: int, *, is_bold: bool = False) -> list[str]:
    """Breaks a text into lines no wider than `room`, at spaces and at zero-width spaces.

    A run that is wider than the room stands on a line of its own, whole. There is always one line.
    """
    lines: list[str] = []
    line = ""
    for word in _SPACES.split(text):
        glue = " "
        for run in filter(None, word.split(ZERO_WIDTH_SPACE)):
            longer = line + glue + run if line else run
            if line and width(longer, size, is_bold=is_bold) > room:
                lines.append(line)
                longer = run
            line, glue = longer, ""
    return [*lines, line]

"""The order of a Thai dictionary: by consonant, a leading vowel after it, tone marks last."""

import unicodedata

__all__ = ["thai_sort_key"]

_LEADING_VOWELS = frozenset("เแโใไ")
_MARKS = {mark: weight for weight, mark in enumerate("\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e", 1)}
_UNHEARD = frozenset("ฯๆฺ\u200b")
_FIRST_CONSONANT, _LAST_CONSONANT = "ก", "ฮ"


def thai_sort_key(text: str) -> tuple[str, tuple[int, ...], str]:
    """Gives a key to sort names by, as `sorted(names, key=thai_sort_key)`.

    Letters first, with เก read as กเ; then the tone marks, position by position; then the text itself, so
    that two different texts never tie. Latin letters, without regard to case, and digits come before Thai.
    """
    letters: list[str] = []
    marks: list[int] = []
    held = ""
    for sign in unicodedata.normalize("NFC", text).casefold():
        if sign in _MARKS:
            if marks:
                marks[-1] = marks[-1] * (len(_MARKS) + 1) + _MARKS[sign]
            continue
        if sign in _UNHEARD:
            continue
        if held:
            # A leading vowel waits for its consonant; before anything else it stands alone.
            swapped = [sign, held] if _FIRST_CONSONANT <= sign <= _LAST_CONSONANT else [held, sign]
            letters += swapped
            marks += [0, 0]
            held = ""
        elif sign in _LEADING_VOWELS:
            held = sign
        else:
            letters.append(sign)
            marks.append(0)
    letters += held
    marks += [0] * len(held)
    return "".join(letters), tuple(marks), text

"""Thai digits, turned only where somebody asks for it."""

__all__ = ["has_thai_digits", "in_arabic_digits", "in_thai_digits"]

_THAI = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(_THAI, "0123456789")
_TO_THAI = str.maketrans("0123456789", _THAI)


def has_thai_digits(text: str) -> bool:
    """Tells whether any Thai digit stands in a text."""
    return any(digit in text for digit in _THAI)


def in_arabic_digits(text: str) -> str:
    """Writes Thai digits as Arabic ones, all else untouched."""
    return text.translate(_TO_ARABIC)


def in_thai_digits(text: str) -> str:
    """Writes Arabic digits as Thai ones, as formal letters have them."""
    return text.translate(_TO_THAI)

"""Writes names and values into SQL; every name comes from the book, every value is quoted."""

from collections.abc import Iterable

__all__ = ["alike", "column", "listed", "quoted", "table"]


def quoted(text: str) -> str:
    """Writes a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """Writes texts as the list of an `IN`; no value is ever NULL."""
    return "(" + ", ".join(map(quoted, values)) + ")"


def column(name: str, of: str = "") -> str:
    """Writes a column's name, with the table alias it belongs to."""
    return (f"{of}." if of else "") + '"' + name.replace('"', '""') + '"'


def table(file: str) -> str:
    """Writes the name of a file's table."""
    return f"claim.{column(file)}"


def alike(left: str, right: str, names: Iterable[str], *, blanks: bool = False) -> str:
    """Writes that two rows have the same values; with `blanks`, that blank and blank are the same."""
    same = "IS NOT DISTINCT FROM" if blanks else "="
    return " AND ".join(f"{column(name, left)} {same} {column(name, right)}" for name in names)

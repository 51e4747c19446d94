"""What the fund says: dated, sourced data files, and the strict loader that is their only code."""

from sitthi.book.loader import Book, BrokenBook, Fault

__all__ = ["Book", "BrokenBook", "Fault"]

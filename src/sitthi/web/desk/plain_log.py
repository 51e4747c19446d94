"""What the log holds of a fault: where in the program it was and of which kind, never what it says.

The sentence of an error may repeat a cell or a typed name, as a database's does; the place is enough to mend it.
"""

import logging
import traceback
from types import TracebackType

__all__ = ["PlainFormatter"]

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """Writes each record so that nothing of a request can pass for a line of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        """Writes a message on one line."""
        return "".join(
            letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
            for letter in super().formatMessage(record)
        )

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - the library's own name
        """Writes the places of a fault and of those that it came from, each with its kind."""
        lines: list[str] = []
        fault, told = ei[1], set[int]()
        while fault is not None and id(fault) not in told:
            told.add(id(fault))
            lines.append(f"{type(fault).__module__}.{type(fault).__qualname__}")
            places = traceback.extract_tb(fault.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
            fault = fault.__cause__ or fault.__context__
        return "\n".join(lines)

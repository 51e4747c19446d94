"""What reading one file of a set gives, text or DBF: its columns, rows with their lines, what did not enter."""

from dataclasses import dataclass, field

import pyarrow as pa

from sitthi.core.findings import Finding
from sitthi.files.claims.header import Columns
from sitthi.files.claims.lines import Positions

__all__ = ["Faults", "FileRead", "nothing"]


@dataclass(frozen=True, slots=True)
class Faults:
    """Lines of a file that share a fault and did not enter its table."""

    code: str
    file: str
    lines: Positions


@dataclass(slots=True)
class FileRead:
    """The rows of a file as `line` and the standard columns that are there; `n_lines` counts all it holds."""

    columns: Columns
    table: pa.Table
    n_lines: int = 0
    encoding: str = "utf-8"
    n_deleted: int = 0
    findings: list[Finding] = field(default_factory=list)
    faults: list[Faults] = field(default_factory=list)


def nothing(columns: Columns, *findings: Finding) -> FileRead:
    """Gives a file of which no row could be read."""
    return FileRead(columns, pa.table({"line": pa.array([], pa.int64())}), findings=list(findings))

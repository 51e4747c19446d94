"""A DRG table as a version in force from a day, and what a sound table looks like."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitthi.core.coding.drg import Drg
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.findings import Finding

__all__ = ["DrgTable", "formula_of", "table_findings"]


@dataclass(frozen=True, slots=True)
class DrgTable:
    """A DRG table as it is in force from a day on, with the formula of its version where one is known."""

    version: str
    in_force_from: datetime.date
    drgs: Mapping[str, Drg]
    formula: AdjrwFormula | None

    @property
    def is_computable(self) -> bool:
        """Tells whether AdjRW can be worked out with it."""
        return self.formula is not None and self.formula.is_known


def formula_of(version: str, formulas: Iterable[AdjrwFormula]) -> AdjrwFormula | None:
    """Gives the formula for a version such as `6.3`, `63` or `v6`: its first digit decides."""
    major = _digits(version)[:1]
    return next((formula for formula in formulas if formula.version == major), None)


def table_findings(
    rows: Iterable[tuple[int, Drg]], version: str, formula: AdjrwFormula | None, file: str
) -> Iterator[Finding]:
    """Names what a sound table would not have; rows come with their line or record number.

    A DRG twice is always wrong; the rest is held against what is known of the version: OT as a multiple of
    WtLOS, the error DRGs, the number of rows.
    """
    first: dict[str, int] = {}
    errors = frozenset(formula.error_drgs if formula else ())
    times = formula.ot_is_wtlos_times if formula else None
    for line, drg in rows:
        if drg.code in first:
            yield Finding("row.duplicate", file, line, "drg", {"first": str(first[drg.code])})
        first.setdefault(drg.code, line)
        if drg.code in errors:
            continue
        for field in _out_of_range(drg):
            yield Finding("drg.range", file, line, field)
        if times is not None and drg.ot != (2 * times * drg.wtlos + 100) // 200:
            yield Finding("drg.ot", file, line, "ot", {"times": str(times)})
    if missing := errors - first.keys():
        yield Finding("drg.no_error_drgs", file, None, None, {"n": str(len(missing))})
    for known in formula.known_tables if formula else ():
        live = len(first.keys() - errors)
        if _digits(known.version) == _digits(version) and (len(first), live) != (known.rows, known.live):
            detail = {"n": str(len(first)), "live": str(live), "rows": str(known.rows), "known": str(known.live)}
            yield Finding("drg.count", file, None, None, detail)


def _out_of_range(drg: Drg) -> Iterator[str]:
    """Names the fields of a live row whose figure cannot be."""
    if drg.rw <= 0:
        yield "rw"
    if drg.rw0d > drg.rw:
        yield "rw0d"
    if drg.wtlos <= 0:
        yield "wtlos"
    if drg.ot < 1:
        yield "ot"
    if not 0 < drg.of <= 100:
        yield "of"


def _digits(version: str) -> str:
    return "".join(filter(str.isdecimal, version))

"""Days off as data: which day, why, who says so, and where it holds."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sitthi.core.evidence import Evidence, Label

__all__ = ["Calendar", "Coverage", "DayKind", "DayOff"]


class DayKind(StrEnum):
    """What kind of day an entry is."""

    PUBLIC = "public"
    """A yearly holiday that everybody keeps."""
    GOVERNMENT = "government"
    """A yearly holiday of government offices."""
    SPECIAL = "special"
    """A day off that the cabinet gave once."""
    IN_LIEU = "in_lieu"
    """A working day given for a holiday that fell on a day off."""
    LOCAL = "local"
    """A day off of some provinces only."""
    WORKING = "working"
    """Takes a day off back: the office works."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """One entry of a calendar; without `places` it holds in the whole country."""

    day: datetime.date
    kind: DayKind
    th: str
    en: str
    evidence: Evidence
    places: str = ""
    """Two-digit province codes with spaces between; a row of a CSV has no list."""

    @property
    def name(self) -> Label:
        """Is the day's name."""
        return Label(self.th, self.en)

    @property
    def provinces(self) -> tuple[str, ...]:
        """Are the provinces it holds in; none means all."""
        return tuple(self.places.split())

    def holds_in(self, province: str | None) -> bool:
        """Tells whether the entry holds for an office in a province; `None` is no particular one."""
        return not self.places or province in self.provinces

    def faults(self) -> Iterator[str]:
        """Names an empty side of the name, a code that is no province's, and a local day without a place."""
        yield from self.name.faults()
        if any(not (code.isascii() and code.isdigit() and len(code) == 2) for code in self.provinces):
            yield f"{self.day}: places are two-digit province codes with spaces between"
        if self.kind is DayKind.LOCAL and not self.places:
            yield f"{self.day}: a local day names its places"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A run of days for which a calendar claims to know every day off, and how surely."""

    first: datetime.date
    last: datetime.date
    evidence: Evidence

    def faults(self) -> Iterator[str]:
        """Names a run that ends before it begins."""
        if self.last < self.first:
            yield "coverage ends before it begins"


@dataclass(frozen=True, slots=True)
class Calendar:
    """A list of days off. One without `covers` adds its days to the country's, and takes none of its surety."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    days: tuple[DayOff, ...]
    covers: tuple[Coverage, ...] = ()
    announced_to: datetime.date | None = None
    """The last day that was announced; later days are estimated."""

    def faults(self) -> Iterator[str]:
        """Names an entry that stands twice for a place, and runs that overlap."""
        seen: set[tuple[datetime.date, str, str]] = set()
        for entry in self.days:
            for place in entry.provinces or ("",):
                key = (entry.day, entry.en, place)
                if key in seen:
                    yield f"{entry.day} {entry.en}: stands twice"
                seen.add(key)
        for earlier, later in pairwise(self.covers):
            if later.first <= earlier.last:
                yield f"{later.first}: coverage overlaps or is out of order"

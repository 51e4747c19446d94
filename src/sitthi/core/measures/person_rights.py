"""A person's right, where the register does not say it: the one that their latest stay or visit was under."""

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitthi.core.measures.person import Person
from sitthi.core.thai.periods import Period

__all__ = ["RightSeen", "with_rights"]


@dataclass(frozen=True, slots=True)
class RightSeen:
    """The right that a stay or visit was claimed under, wherever that was; a stay is seen on its discharge."""

    person_key: int
    seen_on: datetime.date
    inscl: str


def with_rights(
    persons: Iterable[Person], seen: Iterable[RightSeen], period: Period, choices: Mapping[str, str]
) -> Iterator[Person]:
    """Gives the persons with the right last seen, not after the end of the period, where theirs is not known.

    Two rights on that one day say nothing, and the right stays unknown. The choice `person_right` may let the
    register alone speak.
    """
    latest: dict[int, tuple[datetime.date, set[str]]] = {}
    for row in seen if choices["person_right"] == "claims" else ():
        if row.seen_on > period.last:
            continue
        day, rights = latest.setdefault(row.person_key, (row.seen_on, set()))
        if row.seen_on > day:
            latest[row.person_key] = (row.seen_on, {row.inscl})
        elif row.seen_on == day:
            rights.add(row.inscl)
    for person in persons:
        _, rights = latest.get(person.person_key, (None, set()))
        [one] = rights if len(rights) == 1 else (None,)
        yield person if person.inscl is not None else dataclasses.replace(person, inscl=one)

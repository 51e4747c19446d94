"""A ward's list of the day on paper: who leaves when, what has to go first, a box to tick."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sitthi.files.words import say
from sitthi.files.write.prints.written import count

__all__ = ["WardGroup", "WardList", "WardRow"]


@dataclass(frozen=True, slots=True)
class WardRow:
    """One patient, in the language of the print; empty where there is no hour, or nothing stood in the way."""

    day: str
    time: str
    patient: str
    about: str
    says: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WardGroup:
    """Patients under one heading."""

    title: str
    rows: tuple[WardRow, ...]


@dataclass(frozen=True, slots=True)
class WardList:
    """The groups in their order."""

    groups: tuple[WardGroup, ...]
    template: ClassVar[str] = "ward_list"

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the list as written text."""
        return {"groups": [_group(group, language) for group in self.groups]}


def _group(group: WardGroup, language: str) -> Mapping[str, Any]:
    rows = [
        {
            "day": row.day,
            "time": row.time,
            "patient": row.patient,
            "about": row.about,
            "says": row.says,
            "note": row.note,
        }
        for row in group.rows
    ]
    return {"title": group.title, "count": say(language, "print.n_cases", n=count(len(rows))), "rows": rows}

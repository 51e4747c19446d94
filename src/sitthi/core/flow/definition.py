"""The process definition: ordered steps of a claim's way through a hospital, as dated data."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sitthi.core.evidence import Evidence, Label
from sitthi.core.flow.improvement import DeclaredFigure, EcrsNote
from sitthi.core.flow.step import DayKind, Document, Group, GroupDays, OfficeHours, Step, Unit

__all__ = ["WHOLE", "PatientType", "ProcessDefinition", "Scope", "Visits", "lineage_faults"]

WHOLE = "all"
"""Stands for every unit together where a figure of one unit is asked for."""


class PatientType(StrEnum):
    """Whose claims the process is for."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"


class Scope(StrEnum):
    """How much of the work a definition charts."""

    UNIT = "unit"
    """The work of one unit alone; what others do meanwhile is not charted."""
    SYSTEM = "system"
    """The work of every unit."""


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits that a fund pays apart, by the kind of outpatient claim that their set gives: codes of OPTYPE."""

    optypes: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ProcessDefinition:
    """One edition of a process: who does which step, in what order, with what standard time."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    fund: str
    """The fund's INSCL code, such as `SSS`."""
    patient_type: PatientType
    in_force_from: datetime.date
    scope: Scope
    hours: OfficeHours
    units: tuple[Unit, ...]
    steps: tuple[Step, ...]
    scope_unit: str | None = None
    """The unit whose work is charted, where the scope is one unit's."""
    in_force_to: datetime.date | None = None
    groups: tuple[Group, ...] = ()
    group_days: GroupDays | None = None
    documents: tuple[Document, ...] = ()
    visits: Visits | None = None
    """Which visits have a claim of their own; without it a set's visits open no cases."""
    improves: str | None = None
    """Id of the definition that this one replaces; its ECRS notes point to that one's steps."""
    ecrs: tuple[EcrsNote, ...] = ()
    declared: tuple[DeclaredFigure, ...] = ()

    @property
    def day_kind(self) -> DayKind:
        """Is what the definition's days are: those of the groups, else office days of its minutes."""
        return self.group_days.kind if self.group_days else DayKind.OFFICE

    def charts(self, unit: str) -> bool:
        """Tells whether the definition says all that a unit does; a unit outside its scope is not known."""
        return self.scope is Scope.SYSTEM or unit == self.scope_unit

    def faults(self) -> Iterator[str]:
        """Names whatever does not fit together: ids, numbering, scope, groups, references."""
        yield from self._outline_faults()
        yield from self._step_faults()
        yield from self._group_faults()
        yield from self._improvement_faults()

    def _outline_faults(self) -> Iterator[str]:
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            yield "in_force_to is before in_force_from"
        known = {unit.id for unit in self.units}
        if WHOLE in known:
            yield f"units: {WHOLE!r} stands for every unit together"
        if self.visits is not None and self.patient_type is not PatientType.OUTPATIENT:
            yield "visits are outpatients'"
        if self.scope is Scope.SYSTEM and self.scope_unit is not None:
            yield "scope_unit is only for the scope of one unit"
        if self.scope is Scope.UNIT and self.scope_unit not in known:
            yield f"scope_unit {self.scope_unit!r} is none of the units"
        if self.scope is Scope.UNIT and len(known) > 1:
            yield "the scope of one unit has that unit alone"
        for name in ("units", "groups", "documents", "steps"):
            for repeated in _repeated(entry.id for entry in getattr(self, name)):
                yield f"{name}: {repeated!r} stands twice"

    def _step_faults(self) -> Iterator[str]:
        if [step.number for step in self.steps] != list(range(1, len(self.steps) + 1)):
            yield "steps are not numbered 1, 2, 3 ... in order"
        if not self.steps:
            yield "a process has at least one step"
        units = {unit.id for unit in self.units}
        groups = {group.id for group in self.groups}
        documents = {document.id for document in self.documents}
        for step in self.steps:
            if step.unit not in units:
                yield f"step {step.number}: unknown unit {step.unit!r}"
            if step.group is not None and step.group not in groups:
                yield f"step {step.number}: unknown group {step.group!r}"
            for name in (*step.needs, *step.makes):
                if name not in documents:
                    yield f"step {step.number}: unknown document {name!r}"

    def _group_faults(self) -> Iterator[str]:
        units = {unit.id for unit in self.units}
        runs = Counter(name for name, _ in groupby(step.group for step in self.steps) if name is not None)
        for group in self.groups:
            if group.owner not in units:
                yield f"group {group.id}: its owner {group.owner!r} is none of the units"
            if runs[group.id] == 0:
                yield f"group {group.id}: has no step"
            if runs[group.id] > 1:
                yield f"group {group.id}: its steps do not follow each other"
        if bool(self.groups) != (self.group_days is not None):
            yield "group_days says what the groups' days are: both or neither"
        if self.day_kind is DayKind.CALENDAR and any(step.minutes is not None for step in self.steps):
            yield "office minutes and calendar days cannot be added up"

    def _improvement_faults(self) -> Iterator[str]:
        numbers = {step.number for step in self.steps}
        if self.ecrs and self.improves is None:
            yield "improves is missing: the ECRS notes are of a definition before"
        for note in self.ecrs:
            for number in sorted(set(note.after) - numbers):
                yield f"ecrs {note.way.value}: this definition has no step {number}"
        units = {unit.id for unit in self.units}
        for declared in self.declared:
            if declared.unit is not None and declared.unit not in units:
                yield f"declared {declared.figure.value}: unknown unit {declared.unit!r}"


def lineage_faults(after: ProcessDefinition, before: ProcessDefinition) -> Iterator[str]:
    """Names steps of the definition before that a change points to and that are not there."""
    if after.improves != before.id:
        return
    numbers = {step.number for step in before.steps}
    for note in after.ecrs:
        for number in sorted(set(note.before) - numbers):
            yield f"ecrs {note.way.value}: {before.id} has no step {number}"


def _repeated(names: Iterable[str]) -> list[str]:
    return sorted(name for name, n in Counter(names).items() if n > 1)

"""AdjRW of many stays at once, column by column: what is alike is read and worked out once.

A million stays hold a few hundred days and some ten thousand pairs of DRG and LOS, so the work a row is
little more than looking up. It means what `los` and `adjrw` mean of one stay; tests hold them together.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sitthi.core.coding.adjrw import AdjrwRule, adjrw
from sitthi.core.coding.drg import Drg
from sitthi.core.coding.drg_table import DrgTable
from sitthi.core.coding.los import DAY_MINUTES, LosRule, los
from sitthi.core.coding.memo import Memo
from sitthi.core.coding.stay_cells import (
    DAY_LENGTH,
    clock_minutes,
    day_minutes,
    fault_of_days,
    fault_of_moment,
    leave_minutes,
    shown_weight,
    weight,
    whole_days,
)

__all__ = ["COLUMNS", "Fault", "Stay", "Stays"]

COLUMNS = ("drg", "los", "admitted_at", "discharged_at", "leave_days", "adjrw")
"""What is known of a stay: its DRG; its LOS or the times it follows from; the AdjRW that came with it, if any."""

Texts = Sequence[str]
Fault = tuple[str, str]
"""A finding's code and the field it is about."""

_FAR = 1 << 50
_BAD, _EMPTY, _BACKWARDS = -1, -2, -3
_NO_LEAVE = frozenset(("", "0"))


@dataclass(frozen=True, slots=True, eq=False)
class Stay:
    """What came out for a stay, shared by all stays that are alike; weights in ten-thousandths.

    `adjrw` is `None` after a grouper's error. `in_force` tells whether the table was in force on the day of
    discharge. `given` is the AdjRW that came with the stay. `cells` has the result as it is shown, each cell
    after a comma: `,08231,5.7202,5,4.9357,low`.
    """

    drg: str
    rw: int
    los: int
    adjrw: int | None
    rule: AdjrwRule
    table: DrgTable
    in_force: bool
    given: int | None
    cells: str

    @property
    def differs(self) -> bool:
        """Tells whether another AdjRW came with the stay than was worked out."""
        return self.given is not None and self.adjrw is not None and self.given != self.adjrw


def _read(read: Callable[[str], int | None], bad: int) -> Memo[str, int]:
    """Remembers what each text was read as; one that cannot be read is `bad`."""

    def made(text: str) -> int:
        value = read(text)
        return bad if value is None else value

    return Memo(made)


@dataclass(frozen=True, slots=True, eq=False)
class _Pick:
    """The table taken for a day, and whether it was in force on it."""

    table: DrgTable
    in_force: bool


_Head = str | tuple[str, str]
"""A DRG, with the AdjRW that came with the stay where the table has that column."""


class Stays:
    """Works out stays against the tables of a home; `asked` names one table for all, whatever their days.

    Otherwise a stay takes the table in force on its day of discharge; where that is not known, or before
    the first table, the latest one. `odd` gathers the results that a reader should look at: grouper's errors,
    and those that differ from what came with the stay.
    """

    def __init__(
        self, tables: Sequence[DrgTable], rule: LosRule, *, asked: DrgTable | None = None, factor_one: bool = False
    ) -> None:
        self._picks = [_Pick(table, True) for table in sorted(tables, key=lambda table: table.in_force_from)]
        self._early = _Pick(self._picks[-1].table, False)
        self._asked = None if asked is None else _Pick(asked, True)
        self._rule = rule
        self._factor_one = factor_one
        self.odd: set[Stay] = set()
        # By table, then DRG, then LOS: small tables of which the few in use stay in the processor's cache.
        self._known: Memo[_Pick | None, Memo[_Head, Memo[int, Stay | None]]] = Memo(
            lambda pick: Memo(lambda head: Memo(lambda los: self._stay(pick, head, los)))
        )
        self._los_of_minutes = Memo(self._los)
        self._to_next_day = DAY_MINUTES - 1 - rule.extra_day_over_minutes
        self._los_of_text = _read(lambda text: whole_days(text) if text else _EMPTY, _BAD)
        self._pick_of_day = Memo(self._pick)
        # A time that cannot be read makes the stay end long before it began, whichever side it stands on.
        self._ends = _read(day_minutes, -_FAR), _read(clock_minutes, -_FAR)
        self._begins = _read(day_minutes, _FAR), _read(clock_minutes, _FAR)
        self._leave = _read(leave_minutes, _FAR)

    def worked_out(
        self,
        drg: Texts,
        los: Texts | None = None,
        admitted_at: Texts | None = None,
        discharged_at: Texts | None = None,
        leave_days: Texts | None = None,
        adjrw: Texts | None = None,
    ) -> list[Stay | None]:
        """Gives a result for each row of the columns, `None` where `one` has to say why there is none.

        A LOS that is given stands; where it is empty it follows from the times.
        """
        heads: Sequence[_Head] = drg if adjrw is None else list(zip(drg, adjrw, strict=True))
        ended = None if discharged_at is None else _Moments(discharged_at)
        lengths = self._lengths(los, admitted_at, ended, leave_days)
        days = [""] if ended is None else ended.days
        picks = set(map(self._pick_of_day.__getitem__, set(days)))
        if len(picks) == 1:
            of_heads = map(self._known[picks.pop()].__getitem__, heads)
        else:
            of_rows = map(self._known.__getitem__, map(self._pick_of_day.__getitem__, days))
            of_heads = map(operator.getitem, of_rows, heads)
        return list(map(operator.getitem, of_heads, lengths))

    def differing_los(
        self, los: Texts, admitted_at: Texts, discharged_at: Texts, leave_days: Texts | None
    ) -> list[int]:
        """Gives the indices of the rows whose given LOS is another than the times say."""
        given = map(self._los_of_text.__getitem__, los)
        times = self._los_of_times(admitted_at, _Moments(discharged_at), leave_days)
        return [n for n, (a, b) in enumerate(zip(given, times, strict=True)) if a != b and a >= 0 and b >= 0]

    def _lengths(
        self, given: Texts | None, admitted_at: Texts | None, ended: "_Moments | None", leave_days: Texts | None
    ) -> Iterable[int]:
        if admitted_at is None or ended is None:
            return map(self._los_of_text.__getitem__, given or ())
        times = self._los_of_times(admitted_at, ended, leave_days)
        if given is None:
            return times
        read = map(self._los_of_text.__getitem__, given)
        return [b if a == _EMPTY or b == _BACKWARDS else a for a, b in zip(read, times, strict=True)]

    def _los_of_times(self, admitted_at: Texts, ended: "_Moments", leave_days: Texts | None) -> list[int]:
        """Gives whole days, less than none where a time cannot be read or the stay ends before it begins."""
        minutes = map(operator.sub, ended.read(*self._ends), _Moments(admitted_at).read(*self._begins))
        if leave_days is not None and not _NO_LEAVE.issuperset(leave_days):
            minutes = map(operator.sub, minutes, map(self._leave.__getitem__, leave_days))
        known, to_next_day = self._los_of_minutes, self._to_next_day
        return [(n + to_next_day) // DAY_MINUTES if n >= DAY_MINUTES else known[n] for n in minutes]

    def _los(self, minutes: int) -> int:
        if minutes >= 0:
            return los(minutes, self._rule)
        return _BACKWARDS if minutes > -_FAR // 2 else _BAD

    def _pick(self, day: str) -> _Pick | None:
        """Gives the table for a day of discharge; `None` where the day cannot be read."""
        minutes = day_minutes(day)
        if minutes is None:
            return None if day else self._asked or self._picks[-1]
        if self._asked is not None:
            return self._asked
        reached = [pick for pick in self._picks if pick.table.in_force_from.isoformat() <= day]
        return reached[-1] if reached else self._early

    def _stay(self, pick: _Pick | None, head: _Head, days: int) -> Stay | None:
        drg, given = (head, "") if isinstance(head, str) else head
        if pick is None or days < 0:
            return None
        row = pick.table.drgs.get(drg)
        came = weight(given) if given else None
        if row is None or (came is None and given):
            return None
        rule, value = self._weighed(row, days, pick.table, came)
        if rule is AdjrwRule.GIVEN and came is None:
            return None
        cells = f",{drg},{shown_weight(row.rw)},{days},{shown_weight(value) or ''},{rule.value}"
        stay = Stay(drg, row.rw, days, value, rule, pick.table, pick.in_force, came, cells)
        if stay.differs or rule is AdjrwRule.GROUPER_ERROR:
            self.odd.add(stay)
        return stay

    def _weighed(self, row: Drg, days: int, table: DrgTable, came: int | None) -> tuple[AdjrwRule, int | None]:
        if table.formula is None or not table.formula.is_known:
            return AdjrwRule.GIVEN, came
        if row.code in table.formula.error_drgs:
            return AdjrwRule.GROUPER_ERROR, None
        return adjrw(row, days, table.formula, factor_one=self._factor_one)

    def one(self, cells: Mapping[str, str]) -> Stay | list[Fault]:
        """Looks at one row cell by cell, an absent one being empty; gives all that is wrong, or its result."""
        row = {name: cells.get(name, "").strip() for name in COLUMNS}
        if faults := list(self._faults(**row)):
            return faults
        return cast(Stay, self.worked_out(**{name: [text] for name, text in row.items()})[0])

    def _faults(
        self, drg: str, los: str, admitted_at: str, discharged_at: str, leave_days: str, adjrw: str
    ) -> Iterator[Fault]:
        pick = self._pick(discharged_at[:DAY_LENGTH])
        table = (pick or self._picks[-1]).table
        if not drg:
            yield "value.required", "drg"
        elif drg not in table.drgs:
            yield "adjrw.unknown_drg", "drg"
        elif not table.is_computable and not adjrw:
            yield "adjrw.needs_given", "adjrw"
        if adjrw and weight(adjrw) is None:
            yield "value.not_a_number", "adjrw"
        if not los and not admitted_at and not discharged_at:
            yield "value.required", "los"
        elif not los:
            yield from self._faults_of_times(admitted_at, discharged_at, leave_days)
        else:
            if fault := fault_of_days(los):
                yield fault, "los"
            if pick is None:
                yield fault_of_moment(discharged_at) or "adjrw.not_a_time", "discharged_at"
            elif self._los_of_times([admitted_at], _Moments([discharged_at]), [leave_days]) == [_BACKWARDS]:
                yield self._fault_of_order(admitted_at, discharged_at)

    def _faults_of_times(self, admitted_at: str, discharged_at: str, leave_days: str) -> Iterator[Fault]:
        moments = {"admitted_at": admitted_at, "discharged_at": discharged_at}
        faults = [(fault, field) for field, text in moments.items() if (fault := fault_of_moment(text))]
        if leave_days and (fault := fault_of_days(leave_days)):
            faults.append((fault, "leave_days"))
        yield from faults
        if not faults and self._los_of_times([admitted_at], _Moments([discharged_at]), [leave_days]) == [
            _BACKWARDS
        ]:
            yield self._fault_of_order(admitted_at, discharged_at)

    def _fault_of_order(self, admitted_at: str, discharged_at: str) -> Fault:
        if self._los_of_times([admitted_at], _Moments([discharged_at]), None) == [_BACKWARDS]:
            return "adjrw.discharged_before", "discharged_at"
        return "adjrw.leave_too_long", "leave_days"


_day_of = operator.itemgetter(slice(None, DAY_LENGTH))
_clock_of = operator.itemgetter(slice(DAY_LENGTH, None))


class _Moments:
    """A column of times, cut once into days and times of day."""

    __slots__ = ("_texts", "days")

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.days = list(map(_day_of, texts))

    def read(self, day: Mapping[str, int], clock: Mapping[str, int]) -> Iterator[int]:
        """Gives each as minutes, by what its day and its time of day are read as."""
        clocks = map(clock.__getitem__, map(_clock_of, self._texts))
        return map(operator.add, map(day.__getitem__, self.days), clocks)

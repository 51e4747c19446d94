"""`sitthi due`: when a deadline falls, which days were skipped and why, and how surely that is known."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sitthi.book.loader import read_document
from sitthi.cli.due_overlays import overlays_of
from sitthi.cli.due_views import due_view, listed, rules_view, skipped_view
from sitthi.cli.report import Report, Stop
from sitthi.cli.verb import Asked, verb
from sitthi.core.calendar.days import Calendar
from sitthi.core.calendar.deadlines import (
    Clock,
    DayOne,
    Deadline,
    DueOnHoliday,
    deadline,
    deadline_working,
    hours_deadline,
)
from sitthi.core.calendar.working import NotWorking, working_calendar
from sitthi.core.evidence import Evidence, Grade, weakest
from sitthi.core.findings import Finding, Refusal
from sitthi.core.identity import Inscl
from sitthi.core.places import Places, Province, province_named
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Entry, Rule, Unit, in_force
from sitthi.core.thai.dates import DateFault, read_date

FREE = Evidence(Grade.F, "sitthi", "the count asked for")
_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Limit:
    """What is to be counted: by a rule's entry, or as asked; an event has no count."""

    clock: Clock
    n: int | None
    evidence: Evidence
    rule: Rule | None = None
    entry: Entry | None = None
    findings: Sequence[Finding] = ()


@click.command("due")
@click.argument("rule", required=False)
@click.option(
    "--from", "start", metavar="DATE", help="Start of the clock: 2026-11-18, 18/11/2569; hours: add 14:30."
)
@click.option(
    "--working-days", type=click.IntRange(-_MOST_DAYS, _MOST_DAYS),
    help="Count working days, without a rule; below 0 back.",
)  # fmt: skip
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), help="Count calendar days, without a rule.")
@click.option("--fund", type=click.Choice([right.value for right in Inscl]), help="For rules that differ by fund.")
@click.option("--place", help="Province of the office, by code or name: its local days count.")
@click.option(
    "--calendar", "own", type=click.Path(path_type=Path, exists=True, dir_okay=False), multiple=True,
    help="TOML of the office's own days off and days worked.",
)  # fmt: skip
@verb(overrides=True, working=True)
def command(
    asked: Asked, rule: str | None, start: str | None, working_days: int | None, days: int | None,
    fund: str | None, place: str | None, own: tuple[Path, ...],
) -> Report:  # fmt: skip
    """When RULE falls due; RULE is the id of a deadline, or `list`."""
    if rule == "list":
        rules = [found for found in asked.book.all(Rule).values() if found.is_deadline]
        return Report(
            {"command": "due list", "rules": [listed(found) for found in rules]}, [rules_view(asked, rules)]
        )
    if sum(given is not None for given in (rule, working_days, days)) != 1:
        raise click.UsageError(asked.say("due.one_of"))
    if start is None:
        raise click.UsageError(asked.say("due.from_missing"))
    if working_days == 0:
        raise click.BadParameter(asked.say("due.no_days"), param_hint="--working-days")
    day, moment = _start(asked, start)
    province = _province(asked, place)
    if rule is None:
        clock = Clock.WORKING_DAYS if working_days is not None else Clock.CALENDAR_DAYS
        limit = Limit(clock, working_days or days or 0, FREE)
    else:
        limit = _limit(asked, rule, day, fund, province)
    if limit.n is None:
        return _without_date(asked, limit, day, fund)
    if limit.clock is Clock.HOURS:
        if moment is None:
            raise click.BadParameter(asked.say("due.date_needs_time"), param_hint="--from")
        return _in_hours(asked, limit, limit.n, moment, fund)
    return _in_days(asked, limit, limit.n, day, province, fund, own)


def _in_days(
    asked: Asked,
    limit: Limit,
    n: int,
    day: datetime.date,
    province: Province | None,
    fund: str | None,
    own: tuple[Path, ...],
) -> Report:
    choices = asked.settled("due")
    calendars = sorted(asked.book.all(Calendar).values(), key=lambda calendar: not calendar.covers)
    layers = [*calendars, *(read_document(Calendar, path) for path in own)]
    office = working_calendar(layers, province.code if province else None)
    settled = limit.rule.due_on_holiday if limit.rule else None
    moves = settled or DueOnHoliday(choices["due_on_holiday"])
    found = deadline(limit.clock, n, day, office, moves, DayOne(choices["day_one"]))
    read = _choices_read(found, settled is not None)
    known = asked.book.all(Choice)
    grades = {
        "rule": limit.evidence.grade,
        "calendar": found.grade,
        **{name: known[name].evidence.grade for name in read},
    }
    data: dict[str, Any] = {
        **_head(asked, limit, fund),
        "place": province.code if province else None,
        "from": day.isoformat(),
        "days": found.n if found.clock in (Clock.WORKING_DAYS, Clock.CALENDAR_DAYS) else None,
        "counted_from": found.counted_from.isoformat(),
        "due": found.due.isoformat(),
        "nominal": found.nominal.isoformat(),
        "last_working_day": found.last_working_day.isoformat() if found.last_working_day else None,
        "skipped": [_skipped(why) for why in found.skipped],
        "grade": weakest(grades.values()).value,
        "grades": {name: grade.value for name, grade in grades.items()},
        "estimated": found.estimated,
        "choices": {name: choices[name] for name in read},
    }
    views = [due_view(asked, data, limit.rule, limit.entry, province)]
    if found.skipped:
        views.append(skipped_view(asked, found.skipped))
    if asked.working:
        from sitthi.cli.explain import working_view

        working = deadline_working(found, limit.evidence, calendars[0].evidence)
        data["working"] = working.as_tree()
        views.append(working_view(asked, working.name, working))
    return Report(data, views, limit.findings)


def _in_hours(asked: Asked, limit: Limit, n: int, moment: datetime.datetime, fund: str | None) -> Report:
    due = hours_deadline(n, moment).isoformat(timespec="minutes")
    return _uncalendared(asked, limit, moment.isoformat(timespec="minutes"), due, fund)


def _without_date(asked: Asked, limit: Limit, day: datetime.date, fund: str | None) -> Report:
    """Tells a limit that is an event: known in words, and no day."""
    return _uncalendared(asked, limit, day.isoformat(), None, fund)


def _uncalendared(asked: Asked, limit: Limit, start: str, due: str | None, fund: str | None) -> Report:
    """Reports a limit on which no calendar has a say."""
    data = {
        **_head(asked, limit, fund),
        "place": None,
        "from": start,
        "days": None,
        "due": due,
        "last_working_day": None,
        "skipped": [],
        "grade": limit.evidence.grade.value,
        "grades": {"rule": limit.evidence.grade.value},
        "estimated": False,
        "choices": {},
    }
    return Report(data, [due_view(asked, data, limit.rule, limit.entry, None)], limit.findings)


def _head(asked: Asked, limit: Limit, fund: str | None) -> dict[str, Any]:
    title = limit.rule.title if limit.rule else None
    says = limit.entry.says if limit.entry else None
    return {
        "command": "due",
        "book": asked.book.sha256[:16],
        "rule": limit.rule.id if limit.rule else None,
        "title": {"th": title.th, "en": title.en} if title else None,
        "source": limit.evidence.citation if limit.rule else None,
        "fund": fund,
        "clock": limit.clock.value,
        "n": limit.n,
        "says": {"th": says.th, "en": says.en} if says else None,
    }


def _skipped(why: NotWorking) -> dict[str, Any]:
    """Gives a skipped day: `reason` is `weekend`, or the holiday's English name where it is a weekday."""
    names = [{"th": entry.th, "en": entry.en, "kind": entry.kind.value} for entry in why.days_off]
    grades = [entry.evidence.grade for entry in why.days_off]
    return {
        "day": why.day.isoformat(),
        "reason": "weekend" if why.is_weekend else "; ".join(name["en"] for name in names),
        "holidays": names,
        "grade": weakest(grades).value if grades and not why.is_weekend else None,
    }


def _choices_read(found: Deadline, is_settled: bool) -> list[str]:
    """Names the choices that had a part in a result: one that could not change it is not shown."""
    if found.clock is Clock.WORKING_DAYS:
        return ["day_one"]
    return ["due_on_holiday"] if found.is_on_day_off and not is_settled else []


def _limit(asked: Asked, name: str, day: datetime.date, fund: str | None, province: Province | None) -> Limit:
    """Finds what a rule says for a day and fund, the office's overrides laid over the book."""
    rules = asked.book.all(Rule)
    rule = rules.get(name)
    if rule is None or not rule.is_deadline:
        known = ", ".join(["list", *(found.id for found in rules.values() if found.is_deadline)])
        raise click.BadParameter(asked.say("due.no_rule", rule=repr(name), known=known), param_hint="RULE")
    findings: list[Finding] = []
    overlays = overlays_of(asked, rules, rule, day, findings)
    keys = {"fund": fund, "region": province.region if province else None}
    given = {key: value for key, value in keys.items() if value is not None}
    entry = in_force(rule, day, overlays, **given)
    title = rule.title.in_language(asked.language)
    if entry is None:
        missing = {"rule": title, "keys": ", ".join(rule.keyed_by) or "-"}
        raise _refused(Refusal("due.no_entry", missing), findings)
    clock = entry.unit or rule.unit
    if not entry.is_known or clock is Unit.NOT_KNOWN:
        raise _refused(Refusal("due.not_known", {"rule": title}), findings)
    n = entry.value.numerator if entry.value is not None else None
    return Limit(Clock(clock), n, entry.evidence, rule, entry, findings)


def _refused(refusal: Refusal, findings: Sequence[Finding]) -> Stop:
    """Ends the verb without losing the warnings: the file left aside may be why nothing is known."""
    return Stop(refusal.code, 12, refusal=refusal, findings=findings)


def _province(asked: Asked, place: str | None) -> Province | None:
    if place is None:
        return None
    for places in asked.book.all(Places).values():
        if province := province_named(places, place):
            return province
    raise click.BadParameter(asked.say("due.no_province"), param_hint="--place")


_MOMENT = re.compile(r"(.+?)[T\s](\d{1,2}):(\d{2})", re.ASCII)


def _start(asked: Asked, text: str) -> tuple[datetime.date, datetime.datetime | None]:
    """Reads the start: a day in any of its forms, with or without a time."""
    timed = _MOMENT.fullmatch(text.strip())
    day = read_date(timed[1] if timed else text)
    if isinstance(day, DateFault):
        raise click.BadParameter(asked.say(f"due.date_{day.value}"), param_hint="--from")
    if timed is None:
        return day, None
    try:
        # No zone: the accident and the clock stand in the same one.
        return day, datetime.datetime.combine(day, datetime.time(int(timed[2]), int(timed[3])))
    except ValueError:
        raise click.BadParameter(asked.say("due.date_no_such_time"), param_hint="--from") from None

"""The tables that `sitthi due` shows to people: the due date, the skipped days, the list of rules."""

import datetime
from collections.abc import Sequence
from typing import Any

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.calendar.working import NotWorking
from sitthi.core.numbers import plain
from sitthi.core.places import Province
from sitthi.core.rules.dated import Entry, Rule
from sitthi.core.thai.dates import written_short

__all__ = ["due_view", "listed", "rules_view", "skipped_view"]


def due_view(
    asked: Asked, data: dict[str, Any], rule: Rule | None, entry: Entry | None, province: Province | None
) -> TableView:  # fmt: skip
    """Shows a due date with what it rests on, one fact a line."""
    is_back = data["n"] is not None and data["n"] < 0
    says = entry.says.in_language(asked.language) if entry and entry.says else None
    limit = None if data["n"] is None else asked.say(f"due.unit_{data['clock']}", n=str(abs(data["n"])))
    rows = [
        ("counted_back" if is_back else "due", says or _written(asked, data["due"])),
        ("last_working_day", _written(asked, data["last_working_day"])),
        ("from", _written(asked, data["from"]) if limit else None),
        ("limit", limit),
        ("place", province.name.in_language(asked.language) if province else None),
        ("fund", data["fund"]),
        ("source", data["source"]),
        ("weakest", data["grade"]),
    ]
    back = "_back" if is_back else ""
    notes = [entry.note.in_language(asked.language)] if entry and entry.note else []
    notes += [asked.say(f"due.choice_{name}_{value}{back}") for name, value in data["choices"].items()]
    if data["estimated"]:
        notes.append(asked.say("due.estimated"))
    if data["grade"] in ("I", "K", "GAP"):
        parts = ", ".join(f"{asked.say(f'due.grade_{name}')} {grade}" for name, grade in data["grades"].items())
        notes.append(asked.say("due.provisional", parts=parts))
    return TableView(
        rule.title.in_language(asked.language) if rule else asked.say("due.title"),
        [asked.say("due.what"), asked.say("due.says")],
        [(asked.say(f"due.{name}"), text) for name, text in rows if text is not None],
        notes=notes,
    )


def skipped_view(asked: Asked, skipped: Sequence[NotWorking]) -> TableView:
    """Shows the days that were passed over, each with its reason and the grade of a holiday."""
    rows = []
    for why in skipped:
        names = [entry.name.in_language(asked.language) for entry in why.days_off]
        reasons = [asked.say("due.weekend"), *names] if why.is_weekend else names
        grades = {entry.evidence.grade.value for entry in why.days_off}
        rows.append((_written(asked, why.day.isoformat()) or "", ", ".join(reasons), ", ".join(sorted(grades))))
    headings = [asked.say(f"due.{name}") for name in ("day", "reason", "grade")]
    return TableView(asked.say("due.skipped", n=str(len(rows))), headings, rows)


def listed(rule: Rule) -> dict[str, Any]:
    """Gives a rule with its entries as plain values."""
    return {
        "rule": rule.id,
        "title": {"th": rule.title.th, "en": rule.title.en},
        "clock": rule.unit.value,
        "picks": rule.picks.value,
        "keyed_by": list(rule.keyed_by),
        "entries": [
            {
                "keys": dict(entry.keys),
                "n": entry.value.numerator if entry.value is not None else None,
                "says": {"th": entry.says.th, "en": entry.says.en} if entry.says else None,
                "since": entry.since.isoformat() if entry.since else None,
                "until": entry.until.isoformat() if entry.until else None,
                "grade": entry.evidence.grade.value,
                "source": entry.evidence.citation,
            }
            for entry in rule.entries
        ],
    }


def rules_view(asked: Asked, rules: Sequence[Rule]) -> TableView:
    """Shows every deadline of the book, a row an entry."""
    rows = []
    for rule in rules:
        for entry in rule.entries:
            if entry.says is not None:
                limit = entry.says.in_language(asked.language)
            elif entry.value is None:
                limit = asked.say("due.unit_not_known")
            else:
                limit = asked.say(f"due.unit_{entry.unit or rule.unit}", n=plain(entry.value))
            keys = ", ".join(entry.keys.values()) or "-"
            start = asked.say(f"due.picks_{rule.picks}")
            title = rule.title.in_language(asked.language)
            rows.append((rule.id, title, keys, limit, start, entry.evidence.grade.value))
    headings = [asked.say(f"due.{name}") for name in ("rule", "title_heading", "keys", "limit", "from", "grade")]
    return TableView(asked.say("due.list_title"), headings, rows)


def _written(asked: Asked, iso: str | None) -> str | None:
    """Writes a day or moment: in Thai as offices do, else ISO."""
    if iso is None or asked.language != "th":
        return iso.replace("T", " ") if iso else None
    day, _, time = iso.partition("T")
    return f"{written_short(datetime.date.fromisoformat(day))} {time}".strip()

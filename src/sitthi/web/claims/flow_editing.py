"""A hospital's own edition of a flow: a copy with what somebody typed, held against the strict loader.

What stays as it was keeps who said it; what was changed says that the hospital does. Cases that run keep the
edition that they began with: an edition holds for admissions from its day on.
"""

import datetime
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from sitthi.book import BrokenBook
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule
from sitthi.core.thai.digits import in_arabic_digits
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.flow_toml import fault_sentence, written_toml
from sitthi.web.claims.flows import book, definition_of, read_flow
from sitthi.web.claims.models import FlowEdition
from sitthi.web.desk.templatetags.thai import bedate

__all__ = ["BLANK_ROWS", "Draft", "StepRow", "changed_values", "draft_of", "plain_of", "rows_of_values", "saved"]

BLANK_ROWS = 2
_LONGEST_ID = 40
_MOST_STEPS = 60
_LONGEST_TEXT, _LONGEST_LINE = 200_000, 4000
"""Letters; a thousand names joined by points take a parser of TOML a minute."""


@dataclass(slots=True)
class StepRow:
    """A step as the form has it: all as it was typed."""

    id: str = ""
    place: str = ""
    th: str = ""
    en: str = ""
    unit: str = ""
    symbol: str = "operation"
    minutes: str = ""
    group: str = ""
    named: str = ""
    needs: Sequence[str] = ()
    makes: Sequence[str] = ()
    deadline: str = ""
    clock: str = ""
    is_dropped: bool = False


@dataclass(slots=True)
class Draft:
    """What somebody typed: the steps and the days of groups, or the whole text."""

    title_th: str = ""
    title_en: str = ""
    note: str = ""
    rows: list[StepRow] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)
    text: str = ""
    is_text: bool = False


def plain_of(edition: FlowEdition) -> dict[str, Any]:
    """Gives the plain values of an edition's text."""
    return tomllib.loads(edition.text, parse_float=Decimal)


def rows_of_values(values: Mapping[str, Any]) -> list[StepRow]:
    """Gives the rows of the form from a flow's plain values, with some empty ones for new steps."""
    rows = [
        StepRow(
            id=step["id"], place=str(step["number"]), th=step["label"]["th"], en=step["label"]["en"],
            unit=step["unit"], symbol=step["symbol"], minutes=str(step.get("minutes", "")),
            group=step.get("group", ""), named=", ".join(step.get("named", ())), needs=step.get("needs", ()),
            makes=step.get("makes", ()), deadline=step.get("deadline", ""), clock=step.get("clock_starts", ""),
        )
        for step in values["steps"]
    ]  # fmt: skip
    return [*rows, *(StepRow() for _n in range(BLANK_ROWS))]


def draft_of(posted: QueryDict) -> Draft:
    """Reads what was typed into the form."""
    rows_sent = posted.get("n_rows", "")
    n = min(int(rows_sent), _MOST_STEPS) if re.fullmatch("[0-9]{1,4}", rows_sent) else 0

    def typed(row: int, name: str) -> str:
        return " ".join(posted.get(f"step-{row}-{name}", "").split())[:300]

    rows = [
        StepRow(
            **{name: typed(row, name) for name in _TYPED},
            needs=posted.getlist(f"step-{row}-needs"),
            makes=posted.getlist(f"step-{row}-makes"),
            is_dropped=bool(posted.get(f"step-{row}-drop")),
        )
        for row in range(n)
    ]
    days = {name.removeprefix("days-"): posted[name].strip()[:12] for name in posted if name.startswith("days-")}
    return Draft(
        title_th=posted.get("title_th", "").strip()[:200],
        title_en=posted.get("title_en", "").strip()[:200],
        note=" ".join(posted.get("note", "").split())[:400],
        rows=rows,
        days=days,
        text=posted.get("text", "").replace("\r\n", "\n"),
        is_text=posted.get("as") == "text",
    )


_TYPED = ("id", "place", "th", "en", "unit", "symbol", "minutes", "group", "named", "deadline", "clock")


def changed_values(
    values: Mapping[str, Any], draft: Draft, hospital: Organisation, day: datetime.date
) -> dict[str, Any]:  # fmt: skip
    """Lays what was typed over a flow's plain values; what cannot be is left for the loader to name."""
    said = f"F hospital-{hospital.code} {day.isoformat()}"
    whole = values["evidence"]
    before = {step["id"]: step for step in values["steps"]}
    taken: set[str] = set(before)
    steps: list[dict[str, Any]] = []
    for row in _in_order(draft.rows):
        known = before.get(row.id)
        laid = _laid(known or {}, row)
        if known is None:
            laid["id"] = _new_id(row, taken)
        steps.append(_with_evidence(laid, known, whole, said))
    numbers = {step["id"]: n for n, step in enumerate(steps, 1)}
    # A step's number and id lead its row.
    steps = [{"number": n, "id": step["id"], **_without(step, "number", "id")} for n, step in enumerate(steps, 1)]
    groups = [_group(group, draft.days, whole, said) for group in values.get("groups", ())]
    found = {
        **values,
        "title": {"th": draft.title_th or values["title"]["th"], "en": draft.title_en or values["title"]["en"]},
        "edition": f"{hospital.code} {day.isoformat()}",
        "evidence": said,
        "in_force_from": day,
        "steps": steps,
        "documents": [
            {**document, "evidence": document.get("evidence", whole)} for document in values.get("documents", ())
        ],
        "ecrs": _moved_notes(values, before, numbers),
    }
    if groups:
        found["groups"] = groups
    # Figures that a document states of its own chart say nothing of another.
    return {
        name: value for name, value in found.items() if name not in ("declared", "in_force_to") and value != []
    }


def _in_order(rows: Sequence[StepRow]) -> list[StepRow]:
    """Gives the rows that stay, by the place typed; of two at one place the moved one comes first."""
    kept = [(n, row) for n, row in enumerate(rows, 1) if not row.is_dropped and (row.id or row.th or row.en)]

    def place(pair: tuple[int, StepRow]) -> tuple[int, bool, int]:
        n, row = pair
        typed = in_arabic_digits(row.place)
        at = int(typed) if typed.isascii() and typed.isdigit() else n
        return at, at == n, n

    return [row for _n, row in sorted(kept, key=place)]


def _laid(known: Mapping[str, Any], row: StepRow) -> dict[str, Any]:
    minutes = in_arabic_digits(row.minutes)
    given: dict[str, Any] = {
        "label": {"th": row.th, "en": row.en},
        "unit": row.unit,
        "symbol": row.symbol,
        "minutes": int(minutes) if minutes.isascii() and minutes.isdigit() else minutes or None,
        "group": row.group or None,
        "named": [name for part in re.split(r"[,;\n]", row.named) if (name := part.strip())] or None,
        "needs": list(row.needs) or None,
        "makes": list(row.makes) or None,
        "deadline": row.deadline or None,
        "clock_starts": row.clock or None,
    }
    laid = {**known, **given}
    return {name: value for name, value in laid.items() if value is not None}


def _with_evidence(
    laid: Mapping[str, Any], known: Mapping[str, Any] | None, whole: str, said: str
) -> dict[str, Any]:  # fmt: skip
    """Says of a row who says it: whoever did where it is as it was, the hospital where it was changed.

    Who does a step by name is the hospital's to say, and weakens nothing.
    """
    if known is None:
        return dict(laid)
    beside = ("number", "evidence", "assigned", "named", "clock_starts")
    assigned = {"assigned": known["assigned"]} if "assigned" in known and laid.get("unit") == known["unit"] else {}
    if _without(laid, *beside) == _without(known, *beside):
        return {**_without(laid, "assigned"), "evidence": known.get("evidence", whole), **assigned}
    return {**_without(laid, "evidence", "assigned"), **assigned}


def _group(group: Mapping[str, Any], days: Mapping[str, str], whole: str, said: str) -> dict[str, Any]:
    typed = in_arabic_digits(days.get(group["id"], str(group["days"])))
    value: Any = int(typed) if typed.isascii() and typed.isdigit() else typed
    is_same = str(value) == str(group["days"])
    evidence = group.get("evidence", whole) if is_same else said
    return {**group, "days": value, "evidence": evidence, "assigned": group.get("assigned", whole)}


def _moved_notes(
    values: Mapping[str, Any], before: Mapping[str, Any], numbers: Mapping[str, int]
) -> list[dict[str, Any]]:  # fmt: skip
    """Gives the notes of what an earlier edition changed, pointing at where its steps stand now."""
    place = {step["number"]: numbers.get(step["id"]) for step in before.values()}
    found = []
    for note in values.get("ecrs", ()):
        after = [at for number in note.get("after", ()) if (at := place.get(number)) is not None]
        found.append({**_without(note, "after"), **({"after": after} if after else {})})
    return found


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _new_id(row: StepRow, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", row.en.lower()).strip("_")[: _LONGEST_ID - 4] or "step"
    name, n = stem, 2
    while name in taken:
        name, n = f"{stem}_{n}", n + 1
    taken.add(name)
    return name


def saved(
    user: User,
    hospital: Organisation,
    copied: FlowEdition,
    draft: Draft,
    day: datetime.date,
    today: datetime.date,
    language: str,
) -> FlowEdition | list[str]:
    """Saves a new edition, or says in the reader's language why it cannot be."""
    if day < today:
        said = _("An edition is in force from today or later: cases that run keep theirs. Today is %(day)s")
        return [said % {"day": bedate(today)}]
    text = draft.text if draft.is_text else written_toml(changed_values(plain_of(copied), draft, hospital, day))
    if len(text) > _LONGEST_TEXT or any(len(line) > _LONGEST_LINE for line in text.split("\n")):
        return [_("The text is longer than any flow: shorten it, and its lines")]
    try:
        flow = read_flow(text)
    except RecursionError:
        return [_("The text is nested deeper than any flow: write it as the book's are written")]
    except BrokenBook as broken:
        return [fault_sentence(fault, language) for fault in broken.faults]
    if faults := _misfits(flow, definition_of(copied), day):
        return faults
    edition = FlowEdition(
        hospital=hospital,
        definition=flow.id,
        fund=flow.fund,
        patient_type=flow.patient_type.value,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        in_force_from=day,
        in_force_to=flow.in_force_to,
        note=draft.note,
        made_by=user,
    )
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError:
        return [_("This very edition is there already: nothing was changed")]
    return edition


def _misfits(flow: ProcessDefinition, copied: ProcessDefinition, day: datetime.date) -> list[str]:
    """Names what the loader cannot know: what the desk has, and what the cases need."""
    found = []
    if (flow.id, flow.fund, flow.patient_type) != (copied.id, copied.fund, copied.patient_type):
        found.append(_("id, fund and patient_type stay as they were: another flow is another file of the book"))
    if flow.scope is not copied.scope:
        found.append(_("scope stays as it was: cases follow a flow of every unit"))
    if flow.in_force_from != day:
        found.append(_("in_force_from in the text is not the day in the field above: write the same day in both"))
    rules, choices = book().all(Rule), book().all(Choice)
    for step in flow.steps:
        where = {"n": step.number}
        if len(step.id) > _LONGEST_ID:
            found.append(_("Step %(n)s: an id has 40 letters at most") % where)
        if step.deadline is not None and (step.deadline not in rules or not rules[step.deadline].is_deadline):
            found.append(_("Step %(n)s: there is no time limit %(rule)s") % {**where, "rule": step.deadline})
        if step.condition is not None and step.condition.choice not in choices:
            found.append(_("Step %(n)s: there is no choice %(name)s") % {**where, "name": step.condition.choice})
    return found

"""The pictures and figures of flows in the reader's words: charts, and what a comparison of two says."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString, mark_safe

from sitthi.core.evidence import Evidence, Grade
from sitthi.core.flow.chart import as_it_comes
from sitthi.core.flow.comparison import CheckedFigure, Saving, compared, saving_grade
from sitthi.core.flow.definition import WHOLE, ProcessDefinition
from sitthi.core.flow.improvement import Figure
from sitthi.core.flow.layout import before_and_after, lane_chart, symbol_chart
from sitthi.core.flow.picture import Picture
from sitthi.core.flow.picture_words import PictureWords, picture_words
from sitthi.core.flow.working import Words
from sitthi.core.numbers import PLACES, grouped, shown
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule
from sitthi.files.words import say
from sitthi.files.write.prints.flow import PrintTable
from sitthi.files.write.svg import svg
from sitthi.web.claims.flows import book

__all__ = [
    "Saved",
    "both",
    "compared_tables",
    "drawn",
    "ecrs_rows",
    "flow_words",
    "picture_of",
    "printed_tables",
    "slip_sentences",
    "warnings_of",
    "words_for",
]

CHARTS = ("lanes", "symbols")
_NONE = "–"


def flow_words(language: str) -> Words:
    """Gives the words in which figures and pictures of flows are told."""
    return Words(language, lambda key, **detail: say(language, key, **detail))


def words_for(flow: ProcessDefinition, language: str, today: datetime.date) -> PictureWords:
    """Gives the words of a flow's pictures, limits as they are in force today."""
    choices = book().all(Choice)
    settled = {choice.id: choice.default for choice in choices.values()}
    return picture_words(flow, flow_words(language), choices, settled, book().all(Rule), today)


def picture_of(flow: ProcessDefinition, chart: str, words: PictureWords, side: str | None = None) -> Picture:
    """Lays out one of a flow's two charts; `side` says which of two it is."""
    return lane_chart(flow, words) if chart == "lanes" else symbol_chart(flow, words, side)


def drawn(picture: Picture, language: str) -> SafeString:
    """Gives a picture as SVG that stands in a page."""
    return mark_safe(svg(picture, language))  # noqa: S308 - the writer escapes every text


def both(before: ProcessDefinition, after: ProcessDefinition, language: str, today: datetime.date) -> Picture:
    """Lays two flows side by side, for paper."""
    return before_and_after(
        (before, words_for(before, language, today)), (after, words_for(after, language, today))
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """A row of a comparison: before, after, saved, percent or why there is none."""

    name: str
    before: str
    after: str
    saved: str
    percent: str
    grade: Grade
    working: str = ""
    """What an address calls its working, empty where it has none."""
    grew: bool = False


def compared_tables(before: ProcessDefinition, after: ProcessDefinition, language: str) -> Sequence[Saved]:
    """Gives the savings of the whole, of each unit that both chart, and of each symbol."""
    told, words = compared(before, after), flow_words(language)
    whole = saving_grade(before, after, next(iter(after.units)).id)
    rows = [
        _saved(words, words.say("flow.steps"), told.steps, whole, f"{WHOLE}.steps"),
        _saved(words, words.say("flow.minutes"), told.minutes, whole, f"{WHOLE}.minutes"),
        _saved(words, words.say("flow.days"), told.days, whole, f"{WHOLE}.days"),
    ]
    units = {unit.id: unit.label.in_language(language) for unit in (*before.units, *after.units)}
    for own in told.units:
        grade = saving_grade(before, after, own.unit)
        for name, saving in (("steps", own.steps), ("days", own.days)):
            if saving.before is not None and saving.after is not None:
                title = f"{words.say(f'flow.{name}')} · {units[own.unit]}"
                rows.append(_saved(words, title, saving, grade, f"{own.unit}.{name}"))
    for symbol, saving in told.symbols.items():
        rows.append(_saved(words, words.say(f"flow.{symbol.value}"), saving, whole, ""))
    return [row for row in rows if row.before != _NONE or row.after != _NONE]


def _saved(words: Words, name: str, saving: Saving, grade: Grade, working: str) -> Saved:
    percent = saving.percent
    if percent is None:
        written = words.say(f"flow.no_{saving.obstacle.value}") if saving.obstacle else ""
        working = ""
    elif percent < 0:
        written = words.say("flow.grew", percent=shown(-percent, PLACES["percent"]))
    else:
        written = shown(percent, PLACES["percent"])
    grew = saving.saved is not None and saving.saved < 0
    return Saved(
        name, _amount(saving.before), _amount(saving.after), _amount(saving.saved), written, grade, working, grew
    )


def _amount(value: Fraction | int | None) -> str:
    return _NONE if value is None else grouped(as_it_comes(Fraction(value)))


def warnings_of(before: ProcessDefinition, after: ProcessDefinition, language: str) -> list[str]:
    """Says what a reader has to know before using a comparison."""
    first, second = (words_for(flow, language, flow.in_force_from).scope(flow) for flow in (before, after))
    words = flow_words(language)
    return [
        words.say(f"flow.warn_{warned.value}", before=first, after=second)
        for warned in compared(before, after).warnings
    ]


def slip_sentences(
    before: ProcessDefinition, after: ProcessDefinition, language: str
) -> list[tuple[str, str, str, Grade]]:
    """Gives the figures that a document states and its charts do not bear out: name, stated, computed, grade."""
    return [
        (
            each.declared.name.in_language(language),
            _figure(each, each.declared.stated),
            _computed(each, language),
            each.grade,
        )
        for each in compared(before, after).declared
        if each.computed is not None and each.computed != each.declared.stated
    ]


def _figure(each: CheckedFigure, value: Fraction) -> str:
    if each.declared.figure in (Figure.MINUTES, Figure.DAYS):
        return grouped(as_it_comes(value))
    return f"{as_it_comes(value) if value.denominator in (1, 2) else shown(value, PLACES['percent'])} %"


def _computed(each: CheckedFigure, language: str) -> str:
    if each.computed is None:
        return _NONE
    written = _figure(each, each.computed)
    if each.computed_days is None:
        return written
    return say(language, "flow.in_days", n=written, days=_amount(each.computed_days))


def ecrs_rows(
    before: ProcessDefinition, after: ProcessDefinition, language: str
) -> list[tuple[str, str, str, Evidence]]:
    """Gives what was changed: the way, the words, which steps became which, who says so."""
    if after.improves != before.id:
        return []
    none = say(language, "flow.no_step")
    return [
        (
            f"{note.way.value} {say(language, f'flow.way_{note.way.value.lower()}')}",
            note.text.in_language(language),
            " → ".join(", ".join(map(str, numbers)) or none for numbers in (note.before, note.after)),
            note.steps_evidence or note.evidence,
        )
        for note in after.ecrs
    ]


def printed_tables(before: ProcessDefinition, after: ProcessDefinition, language: str) -> Iterator[PrintTable]:
    """Gives the tables that a print of a comparison has beside its picture."""

    def word(name: str) -> str:
        return say(language, f"flow.{name}")

    rows = compared_tables(before, after, language)
    yield PrintTable(
        " → ".join(flow.title.in_language(language) for flow in (before, after)),
        tuple(map(word, ("item", "before", "after", "saved", "percent"))),
        tuple((row.name, row.before, row.after, row.saved, row.percent) for row in rows),
        frozenset({1, 2, 3, 4}),
        tuple(warnings_of(before, after, language)),
    )
    if slips := slip_sentences(before, after, language):
        yield PrintTable(
            word("declared_title"), tuple(map(word, ("figure", "stated", "computed"))),
            tuple((name, stated, computed) for name, stated, computed, _grade in slips), frozenset({1, 2}),
            (word("computed_is_used"),),
        )  # fmt: skip
    if changes := ecrs_rows(before, after, language):
        yield PrintTable(
            word("changes_title"), tuple(map(word, ("way", "changed", "moved"))),
            tuple((way, text, moved) for way, text, moved, _evidence in changes),
        )  # fmt: skip

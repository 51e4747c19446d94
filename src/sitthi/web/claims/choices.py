"""What the filters of a list offer: funds, wards, steps, physicians and documents of somebody's own cases."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sitthi.web.accounts.models import Kind, Organisation, User
from sitthi.web.claims.flows import definition_by_id
from sitthi.web.claims.lists import Wanted
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.rows import fund_name
from sitthi.web.claims.units import WARD
from sitthi.web.desk.templatetags.thai import count

__all__ = ["Choices", "choices_for", "filter_words", "filters_of"]

_KEPT_SECONDS = 60
_MOST = 300

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter offers, as values with their words."""

    funds: Pairs
    wards: Pairs
    steps: Pairs
    physicians: Pairs
    documents: Pairs


def choices_for(user: User) -> Choices:
    """Gives the choices, read anew once a minute: a filter need not know of a ward the second it opens.

    Those who see the same cases share them.
    """
    language = get_language() or "th"
    places = sorted({f"{each.role}@{each.organisation_id}" for each in user.roles})
    key = f"choices:{','.join(places)}:{language}"
    found = cache.get(key)
    if found is None:
        found = _choices(user, language)
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _choices(user: User, language: str) -> Choices:
    cases = ClaimCase.objects.visible_to(user).that_are_open().order_by()
    wards = Organisation.objects.visible_to(user).filter(kind=Kind.UNIT, function=WARD).order_by("name_th")
    funds = sorted(cases.values_list("fund", flat=True).distinct()[:_MOST])
    physicians = sorted(filter(None, cases.values_list("physician", flat=True).distinct()[:_MOST]))
    steps: dict[str, str] = {}
    documents: dict[str, str] = {}
    for edition in cases.values_list("flow", flat=True).distinct()[:_MOST]:
        definition = definition_by_id(edition)
        steps |= {step.id: step.label.in_language(language) for step in definition.steps}
        documents |= {each.id: each.label.in_language(language) for each in definition.documents}
    return Choices(
        [(fund, fund_name(fund)) for fund in funds],
        [(str(ward.pk), ward.name) for ward in wards],
        list(steps.items()),
        [(name, name) for name in physicians],
        sorted(documents.items(), key=lambda pair: pair[1]),
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as the page draws it."""

    name: str
    label: str
    options: Pairs
    chosen: str


def filters_of(wanted: Wanted, choices: Choices) -> list[Filter]:
    """Gives the filters of a list with what is chosen in each."""
    due = [
        ("late", _("late")), ("today", _("up to today")), ("soon", _("up to 3 working days")),
        ("week", _("up to 7 days")),
    ]  # fmt: skip
    every = ("", _("all"))
    told = (
        ("fund", _("Fund"), choices.funds),
        ("due", _("Due"), due),
        ("ward", _("Ward"), choices.wards),
        ("step", _("Step"), choices.steps),
        ("physician", _("Physician"), choices.physicians),
        ("document", _("Lacks"), choices.documents),
        ("closed", _("State"), [("1", _("closed"))]),
    )
    return [
        Filter(name, label, [("", _("open")) if name == "closed" else every, *options], getattr(wanted, name))
        for name, label, options in told
    ]


def filter_words(wanted: Wanted, choices: Choices) -> str:
    """Says in words what a list is narrowed to."""
    said = [
        f"{each.label} {dict(each.options).get(each.chosen, each.chosen)}"
        for each in filters_of(wanted, choices)
        if each.chosen
    ]
    if wanted.least_baht:
        said.append(_("from %(baht)s baht") % {"baht": count(wanted.least_baht)})
    return " · ".join(said)

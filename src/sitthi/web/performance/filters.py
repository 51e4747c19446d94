"""The filters of the performance pages: what each offers, and what is chosen said in words."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import Min
from django.utils.translation import gettext as _

from sitthi.core.claims.facts import office_day
from sitthi.core.thai.periods import fiscal_year
from sitthi.web.accounts.models import Kind, Organisation
from sitthi.web.claims.choices import Filter
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.rows import fund_name
from sitthi.web.claims.units import WARD
from sitthi.web.desk.templatetags.thai import anyear
from sitthi.web.performance.scope import SPLITS, Asked, Scope, ended_field, key_of

__all__ = ["filter_words", "filters_of", "group_names"]

_KEPT_SECONDS = 60
_MOST = 300
_MOST_ASKED = 20

Pairs = list[tuple[str, str]]


def filters_of(scope: Scope, asked: Asked, today: datetime.date) -> Sequence[Filter]:
    """Gives the filters with what is chosen in each; who sees no case is not offered physicians."""
    every = ("", _("all"))
    funds, physicians = _of_cases(scope)
    told: list[tuple[str, str, Pairs]] = []
    if len(scope.hospitals) > 1:
        told.append(("hospital", _("Hospital"), [every, *((each.code, each.name) for each in scope.hospitals)]))
    told += [
        ("fund", _("Fund"), [every, *((fund, fund_name(fund)) for fund in funds)]),
        ("year", _("Fiscal year"), _years(scope, asked, today)),
        ("split", _("Split by"), _splits(scope)),
    ]
    if scope.hospital is not None:
        told.append(("ward", _("Ward"), [every, *_wards(scope.hospital)]))
    if physicians:
        told.append(("physician", _("Physician"), [every, *((key_of(name), name) for name in physicians)]))
    if ClaimCase.PatientType.OUTPATIENT in _kinds(scope) or asked.kind == ClaimCase.PatientType.OUTPATIENT:
        told.append(("kind", _("Patients"), [(each.value, str(each.label)) for each in ClaimCase.PatientType]))
    told.append(("target", _("Target"), [("tracked", _("tracked, whole system")), ("set", _("set at first"))]))
    return [Filter(name, label, options, getattr(asked, name)) for name, label, options in told]


def _years(scope: Scope, asked: Asked, today: datetime.date) -> Pairs:
    # Asked of one hospital at a time and with the kind, the index answers at once.
    firsts = [
        ClaimCase.objects.filter(hospital=pk, patient_type=asked.kind).aggregate(first=Min(ended_field(asked)))[
            "first"
        ]
        for pk in _ids(scope)[:_MOST_ASKED]
    ]
    first = min(filter(None, firsts), default=None)
    last = fiscal_year(today)
    years = {last, asked.fiscal_year, *range(fiscal_year(office_day(first)) if first else last, last)}
    return [(str(year), anyear(year)) for year in sorted(years, reverse=True)]


def _splits(scope: Scope) -> Pairs:
    names = {
        "month": _("month"), "fund": _("fund"), "ward": _("ward"), "physician": _("physician"),
        "hospital": _("hospital"),
    }  # fmt: skip
    lacking = {"hospital"} if len(scope.chosen) == 1 else {"ward"}
    lacking |= set() if scope.sees_cases else {"physician"}
    return [(name, names[name]) for name in SPLITS if name not in lacking]


def _wards(hospital: Organisation) -> Pairs:
    wards = Organisation.objects.filter(parent=hospital, kind=Kind.UNIT, function=WARD).order_by("name_th")
    return [(str(ward.pk), ward.name) for ward in wards]


def _of_cases(scope: Scope) -> tuple[list[str], list[str]]:
    """Gives the funds and physicians of the hospitals' cases, read anew once a minute."""
    key = f"performance:{'-'.join(map(str, _ids(scope)))}:{scope.sees_cases}"
    found = cache.get(key)
    if found is None:
        cases = ClaimCase.objects.filter(hospital__in=_ids(scope)).order_by()
        funds = sorted(filter(None, cases.values_list("fund", flat=True).distinct()[:_MOST]))
        names = cases.values_list("physician", flat=True).distinct()[:_MOST] if scope.sees_cases else []
        found = funds, sorted(filter(None, names))
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _kinds(scope: Scope) -> set[str]:
    cases = ClaimCase.objects.filter(hospital__in=_ids(scope), patient_type=ClaimCase.PatientType.OUTPATIENT)
    return {ClaimCase.PatientType.OUTPATIENT} if cases.exists() else set()


def _ids(scope: Scope) -> list[int]:
    return [hospital.pk for hospital in scope.chosen]


def group_names(asked: Asked, keys: Collection[Any]) -> Mapping[Any, tuple[str, str]]:
    """Gives by key of a group its name, and what stands for it in an address; empty for what is not stated."""
    if asked.split in ("ward", "hospital"):
        places = Organisation.objects.in_bulk([key for key in keys if key])
        return {
            key: (places[key].name, str(key) if asked.split == "ward" else places[key].code)
            if key
            else (_("Not stated"), "")
            for key in keys
        }
    if asked.split == "physician":
        return {key: (key or _("Not stated"), key_of(key)) for key in keys}
    return {key: (fund_name(key) if key else _("Not stated"), key) for key in keys}


def filter_words(filters: Sequence[Filter]) -> str:
    """Says in words what the figures are narrowed to, as a print has to."""
    said = [
        f"{each.label} {dict(each.options).get(each.chosen, each.chosen)}"
        for each in filters
        if each.chosen and each.name not in ("split", "target")
    ]
    return " · ".join(said)

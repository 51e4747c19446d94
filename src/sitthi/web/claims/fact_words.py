"""The facts of a case by name and value as people read them: in forms, in conflicts with a file, in the story."""

import datetime
from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitthi.core.identity import CitizenId
from sitthi.core.numbers import shown
from sitthi.web.accounts.models import Kind, Organisation
from sitthi.web.claims.facts import WEIGHT_SCALE
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.rows import fund_name
from sitthi.web.desk.templatetags.thai import baht, bedate, betime

__all__ = ["FACTS", "SEXES", "fact_of_text", "fact_words"]

FACTS: dict[str, Any] = {
    "number": "AN",
    "hn": "HN",
    "citizen_id": gettext_lazy("Citizen id"),
    "title": gettext_lazy("Title"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "sex": gettext_lazy("Sex"),
    "born_on": gettext_lazy("Born on"),
    "ward": gettext_lazy("Ward"),
    "bed": gettext_lazy("Bed"),
    "physician": gettext_lazy("Physician"),
    "fund": gettext_lazy("Right"),
    "admitted_at": gettext_lazy("Admitted at"),
    "discharged_at": gettext_lazy("Discharged at"),
    "leaves_at": gettext_lazy("Expected to leave at"),
    "accident_at": gettext_lazy("Accident happened at"),
    "is_referral": gettext_lazy("Referred from elsewhere"),
    "is_dead": gettext_lazy("Died"),
    "principal": gettext_lazy("Principal diagnosis"),
    "drg": "DRG",
    "rw_e4": "RW",
    "adjrw_e4": "AdjRW",
    "charge_satang": gettext_lazy("Charged (baht)"),
}
_CITIZEN_ID_DIGITS = 13
SEXES = (("1", gettext_lazy("male")), ("2", gettext_lazy("female")))


def fact_of_text(of: ClaimCase, name: str, text: str) -> Any:
    """Gives a fact as a conflict keeps it, back as the value of its column; `None` for what is not there."""
    if text in ("", "None"):
        return "" if isinstance(ClaimCase._meta.get_field(name), models.CharField) else None
    match ClaimCase._meta.get_field(name):
        case models.DateTimeField():
            return datetime.datetime.fromisoformat(text)
        case models.DateField():
            return datetime.date.fromisoformat(text)
        case models.BooleanField():
            return text == "True"
        case models.IntegerField():
            return int(text)
        case models.ForeignKey():
            return Organisation.objects.filter(parent=of.hospital_id, kind=Kind.UNIT, code=text).first()
        case _:
            return text


def fact_words(name: str, value: Any) -> str:
    """Writes a fact for a page; a citizen id is covered."""
    if value is None or value == "":
        return _("nothing")
    if name == "citizen_id":
        return CitizenId(value).masked if len(value) == _CITIZEN_ID_DIGITS else _("a number of another length")
    if name == "sex":
        return str(dict(SEXES).get(value, value))
    if name == "fund":
        return fund_name(value)
    if name == "charge_satang":
        return baht(value)
    if name in ("rw_e4", "adjrw_e4"):
        return shown(Fraction(value, WEIGHT_SCALE), 4)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return betime(value)
    if isinstance(value, datetime.date):
        return bedate(value)
    return value.name if isinstance(value, Organisation) else str(value)

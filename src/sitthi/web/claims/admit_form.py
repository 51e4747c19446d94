"""The forms of an admission by hand and of the correction of a case's facts."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitthi.core.claims.facts import office_day
from sitthi.core.identity import IdFault, Inscl, read_an, read_citizen_id, read_hn
from sitthi.core.thai.digits import in_arabic_digits
from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.fact_words import FACTS, SEXES
from sitthi.web.claims.flows import edition_for
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.rows import fund_name
from sitthi.web.claims.typed import one_line
from sitthi.web.desk.fields import ThaiDateField, ThaiDateTimeField

__all__ = ["AdmitForm", "CorrectForm", "FactsForm", "expected_leave"]

_LONGEST_BACK = datetime.timedelta(days=366)
_LONGEST_AHEAD = datetime.timedelta(days=366)
_LONGEST_LIFE = 130
_FUNDS = (*(each.value for each in Inscl), "accident", "private")
ACCIDENT = "accident"
_ID_FAULTS = {
    IdFault.FORM: gettext_lazy("A citizen id has 13 digits: check it, or leave it empty where there is none"),
    IdFault.CHECK_DIGIT: gettext_lazy("The last digit does not fit the others: check the number on the card"),
    IdFault.DUMMY: gettext_lazy("This is a stand-in and nobody's number: leave it empty where there is none"),
}


class TextLine(forms.CharField):
    """One line of text; `digits` turns Thai digits into Arabic ones."""

    def __init__(self, *, digits: bool = False, **options: Any) -> None:
        self.turns_digits = digits
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Reads what was typed."""
        text = one_line(super().to_python(value))
        return in_arabic_digits(text) if self.turns_digits else text


class WardField(forms.ModelChoiceField):
    """A ward by its name."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Names a ward."""
        return obj.name


class FactsForm(forms.Form):
    """The facts of a stay that a person may enter or correct."""

    number = TextLine(digits=True, label=FACTS["number"], max_length=15)
    hn = TextLine(digits=True, label=FACTS["hn"], max_length=15)
    citizen_id = TextLine(
        digits=True,
        required=False,
        label=FACTS["citizen_id"],
        max_length=20,
        help_text=gettext_lazy("13 digits; empty where there is none"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    title = TextLine(required=False, label=FACTS["title"], max_length=30)
    first_name = TextLine(label=FACTS["first_name"], max_length=100)
    last_name = TextLine(label=FACTS["last_name"], max_length=100)
    sex = forms.ChoiceField(label=FACTS["sex"], choices=[("", "–"), *SEXES])
    born_on = ThaiDateField(label=FACTS["born_on"], required=False)
    ward = WardField(label=FACTS["ward"], queryset=Organisation.objects.none(), empty_label="–")
    bed = TextLine(digits=True, required=False, label=FACTS["bed"], max_length=20)
    fund = forms.ChoiceField(label=FACTS["fund"])
    admitted_at = ThaiDateTimeField(label=FACTS["admitted_at"])
    accident_at = ThaiDateTimeField(
        label=FACTS["accident_at"],
        required=False,
        help_text=gettext_lazy("Where an accident insurance pays: its 48 hours count from then"),
    )
    is_referral = forms.BooleanField(label=FACTS["is_referral"], required=False)
    physician = TextLine(required=False, label=FACTS["physician"], max_length=100)

    def __init__(self, *args: Any, wards: list[Organisation], now: datetime.datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now
        self.fields["ward"].queryset = Organisation.objects.filter(
            pk__in=[ward.pk for ward in wards]
        ).select_related("parent")
        self.fields["fund"].choices = [("", "–"), *((fund, fund_name(fund)) for fund in _FUNDS)]
        for field in self.fields.values():
            if type(field) in (TextLine, WardField, forms.ChoiceField):
                field.error_messages["required"] = _("Fill in: %(what)s") % {"what": field.label}

    @property
    def hospital(self) -> Organisation | None:
        """Is the hospital of the ward that was chosen."""
        ward = self.cleaned_data.get("ward")
        return ward.hospital if ward is not None else None

    def clean_number(self) -> str:
        """Reads the AN."""
        return self._id(read_an(self.cleaned_data["number"]), "AN")

    def clean_hn(self) -> str:
        """Reads the HN."""
        return self._id(read_hn(self.cleaned_data["hn"]), "HN")

    def _id(self, found: Any, name: str) -> str:
        if isinstance(found, IdFault):
            raise ValidationError(_("%(name)s is of letters, digits and - / . only: check it") % {"name": name})
        return str(found.text)

    def clean_citizen_id(self) -> str:
        """Reads the citizen id, which may be empty."""
        text = self.cleaned_data["citizen_id"].replace(" ", "")
        if not text:
            return ""
        found = read_citizen_id(text)
        if isinstance(found, IdFault):
            raise ValidationError(_ID_FAULTS[found])
        return found.text

    def clean_born_on(self) -> datetime.date | None:
        """Asks that the birth is neither to come nor out of living memory."""
        born = self.cleaned_data["born_on"]
        today = office_day(self.now)
        if born is not None and born > today:
            raise ValidationError(_("The day of birth lies after today: check it"))
        if born is not None and today.year - born.year > _LONGEST_LIFE:
            raise ValidationError(_("The day of birth lies more than 130 years back: check the year"))
        return born

    def clean_admitted_at(self) -> datetime.datetime:
        """Asks that the admission has happened, and within a year."""
        at = self.cleaned_data["admitted_at"]
        if at > self.now:
            raise ValidationError(_("The admission lies in the future: check the day and time"))
        if at < self.now - _LONGEST_BACK:
            raise ValidationError(_("The admission lies more than a year back: check the year"))
        return at

    def clean_accident_at(self) -> datetime.datetime | None:
        """Asks that the accident has happened."""
        at = self.cleaned_data["accident_at"]
        if at is not None and at > self.now:
            raise ValidationError(_("The accident lies in the future: check the day and time"))
        return at

    def clean(self) -> dict[str, Any]:
        """Asks that the moments fit each other, and that a flow says how the right is claimed."""
        given = super().clean()
        admitted, accident, born = (given.get(name) for name in ("admitted_at", "accident_at", "born_on"))
        if admitted and accident and accident > admitted:
            self.add_error("accident_at", _("The accident lies after the admission: check both"))
        if given.get("fund") == ACCIDENT and "accident_at" in given and accident is None:
            self.add_error(
                "accident_at",
                _("Enter when the accident happened, as near as is known: 48 hours count from it"),
            )
        if admitted and born and born > office_day(admitted):
            self.add_error("born_on", _("The day of birth lies after the admission: check both"))
        if self.hospital and admitted and given.get("fund"):
            self.flow = edition_for(
                self.hospital, given["fund"], ClaimCase.PatientType.INPATIENT, office_day(admitted)
            )
            if self.flow is None:
                self.add_error("fund", _("No flow says how this right was claimed on that day"))
        return given


class AdmitForm(FactsForm):
    """An admission by hand."""

    confirmed = forms.BooleanField(
        required=False, label=gettext_lazy("I have checked: open the case all the same")
    )

    @property
    def facts(self) -> dict[str, Any]:
        """Is what was entered, by the columns of a case."""
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}


class CorrectForm(FactsForm):
    """The facts of a case that a person corrects; what only its file may say is not among them."""

    discharged_at = ThaiDateTimeField(label=FACTS["discharged_at"], required=False)
    leaves_at = ThaiDateTimeField(label=FACTS["leaves_at"], required=False)

    def __init__(
        self,
        *args: Any,
        case: ClaimCase,
        ended_at: datetime.datetime | None,
        of_files: frozenset[str],
        **options: Any,
    ) -> None:
        initial = {name: getattr(case, name) for name in self.base_fields if name != "citizen_id"}
        initial["discharged_at"] = ended_at
        super().__init__(*args, initial=initial, **options)
        self.case = case
        funds = self.fields["fund"].choices
        if case.fund not in dict(funds):
            self.fields["fund"].choices = [*funds, (case.fund, fund_name(case.fund))]
        self.fields["citizen_id"].help_text = _("Left empty, it stays as it is")
        for name in of_files:
            del self.fields[name]

    @property
    def facts(self) -> dict[str, Any]:
        """Is what the case is to hold; an empty citizen id says nothing."""
        given = dict(self.cleaned_data)
        if not given.get("citizen_id"):
            given.pop("citizen_id", None)
        return given

    def clean_discharged_at(self) -> datetime.datetime | None:
        """Asks that the discharge has happened."""
        at = self.cleaned_data["discharged_at"]
        if at is not None and at > self.now:
            raise ValidationError(_("The discharge lies in the future: enter it as expected instead"))
        return at

    def clean(self) -> dict[str, Any]:
        """Asks that nobody leaves before they came."""
        given = super().clean()
        admitted = given.get("admitted_at", self.case.admitted_at)
        for name in ("discharged_at", "leaves_at"):
            at = given.get(name)
            if admitted and at and at < admitted:
                self.add_error(name, _("This lies before the admission: check both"))
        if given.get("leaves_at") and given["leaves_at"] > self.now + _LONGEST_AHEAD:
            self.add_error("leaves_at", _("The discharge is expected more than a year from now: check the year"))
        return given


def expected_leave(text: str, case: ClaimCase, now: datetime.datetime) -> datetime.datetime | None:
    """Reads when a patient is expected to leave: a time alone is today's.

    Raises `ValidationError` with why it cannot be.
    """
    text = one_line(text)
    if not text:
        return None
    at = _time_today(text, now) or ThaiDateTimeField().clean(text)
    if at < case.admitted_at:
        raise ValidationError(_("This lies before the admission: check both"))
    if at > now + _LONGEST_AHEAD:
        raise ValidationError(_("The discharge is expected more than a year from now: check the year"))
    return at


_TIME = re.compile(r"([0-2]?[0-9])[:.]?([0-5][0-9])")


def _time_today(text: str, now: datetime.datetime) -> datetime.datetime | None:
    """Reads a time of day without a day, such as 14:00 or 1400."""
    match = _TIME.fullmatch(in_arabic_digits(text))
    if match is None or int(match[1]) > 23:
        return None
    return timezone.localtime(now).replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)

"""Forms of the people pages; what may be chosen is what its reader may give."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sitthi.web.accounts.models import Organisation, Role, User
from sitthi.web.accounts.people import KINDS_OF

__all__ = ["NameForm", "NewPersonForm", "ReasonForm", "RoleForm"]


class RoleForm(forms.Form):
    """A role at a place."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    place = forms.ModelChoiceField(label=_("At"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, places: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        field.queryset = Organisation.objects.filter(pk__in=[place.pk for place in places])
        field.choices = [("", "---------"), *_grouped(places)]

    def clean_role(self) -> Role:
        """Gives the role itself."""
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """Refuses a role at a kind of place that it is never had at."""
        told = super().clean()
        role, place = told.get("role"), told.get("place")
        if role and place and place.kind not in KINDS_OF[role]:
            kinds = ", ".join(str(kind.label) for kind in sorted(KINDS_OF[role]))
            fault = _("%(role)s is a role of: %(kinds)s. Choose another place.")
            self.add_error(
                "place", ValidationError(fault, params={"role": role.label, "kinds": kinds}, code="kind")
            )
        return told


def _grouped(places: Sequence[Organisation]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Groups units under the name of their hospital, and what is above hospitals under its kind."""
    names = {place.pk: place.name for place in places}

    def heading(place: Organisation) -> str:
        if place.hospital is None:
            return str(place.get_kind_display())
        return names.get(place.hospital.pk) or place.hospital.name

    return [(name, [(each.pk, each.name) for each in group]) for name, group in groupby(places, key=heading)]


class NameForm(forms.ModelForm):
    """How somebody is called, and their position."""

    class Meta:
        """What may be changed of somebody."""

        model = User
        fields = ("name", "position")

    def clean_name(self) -> str:
        """Keeps one writing of a name."""
        return unicodedata.normalize("NFC", " ".join(self.cleaned_data["name"].split()))

    def clean_position(self) -> str:
        """Keeps one writing of a position."""
        return unicodedata.normalize("NFC", " ".join(self.cleaned_data["position"].split()))


class NewPersonForm(NameForm):
    """Somebody new, before their role."""

    class Meta(NameForm.Meta):
        """What is asked of somebody new."""

        fields = ("username", "name", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["username"]
        field.label, field.help_text = _("Sign-in name"), _("Letters, digits and . - _ @; it stays for good")

    def clean_username(self) -> str:
        """Refuses a name that is somebody's, whichever way it is written."""
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Somebody signs in by this name already: choose another"), code="taken")
        return username


class ReasonForm(forms.Form):
    """Why something is done that somebody else will ask about."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Write why: the audit trail keeps it")}
    )

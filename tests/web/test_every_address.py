"""Every address of the web, those of pages still to come too, as strangers and as who must see nothing.

A new address with a record in it needs a record here, by the word before it in the address; a new page that is
open to strangers, or to whoever is signed in, has to be named here, so that nobody opens one by forgetting.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from sitthi.web.accounts.models import Role
from web.records import PATIENT, one_of_each

TO_STRANGERS = {
    "alive", "set_language", "account_login", "account_logout", "account_inactive", "account_reauthenticate",
    "mfa_authenticate", "socialaccount_login_cancelled", "socialaccount_login_error",
    "openid_connect_login", "openid_connect_callback", None,
}  # fmt: skip
"""Open before signing in; the ones without a name are allauth's that only say 404 or lead on to another."""

TO_ANYBODY = {
    *TO_STRANGERS, "account_change_password", "account_set_password", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "socialaccount_connections",
}  # fmt: skip
"""Open to whoever is signed in: one's own account. Whatever is not named here needs a role."""

SHUT = {"account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
        "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done", "account_confirm_login_code", "socialaccount_signup"}  # fmt: skip
"""Of allauth, and open to nobody."""


@dataclass(frozen=True)
class Address:
    """One address: what it is called, how it is written, and the parts of it that name a record."""

    name: str | None
    route: str

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Is the word before each parameter, and the parameter as written."""
        found = re.finditer(r"(?:(?P<word>[\w-]+)(?:/|\\\.))?(?P<whole><[^>]+>|\(\?P<[^>]+>[^)]*\))", self.route)
        return [(match["word"] or "", match["whole"]) for match in found]

    def path(self, records: dict[str, Any]) -> str:
        """Writes the address of some records."""
        path = self.route
        for word, whole in self.parameters:
            path = path.replace(whole, str(records[word]), 1)
        return "/" + re.sub(r"\\.", lambda match: match.group()[1] if match.group() != r"\b" else "", path)


def addresses(patterns: Any = None, before: str = "") -> list[Address]:
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(Address(pattern.name, route))
    return found


ALL = [each for each in addresses() if not each.route.startswith("account/(")]
OURS = [each for each in ALL if each.name not in TO_ANYBODY | SHUT]
NAMES = {"argvalues": ALL, "ids": [f"{each.name}:{each.route}" for each in ALL]}
OWN_NAMES = {"argvalues": OURS, "ids": [str(each.name) for each in OURS]}


@pytest.fixture
def records(tree, vipa, nara):
    made = one_of_each(tree, vipa, timezone.now())
    return {
        "cases": made.case.token,
        "findings": made.finding.pk,
        "scans": made.scan.token,
        "slips": made.slip.pk,
        "lines": made.line.pk,
        "views": made.view.pk,
        "intake": made.upload.token,
        "people": vipa.pk,
        "roles": vipa.memberships.get().pk,
        "search": "notasearch12",
        "flows": made.flow.pk,
        "ward": made.case.token,
        "audit": "csv",
        # Parts of allauth's own addresses.
        "oidc": "nobody",
        "confirm-email": "x",
        "key": "1-x",
        "": "x",
    }


def shows_a_patient(answer):
    content = b"".join(answer) if answer.streaming else answer.content
    return [value for value in PATIENT.values() if value != PATIENT["title"] and value.encode() in content]


@pytest.mark.parametrize("address", **NAMES)
def test_a_stranger_is_led_to_the_sign_in_or_told_that_nothing_is_there(address, records, client_of):
    path = address.path(records)
    for answer in (client_of(None).get(path), client_of(None).post(path)):
        assert not shows_a_patient(answer)
        if address.name in TO_STRANGERS:
            assert answer.status_code < 500
        elif answer.status_code == 302:
            assert answer.url.startswith("/account/login/"), path
        else:
            assert answer.status_code in (403, 404, 405), path


@pytest.mark.parametrize("address", **OWN_NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_must_see_nothing_sees_nothing(address, method, records, client_of, stranger):
    answer = getattr(client_of(stranger), method)(address.path(records))
    # To be led to another page, which is walked as well, shows nothing.
    if answer.status_code != 302 or method == "post":
        assert answer.status_code in (403, 404, 405), (address.name, answer.status_code)
    assert not shows_a_patient(answer)


@pytest.mark.parametrize("address", **OWN_NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["another hospital's officer", "another ward's nurse", "the administrator"])
def test_a_record_of_others_is_not_there(
    address, method, who, records, client_of, elsewhere, nara, person_of, tree
):
    """Forges the ids of records that are somebody else's."""
    if who == "the administrator" and address.route.startswith(("people", "audit")):
        pytest.skip("theirs")
    nurse = person_of(Role.NURSE, tree.other_ward, "other-nurse")
    person = {"another hospital's officer": elsewhere, "another ward's nurse": nurse, "the administrator": nara}[
        who
    ]
    answer = getattr(client_of(person), method)(address.path(records))
    assert not shows_a_patient(answer)
    if address.parameters and "notasearch12" not in address.path(records):
        assert answer.status_code in (403, 404, 405), (address.name, answer.status_code)


@pytest.mark.parametrize("address", **NAMES)
def test_every_record_in_an_address_is_one_that_the_walk_has(address, records):
    for word, _whole in address.parameters:
        assert word in records, f"{address.route}: add a record for {word!r} to the fixture `records`"


@pytest.mark.parametrize("address", **OWN_NAMES)
def test_whose_the_records_are_finds_them(address, records, client_of, vipa, tree, add_role):
    """Opens every address as somebody with every role of the hospital: else the walk would prove nothing."""
    for role in Role:
        add_role(vipa, role, tree.ward_men if role == Role.NURSE else tree.hospital)
    add_role(vipa, Role.BENEFITS, tree.finance)
    answer = client_of(vipa).get(address.path(records))
    answer.close()
    # A set that was never checked has no fix list yet.
    found = (200, 302, 405, 404) if address.name == "fix_list" else (200, 302, 405)
    assert answer.status_code in found, (address.name, answer.status_code)


def test_an_open_door_is_one_that_is_named_here():
    """Django's own mark of a page that asks for no sign-in stands only where the lists above have it."""
    doors = set()

    def look(patterns):
        for each in patterns:
            if isinstance(each, URLResolver):
                look(each.url_patterns)
            elif not getattr(each.callback, "login_required", True):
                doors.add(each.name)

    look(get_resolver().url_patterns)
    assert doors <= TO_STRANGERS | SHUT

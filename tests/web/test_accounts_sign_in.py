"""Signing in: lock-out, second step, own password, the session's end, outside identities."""

import datetime
import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sitthi.web.accounts.gate import SIGNED_IN_AT
from sitthi.web.accounts.models import Role

LOGIN = "/account/login/"


def sign_in(client, user, password, **more):
    name = user if isinstance(user, str) else user.username
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def is_in(client):
    return "_auth_user_id" in client.session


def acts_on(user):
    entries = LogEntry.objects.filter(object_id=user.pk, content_type__model="user").order_by("id")
    return [each.additional_data["what"] for each in entries if each.additional_data]


def code_of(user, steps=0):
    secret = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    counter = next(yield_hotp_counters_from_time()) + steps
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.both_databases
def test_name_and_password_let_in_and_the_trail_says_so(vipa, with_password):
    client = Client()
    answer = sign_in(client, vipa, with_password(vipa))
    assert (answer.status_code, answer.url) == (302, "/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)
    assert acts_on(vipa) == ["sign_in", "sign_out"]


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["vipa", "nobody-at-all"])
def test_five_failures_lock_a_name_for_15_minutes_whether_or_not_it_exists(vipa, with_password, name):
    password = with_password(vipa)
    client, said = Client(), []
    for _ in range(4):
        answer = sign_in(client, name, "wrong")
        assert answer.status_code == 200
        said.append(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(set(said)) == 1
    locked = sign_in(client, name, "wrong")
    assert locked.status_code == 429
    until = timezone.localtime(AccessAttempt.objects.get().attempt_time + datetime.timedelta(minutes=15))
    assert f"{until:%H:%M}" in locked.content.decode()
    assert name not in locked.content.decode()
    # The right password changes nothing now, nor does writing the name otherwise.
    again = sign_in(client, name.upper(), password)
    assert again.status_code == 429
    assert again.content.count(f"{until:%H:%M}".encode()) == locked.content.count(f"{until:%H:%M}".encode())
    assert not is_in(client)


def test_what_is_said_is_the_same_for_a_name_that_does_not_exist(vipa, with_password):
    with_password(vipa)
    pages = []
    for name in ("vipa", "novipa"):
        client = Client()
        pages.append([sign_in(client, name, "wrong").content.decode().replace(name, "…") for _ in range(5)])
    known, unknown = (
        [re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page) for page in each] for each in pages
    )
    assert known == unknown


def test_a_lock_lifts_after_15_minutes_and_a_success_forgets_failures(vipa, with_password):
    password = with_password(vipa)
    client = Client()
    for _ in range(5):
        sign_in(client, vipa, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=15, seconds=1))
    assert sign_in(client, vipa, password).status_code == 302
    assert not AccessAttempt.objects.exists()
    assert acts_on(vipa) == ["sign_in_failed"] * 5 + ["locked_out", "sign_in"] or "locked_out" in acts_on(vipa)


def test_others_at_the_same_address_still_get_in(vipa, malee, with_password):
    with_password(vipa)
    for _ in range(6):
        sign_in(Client(), vipa, "wrong")
    assert sign_in(Client(), malee, with_password(malee)).status_code == 302


def test_who_was_shut_out_does_not_get_in(vipa, with_password):
    password = with_password(vipa)
    vipa.is_active = False
    vipa.save()
    client = Client()
    sign_in(client, vipa, password)
    assert not is_in(client)


class TestSecondStep:
    """Codes from an app, and codes for when it is lost."""

    @pytest.fixture
    def secured(self, vipa, with_password):
        with_password(vipa)
        TOTP.activate(vipa, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        return vipa

    def test_the_password_alone_does_not_let_in(self, secured, with_password):
        client = Client()
        answer = sign_in(client, secured, with_password(secured))
        assert answer.url == reverse("mfa_authenticate")
        assert not is_in(client)
        assert client.get("/").status_code == 302
        client.post(answer.url, {"code": code_of(secured)})
        assert is_in(client)

    def test_guessing_codes_locks_as_guessing_passwords_does(self, secured, with_password):
        client = Client()
        place = sign_in(client, secured, with_password(secured)).url
        statuses = [client.post(place, {"code": "000000"}).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 200, 429]
        assert client.post(place, {"code": code_of(secured)}).status_code == 429
        assert not is_in(client)
        # Nor does starting anew help.
        assert sign_in(Client(), secured, with_password(secured)).status_code == 429

    def test_a_role_may_be_asked_for_it_before_anything_else(self, nara, vipa, client_of, settings):
        settings.MFA_ROLES = ["admin"]
        client = client_of(nara)
        for page in ("/", "/people", "/audit"):
            assert client.get(page).headers.get("Location") == reverse("mfa_activate_totp"), page
        assert client_of(vipa).get("/").headers.get("Location") != reverse("mfa_activate_totp")
        TOTP.activate(nara, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        assert client.get("/people").status_code == 200

    def test_setting_it_up_leads_through(self, nara, settings, with_password, django_capture_on_commit_callbacks):
        settings.MFA_ROLES = ["admin"]
        client = Client()
        sign_in(client, nara, with_password(nara))
        page = client.get(reverse("mfa_activate_totp"))
        assert page.status_code == 200
        secret = page.context["form"].secret
        counter = next(yield_hotp_counters_from_time())
        code = format_hotp_value(hotp_value(secret, counter))
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("mfa_activate_totp"), {"code": code})
        assert answer.url == reverse("mfa_view_recovery_codes")
        assert client.get(answer.url).status_code == 200
        assert client.get("/people").status_code == 200
        assert "mfa_added" in acts_on(nara)


class TestOwnPassword:
    """A password that an administrator gave lasts until the first page."""

    @pytest.fixture
    def new(self, vipa, with_password):
        with_password(vipa)
        vipa.password_is_initial = True
        vipa.save()
        return vipa

    def change(self, client, old, new):
        return client.post("/account/password/change/", {"oldpassword": old, "password1": new, "password2": new})

    def test_nothing_opens_before_it_is_changed(self, new, with_password):
        password = with_password(new)
        client = Client()
        sign_in(client, new, password)
        assert client.get("/").url == reverse("account_change_password")
        assert client.get("/cases").headers.get("Location") == reverse("account_change_password")
        assert self.change(client, password, password).status_code == 200
        assert self.change(client, password, "quite another phrase 7").status_code == 302
        assert client.get("/").headers.get("Location") != reverse("account_change_password")
        assert is_in(client)
        new.refresh_from_db()
        assert not new.password_is_initial
        assert acts_on(new)[-1] == "password_changed"

    @pytest.mark.parametrize("weak", ["short1", "password1234", "123456789012345", "วิภา ตัวอย่างดี"])
    def test_weak_passwords_are_refused(self, new, with_password, weak):
        password = with_password(new)
        client = Client()
        sign_in(client, new, password)
        assert self.change(client, password, weak).status_code == 200
        new.refresh_from_db()
        assert new.check_password(password)


class TestSession:
    """A day's work, and what is typed when it ends."""

    def test_it_ends_eight_hours_after_signing_in_however_busy(self, nara, client_of):
        client = client_of(nara)
        session = client.session
        began = session[SIGNED_IN_AT]
        session[SIGNED_IN_AT] = began - 8 * 3600 + 60
        session.save()
        assert client.get("/people").status_code == 200
        session[SIGNED_IN_AT] = began - 8 * 3600 - 1
        session.save()
        assert client.get("/people").url.startswith(LOGIN)
        assert not is_in(client)

    def test_its_cookie_ends_with_the_browser(self, vipa, with_password):
        client = Client()
        sign_in(client, vipa, with_password(vipa), follow=False)
        assert not client.cookies["sessionid"]["max-age"]
        assert client.cookies["sessionid"]["httponly"]

    def test_what_was_typed_comes_back_after_it_ended(self, tree):
        answer = Client().post(
            "/people/add", {"name": "สมมุติ", "password": "secret"}, HTTP_ORIGIN="http://testserver"
        )
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "สมมุติ" in page
        assert "secret" not in page

    def test_a_password_changed_elsewhere_ends_it(self, vipa, client_of):
        client = client_of(vipa)
        vipa.password = make_password("another one of them")
        vipa.save()
        assert client.get("/").url.startswith(LOGIN)


@pytest.mark.parametrize(
    "page", ["signup/", "email/", "confirm-email/", "password/reset/", "password/reset/done/", "3rdparty/signup/"]
)
def test_nobody_signs_up_and_nothing_is_reset_by_mail(db, page):
    client = Client()
    assert client.get(f"/account/{page}").status_code == 404
    assert client.post(f"/account/{page}", {"email": "a@example.org"}).status_code in (403, 404)


def test_an_htmx_part_of_a_page_leads_the_whole_page_to_the_sign_in(db):
    answer = Client().get("/people", HTTP_HX_REQUEST="true")
    assert answer.headers["HX-Redirect"].startswith(LOGIN)


_OIDC = """
mfa_roles = ["admin"]
[[oidc]]
provider_id = "thaid"
name = "ThaiD"
client_id = "sitthi"
secret = "not-a-secret"
[oidc.settings]
server_url = "https://identity.example.org/oidc"
"""

_LOOK = """
import django; django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.core.management import call_command
from django.conf import settings
setup_test_environment()
call_command("migrate", verbosity=0)
page = Client().get("/account/login/")
assert "ThaiD" in page.content.decode(), page.content.decode()
assert "/account/oidc/thaid/login/" in page.content.decode()
assert "https://identity.example.org" in page.headers["Content-Security-Policy"]
assert Client().get("/account/oidc/thaid/login/").status_code == 200
assert Client().get("/account/3rdparty/signup/").status_code == 404
assert settings.MFA_ROLES == ["admin"]
from allauth.socialaccount.adapter import get_adapter
assert not get_adapter().is_open_for_signup(None, None)
print("seen")
"""


def test_an_outside_identity_is_a_setting_and_signs_nobody_up(tmp_path):
    (tmp_path / "web.toml").write_text(_OIDC, encoding="utf-8")
    told = {**os.environ, "SITTHI_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    told.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _LOOK], env=told, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.stdout.strip() == "seen", done.stderr[-3000:]


def test_the_person_of_every_role_gets_somewhere(people, client_of):
    for role, person in people.items():
        answer = client_of(person).get("/")
        assert answer.status_code == 302 or role in {Role.ADMIN}, role

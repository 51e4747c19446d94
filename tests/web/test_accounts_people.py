"""The page of people: who may be added, given and taken what, and by whom."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from sitthi.web.accounts import people
from sitthi.web.accounts.models import Membership, Organisation, Role, User
from web.tree import add_person


@pytest.fixture
def desk(nara, client_of):
    return client_of(nara)


def page(answer):
    return answer.content.decode()


def add(desk, role, place, **more):
    typed = {
        "username": "somsri",
        "name": "สมศรี  ตัวอย่างงาม",
        "position": "พยาบาล",
        "role": role,
        "place": place.pk,
    }
    return desk.post("/people/add", {**typed, **more})


def initial_password(answer):
    return re.search(r'id="initial-password"[^>]*>([^<]+)<', page(answer)).group(1)


def acts_on(person):
    entries = LogEntry.objects.filter(content_type__model="user", object_id=person.pk).order_by("id")
    return [(str(each.actor), (each.additional_data or {}).get("what", "change")) for each in entries]


@pytest.mark.both_databases
def test_somebody_is_added_with_a_password_shown_once_and_changed_at_the_first_sign_in(desk, tree):
    answer = add(desk, Role.NURSE, tree.ward_men)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    password = initial_password(answer)
    somsri = User.objects.get(username="somsri")
    assert somsri.name == "สมศรี ตัวอย่างงาม"
    assert [(each.role, each.organisation) for each in somsri.memberships.all()] == [(Role.NURSE, tree.ward_men)]
    assert password not in page(desk.get(f"/people/{somsri.pk}"))
    assert not LogEntry.objects.filter(changes__icontains=password[:9]).exists()
    assert ("นรา ตัวอย่างใจ", "password_reset") in acts_on(somsri)
    new = Client()
    assert new.post("/account/login/", {"login": "somsri", "password": password}).status_code == 302
    assert new.get("/").url == "/account/password/change/"


@pytest.mark.parametrize("name", ["other_hospital", "other_ward", "district", "province", "region"])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.BENEFITS, Role.REGIONAL, Role.NURSE])
def test_no_role_is_given_above_or_beside_ones_own_places(desk, tree, vipa, name, role):
    place = getattr(tree, name)
    assert add(desk, role, place).status_code == 200
    assert not User.objects.filter(username="somsri").exists()
    desk.post(f"/people/{vipa.pk}/roles", {"role": role, "place": place.pk})
    assert not Membership.objects.filter(organisation=place).exists()


@pytest.mark.parametrize(
    ("role", "name"), [(Role.NURSE, "hospital"), (Role.MANAGER, "ward_men"), (Role.ADMIN, "benefits")]
)
def test_a_role_is_had_only_where_it_means_something(desk, tree, role, name):
    answer = add(desk, role, getattr(tree, name))
    assert str(Role(role).label) in page(answer)
    assert not User.objects.filter(username="somsri").exists()


@pytest.mark.parametrize("username", ["vipa", "VIPA", "Vipa"])
def test_a_name_is_somebodys_whichever_way_it_is_written(desk, tree, vipa, username):
    assert "field-error" in page(add(desk, Role.NURSE, tree.ward_men, username=username))
    assert User.objects.count() == 2


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(desk, tree):
    answer = add(desk, "", tree.ward_men, name="")
    assert page(answer).count("field-error") == 2
    assert 'value="somsri"' in page(answer)


def test_people_of_others_are_neither_listed_nor_found(desk, tree, vipa, elsewhere, stranger, person_of):
    above = person_of(Role.REGIONAL)
    listed = page(desk.get("/people"))
    assert vipa.name in listed
    for each in (elsewhere, stranger, above):
        assert each.name not in listed
        assert desk.get(f"/people/{each.pk}").status_code == 404
        for act in ("password", "shut-out", "let-in", "second-step", "roles"):
            assert desk.post(f"/people/{each.pk}/{act}", {"reason": "x"}).status_code == 404


def test_only_administrators_see_people(tree, people, client_of, vipa):
    for role, person in people.items():
        for address in ("/people", "/people/add", f"/people/{vipa.pk}"):
            assert client_of(person).get(address).status_code == (200 if role == Role.ADMIN else 403), (
                role,
                address,
            )


def test_the_list_is_narrowed_by_role_state_and_name(desk, vipa, malee):
    assert malee.name not in page(desk.get("/people?role=benefits"))
    assert vipa.name in page(desk.get("/people?q=วิภา"))
    assert malee.name not in page(desk.get("/people?q=วิภา"))
    malee.is_active = False
    malee.save()
    out = page(desk.get("/people?state=out"))
    assert malee.name in out
    assert vipa.name not in out


def test_roles_are_given_and_taken_and_the_trail_says_so(desk, tree, vipa):
    desk.post(f"/people/{vipa.pk}/roles", {"role": Role.FINANCE, "place": tree.finance.pk})
    given = vipa.memberships.get(role=Role.FINANCE)
    desk.post(f"/people/{vipa.pk}/roles/{given.pk}/take")
    assert not vipa.memberships.filter(role=Role.FINANCE).exists()
    trail = LogEntry.objects.filter(content_type__model="membership", object_id=given.pk).order_by("id")
    assert [(each.actor.username, each.action) for each in trail] == [("nara", 0), ("nara", 2)]
    # The same role again, and the only one.
    desk.post(f"/people/{vipa.pk}/roles", {"role": Role.BENEFITS, "place": tree.benefits.pk})
    answer = desk.post(f"/people/{vipa.pk}/roles/{vipa.memberships.get().pk}/take", follow=True)
    assert "told-bad" in page(answer)
    assert vipa.memberships.count() == 1


def test_a_role_of_another_person_is_not_taken_through_this_one(desk, vipa, malee):
    theirs = malee.memberships.get()
    assert desk.post(f"/people/{vipa.pk}/roles/{theirs.pk}/take").status_code == 404


def test_a_role_elsewhere_is_shown_and_not_touched(desk, tree, vipa, add_role):
    elsewhere = add_role(vipa, Role.BENEFITS, tree.other_hospital)
    shown = page(desk.get(f"/people/{vipa.pk}"))
    assert tree.other_hospital.name in shown
    assert f"/roles/{elsewhere.pk}/take" not in shown
    assert desk.post(f"/people/{vipa.pk}/roles/{elsewhere.pk}/take", follow=True).status_code == 200
    assert vipa.memberships.filter(pk=elsewhere.pk).exists()
    # Who has a role elsewhere is not taken over, renamed or shut out from here.
    for act in ("password", "shut-out", "second-step"):
        assert "told-bad" in page(desk.post(f"/people/{vipa.pk}/{act}", {"reason": "โทรศัพท์หาย"}, follow=True))
    assert desk.post(f"/people/{vipa.pk}", {"name": "x"}).status_code == 403
    vipa.refresh_from_db()
    assert vipa.is_active
    assert vipa.name == "วิภา ตัวอย่างดี"


@pytest.mark.both_databases
def test_shutting_out_ends_sessions_at_once_and_for_good(desk, vipa, client_of):
    theirs = client_of(vipa)
    assert theirs.get("/account/password/set/").status_code == 200
    desk.post(f"/people/{vipa.pk}/shut-out")
    assert theirs.get("/").url.startswith("/account/login/")
    assert ("นรา ตัวอย่างใจ", "shut_out") in acts_on(vipa)
    answer = desk.post(f"/people/{vipa.pk}/let-in")
    password = initial_password(answer)
    assert theirs.get("/").url.startswith("/account/login/")
    assert Client().post("/account/login/", {"login": "vipa", "password": password}).status_code == 302
    assert vipa.memberships.count() == 1


def test_a_forgotten_password_is_replaced_and_the_lock_lifted(desk, vipa, with_password, client_of):
    with_password(vipa)
    theirs = client_of(vipa)
    for _ in range(5):
        Client().post("/account/login/", {"login": "Vipa", "password": "wrong"})
    password = initial_password(desk.post(f"/people/{vipa.pk}/password"))
    assert not AccessAttempt.objects.exists()
    assert theirs.get("/").url.startswith("/account/login/")
    assert Client().post("/account/login/", {"login": "vipa", "password": password}).status_code == 302


def test_a_lost_second_step_is_removed_with_a_reason(desk, vipa):
    assert "told-bad" in page(desk.post(f"/people/{vipa.pk}/second-step", {"reason": "โทรศัพท์หาย"}, follow=True))
    TOTP.activate(vipa, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert "field-error" in page(desk.post(f"/people/{vipa.pk}/second-step", {"reason": " "}))
    assert Authenticator.objects.filter(user=vipa).exists()
    desk.post(f"/people/{vipa.pk}/second-step", {"reason": "โทรศัพท์หาย"})
    assert not Authenticator.objects.filter(user=vipa).exists()
    assert LogEntry.objects.get(additional_data__what="mfa_removed").additional_data["reason"] == "โทรศัพท์หาย"


class TestLastAdministrator:
    """A place keeps somebody who administers it, there or above."""

    def take_admin(self, desk, person):
        role = person.memberships.get(role=Role.ADMIN)
        return page(desk.post(f"/people/{person.pk}/roles/{role.pk}/take", follow=True))

    def test_they_remove_neither_themselves_nor_their_role(self, desk, nara, tree, add_role):
        add_role(nara, Role.MANAGER, tree.hospital)
        assert "told-bad" in self.take_admin(desk, nara)
        assert "told-bad" in page(desk.post(f"/people/{nara.pk}/shut-out", follow=True))
        nara.refresh_from_db()
        assert nara.is_active
        assert nara.memberships.filter(role=Role.ADMIN).exists()

    def test_one_who_is_shut_out_is_no_administrator(self, desk, nara, person_of):
        second = person_of(Role.ADMIN)
        second.is_active = False
        second.save()
        assert "told-bad" in page(desk.post(f"/people/{nara.pk}/shut-out", follow=True))

    @pytest.mark.parametrize("where", ["hospital", "region"])
    def test_another_there_or_above_is_enough(self, desk, nara, tree, person_of, where):
        person_of(Role.ADMIN, getattr(tree, where))
        desk.post(f"/people/{nara.pk}/shut-out")
        nara.refresh_from_db()
        assert not nara.is_active

    def test_the_one_above_is_not_covered_from_below(self, tree, nara, person_of, client_of):
        top = person_of(Role.ADMIN, tree.region)
        assert "told-bad" in page(client_of(top).post(f"/people/{top.pk}/shut-out", follow=True))


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_shut_each_other_out_at_once_one_stays():
    """On SQLite each waits for the other's whole transaction; PostgreSQL runs both at once."""
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory has no second connection")
    place = Organisation.objects.create(kind="hospital", code="99001", name_th="โรงพยาบาลรินธารา")
    pair = [add_person(name, name, Role.ADMIN, place) for name in ("one", "two")]
    both = threading.Barrier(2)

    def shut_out_the_other(me: int) -> object:
        request = RequestFactory().post("/")
        request.user = User.objects.get(pk=pair[me].pk)
        assert request.user.roles
        both.wait(10)
        try:
            return people.shut_out(request, pair[1 - me])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        refused = [answer for answer in pool.map(shut_out_the_other, (0, 1)) if answer is not None]
    assert [refusal.code for refusal in refused] == ["last_administrator"]
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.both_databases
def test_the_list_asks_as_much_for_90_people_as_for_three(desk, tree):
    counts = []
    for n in (3, 90):
        for each in range(n):
            add_person(f"p{n}-{each}", f"คนที่ {each}", Role.NURSE, tree.ward_men)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/people").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_of_the_list_hold_everybody_once(desk, tree, nara):
    for each in range(230):
        add_person(f"p{each}", f"คนที่ {each % 7}", Role.NURSE, tree.ward_men)
    address, seen = "/people", []
    while address:
        shown = page(desk.get(address))
        seen += [int(pk) for pk in re.findall(r'<th scope="row"><a href="/people/(\d+)"', shown)]
        following = re.search(r'href="(/people\?[^"]*after=[^"]+)"', shown)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 231


@pytest.mark.both_databases
def test_the_first_administrator_is_entered_from_the_server(db, capsys):
    call_command("add_administrator", "first", "คนแรก", code="99009", place="โรงพยาบาลใหม่")
    name, password = capsys.readouterr().out.split()
    assert name == "first"
    person = User.objects.get(username="first")
    assert person.check_password(password)
    assert person.password_is_initial
    assert person.memberships.get().organisation == Organisation.objects.get(code="99009")
    with pytest.raises(CommandError):
        call_command("add_administrator", "First", "อีกคน", code="99009", place="")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "'); DROP TABLE accounts_user; --", '"><img src=x onerror=alert(1)>']
)
def test_a_name_is_shown_as_the_text_that_it_is(desk, tree, name):
    add(desk, Role.NURSE, tree.ward_men, name=name)
    shown = page(desk.get("/people"))
    assert name not in shown
    assert User.objects.get(username="somsri").name == " ".join(name.split())

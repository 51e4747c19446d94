"""Pages of people: who may sign in, as what and where."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sitthi.core.findings import Refusal
from sitthi.web.accounts import people
from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.doors import needs
from sitthi.web.accounts.forms import NameForm, NewPersonForm, ReasonForm, RoleForm
from sitthi.web.accounts.models import Membership, Role, User
from sitthi.web.accounts.refusals import sentence

__all__ = [
    "add_person",
    "give_role",
    "let_in",
    "people_list",
    "person_page",
    "remove_second_step",
    "replace_password",
    "shut_out",
    "take_role",
]

_A_PAGE = 100
_WIDEST_ID = 18
_FILTERS = ("role", "state")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on the list, and their roles that the reader administers."""

    person: User
    roles: list[Membership]
    state: str


def _found(request: HttpRequest) -> QuerySet:
    second_step = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    found = User.objects.visible_to(request.user).annotate(has_second_step=Exists(second_step))
    asked = {name: request.GET.get(name, "") for name in _FILTERS}
    if asked["role"] in Role.values:
        found = found.filter(pk__in=Membership.objects.filter(role=asked["role"]).values("user"))
    states = {
        "out": Q(is_active=False),
        "initial": Q(is_active=True, password_is_initial=True),
        "never": Q(is_active=True, last_login=None),
    }
    if asked["state"] in states:
        found = found.filter(states[asked["state"]])
    words = request.GET.get("q", "").strip()
    return found.filter(Q(name__icontains=words) | Q(username__icontains=words)) if words else found


def _state(person: User) -> str:
    if not person.is_active:
        return "out"
    return "initial" if person.password_is_initial else "in"


@needs("accounts.people")
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Lists the people with a role in what the reader administers."""
    found = _found(request)
    rows = found.order_by("name", "pk")
    name, _bar, pk = request.GET.get("after", "").rpartition("|")
    if pk.isascii() and pk.isdigit() and len(pk) < _WIDEST_ID:
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk)))
    roles = Membership.objects.select_related("organisation__parent").order_by("organisation__path")
    page = list(rows.prefetch_related(Prefetch("memberships", roles, to_attr="all_roles"))[: _A_PAGE + 1])
    shown = page[:_A_PAGE]
    saw_list(request, User, "list", len(shown), {name: request.GET.get(name, "") for name in (*_FILTERS, "q")})
    everyone = User.objects.visible_to(request.user)
    context = {
        "rows": [
            Row(
                one,
                [each for each in one.all_roles if people.administers(request.user, each.organisation)],
                _state(one),
            )
            for one in shown
        ],
        "following": f"{shown[-1].name}|{shown[-1].pk}" if len(page) > _A_PAGE else "",
        "asked": {name: request.GET.get(name, "") for name in (*_FILTERS, "q")},
        "roles": [("", _("All roles")), *Role.choices],
        "states": [
            ("", _("All")),
            ("initial", _("Still with the initial password")),
            ("never", _("Never signed in")),
            ("out", _("Shut out")),
        ],
        "n": everyone.filter(is_active=True).count(),
        "n_initial": everyone.filter(is_active=True, password_is_initial=True).count(),
        "n_out": everyone.filter(is_active=False).count(),
    }
    return render(request, "accounts/people.html", context)


@needs("accounts.people")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add_person(request: HttpRequest) -> HttpResponse:
    """Adds somebody with a first role, and shows their initial password once."""
    typed = request.POST if request.method == "POST" else None
    form, role_form = NewPersonForm(typed), RoleForm(typed, places=people.places_below(request.user))
    if typed and form.is_valid() and role_form.is_valid():
        told, role = form.cleaned_data, role_form.cleaned_data
        added = people.add_person(
            request, told["username"], told["name"], told["position"], [(role["role"], role["place"])]
        )
        if not isinstance(added, Refusal):
            return _password(request, *added)
        role_form.add_error(None, sentence(added))
    return render(request, "accounts/person_add.html", {"form": form, "role_form": role_form})


def _password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """Shows an initial password; it is kept nowhere, so that this answer is the only one that has it."""
    return render(request, "accounts/person_password.html", {"person": person, "password": password})


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@needs("accounts.people")
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, person: int) -> HttpResponse:
    """Shows somebody, and changes name and position."""
    someone = _person(request, person)
    is_managed = people.manages(request.user, someone)
    form = NameForm(request.POST if request.method == "POST" else None, instance=someone)
    if request.method == "POST":
        if not is_managed:
            raise PermissionDenied
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved"))
            return redirect("person", person)
        someone = _person(request, person)
    return _page(request, someone, form=form)


def _page(request: HttpRequest, someone: User, **forms: Any) -> HttpResponse:
    roles = someone.memberships.select_related("organisation__parent").order_by("organisation__path")
    context = {
        "person": someone,
        "state": _state(someone),
        "roles": [(each, people.administers(request.user, each.organisation)) for each in roles],
        "is_managed": people.manages(request.user, someone),
        "has_second_step": Authenticator.objects.filter(user=someone, type=Authenticator.Type.TOTP).exists(),
        "form": NameForm(instance=someone),
        "role_form": RoleForm(places=people.places_below(request.user)),
        "reason_form": ReasonForm(),
        **forms,
    }
    return render(request, "accounts/person.html", context)


def _told(request: HttpRequest, person: int, refusal: Refusal | None, done: str) -> HttpResponse:
    if refusal is None:
        messages.success(request, done)
    else:
        messages.error(request, sentence(refusal))
    return redirect("person", person)


@needs("accounts.people")
@require_POST
def give_role(request: HttpRequest, person: int) -> HttpResponse:
    """Gives somebody one more role."""
    someone = _person(request, person)
    form = RoleForm(request.POST, places=people.places_below(request.user))
    if not form.is_valid():
        return _page(request, someone, role_form=form)
    told = form.cleaned_data
    return _told(request, person, people.give_role(request, someone, told["role"], told["place"]), _("Role given"))


@needs("accounts.people")
@require_POST
def take_role(request: HttpRequest, person: int, role: int) -> HttpResponse:
    """Takes a role from somebody."""
    someone = _person(request, person)
    membership = get_object_or_404(someone.memberships.select_related("organisation", "user"), pk=role)
    return _told(request, person, people.take_role(request, membership), _("Role taken away"))


@needs("accounts.people")
@require_POST
@never_cache
def replace_password(request: HttpRequest, person: int) -> HttpResponse:
    """Gives somebody an initial password in place of the one they forgot."""
    someone = _person(request, person)
    given = people.replace_password(request, someone)
    return _told(request, person, given, "") if isinstance(given, Refusal) else _password(request, someone, given)


@needs("accounts.people")
@require_POST
def shut_out(request: HttpRequest, person: int) -> HttpResponse:
    """Ends somebody's access at once."""
    refusal = people.shut_out(request, _person(request, person))
    return _told(request, person, refusal, _("Shut out: every session of theirs has ended"))


@needs("accounts.people")
@require_POST
@never_cache
def let_in(request: HttpRequest, person: int) -> HttpResponse:
    """Lets somebody in again."""
    someone = _person(request, person)
    given = people.let_in(request, someone)
    return _told(request, person, given, "") if isinstance(given, Refusal) else _password(request, someone, given)


@needs("accounts.people")
@require_POST
def remove_second_step(request: HttpRequest, person: int) -> HttpResponse:
    """Removes the second step of somebody who lost it."""
    someone = _person(request, person)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, someone, reason_form=form)
    refusal = people.remove_second_step(request, someone, form.cleaned_data["reason"])
    return _told(request, person, refusal, _("The second step is removed: they set up another"))

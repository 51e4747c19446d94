"""What the web's tests share: Django on a home of its own, a small tree of organisations, and people in it.

Only collecting this folder readies Django: `pytest tests/core` never imports it. The tests run on SQLite; those
marked `both_databases` run a second time on PostgreSQL, in a process that `test_databases.py` starts.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest

_HOME = Path(tempfile.mkdtemp(prefix="sitthi-web-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
for _name in ("DATABASE_URL", "SITTHI_DEBUG"):
    os.environ.pop(_name, None)
if _url := os.environ.get("SITTHI_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _url
os.environ["SITTHI_HOME"] = str(_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "sitthi.web.desk.settings"
django.setup()

from django.core.cache import cache  # noqa: E402 - the settings have to be laid before
from django.db.backends.sqlite3.base import DatabaseOperations  # noqa: E402
from django.test import Client  # noqa: E402

from sitthi.web.accounts.models import Membership, Organisation, Role, User  # noqa: E402
from web.postgresql import own_server  # noqa: E402
from web.tree import PASSWORD, Tree, add_person, made_tree, place_of_role  # noqa: E402

_flush = DatabaseOperations.sql_flush


def _flush_what_stays(self: Any, style: Any, tables: Any, **how: Any) -> list[str]:
    """Empties tables after a test of real transactions, also those whose rows a trigger keeps."""
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    emptied = _flush(self, style, tables, **how)
    return [*(f"DROP TRIGGER {name}" for name, _sql in triggers), *emptied, *(sql for _name, sql in triggers)]


DatabaseOperations.sql_flush = _flush_what_stays


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> None:
    """Forgets counted attempts and the like, which a cache keeps from test to test."""
    cache.clear()


@pytest.fixture(scope="session")
def web_home() -> Path:
    """Is the home that the settings of the tests were read from."""
    return _HOME


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Is the address of a PostgreSQL server where databases may be made; skips where there is none.

    `SITTHI_TEST_POSTGRES` names one, else a private server is started from what is installed.
    """
    if named := os.environ.get("SITTHI_TEST_POSTGRES"):
        yield named
        return
    with own_server() as url:
        if url is None:
            pytest.skip("no PostgreSQL is installed")
        yield url


@pytest.fixture
def tree(db: None) -> Tree:
    """Is region 13 with one province, one district, two hospitals and their units; see `web.tree`."""
    return made_tree()


@pytest.fixture
def vipa(tree: Tree) -> User:
    """Is the benefits officer of the first hospital."""
    return add_person("vipa", "วิภา ตัวอย่างดี", Role.BENEFITS, tree.benefits)


@pytest.fixture
def malee(tree: Tree) -> User:
    """Is a nurse of the men's ward of the first hospital."""
    return add_person("malee", "มาลี ตัวอย่างสุข", Role.NURSE, tree.ward_men)


@pytest.fixture
def nara(tree: Tree) -> User:
    """Is the administrator of the first hospital, who sees no patient."""
    return add_person("nara", "นรา ตัวอย่างใจ", Role.ADMIN, tree.hospital)


@pytest.fixture
def stranger(db: None) -> User:
    """Is somebody who may sign in and has no role anywhere: there is nothing that they may see."""
    return add_person("stranger", "สมมุติ ไร้บทบาท")


@pytest.fixture
def person_of(tree: Tree) -> Callable[..., User]:
    """Adds somebody by role, where that role sits unless a place is given: `person_of(Role.FINANCE)`."""

    def add(role: Role, place: Organisation | None = None, username: str = "") -> User:
        where = place or place_of_role(tree, role)
        return add_person(username or f"{role.value}-{where.pk}", f"{role.value} ตัวอย่าง", role, where)

    return add


@pytest.fixture
def people(person_of: Callable[..., User]) -> dict[Role, User]:
    """Is one person a role, all of the first hospital and what lies above it."""
    return {role: person_of(role) for role in Role}


@pytest.fixture
def elsewhere(tree: Tree) -> User:
    """Is the benefits officer of the second hospital: nothing of the first is theirs."""
    return add_person("elsewhere", "อุดม ตัวอย่างไกล", Role.BENEFITS, tree.other_hospital)


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """Gives a browser of somebody signed in, or of a stranger for `None`."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def with_password() -> Callable[[User], str]:
    """Gives somebody a password and tells it, for tests that sign in by the page itself."""

    def set_for(user: User) -> str:
        user.set_password(PASSWORD)
        user.save()
        return PASSWORD

    return set_for


@pytest.fixture
def add_role(db: None) -> Callable[..., Membership]:
    """Gives somebody one more role: `add_role(user, Role.CODER, tree.r2a)`."""

    def add(user: User, role: Role, place: Organisation) -> Membership:
        user.__dict__.pop("_roles", None)
        return Membership.objects.create(user=user, organisation=place, role=role)

    return add

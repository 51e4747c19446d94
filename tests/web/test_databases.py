"""The tests marked `both_databases` hold on PostgreSQL too, and the tests of the web touch no other home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.conf import settings
from django.db import DatabaseError, connection

from sitthi.web.accounts.models import Organisation

ROOT = Path(__file__).resolve().parents[2]


def test_the_marked_tests_hold_on_postgresql(postgresql_url):
    # What this process set for itself would lay the settings before the other one's conftest is read.
    mine = ("DJANGO_SETTINGS_MODULE", "SITTHI_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in mine}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/web", "-m", "both_databases", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**environment, "SITTHI_TEST_DATABASE_URL": postgresql_url},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


@pytest.mark.both_databases
def test_the_database_is_the_one_that_was_asked_for(db):
    wanted = "postgresql" if "SITTHI_TEST_DATABASE_URL" in os.environ else "sqlite"
    assert connection.vendor == wanted


@pytest.mark.both_databases
def test_every_migration_is_written(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.both_databases
def test_the_tree_lays_its_paths(tree):
    assert tree.ward_men.path == f"{tree.hospital.path}{tree.ward_men.pk}/"
    assert Organisation.objects.filter(path__startswith=tree.region.path).count() == 15


def test_the_home_is_a_folder_of_the_tests_own(web_home):
    assert web_home == settings.HOME
    assert web_home.name.startswith("sitthi-web-tests-")


@pytest.mark.both_databases
@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_of_real_transactions_leaves_nothing_and_the_triggers_stay(time):
    assert not LogEntry.objects.exists()
    Organisation.objects.create(kind="region", code="R1", name_th="เขต")
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        LogEntry.objects.update(action=0)

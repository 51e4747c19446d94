"""What an office counts by: its province's days, its own approved limits, its choices; nonsense is left out."""

import logging

import pytest

from sitthi.web.claims import office
from web.tree import Kind, add_place

LIMIT = """
title = {{ th = "ของเรา", en = "Ours" }}
since = 2020-01-01
{approval}
[[entries]]
rule = "{rule}"
[entries.entry]
value = {value}
evidence = "F own order 1"
"""
APPROVED = 'approved_by = "ผู้อำนวยการ"\napproved_on = 2020-01-01'


@pytest.fixture
def overrides(settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "overrides").mkdir()
    return tmp_path / "overrides"


def lay(folder, name="a.toml", approval=APPROVED, rule="entitlement_papers", value=2):
    (folder / name).write_text(LIMIT.format(approval=approval, rule=rule, value=value), encoding="utf-8")


def test_days_off_of_a_province_count_there_and_nowhere_else(db):
    """A southern province keeps a day that the rest of the country works on."""
    office._province.cache_clear()
    south = add_place(Kind.PROVINCE, "94", "ปัตตานี")
    hospital = add_place(Kind.HOSPITAL, "99977", "ใต้", add_place(Kind.DISTRICT, "9401", "เมือง", south))
    theirs, everywhere = office.calendar_of(hospital.pk), office.calendar_of()
    office._province.cache_clear()
    assert set(everywhere.days_off) < set(theirs.days_off)
    assert office.calendar_of(None) is everywhere


def test_an_approved_limit_counts_and_is_read_anew_when_its_file_changes(overrides):
    assert office.overlays() == ()
    lay(overrides)
    assert [laid.entry.value for laid in office.overlays()[0].entries] == [2]
    lay(overrides, "b.toml", value=1)
    assert len(office.overlays()) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken.toml", "title = "),
        ("latin.toml", "title = \u0e40"),
        ("unknown.toml", LIMIT.format(approval=APPROVED, rule="no_such_rule", value=2)),
        ("shape.toml", "title = 3\n"),
    ],
)
def test_a_file_with_faults_is_left_out_and_logged(overrides, caplog, name, text):
    lay(overrides)
    (overrides / name).write_text(text, encoding="utf-8" if name != "latin.toml" else "cp874")
    with caplog.at_level(logging.ERROR):
        assert len(office.overlays()) == 1
    assert name in caplog.text


@pytest.mark.parametrize(("approval", "rule"), [("", "entitlement_papers")])
def test_an_unapproved_limit_does_not_count(overrides, approval, rule):
    lay(overrides, approval=approval, rule=rule)
    assert office.overlays() == ()


def test_the_overlay_of_a_scorecard_is_none_of_ours(overrides):
    (overrides / "card.toml").write_text('scorecard = "x"\n', encoding="utf-8")
    assert office.overlays() == ()


def test_an_offices_choice_counts_and_one_that_is_none_is_left_out(settings, caplog):
    office.choices.cache_clear()
    settings.OFFICE = {"choices": {"copy_rule": "adjrw", "day_one": "never", "other": "x"}}
    with caplog.at_level(logging.ERROR):
        chosen = office.choices()
    office.choices.cache_clear()
    assert (chosen["copy_rule"], chosen["day_one"]) == ("adjrw", "next_working_day")
    assert "day_one" in caplog.text
    assert "other" in caplog.text
    assert set(office.choice_grades()) == set(chosen)

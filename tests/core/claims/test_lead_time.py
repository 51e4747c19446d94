"""How long a case lay at each step, by the calendar and by the office's hours."""

import datetime

import pytest

from core.claims.walks import ADMITTED, CALENDAR, DISCHARGED, SSO, Told, eleven_steps, moment
from sitthi.core.claims.facts import OFFICE_TIME
from sitthi.core.claims.lead_time import calendar_minutes, office_minutes, open_minutes, step_times
from sitthi.core.claims.progress import progress


def times(case):
    told = progress(case.flow, case.facts, case.events)
    return {each.step: each for each in step_times(case.facts, told.steps)}


def test_each_step_is_counted_from_the_last_thing_before_it():
    found = times(eleven_steps())
    assert list(found) == [step.id for step in SSO.steps]
    assert found["receive_papers"].started_at == ADMITTED
    assert found["check_documents"].started_at == moment("10-26 10:05")
    assert found["code_record"].started_at == moment("11-2 09:20")
    assert found["code_record"].done_at == moment("11-9 14:31")
    assert calendar_minutes(found["code_record"].started_at, found["code_record"].done_at) == 7 * 1440 + 311


def test_what_is_done_after_the_discharge_is_counted_from_it_at_the_earliest():
    found = times(eleven_steps())
    assert found["send_certificate"].done_at == moment("10-30 10:20")
    assert found["send_certificate"].started_at == moment("10-27 11:30")
    assert found["pass_to_r2a"].started_at == DISCHARGED


def test_a_step_after_a_late_one_is_counted_from_that():
    case = eleven_steps(4)
    case("document_received", "10-30 10:00", unit="ward", document="medical_certificate")
    case("step_done", "10-31 10:00", unit="ward", step="send_certificate")
    case("step_done", "11-1 09:00", unit="finance", step="pass_to_r2a")
    assert times(case)["send_certificate"].started_at == DISCHARGED
    assert times(case)["pass_to_r2a"].started_at == moment("10-31 10:00")


def test_what_was_done_ahead_of_its_turn_took_no_time():
    case = Told()
    case("document_received", "10-26 09:41", unit="benefits", document="patient_papers")
    case("document_received", "10-26 09:50", unit="ward", document="medical_certificate")
    case("step_done", "10-26 10:00", unit="ward", step="send_certificate")
    case("step_done", "10-26 10:05", unit="benefits", step="receive_papers")
    case("step_done", "10-26 10:30", unit="benefits", step="check_documents")
    case("step_done", "10-26 11:00", unit="benefits", step="send_entitlement")
    ahead = times(case)["send_certificate"]
    assert ahead.started_at == ahead.done_at == moment("10-26 10:00")


def test_a_step_that_the_case_came_back_to_is_not_done():
    case = eleven_steps(10)
    case("step_returned", "11-12 09:00", unit="r2a", step="code_record", reason="no signature")
    assert "code_record" not in times(case)
    assert times(Told()) == {}


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("11-16 09:00", "11-16 10:30", 90),
        ("11-16 06:00", "11-16 07:59", 0),
        ("11-16 07:00", "11-16 17:00", 480),
        ("11-16 15:00", "11-17 09:00", 120),
        ("11-13 15:00", "11-16 09:00", 120),
        ("11-14 09:00", "11-15 15:00", 0),
        ("11-16 09:00", "11-16 09:00", 0),
    ],
    ids=["a morning", "before opening", "a whole day", "over night", "over a weekend", "a weekend", "no time"],
)
def test_office_minutes_are_those_of_working_days_between_opening_and_closing(start, end, minutes):
    assert open_minutes(SSO.hours) == (480, 960)
    assert office_minutes(moment(start), moment(end), SSO.hours, CALENDAR) == minutes


def test_the_offices_clock_is_meant_whatever_zone_a_moment_is_written_in():
    start = datetime.datetime(2026, 11, 16, 9, 0, tzinfo=OFFICE_TIME)
    far = start.astimezone(datetime.UTC)
    assert office_minutes(far, far + datetime.timedelta(hours=1), SSO.hours, CALENDAR) == 60


def test_seconds_are_left_out_on_either_side():
    start = datetime.datetime(2026, 11, 18, 8, 40, 59, tzinfo=OFFICE_TIME)
    assert calendar_minutes(start, start + datetime.timedelta(days=1, seconds=1)) == 1441
    assert calendar_minutes(start, start) == 0

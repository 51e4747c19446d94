"""Days and moments as people type them into forms."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import translation

from sitthi.web.desk.fields import ThaiDateField, ThaiDateTimeField

BANGKOK = ZoneInfo("Asia/Bangkok")
DAY = datetime.date(2026, 11, 18)
MOMENT = datetime.datetime(2026, 11, 18, 8, 40, tzinfo=BANGKOK)


class Typed(forms.Form):
    day = ThaiDateField()
    at = ThaiDateTimeField()
    until = ThaiDateField(required=False)


def typed(day="18/11/2569", at="18/11/2569 08:40", **more):
    return Typed({"day": day, "at": at, **more})


@pytest.mark.parametrize(
    "text", ["18/11/2569", "๑๘/๑๑/๒๕๖๙", "18 พ.ย. 2569", "18112569", "๑๘๑๑๒๕๖๙", "18/11/2026", " 18/11/2569 "]
)
def test_a_day_is_read(text):
    form = typed(day=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == DAY
    assert form.cleaned_data["until"] is None


@pytest.mark.parametrize("text", ["18/11/2569 08:40", "๑๘/๑๑/๒๕๖๙ ๐๘.๔๐ น.", "181125690840"])
def test_a_moment_is_read_in_the_offices_time(text):
    form = typed(at=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == MOMENT


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("day", "", "required"),
        ("day", "yesterday", "form"),
        ("day", "18/11/2569 08:40", "form"),
        ("day", "18/11/69", "short_year"),
        ("day", "18/11/2269", "year"),
        ("day", "31/11/2569", "no_such_day"),
        ("day", "29/02/2569", "no_such_day"),
        ("at", "", "required"),
        ("at", "08:40", "form"),
        ("at", "18/11/2569", "missing"),
        ("at", "18112569", "missing"),
        ("at", "18/11/2569 24:00", "no_such_time"),
        ("at", "31/11/2569 08:40", "no_such_day"),
        ("at", "x", "form"),
    ],
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_each_fault_has_its_sentence_and_what_was_typed_stays(field, text, code, language):
    with translation.override(language):
        form = typed(**{field: text})
        assert not form.is_valid()
        assert [each.code for each in form.errors.as_data()[field]] == [code]
        said = form.errors[field][0]
        assert any("ก" <= letter <= "๙" for letter in said) == (language == "th")
        assert f'value="{text}"' in str(form[field]) or not text


def test_what_is_stored_is_shown_in_the_buddhist_era_and_the_offices_time():
    form = Typed(initial={"day": DAY, "at": MOMENT.astimezone(datetime.UTC)})
    assert 'value="18/11/2569"' in str(form["day"])
    assert 'value="18/11/2569 08:40"' in str(form["at"])
    assert 'inputmode="numeric"' in str(form["day"])


def test_another_writing_of_the_same_day_is_no_change():
    form = Typed({"day": "18 พ.ย. 2569", "at": "181125690840"}, initial={"day": DAY, "at": MOMENT})
    assert not form.has_changed()
    assert typed(day="nonsense", at="nonsense").has_changed()


@pytest.mark.parametrize("field", [ThaiDateField(), ThaiDateTimeField()])
def test_a_value_that_is_read_already_passes(field):
    assert field.clean(MOMENT) in (DAY, MOMENT)
    assert ThaiDateField().clean(DAY) == DAY
    assert ThaiDateTimeField().clean(MOMENT.replace(tzinfo=None)) == MOMENT

"""Claims of social-security inpatients before and after the redesign [sso-cqi-2555, the two charts]."""

import json
from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.flow.chart import process_chart
from sitthi.core.flow.comparison import Obstacle, Warned, compared
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.numbers import plain, shown

# The before chart: row, minutes, and the column its dot stands in.
BEFORE = """
 1      5  inspection
 2     30  operation
 3      5  operation
 4     60  transport
 5      5  operation
 6   3360  delay
 7     60  delay
 8   1440  delay
 9     10  inspection
10   7200  delay
11     10  operation
12     10  operation
13     30  operation
14     10  operation
15      5  operation
"""

# The after chart: row, unit, dot, and the days printed at the first row of each group.
AFTER = """
 1  benefits  operation    3
 2  benefits  inspection
 3  benefits  operation
 4  ward      operation
 5  finance   transport    3
 6  r2a       operation
 7  r2a       operation   21
 8  r2a       transport
 9  benefits  operation    3
10  benefits  transport    3
11  finance   operation
"""


def drawn(table):
    return [line.split() for line in table.strip().splitlines()]


@pytest.fixture(scope="module")
def flows():
    return Book().all(ProcessDefinition)


@pytest.fixture(scope="module")
def before(flows):
    return flows["sso_inpatient_2554"]


@pytest.fixture(scope="module")
def after(flows):
    return flows["sso_inpatient_2555"]


def test_the_rows_before_are_those_of_the_document(before):
    rows = [[str(step.number), str(step.minutes), step.symbol.value] for step in before.steps]
    assert rows == drawn(BEFORE)


def test_the_rows_after_are_those_of_the_document(after):
    days = {}
    for step in after.steps:
        days.setdefault(step.group, step.number)
    first = {number: plain(group.days) for group in after.groups for number in [days[group.id]]}
    rows = [
        [str(step.number), step.unit, step.symbol.value, *([first[step.number]] if step.number in first else [])]
        for step in after.steps
    ]
    assert rows == drawn(AFTER)


def test_the_chart_before_adds_up_to_its_own_last_row(before):
    chart = process_chart(before)
    assert (chart.n_steps, chart.minutes, plain(chart.days)) == (15, 12240, "25.5")
    assert [chart.symbols[symbol] for symbol in chart.symbols] == [8, 1, 2, 4, 0]
    assert [chart.n_persons, chart.metres, chart.cost_satang] == [None, None, None]


def test_the_chart_after_adds_up_to_its_own_last_row(after):
    chart = process_chart(after)
    assert (chart.n_steps, chart.minutes, plain(chart.days)) == (11, None, "33")
    assert [chart.symbols[symbol] for symbol in chart.symbols] == [7, 3, 1, 0, 0]


def test_a_groups_days_belong_to_its_owner(after):
    shares = {share.unit: (share.n_steps, share.days) for share in process_chart(after).units}
    assert shares == {"benefits": (5, 6), "ward": (1, None), "finance": (2, 3), "r2a": (3, 24)}


def test_group_a_runs_from_admission_and_the_others_make_up_the_30_days_after_discharge(after):
    due = {d.group.id: (d.group.clock_starts.value, d.due_day) for d in process_chart(after).groups}
    assert due == {
        "a": ("admission", 3),
        "b": ("discharge", 3),
        "c": ("discharge", 24),
        "d": ("discharge", 27),
        "e": ("discharge", 30),
    }


def test_only_the_offices_own_part_compares(before, after):
    comparison = compared(before, after)
    assert Warned.SCOPES_DIFFER in comparison.warnings
    assert (comparison.steps.saved, shown(comparison.steps.percent, 2)) == (4, "26.67")
    assert comparison.days.obstacle is Obstacle.SCOPES_DIFFER
    office, *others = comparison.units
    assert (office.unit, office.steps.before, office.steps.after) == ("benefits", 15, 5)
    assert shown(office.steps.percent, 2) == "66.67"
    assert (office.days.before, office.days.after) == (Fraction("25.5"), 6)
    assert shown(office.days.percent, 2) == "76.47"
    assert {own.steps.obstacle for own in others} == {Obstacle.NOT_CHARTED_BEFORE}


def test_the_documents_slips_stand_beside_what_its_own_figures_give(before, after):
    checked = compared(before, after).declared
    assert [(plain(c.declared.stated), shown(c.computed, 2)) for c in checked] == [
        ("50", "66.67"),  # comparison table: 15 steps become 5
        ("62.5", "76.92"),  # comparison table: 26 days, as printed, become 6
        ("12510", "15840.00"),  # heading of the after chart, whose rows sum to 33 days
        ("26", "33.00"),  # conclusion: the whole process
    ]
    assert checked[2].computed_days == 33


def test_no_private_person_of_the_document_is_carried(before, after):
    assert all(not step.roles for flow in (before, after) for step in flow.steps)


@pytest.fixture
def case(shared):
    return json.loads((shared / "cases" / "process_sso.json").read_text(encoding="utf-8"))


def written_flow(case, side):
    """Writes a side of the case as the TOML file a hospital would write, names and all."""
    told, day = case[side], case["minutes_per_day"]
    owners = told.get("group_owner", {})
    units = dict.fromkeys(step.get("unit", "benefits") for step in told["steps"])
    lines = [
        f'id = "{side}"', f'title = {{ th = "{side}", en = "{side}" }}', 'edition = "1"',
        'evidence = "F sso-cqi-2555 chart"', 'fund = "SSS"', 'patient_type = "inpatient"',
        "in_force_from = 2012-04-01",
        'scope = "system"' if owners else 'scope = "unit"\nscope_unit = "benefits"',
        f'[hours]\nopens = "08:00"\ncloses = "16:00"\nminutes_per_day = {day}\nevidence = "F sso-cqi-2555 chart"',
    ]  # fmt: skip
    if owners:
        lines.append('[group_days]\nkind = "calendar"\nevidence = "I sso-cqi-2555 chart"')
    lines += [f'[[units]]\nid = "{unit}"\nlabel = {{ th = "{unit}", en = "{unit}" }}' for unit in units]
    for name, owner in owners.items():
        start = "admission" if name == "a" else "discharge"
        lines.append(f'[[groups]]\nid = "{name}"\ndays = {told["group_days"][name]}')
        lines.append(f'owner = "{owner}"\nclock_starts = "{start}"')
    for n, step in enumerate(told["steps"], 1):
        time = f"minutes = {step['minutes']}" if "minutes" in step else f'group = "{step["group"]}"'
        lines.append(f'[[steps]]\nnumber = {n}\nid = "s{n}"\nlabel = {{ th = "{step["name"]}", en = "x" }}')
        lines.append(f'unit = "{step.get("unit", "benefits")}"\nsymbol = "{step["symbol"]}"\n{time}')
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("side", "name"), [("before", "sso_inpatient_2554"), ("after", "sso_inpatient_2555")])
def test_the_case_and_the_book_give_the_same_chart(sitthi, case, tmp_path, side, name):
    path = tmp_path / f"{side}.toml"
    path.write_text(written_flow(case, side), encoding="utf-8")
    expected = dict(case[side]["expected"])
    office = expected.pop("benefits_office", {"steps": 15, "days": 25.5})
    expected["days"] = f"{expected['days']:g}"
    for definition in (path, name):
        ran = sitthi("flow", "show", definition)
        assert ran.exit == 0
        assert {key: ran.data[key] for key in expected} == expected
        [own] = [unit for unit in ran.data["units"] if unit["unit"] == "benefits"]
        assert (own["steps"], own["days"]) == (office["steps"], f"{office['days']:g}")


def test_the_case_is_compared_as_expected(sitthi, case):
    ran = sitthi("flow", "compare", "sso_inpatient_2554", "sso_inpatient_2555")
    assert ran.exit == 0
    expected = case["expected_comparison"]
    assert ran.data["steps"] == [expected["steps_before"], expected["steps_after"]]
    assert ran.data["scopes_differ"] is True
    assert "scopes_differ" in ran.data["warnings"]
    for key in ("steps_saved", "steps_saved_percent"):
        assert ran.data[key] == expected[key]
    [own] = [unit for unit in ran.data["units"] if unit["unit"] == "benefits"]
    assert {key: own[key] for key in expected["benefits_office"]} == expected["benefits_office"]
    for told, row in zip(expected["declared"], ran.data["declared"], strict=False):
        assert (row["figure"], row["stated"]) == (told["figure"], told["stated"])
        assert row["computed"] == told.get("computed", 15840)
        assert row.get("computed_days") == (str(told["computed_days"]) if "computed_days" in told else None)

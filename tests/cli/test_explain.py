"""`sitthi explain`: a figure of a saved result, worked out again."""

import json

import pytest


@pytest.fixture
def saved(sitthi, table, tmp_path):
    """Computes a result and saves it as a user would."""

    def save(*words):
        ran = sitthi(*words)
        assert ran.exit == 0, ran.out
        path = tmp_path / "result.json"
        path.write_text(ran.out, encoding="utf-8")
        return path

    return save


@pytest.fixture
def rights(saved, table):
    rows = ("A,staff_awareness,17.21", "A,record_external,77.73", "A,settled_30wd,100", "B,staff_awareness,16")
    return saved("score", "rights_2557", table("unit,indicator,value", *rows), "--round", "month_6")


def leaves(tree):
    yield tree
    for part in tree["parts"]:
        yield from leaves(part)


def test_a_score_is_explained_down_to_its_source(sitthi, rights):
    ran = sitthi("explain", rights, "A", "staff_awareness")
    assert ran.exit == 0
    assert {"name", "value", "rule", "source", "grade", "parts"} == set(ran.data)
    assert "3.2100" in [leaf["value"] for leaf in leaves(ran.data)]
    assert any("rights-2557" in leaf["source"] for leaf in leaves(ran.data))
    human = sitthi("explain", rights, "A", "total", human=True, LANG="en")
    assert "3.7932" in human.out


def test_an_amount_is_explained_with_its_rate_and_factor(sitthi, saved, table):
    rows = ("A,350,150000", "B,320,100000", "C,410,100000")
    path = saved(
        "allocate", "quality_fund_2552", table("unit,points,uc_population", *rows), "--set", "region_mean=350"
    )
    tree = sitthi("explain", path, "B", "amount").data
    values = [leaf["value"] for leaf in leaves(tree)]
    assert tree["value"] == "875000.00"
    assert {"9.00", "35/36"} <= set(values)


def test_a_result_that_was_changed_by_hand_is_not_explained_away(sitthi, rights):
    result = json.loads(rights.read_text(encoding="utf-8"))
    result["units"][0]["rows"][0]["score"] = "5.0000"
    rights.write_text(json.dumps(result), encoding="utf-8")
    ran = sitthi("explain", rights, "A", "staff_awareness")
    assert ran.exit == 12
    assert ran.data["error"]["code"] == "explain.differs"


def test_a_unit_that_is_not_in_the_result_is_answered_with_those_that_are(sitthi, rights):
    ran = sitthi("explain", rights, "Z", "staff_awareness")
    assert ran.exit == 12
    assert ran.data["error"]["code"] == "explain.not_there"
    assert "A, B" in ran.data["error"]["hint"]


def test_a_unit_of_two_groups_is_named_once(sitthi, saved, table):
    rows = ("A,primary_nurse,4", "A,hospital_quality,4", "B,primary_nurse,3")
    ran = sitthi(
        "explain", saved("score", "quality_fund_2552", table("unit,indicator,value", *rows)), "Z", "total"
    )
    assert ran.data["error"]["hint"].count("A") == 1


def test_a_figure_that_is_not_in_the_result_is_answered_with_those_that_are(sitthi, rights):
    ran = sitthi("explain", rights, "A", "no_such_indicator")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "explain.no_such_figure")
    assert "staff_awareness" in ran.data["error"]["hint"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"command": "timeliness"}', "unit,value", '{"command":["x"]}', '{"command":"score"}'],
)
def test_a_file_that_is_no_result_is_refused(sitthi, tmp_path, content):
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    ran = sitthi("explain", path, "A", "total")
    assert ran.exit == 11
    assert ran.data["error"]["code"] == "explain.not_a_result"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_result_saved_by_another_shell_is_read_too(sitthi, rights, encoding):
    rights.write_text(rights.read_text(encoding="utf-8"), encoding=encoding)
    assert sitthi("explain", rights, "A", "total").exit == 0


@pytest.mark.parametrize(
    ("words", "header", "row", "shown"),
    [
        (
            ("score", "rights_2557", "--round", "month_6"),
            "unit,indicator,value",
            "A,staff_awareness,17.21",
            "3.2100",
        ),
        (("assess", "revenue_centre_2564"), "unit,criterion,item,met", "A,1.1,1,yes", "1 point an item"),
    ],
)
def test_people_who_ask_for_the_working_are_shown_it(sitthi, table, words, header, row, shown):
    call = (words[0], words[1], table(header, row), *words[2:])
    assert "came about" not in sitthi(*call, human=True, LANG="en").out
    worked = sitthi(*call, "--working", human=True, LANG="en").out
    assert "of A came about" in worked
    assert shown in worked

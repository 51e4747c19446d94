"""Hand-over slips: many cases at once by the same rules as one, answered by the other unit and by nobody else."""

import pytest

from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import CaseEvent, ClaimCase, Slip, SlipLine
from web.cases import ago, done, problem, record
from web.records import add_case
from web.tree import add_person


@pytest.fixture
def cases(tree):
    return [add_case(tree, ago(5 + n), "SSS", number=f"6900{n}", first_name=f"ทดสอบ{n}") for n in range(3)]


@pytest.fixture
def benefits(client_of, vipa):
    return client_of(vipa)


@pytest.fixture
def finance(client_of, person_of):
    return client_of(person_of(Role.FINANCE))


def hand(client, cases, to_unit="finance", **more):
    tokens = [case.token for case in cases]
    return client.post(
        "/cases-at-once", {"case": tokens, "act": "hand_over", "to_unit": to_unit, **more}, follow=True
    )


def answers(slip):
    return list(SlipLine.objects.filter(slip=slip).order_by("case_id").values_list("answer", flat=True))


@pytest.mark.both_databases
def test_cases_go_on_one_slip_and_each_is_accepted_or_refused(cases, benefits, finance):
    page = hand(benefits, cases, note="ครบแล้ว")
    slip = Slip.objects.get()
    assert "ส่งมอบให้งานการเงิน" in page.content.decode().replace(" ", "")
    assert (slip.number, slip.from_unit.function, slip.to_unit.function, slip.note) == (
        1, "benefits", "finance", "ครบแล้ว",
    )  # fmt: skip
    assert answers(slip) == ["pending"] * 3
    listed = finance.get("/slips")
    assert listed.context["n_to_answer"] == 1
    lines = list(slip.lines.order_by("case_id"))
    finance.post(f"/slips/{slip.pk}/answer", {"line": lines[0].pk, "answer": "accept"})
    page = finance.post(f"/slips/{slip.pk}/answer", {"line": lines[1].pk, "answer": "refuse"}, follow=True)
    assert "ยังไม่ได้ใส่เหตุผล" in page.content.decode()
    finance.post(f"/slips/{slip.pk}/answer", {"line": lines[1].pk, "answer": "refuse", "reason": "เอกสารไม่ครบ"})
    assert answers(slip) == ["accepted", "refused", "pending"]
    finance.post(f"/slips/{slip.pk}/answer", {"line": "all", "answer": "accept"})
    assert answers(slip) == ["accepted", "refused", "accepted"]
    held = [ClaimCase.objects.get(pk=case.pk).holder_unit.function for case in cases]
    assert held == ["finance", "benefits", "finance"]


@pytest.mark.both_databases
def test_a_second_click_hands_nothing_over_twice_and_leaves_no_empty_slip(cases, benefits):
    hand(benefits, cases)
    page = hand(benefits, cases)
    assert Slip.objects.count() == 1
    assert page.content.decode().count("ยังอยู่") or "รอ" in page.content.decode()
    assert CaseEvent.objects.filter(kind="handed_over").count() == 3


def test_a_second_answer_is_told_that_it_was_answered(cases, benefits, finance):
    hand(benefits, cases[:1])
    slip = Slip.objects.get()
    line = slip.lines.get()
    for _ in range(2):
        page = finance.post(f"/slips/{slip.pk}/answer", {"line": line.pk, "answer": "accept"}, follow=True)
    assert "ไม่มีใบส่งมอบที่รอรับ" in page.content.decode()
    assert CaseEvent.objects.filter(kind="accepted").count() == 1


def test_a_hand_over_from_the_case_itself_has_a_slip_too(cases, benefits, finance):
    assert record(benefits, cases[0], kind="handed_over", to_unit="finance").status_code == 302
    slip = Slip.objects.get()
    assert answers(slip) == ["pending"]
    # Accepted from the case's page the slip knows.
    assert record(finance, cases[0], kind="accepted").status_code == 302
    assert answers(slip) == ["accepted"]
    assert slip.lines.get().answered_by.username.startswith("finance")


@pytest.mark.both_databases
def test_a_hand_over_taken_back_waits_no_longer(cases, benefits, finance):
    hand(benefits, cases[:1])
    slip = Slip.objects.get()
    n = CaseEvent.objects.get(kind="handed_over").number
    assert record(benefits, cases[0], kind="undone", supersedes=n, reason="ผิดหน่วย").status_code == 302
    assert answers(slip) == ["taken_back"]
    assert finance.get("/slips").context["n_to_answer"] == 0
    page = finance.post(f"/slips/{slip.pk}/answer", {"line": slip.lines.get().pk, "answer": "accept"}, follow=True)
    assert "ไม่มีใบส่งมอบที่รอรับ" in page.content.decode()


def test_an_acceptance_taken_back_waits_again(cases, benefits, finance):
    hand(benefits, cases[:1])
    slip = Slip.objects.get()
    finance.post(f"/slips/{slip.pk}/answer", {"line": "all", "answer": "accept"})
    n = CaseEvent.objects.get(kind="accepted").number
    assert record(finance, cases[0], kind="undone", supersedes=n, reason="กดผิด").status_code == 302
    assert answers(slip) == ["pending"]


def test_to_the_ward_is_to_each_patients_own(cases, tree, benefits, client_of, malee, person_of):
    case = cases[0]
    ClaimCase.objects.filter(pk=case.pk).update(ward=tree.ward_women)
    hand(benefits, cases, "ward")
    assert {slip.to_unit.code for slip in Slip.objects.all()} == {"ward_men", "ward_women"}
    women = person_of(Role.NURSE, tree.ward_women, "women-nurse")
    mine, theirs = (Slip.objects.get(to_unit=ward) for ward in (tree.ward_women, tree.ward_men))
    client = client_of(women)
    assert client.get(f"/slips/{mine.pk}").status_code == 200
    assert client.get(f"/slips/{theirs.pk}").status_code == 404
    assert client.post(f"/slips/{mine.pk}/answer", {"line": "all", "answer": "accept"}).status_code == 302
    assert answers(mine) == ["accepted"]
    client_of(malee).post(f"/slips/{theirs.pk}/answer", {"line": "all", "answer": "accept"})
    assert answers(theirs) == ["accepted", "accepted"]


def test_a_patient_moved_to_another_ward_is_answered_for_there_by_nobody_else(
    cases, tree, benefits, client_of, malee
):
    hand(benefits, cases[:2], "ward")
    slip = Slip.objects.get()
    ClaimCase.objects.filter(pk=cases[0].pk).update(ward=tree.ward_women)
    nurse = client_of(malee)
    page = nurse.get(f"/slips/{slip.pk}")
    assert [line.case_id for line in page.context["lines"]] == [cases[1].pk]
    nurse.post(f"/slips/{slip.pk}/answer", {"line": "all", "answer": "accept"})
    assert answers(slip) == ["pending", "accepted"]


def test_a_nurse_hands_over_what_her_ward_holds(cases, tree, client_of, malee, benefits, finance):
    hand(benefits, cases[:1], "ward")
    nurse = client_of(malee)
    nurse.post(f"/slips/{Slip.objects.get().pk}/answer", {"line": "all", "answer": "accept"})
    hand(nurse, cases[:1], "finance")
    slip = Slip.objects.order_by("pk").last()
    assert (slip.from_unit, slip.to_unit) == (tree.ward_men, tree.finance)


@pytest.mark.parametrize("role", [Role.BENEFITS, Role.MANAGER])
def test_who_works_for_the_hospital_and_no_unit_hands_over_and_answers(cases, tree, role, client_of, finance):
    client = client_of(add_person("whole", "ทั้งโรงพยาบาล", role, tree.hospital))
    hand(client, cases)
    slip = Slip.objects.get()
    assert slip.from_unit == tree.benefits
    finance.post(f"/slips/{slip.pk}/answer", {"line": "all", "answer": "accept"})
    hand(finance, cases, "benefits")
    back = Slip.objects.order_by("pk").last()
    assert client.get("/slips").status_code == 200
    client.post(f"/slips/{back.pk}/answer", {"line": "all", "answer": "accept"})
    assert set(answers(back)) == {"accepted"}


def test_somebody_in_two_units_hands_over_for_the_one_that_holds_the_case(cases, tree, client_of, vipa, add_role):
    add_role(vipa, Role.CODER, tree.r2a)
    hand(client_of(vipa), cases[:1])
    assert Slip.objects.get().from_unit == tree.benefits


def test_an_accountant_has_no_slips(cases, benefits, client_of, person_of):
    hand(benefits, cases)
    client = client_of(person_of(Role.ACCOUNTANT))
    slip = Slip.objects.get()
    assert client.get("/slips").status_code == 404
    assert client.post(f"/slips/{slip.pk}/answer", {"line": "all", "answer": "accept"}).status_code == 404
    assert client.post("/cases-at-once", {"case": cases[0].token, "act": "take"}).status_code == 404
    assert answers(slip) == ["pending"] * 3


def test_what_does_not_pass_stays_and_says_why_and_the_rest_goes(cases, benefits, finance):
    record(benefits, cases[1], kind="handed_over", to_unit="r2a")
    page = hand(benefits, cases)
    words = page.content.decode()
    assert f"AN {cases[1].number}" in words
    first, second = Slip.objects.order_by("number")
    assert answers(second) == ["pending", "pending"]
    assert first.number == 1


def test_cases_are_taken_at_once_by_who_works_for_their_holder(cases, benefits, finance, vipa):
    tokens = {"case": [case.token for case in cases], "act": "take"}
    page = finance.post("/cases-at-once", tokens, follow=True)
    assert "คุณไม่ได้ทำงานให้" in page.content.decode()
    page = benefits.post("/cases-at-once", {**tokens, "back": "/work?tab=unit"}, follow=True)
    assert page.redirect_chain[-1][0] == "/work?tab=unit"
    assert ClaimCase.objects.filter(holder=vipa).count() == 3


@pytest.mark.parametrize(
    ("post", "status"),
    [
        ({"act": "take"}, 302),
        ({"act": "take", "case": "x"}, 404),
        ({"act": "take", "case": "' OR 1=1 --"}, 404),
        ({"act": "hand_over", "to_unit": "nowhere"}, 302),
        ({"act": "hand_over", "back": "https://example.org/"}, 302),
    ],
)
def test_forged_or_empty_choices_of_many_do_nothing(cases, benefits, post, status):
    answer = benefits.post("/cases-at-once", {**({"case": cases[0].token} if "to_unit" in post else {}), **post})
    assert answer.status_code == status
    assert "example.org" not in answer.headers.get("Location", "")
    assert not Slip.objects.exists()


def test_a_case_of_another_hospital_among_them_ends_it_all(cases, elsewhere, client_of):
    assert hand(client_of(elsewhere), cases).status_code == 404
    assert not CaseEvent.objects.filter(kind="handed_over").exists()


@pytest.mark.parametrize(
    "post", [{}, {"line": "all"}, {"line": "1", "answer": "maybe"}, {"line": "9" * 30, "answer": "accept"}]
)
def test_an_answer_that_is_none_is_no_refusal(cases, benefits, finance, post):
    hand(benefits, cases)
    slip = Slip.objects.get()
    assert finance.post(f"/slips/{slip.pk}/answer", post).status_code == 404
    assert answers(slip) == ["pending"] * 3
    assert finance.get(f"/slips/{'9' * 30}").status_code == 404


def test_the_giver_does_not_answer_for_the_other(cases, benefits):
    hand(benefits, cases)
    slip = Slip.objects.get()
    page = benefits.get(f"/slips/{slip.pk}")
    assert page.context["answerable"] == set()
    assert benefits.post(f"/slips/{slip.pk}/answer", {"line": "all", "answer": "accept"}).status_code == 404


def test_work_done_by_the_receiver_is_an_acceptance(cases, benefits, finance, client_of, malee):
    case = cases[0]
    done(benefits, case, "papers", "receive", "check", "entitlement")
    done(client_of(malee), case, "certificate", "ward")
    hand(benefits, [case])
    slip = Slip.objects.get()
    answer = record(finance, case, "discharge")
    assert answer.status_code == 302, problem(answer)
    done(finance, case, "pass")
    assert answers(slip) == ["accepted"]


def test_the_giver_waits_and_is_not_told_to_go_on(cases, benefits):
    hand(benefits, cases[:1])
    rows = {
        row.case.pk: row for _title, found in benefits.get("/work?tab=unit").context["groups"] for row in found
    }
    given, kept = rows[cases[0].pk], rows[cases[1].pk]
    assert (given.todo, given.is_mine_to_do) == ("ส่งมอบแล้ว รอคำตอบ", False)
    assert kept.is_mine_to_do


def test_what_waits_here_stands_before_newer_slips(cases, benefits, finance, client_of, person_of):
    hand(benefits, cases[:1])
    coder = client_of(person_of(Role.CODER))
    hand(benefits, cases[1:2], "r2a")
    coder.post(f"/slips/{Slip.objects.get(number=2).pk}/answer", {"line": "all", "answer": "accept"})
    hand(coder, cases[1:2], "finance")
    finance.post(f"/slips/{Slip.objects.get(number=3).pk}/answer", {"line": "all", "answer": "accept"})
    assert [row["slip"].number for row in finance.get("/slips").context["rows"]] == [1, 3]

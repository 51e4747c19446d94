"""The risk score, the 7 Plus items, levels and collection days: every boundary, and nothing read as zero."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.evidence import Grade
from sitthi.core.finance.collection import Convention, collection_days
from sitthi.core.finance.figures import FigureKind, FinanceFigure, derivations, settled_figures
from sitthi.core.finance.risk import LevelLimit, RiskScore, level_shares, risk
from sitthi.core.finance.seven_plus import Letters, LimitRule, SevenPlus, seven_plus, with_limits
from sitthi.core.finance.working import (
    PARTS,
    Judged,
    figure_working,
    item_working,
    months_shown,
    part_working,
    plus_working,
    risk_working,
)
from sitthi.core.rules.dated import Rule

BOOK = Book()
FIGURES = BOOK.all(FinanceFigure)
KINDS = {name: figure.kind for name, figure in FIGURES.items()}
RISK = BOOK.get(RiskScore, "risk_score")
PLUS = with_limits(BOOK.get(SevenPlus, "seven_plus"), BOOK.all(Rule))
MILLION = 1_000_000


def values(**figures) -> dict[str, Fraction]:
    return {name: Fraction(str(value)) for name, value in figures.items()}


def settled(convention=Convention.AVERAGE, **figures):
    return settled_figures(values(**figures), KINDS, convention)


# Liquidity and status: below the mark costs a point, at the mark does not.


@pytest.mark.parametrize(
    ("cr", "qr", "cash_ratio", "points"),
    [
        ("1.5", "1.0", "0.8", 0),
        ("1.4999", "1.0", "0.8", 1),
        ("1.5", "0.9999", "0.8", 1),
        ("1.5", "1.0", "0.7999", 1),
        ("0", "-0.2", "0", 3),
    ],
)
def test_liquidity_counts_the_ratios_below_their_marks(cr, qr, cash_ratio, points):
    assert risk(values(cr=cr, qr=qr, cash_ratio=cash_ratio), RISK).liquidity.points == points


@pytest.mark.parametrize(("nwc", "ni", "points"), [(0, 0, 0), (0, -1, 1), (-1, 0, 1), (-1, -1, 2)])
def test_status_counts_a_shortage_and_a_loss(nwc, ni, points):
    assert risk(values(nwc=nwc, ni=ni, months=6), RISK).status.points == points


# Survival: months the reserve lasts at this loss, or months until this surplus makes the shortage good.


@pytest.mark.parametrize(
    ("nwc", "ni", "months", "points", "k"),
    [
        (0, 0, 1, 0, None),
        (5, 5, 1, 0, None),
        (3, -1, 1, 2, 3),
        ("3.0001", -1, 1, 1, "3.0001"),
        (6, -1, 1, 1, 6),
        ("6.0001", -1, 1, 0, "6.0001"),
        (0, -1, 12, 2, 0),
        (-3, 1, 1, 0, 3),
        ("-3.0001", 1, 1, 1, "3.0001"),
        (-6, 1, 1, 1, 6),
        ("-6.0001", 1, 1, 2, "6.0001"),
        (-1, 0, 1, 2, None),
        (-1, -1, 1, 2, None),
        (6, -12, 12, 1, 6),
    ],
)
def test_survival_has_its_boundaries_on_the_milder_or_harder_side_as_said(nwc, ni, months, points, k):
    scored = risk(values(nwc=nwc, ni=ni, months=months), RISK)
    assert scored.survival.points == points
    assert scored.months == (None if k is None else Fraction(k))


def test_the_worst_score_is_seven_and_the_best_zero():
    worst = risk(values(cr=0, qr=0, cash_ratio=0, nwc=-1, ni=-1), RISK)
    best = risk(values(cr=2, qr=2, cash_ratio=2, nwc=1, ni=1), RISK)
    assert (worst.score, best.score, RISK.highest) == (7, 0, 7)


@pytest.mark.parametrize(
    ("left_out", "part", "missing"),
    [
        ("cr", "liquidity", ("cr",)),
        ("cash_ratio", "liquidity", ("cash_ratio",)),
        ("ni", "status", ("ni",)),
        ("nwc", "survival", ("nwc",)),
        ("months", "survival", ("months",)),
    ],
)
def test_a_missing_figure_leaves_its_part_and_the_score_unknown(left_out, part, missing):
    figures = values(cr=2, qr=2, cash_ratio=2, nwc=1, ni=-1, months=3)
    del figures[left_out]
    scored = risk(figures, RISK)
    assert getattr(scored, part).points is None
    assert getattr(scored, part).missing == missing
    assert scored.score is None


def test_months_are_not_asked_for_where_survival_does_not_need_them():
    assert risk(values(cr=2, qr=2, cash_ratio=2, nwc=1, ni=1), RISK).score == 0
    assert risk(values(cr=2, qr=2, cash_ratio=2, nwc=-1, ni=-1), RISK).score == 4


amounts = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=100)


@given(amounts, amounts, st.integers(min_value=1, max_value=12), st.integers(min_value=1, max_value=10**6))
def test_survival_does_not_depend_on_the_unit_money_is_counted_in(nwc, ni, months, scale):
    figures = {"nwc": nwc, "ni": ni, "months": Fraction(months)}
    scaled = {"nwc": nwc * scale, "ni": ni * scale, "months": Fraction(months)}
    assert risk(figures, RISK).survival == risk(scaled, RISK).survival


@given(amounts, amounts, st.integers(min_value=1, max_value=12), st.integers(min_value=1, max_value=10**9))
def test_a_smaller_surplus_never_scores_better(nwc, ni, months, less):
    def status_and_survival(income):
        scored = risk({"nwc": nwc, "ni": income, "months": Fraction(months)}, RISK)
        return scored.status.points + scored.survival.points

    assert status_and_survival(ni - less) >= status_and_survival(ni)


# Figures that follow from others.


def test_ratios_and_working_capital_follow_from_the_balance_sheet():
    found = settled(current_assets=140, inventory=11, cash=87, current_liabilities=100).values
    assert (found["cr"], found["qr"], found["cash_ratio"], found["nwc"]) == (
        Fraction("1.40"), Fraction("1.29"), Fraction("0.87"), 40,
    )  # fmt: skip


def test_without_current_liabilities_no_ratio_is_known_and_it_says_so():
    found = settled(current_assets=140, inventory=11, cash=87, current_liabilities=0)
    assert found.undivided == ("cr", "qr", "cash_ratio")
    assert "cr" not in found.values
    assert found.values["nwc"] == 140


@pytest.mark.parametrize(
    ("given_cr", "differing"), [("1.67", ()), ("1.6667", ()), ("1.66", ("cr",)), ("2", ("cr",))]
)
def test_a_ratio_given_may_be_rounded_but_not_another(given_cr, differing):
    found = settled(current_assets=5, current_liabilities=3, cr=given_cr)
    assert found.differing == differing
    assert found.values["cr"] == Fraction(5, 3)


def test_working_capital_given_has_to_agree_to_the_satang():
    assert settled(current_assets=5, current_liabilities=3, nwc="2.00").differing == ()
    assert settled(current_assets=5, current_liabilities=3, nwc="2.01").differing == ("nwc",)


def test_a_ratio_given_stands_where_the_divisor_is_zero():
    found = settled(current_assets=5, current_liabilities=0, cr="1.2")
    assert found.values["cr"] == Fraction("1.2")
    assert found.undivided == ("cr",)


# Collection days: the period's own days, never a constant.


@pytest.mark.parametrize(
    ("opening", "closing", "raised", "days", "convention", "expected"),
    [
        (100, 300, 300, 92, "average", Fraction(184, 3)),
        (100, 300, 300, 92, "closing", 92),
        (0, 300, 300, 92, "average", 46),
        (None, 300, 300, 92, "average", None),
        (None, 300, 300, 92, "closing", 92),
        (100, 300, 0, 92, "average", None),
    ],
)
def test_collection_days(opening, closing, raised, days, convention, expected):
    opening = None if opening is None else Fraction(opening)
    found = collection_days(opening, Fraction(closing), Fraction(raised), Fraction(days), Convention(convention))
    assert found == expected


@pytest.mark.parametrize(("convention", "days"), [("average", Fraction(184, 3)), ("closing", 92)])
def test_collection_days_follow_from_receivables_by_the_convention_chosen(convention, days):
    found = settled(
        Convention(convention),
        sss_receivable_open=100, sss_receivable_close=300, sss_claims_raised=300, period_days=92,
    )  # fmt: skip
    assert found.values["sss_collection_days"] == days


# 7 Plus.

ALL_MET = {
    "operating_margin": 5, "operating_margin_group": 5, "roa": 2, "roa_group": 2, "payable_days": 90,
    "uc_collection_days": 60, "csmbs_collection_days": 60, "sss_collection_days": 90, "inventory_days": 60,
    "cash_ratio": 1, "remote": 0,
}  # fmt: skip


def test_at_its_limit_every_item_is_met():
    plus = seven_plus(values(**ALL_MET), PLUS)
    assert (plus.met, plus.letter, plus.n_met) == (7, "A", 7)


@pytest.mark.parametrize("n_unmet", range(8))
def test_each_item_lost_lowers_the_letter_by_one_step(n_unmet):
    worse = {
        "operating_margin": 4, "roa": 1, "payable_days": 91, "uc_collection_days": 61,
        "csmbs_collection_days": 61, "sss_collection_days": 91, "inventory_days": 61,
    }  # fmt: skip
    plus = seven_plus(values(**ALL_MET | dict(list(worse.items())[:n_unmet])), PLUS)
    assert plus.letter == ("A", "A-", "B", "B-", "C", "C-", "D", "F")[n_unmet]


def judged(figure, **figures):
    return next(r for r in seven_plus(values(**figures), PLUS).items if r.item.figure == figure)


@pytest.mark.parametrize(
    ("days", "cash_ratio", "met", "limit"),
    [
        (90, "0.8", True, 90), (91, "0.8", False, 90), (91, "0.7999", True, 180), (180, "0.5", True, 180),
        (181, "0.5", False, 180),
        # Not knowing which limit holds matters only between the two.
        (90, None, True, 90), (120, None, None, None), (181, None, False, 180),
    ],
)  # fmt: skip
def test_payables_have_twice_the_time_where_cash_is_short(days, cash_ratio, met, limit):
    figures = {"payable_days": days} | ({} if cash_ratio is None else {"cash_ratio": cash_ratio})
    result = judged("payable_days", **figures)
    assert (result.met, result.limit) == (met, limit)
    assert result.missing == (("cash_ratio",) if met is None else ())


@pytest.mark.parametrize(
    ("days", "remote", "met"),
    [(60, 0, True), (61, 0, False), (61, 1, True), (90, 1, True), (91, 1, False), (75, None, None)],
)
def test_remote_hospitals_may_hold_inventory_longer(days, remote, met):
    figures = {"inventory_days": days} | ({} if remote is None else {"remote": remote})
    assert judged("inventory_days", **figures).met is met


@pytest.mark.parametrize("left_out", [name for name in ALL_MET if name not in ("cash_ratio", "remote")])
def test_one_unknown_item_leaves_the_letter_open_and_counts_the_rest(left_out):
    plus = seven_plus(values(**{name: value for name, value in ALL_MET.items() if name != left_out}), PLUS)
    assert (plus.met, plus.letter, plus.n_met) == (None, None, 6)
    assert [left_out] == [name for result in plus.items for name in result.missing]


# Levels.


def test_percents_are_of_the_units_whose_score_is_known():
    shares = level_shares([7] + [6] * 2 + [0] * 22 + [None] * 5, RISK)
    assert [share.n for share in shares] == [22, 0, 0, 0, 0, 0, 2, 1]
    assert (shares[7].percent, shares[7].limit, shares[7].met) == (4, 4, True)
    assert (shares[6].percent, shares[6].limit, shares[6].met) == (8, 6, False)
    assert (shares[0].limit, shares[0].met) == (None, None)


def test_no_known_score_gives_no_percent_and_no_verdict():
    assert {(share.n, share.percent, share.met) for share in level_shares([None, None], RISK)} == {(0, None, None)}


@given(st.lists(st.none() | st.integers(min_value=0, max_value=7), max_size=50))
def test_levels_count_every_known_score_once(scores):
    shares = level_shares(scores, RISK)
    known = [score for score in scores if score is not None]
    assert sum(share.n for share in shares) == len(known)
    assert not known or sum(share.percent for share in shares) == 100


# Workings.


def walked(working):
    yield working
    for part in working.parts:
        yield from walked(part)


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_working_goes_down_to_the_figures_given(language):
    found = settled(current_assets=5 * MILLION, inventory=MILLION, cash=MILLION, current_liabilities=4 * MILLION,
                    ni=-2 * MILLION, months=9)  # fmt: skip
    scored = risk(found.values, RISK)
    tree = risk_working(Judged(found, FIGURES, language), scored, RISK)
    assert (tree.value, tree.rule) == (str(scored.score), "2 + 1 + 1")
    leaves = {part.value for part in walked(tree) if part.evidence.source == "input"}
    assert {"5000000.00", "1000000.00", "4000000.00", "-2000000.00", "9"} == leaves
    assert tree.grade is Grade.F1


def test_a_working_shows_what_is_not_known_instead_of_a_number():
    found = settled(nwc=5, ni=-1)
    tree = risk_working(Judged(found, FIGURES, "en"), risk(found.values, RISK), RISK)
    assert (tree.value, tree.rule) == (None, "? + 1 + ?")
    assert [part.name for part in walked(tree) if part.value is None and not part.parts] == [
        "Current ratio", "Quick ratio", "Cash ratio", "Months since 1 October",
    ]  # fmt: skip


def test_a_working_of_survival_without_months_left_shows_both_figures():
    found = settled(cr=2, qr=2, cash_ratio=2, nwc=5, ni=1)
    tree = risk_working(Judged(found, FIGURES, "en"), risk(found.values, RISK), RISK)
    assert [part.value for part in tree.parts[2].parts] == ["5.00", "1.00"]


@pytest.mark.parametrize(
    ("k", "written"), [("3", "3.00"), ("3.0001", "3.0001"), ("5.9999", "5.9999"), ("9", "9.00")]
)
def test_months_show_the_side_of_the_mark_they_fell_on(k, written):
    assert months_shown(Fraction(k), RISK) == written


def test_an_item_that_was_worked_out_is_no_surer_than_its_formula():
    found = settled(uc_receivable_open=100, uc_receivable_close=300, uc_claims_raised=300, period_days=92,
                    sss_collection_days=80)  # fmt: skip
    plus = seven_plus(found.values, PLUS)
    one = Judged(found, FIGURES, "en")
    by_item = {result.item.figure: result for result in plus.items}
    uc, sss = by_item["uc_collection_days"], by_item["sss_collection_days"]
    assert (one.grade(uc), one.grade(sss)) == (Grade.F1, Grade.F)
    assert item_working(one, uc).grade is Grade.F1
    assert "61.33" in [part.value for part in walked(item_working(one, uc))]


def test_the_letter_is_explained_item_by_item():
    found = settled(**ALL_MET)
    plus = seven_plus(found.values, PLUS)
    tree = plus_working(Judged(found, FIGURES, "th"), plus, PLUS)
    assert (tree.value, tree.rule) == ("A", "1 + 1 + 1 + 1 + 1 + 1 + 1 = 7 → A")
    assert tree.grade is Grade.K
    unknown = settled(roa=1)
    tree = plus_working(Judged(unknown, FIGURES, "en"), seven_plus(unknown.values, PLUS), PLUS)
    assert (tree.value, tree.parts[1].rule) == (None, "≥ ?")


# Data files that contradict themselves are not loaded.


def test_every_figure_that_rules_name_is_a_known_one():
    named = {mark.figure for marks in (RISK.liquidity, RISK.status) for mark in marks.below}
    for item in PLUS.items:
        named |= {item.figure, *([item.limit_figure] if item.limit_figure else [])}
        named |= {item.eased.figure} if item.eased else set()
    for convention in Convention:
        for figure, derivation in derivations(convention).items():
            named |= {figure, *derivation.inputs}
    assert named <= set(FIGURES)


def test_rules_name_their_own_faults():
    assert not [*RISK.faults(), *PLUS.faults()]
    limit = LevelLimit(8, Fraction(1), RISK.evidence)
    survival = dataclasses.replace(RISK.survival, short_months=Fraction(6), middle=2)
    assert len(list(dataclasses.replace(RISK, limits=(limit,), survival=survival).faults())) == 3
    assert list(dataclasses.replace(PLUS, letters=Letters(("F",), PLUS.evidence)).faults())
    item = PLUS.items[2]
    assert list(dataclasses.replace(item, limit_figure="roa_group").faults())
    assert list(dataclasses.replace(item, limit=None, limit_figure="roa_group").faults())


def test_a_limit_that_is_a_rule_takes_the_rules_figure_and_evidence():
    limits = {item.figure: (item.limit, item.evidence) for item in PLUS.items}
    rule = BOOK.all(Rule)["collection_limit"]
    for fund, figure in (("UCS", "uc"), ("OFC", "csmbs"), ("SSS", "sss")):
        [entry] = [entry for entry in rule.entries if entry.keys == {"fund": fund}]
        assert limits[f"{figure}_collection_days"] == (entry.value, entry.evidence)
    for limit_rule in (LimitRule("moon"), LimitRule("collection_limit", {"fund": "LGO"})):
        item = dataclasses.replace(PLUS.items[3], limit=None, limit_rule=limit_rule)
        assert not list(item.faults())
        with pytest.raises(LookupError):
            with_limits(dataclasses.replace(PLUS, items=(item,)), BOOK.all(Rule))


def test_parts_and_figures_have_trees_of_their_own():
    found = settled(current_assets=5 * MILLION, current_liabilities=4 * MILLION, ni=-2 * MILLION, months=9)
    scored, one = risk(found.values, RISK), Judged(found, FIGURES, "en")
    whole = risk_working(one, scored, RISK)
    assert tuple(part_working(one, scored, RISK, part) for part in PARTS) == whole.parts
    cr = figure_working(one, "cr", RISK)
    assert (cr.value, [part.value for part in cr.parts]) == ("1.2500", ["5000000.00", "4000000.00"])
    assert figure_working(one, "ni", RISK).value == "-2000000.00"


def test_a_figure_names_its_own_faults():
    label = FIGURES["cr"].title
    assert list(FinanceFigure("x", label, FigureKind.DAYS, low=Fraction(2), high=Fraction(1)).faults())
    assert list(FinanceFigure("cr", label, FigureKind.RATIO).faults())
    assert list(FinanceFigure("x", label, FigureKind.RATIO, derived=RISK.evidence).faults())
    assert FIGURES["cr"].heading("en") == "CR"
    assert FIGURES["cash"].heading("en") == "Cash and equivalents"

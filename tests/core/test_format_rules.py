"""Code lists and the rules of a check: what they give, and which contradictions they name."""

from sitthi.core.evidence import Evidence, Label
from sitthi.core.formats.codelist import CodeList, CodeValue
from sitthi.core.formats.rule import (
    AgeRule,
    FieldRule,
    FieldRuleKind,
    FormatRules,
    NeededFile,
    OrderRule,
    ReceiverRule,
    SexRule,
)

SAYS = Evidence.read("K somewhere")
NAMED = Label("ชื่อ", "name")


def test_a_code_list_gives_what_a_format_knows_in_capitals_where_these_do_not_matter():
    codes = (CodeValue("Bd"), CodeValue("6", formats=("moph43",)))
    plain = CodeList("x", NAMED, "1", SAYS, codes)
    assert plain.values("eclaim16") == ("Bd",)
    assert plain.values("moph43") == ("Bd", "6")
    assert CodeList("x", NAMED, "1", SAYS, codes, any_case=True).values("moph43") == ("BD", "6")


def test_a_code_list_names_what_is_empty_and_what_stands_twice():
    assert list(CodeList("x", NAMED, "1", SAYS, ()).faults()) == ["a code list has values"]
    twice = CodeList("x", NAMED, "1", SAYS, (CodeValue("1"), CodeValue("2"), CodeValue("1")))
    assert list(twice.faults()) == ["1 stands twice"]


def test_a_field_is_named_by_itself_or_as_one_of_every_file():
    fields = (
        FieldRule(FieldRuleKind.WANTED, ("PAT.HN", "*.AN"), SAYS),
        FieldRule(FieldRuleKind.UNIQUE, ("INS",), SAYS),
        FieldRule(FieldRuleKind.LENIENT, ("*",), SAYS),
    )
    rules = FormatRules("x", NAMED, "1", SAYS, ("x",), fields)
    assert rules.says(FieldRuleKind.WANTED, "PAT", "HN")
    assert rules.says(FieldRuleKind.WANTED, "INS", "AN")
    assert not rules.says(FieldRuleKind.WANTED, "INS", "HN")
    assert not rules.says(FieldRuleKind.NEEDED, "PAT", "HN")
    assert rules.says(FieldRuleKind.UNIQUE, "INS")
    assert not rules.says(FieldRuleKind.UNIQUE, "CHT")
    assert rules.says(FieldRuleKind.LENIENT, "CHT")


def test_sound_rules_have_no_fault_and_every_contradiction_is_named():
    sound = FormatRules(
        "x", NAMED, "1", SAYS, ("x",),
        needed_files=(NeededFile("claim.file_missing", ("INS",), SAYS),),
        orders=(OrderRule("claim.born_after", ("PAT.DOB",), ("IPD.DATEADM",), "IPD.DATEADM", SAYS, ("HN",)),),
        sexes=(SexRule(("O00-O99", "N40"), "2", SAYS),),
        ages=(AgeRule(("P00-P96",), 28, SAYS),),
        receiver=(
            ReceiverRule(1, True, "ก", "a", SAYS, codes="claim.blank"),
            ReceiverRule(2, False, "ก", "a", SAYS),
        ),
    )  # fmt: skip
    assert list(sound.faults()) == []
    spoiled = FormatRules(
        "x", NAMED, "1", SAYS, (),
        needed_files=(NeededFile("claim.blank", ("INS",), SAYS),),
        orders=(OrderRule("claim.blank", ("A.B",), ("A.C",), "A.B", SAYS),),
        sexes=(SexRule(("O99-O00",), "2", SAYS),),
        ages=(AgeRule(("P0-P96",), 28, SAYS),),
        receiver=(ReceiverRule(1, True, "ก", "a", SAYS),),
    )  # fmt: skip
    assert list(spoiled.faults()) == [
        "rules hold for some format",
        "claim.blank is no finding of such a rule",
        "claim.blank is no finding of such a rule",
        "'O99-O00' is no range of codes",
        "'P0-P96' is no range of codes",
        "receiver rule 1 has no finding",
    ]

"""What a set of files must hold beyond the form of its fields: the rules of a check, all of them data.

Fields are named `FILE.FIELD`; `*.FIELD` means that field of every file. What a rule finds is named by a code
of the catalogue, which says how heavy it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sitthi.core.coding.codesets import code_ends
from sitthi.core.evidence import Evidence, Label

__all__ = [
    "AgeRule",
    "FieldRule",
    "FieldRuleKind",
    "FormatRules",
    "LeaveRule",
    "MostFiles",
    "NeededFile",
    "OrderRule",
    "OutcomeRule",
    "People",
    "PrincipalRule",
    "ReceiverRule",
    "SexRule",
    "TotalRule",
    "WeightRule",
]

FILE_CODES = (
    "claim.file_missing", "claim.no_visits", "claim.parent_missing", "claim.charges_missing",
)  # fmt: skip
ORDER_CODES = (
    "claim.discharged_before", "claim.born_after", "claim.returned_before", "claim.outside_stay",
    "claim.procedure_ended_before",
)  # fmt: skip
"""The findings that rules of files and of orders may name."""


@dataclass(frozen=True, slots=True)
class NeededFile:
    """At least one of `any_of` comes with the set, or, where `beside` names files, with one of those.

    The finding stands at the file that is missing, or `at_child` at the one that needs it, whose rows then
    hang on nothing.
    """

    code: str
    any_of: tuple[str, ...]
    evidence: Evidence
    beside: tuple[str, ...] = ()
    at_child: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """The file that has one row a person, and the fields of it that other rules ask for.

    `paper` is the kind of identity paper and `citizen_papers` the kinds that carry a citizen id, blank
    among them; `nation` is nationality and `citizen_nation` the one whose people have a citizen id.
    """

    file: str
    key: tuple[str, ...]
    born: str
    sex: str
    evidence: Evidence
    paper: str = ""
    citizen_papers: tuple[str, ...] = ()
    nation: str = ""
    citizen_nation: str = ""


@dataclass(frozen=True, slots=True)
class OrderRule:
    """`earlier` does not lie after `later`: a date and, where it has one, its time, in `FILE.FIELD`s.

    Where the two stand in different files their rows meet in `on`. The finding is at the `FILE.FIELD` `at`.
    """

    code: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    at: str
    evidence: Evidence
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrincipalRule:
    """Each row of `stays` has exactly one principal diagnosis in `diagnoses`, its rows alike in `on`.

    A missing one is found at the stay's `at`, a second one at the later diagnosis. `begins` is the stay's
    day of admission; `kind` and `diagnosis` are fields of the diagnoses, `principal` and `external` kinds.
    """

    stays: str
    diagnoses: str
    on: tuple[str, ...]
    begins: str
    at: str
    kind: str
    diagnosis: str
    principal: str
    external: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TotalRule:
    """`total` of a row is the sum of `parts` of the rows that are alike in the first of `by` that is filled."""

    total: str
    parts: str
    by: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SexRule:
    """Diagnoses of `ranges` (`O00-O99`) belong to persons of one sex."""

    ranges: tuple[str, ...]
    sex: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AgeRule:
    """Diagnoses of `ranges` belong to persons of at most `most_days` on the day of admission."""

    ranges: tuple[str, ...]
    most_days: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """State and way of discharge, `FILE.FIELD`s, both say that a patient died or neither does."""

    state: str
    way: str
    dead: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class WeightRule:
    """A stay that began within `most_days` of birth states a weight, in grams from `low` to `high`."""

    weight: str
    admitted: str
    most_days: int
    low_grams: int
    high_grams: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LeaveRule:
    """`days` of a leave are those from the day of leaving to the day of return."""

    left: str
    returned: str
    days: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ReceiverRule:
    """A rule by which a receiver turns a set away: its own number, what it asks, and the findings that tell it.

    `live` is no for one that was withdrawn. `codes` and `files` have spaces between.
    """

    no: int
    live: bool
    th: str
    en: str
    evidence: Evidence
    files: str = ""
    codes: str = ""


class FieldRuleKind(StrEnum):
    """What a rule says of the fields it names."""

    WANTED = "wanted"
    """A blank asks for a look only, though the receiver or a key has the field filled."""
    LENIENT = "lenient"
    """So does that of every field that is filled always and is no part of a key, in the files named."""
    NEEDED = "needed"
    """Where a file is lenient, a blank blocks nevertheless."""
    STRICT = "strict"
    """A wrong value blocks, though the field may be blank."""
    DATES_BLOCK = "dates_block"
    """Every wrong day and time blocks, in the files named."""
    OWN_HOSPITAL = "own_hospital"
    """Holds the code of the hospital that sends the set."""
    SENDER = "sender"
    """Holds, as a rule, that code too: another one asks for a look only."""
    HOSPITAL = "hospital"
    """Holds a hospital's code."""
    HOME = "home"
    """Holds the unit that a stay of a universal-coverage right is counted for."""
    CITIZEN_ID = "citizen_id"
    ICD10 = "icd10"
    ICD9 = "icd9"
    PAST = "past"
    """Holds the day of something that had happened when the set was made."""
    UNIQUE = "unique"
    """A repeated key blocks in the files named, though the key is inferred."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What holds for some fields, `FILE.FIELD` or `*.FIELD`, or for some files; `*` is every file."""

    kind: FieldRuleKind
    places: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MostFiles:
    """How many files a set of a format may have."""

    format: str
    n: int
    evidence: Evidence


@dataclass(frozen=True)
class FormatRules:
    """The rules that hold for some formats."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    formats: tuple[str, ...]
    fields: tuple[FieldRule, ...] = ()
    most_files: tuple[MostFiles, ...] = ()
    people: tuple[People, ...] = ()
    needed_files: tuple[NeededFile, ...] = ()
    orders: tuple[OrderRule, ...] = ()
    principals: tuple[PrincipalRule, ...] = ()
    totals: tuple[TotalRule, ...] = ()
    sexes: tuple[SexRule, ...] = ()
    ages: tuple[AgeRule, ...] = ()
    outcomes: tuple[OutcomeRule, ...] = ()
    weights: tuple[WeightRule, ...] = ()
    leaves: tuple[LeaveRule, ...] = ()
    receiver: tuple[ReceiverRule, ...] = ()

    @cached_property
    def _places(self) -> Mapping[FieldRuleKind, frozenset[str]]:
        return {
            kind: frozenset(place for rule in self.fields if rule.kind is kind for place in rule.places)
            for kind in FieldRuleKind
        }

    def says(self, kind: FieldRuleKind, file: str, name: str = "") -> bool:
        """Tells whether a rule of a kind names a field, or a file where no field is given."""
        named = (f"{file}.{name}", f"*.{name}") if name else (file, "*")
        return not self._places[kind].isdisjoint(named)

    def faults(self) -> Iterator[str]:
        """Names rules without formats, ranges that are none, and a receiver's live rule that nothing tells."""
        if not self.formats:
            yield "rules hold for some format"
        misnamed = [rule.code for rule in self.needed_files if rule.code not in FILE_CODES]
        misnamed += [rule.code for rule in self.orders if rule.code not in ORDER_CODES]
        yield from (f"{code} is no finding of such a rule" for code in misnamed)
        ranges = [text for sex in self.sexes for text in sex.ranges]
        ranges += [text for age in self.ages for text in age.ranges]
        yield from (f"{text!r} is no range of codes" for text in ranges if code_ends(text) is None)
        yield from (
            f"receiver rule {rule.no} has no finding" for rule in self.receiver if rule.live and not rule.codes
        )

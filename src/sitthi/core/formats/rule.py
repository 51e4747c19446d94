"""What a set of files must hold beyond the form of its fields: the rules of a check, all of them data.

Fields are named `FILE.FIELD`; `*.FIELD` means that field of every file. What a rule finds is named by a code
of the catalogue, which says how heavy it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sitthi.core.coding.codesets import code_ends
from sitthi.core.evidence import Evidence, Label

__all__ = [
    "AgeRule",
    "FormatRules",
    "LeaveRule",
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


@dataclass(frozen=True)
class FormatRules:
    """The rules that hold for some formats.

    `wanted` are fields whose blank asks for a look only, though the receiver or a key has them. Where the
    format is `lenient` that holds for every field that is filled always and is no part of a key, but the
    `needed` ones. `strict` are fields whose wrong value blocks, though they may be blank; `dates_block` says
    so of every day and time. `own_hospital` are fields that hold the code of the hospital that sends,
    `hospitals` all that hold a hospital's code. `unique` are files whose repeated key blocks though the key
    is inferred. `most_files` is how many files a set of a format may have.
    """

    id: str
    title: Label
    edition: str
    evidence: Evidence
    formats: tuple[str, ...]
    wanted: tuple[str, ...] = ()
    lenient: bool = False
    needed: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    dates_block: bool = False
    most_files: Mapping[str, int] = field(default_factory=dict, hash=False)
    unique: tuple[str, ...] = ()
    own_hospital: tuple[str, ...] = ()
    hospitals: tuple[str, ...] = ()
    citizen_ids: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    icd9: tuple[str, ...] = ()
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

    def names(self, listed: tuple[str, ...], file: str, name: str) -> bool:
        """Tells whether a list of `FILE.FIELD`s names a field, by itself or as one of every file."""
        return f"{file}.{name}" in listed or f"*.{name}" in listed

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

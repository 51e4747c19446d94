"""Which folder of the book holds which kind of document: one line a kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from sitthi.core.allocation.method import AllocationMethod
from sitthi.core.calendar.days import Calendar
from sitthi.core.coding.codesets import CodeSet
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.coding.los import LosRule
from sitthi.core.evidence import Source
from sitthi.core.finance.figures import FinanceFigure
from sitthi.core.finance.risk import RiskScore
from sitthi.core.finance.seven_plus import SevenPlus
from sitthi.core.findings import FindingKind
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.rule import FormatRules
from sitthi.core.forms.form import Form
from sitthi.core.measures.indicator import Indicator
from sitthi.core.places import Places
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.core.scoring.set_values import AccreditationTable, NurseTable

__all__ = ["SHELVES", "Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the documents of a kind lie.

    `many` says that a file holds many entries, keyed by id; otherwise a file is one document and its
    path below the kind's folder is the id (`rights_2557/staff_awareness`). `sitthi book list` has the
    rulebooks.
    """

    pattern: str
    many: bool = False
    rulebook: bool = False


SHELVES: Mapping[type, Shelf] = {
    Source: Shelf("sources.toml", many=True),
    Choice: Shelf("choices.toml", many=True),
    FindingKind: Shelf("findings/*.toml", many=True),
    Indicator: Shelf("indicators/*/*.toml"),
    CodeSet: Shelf("codesets/*.toml", rulebook=True),
    AdjrwFormula: Shelf("casemix/adjrw_*.toml", rulebook=True),
    LosRule: Shelf("casemix/length_of_stay.toml", rulebook=True),
    AllocationMethod: Shelf("allocations/*.toml", rulebook=True),
    ProcessDefinition: Shelf("flows/*.toml", rulebook=True),
    FileFormat: Shelf("formats/*.toml", rulebook=True),
    FormatRules: Shelf("checks/*.toml", rulebook=True),
    CodeList: Shelf("codelists/*.toml", many=True, rulebook=True),
    Form: Shelf("forms/*.toml", rulebook=True),
    Scorecard: Shelf("scorecards/*.toml", rulebook=True),
    NurseTable: Shelf("rules/quality_fund_2552/primary_nurse.toml", rulebook=True),
    AccreditationTable: Shelf("rules/quality_fund_2552/hospital_quality.toml", rulebook=True),
    Rule: Shelf("rules/*.toml", many=True, rulebook=True),
    Calendar: Shelf("calendars/*.toml", rulebook=True),
    Places: Shelf("places/*.toml", rulebook=True),
    FinanceFigure: Shelf("finance/figures.toml", many=True),
    RiskScore: Shelf("finance/risk_score.toml", rulebook=True),
    SevenPlus: Shelf("finance/seven_plus.toml", rulebook=True),
}

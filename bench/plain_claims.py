"""Checks claim files as one would in an afternoon: a row at a time through `csv`, pydantic and dictionaries.

The rules are the book's own, those that the files of `claim_year.py` can break, so that what is found can be
compared with Sitthi's findings one by one. Used by `bench/claims.py`.
"""

import csv
import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import PydanticCustomError

from sitthi.core.evidence import Grade
from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.field import FieldType, FormatField, Required
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.rule import FieldRuleKind, FormatRules

Found = set[tuple[str, str, int | None, str | None]]
Row = dict[str, str | None]

_ICD10 = re.compile(r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,3})?")
_ICD9 = re.compile(r"[0-9]{2}(\.?[0-9]{1,2})?(\+?[0-9]{1,3})?")
_TIME = re.compile(r"([01][0-9]|2[0-3])[0-5][0-9]")
_DECIMAL = re.compile(r"-?[0-9]*[.]?[0-9]+")
_WHOLE = re.compile(r"-?[0-9]+")
_HOSPITAL = re.compile(r"[0-9]{5}|[A-Za-z]{2}00[0-9]{5}")
_BOUNDED = (FieldType.CHAR, FieldType.INT, FieldType.DECIMAL, FieldType.CODE)


class PlainCheck:
    """The models and dictionaries of one check."""

    def __init__(
        self,
        format: FileFormat,
        rules: FormatRules,
        lists: dict[str, CodeList],
        hospital: str,
        as_of: datetime.date,
    ) -> None:
        self.format, self.rules, self.lists, self.hospital = format, rules, lists, hospital
        self.as_of = as_of
        self.values = {name: set(known.values(format.id)) for name, known in lists.items()}
        self.models = {file.name: self.model(file.name) for file in format.files}

    def needed(self, field: FormatField) -> bool:
        asked = field.required in (Required.ALWAYS, Required.KEY)
        return asked and not self.rules.says(FieldRuleKind.WANTED, field.file, field.name)

    def strict(self, field: FormatField) -> bool:
        return self.needed(field) or self.rules.says(FieldRuleKind.STRICT, field.file, field.name)

    def model(self, file: str) -> type[BaseModel]:
        fields: dict[str, Any] = {}
        for field in self.format.fields_of(file):
            checks = [AfterValidator(check) for check in self.checks(field)]
            kind = Annotated[str | None, *checks] if checks else str | None
            fields[field.name] = (kind, ...)
        return create_model(file, __config__=ConfigDict(extra="ignore"), **fields)

    def checks(self, field: FormatField) -> Iterator[Callable[[str | None], str | None]]:
        says = self.rules.says
        if field.required in (Required.ALWAYS, Required.KEY):
            yield blank("claim.blank" if self.needed(field) else "claim.blank_aside")
        if field.width is not None and field.type in _BOUNDED and field.codes not in self.lists:
            yield broken("claim.too_long", lambda cell, width=field.width: len(cell) > width)
        if field.type in (FieldType.INT, FieldType.DECIMAL):
            form = _WHOLE if field.type is FieldType.INT else _DECIMAL
            code = "claim.number" if self.strict(field) else "claim.number_aside"
            yield broken(code, lambda cell: form.fullmatch(cell) is None)
        elif field.type is FieldType.DATE:
            yield date_check
            if says(FieldRuleKind.PAST, field.file, field.name):
                today = f"{self.as_of:%Y%m%d}"
                yield broken("claim.future", lambda cell: day_of(cell) is not None and cell > today)
        elif field.type is FieldType.TIME:
            yield broken("claim.time", lambda cell: _TIME.fullmatch(cell) is None)
        elif field.codes in self.lists:
            known = self.lists[field.codes]
            blocks = self.strict(field) and known.evidence.grade.rank < Grade.I.rank
            values, any_case = self.values[field.codes], known.any_case
            yield broken(
                "claim.code" if blocks else "claim.code_aside",
                lambda cell: (cell.upper() if any_case else cell) not in values,
            )
        if says(FieldRuleKind.OWN_HOSPITAL, field.file, field.name):
            yield broken("claim.other_hospital", lambda cell: cell[-5:] != self.hospital)
        elif says(FieldRuleKind.HOSPITAL, field.file, field.name):
            yield broken("claim.hospital_code", lambda cell: _HOSPITAL.fullmatch(cell) is None)
        if says(FieldRuleKind.SENDER, field.file, field.name):
            yield broken(
                "claim.other_hospital_aside",
                lambda cell: _HOSPITAL.fullmatch(cell) is not None and cell[-5:] != self.hospital,
            )
        if says(FieldRuleKind.ICD10, field.file, field.name):
            yield broken("claim.icd10", lambda cell: _ICD10.fullmatch(cell.upper()) is None)
            yield broken("claim.icd_written", lambda cell: cell != cell.upper() or "." in cell)
        if says(FieldRuleKind.ICD9, field.file, field.name):
            yield broken("claim.icd9", lambda cell: _ICD9.fullmatch(cell) is None)
            yield broken("claim.icd_written", lambda cell: "." in cell)

    def found(self, folder: Path, encoding: str) -> Found:
        """Reads every file and gives all that is wrong as (code, file, line, field)."""
        found: Found = set()
        rows: dict[str, list[tuple[int, Row]]] = {}
        for file in self.format.files:
            path = folder / f"{file.name}.txt"
            if path.exists():
                rows[file.name] = list(self.read(path, file.name, encoding, found))
        self.keys(rows, found)
        self.links(rows, found)
        self.stays(rows, found)
        self.totals(rows, found)
        return found

    def read(self, path: Path, file: str, encoding: str, found: Found) -> Iterator[tuple[int, Row]]:
        model = self.models[file]
        pair = [field.name for field in self.format.fields_of(file) if field.required is Required.ONE_OF]
        ids = [
            field.name
            for field in self.format.fields_of(file)
            if self.rules.says(FieldRuleKind.CITIZEN_ID, file, field.name)
        ]
        with path.open(encoding=encoding, newline="") as handle:
            reader = csv.DictReader(handle, delimiter="|", quoting=csv.QUOTE_NONE)
            for line, raw in enumerate(reader, 2):
                row = {name: cell.strip() or None for name, cell in raw.items()}
                try:
                    model.model_validate(row)
                except ValidationError as error:
                    for fault in error.errors():
                        found.add((fault["type"], file, line, str(fault["loc"][0])))
                if file == "INS" and row["AN"] and row["INSCL"] == "UCS" and row["HOSPMAIN"] is None:
                    found.add(("claim.home_missing", file, line, "HOSPMAIN"))
                if pair and all(row[name] is None for name in pair):
                    found.add(("claim.no_an_or_seq", file, line, pair[0]))
                for name in ids:
                    cell = row[name]
                    if cell is not None and (code := citizen_fault(cell)):
                        found.add((code, file, line, name))
                yield line, row

    def keys(self, rows: dict[str, list[tuple[int, Row]]], found: Found) -> None:
        for file in self.format.files:
            if not file.key or file.name not in rows:
                continue
            blocks = file.evidence.grade.rank < Grade.I.rank or self.rules.says(FieldRuleKind.UNIQUE, file.name)
            seen: set[tuple[str | None, ...]] = set()
            halves = [name for name in file.key if self.format.field(file.name, name).required is Required.ONE_OF]
            asked = [
                name
                for name in file.key
                if self.format.field(file.name, name).required in (Required.ALWAYS, Required.KEY)
            ]
            for line, row in rows[file.name]:
                if any(row[name] is None for name in asked) or (halves and not any(row[name] for name in halves)):
                    continue
                key = tuple(row[name] for name in file.key)
                if key in seen:
                    code = "claim.duplicate" if blocks else "claim.repeated"
                    found.add((code, file.name, line, file.key[-1]))
                seen.add(key)

    def links(self, rows: dict[str, list[tuple[int, Row]]], found: Found) -> None:
        parents = {
            (link.parent, link.fields): {tuple(row[name] for name in link.fields) for _, row in rows[link.parent]}
            for link in self.format.links
            if link.parent in rows
        }
        for file, its in rows.items():
            links = [link for link in self.format.links if link.child == file and link.parent in rows]
            for line, row in its:
                for link in links:
                    key = tuple(row[name] for name in link.fields)
                    if None not in key and key not in parents[link.parent, link.fields]:
                        found.add(("claim.orphan", file, line, link.fields[-1]))
                        break

    def stays(self, rows: dict[str, list[tuple[int, Row]]], found: Found) -> None:
        people = {row["HN"]: row for _, row in rows["PAT"]}
        stays = {row["AN"]: row for _, row in rows["IPD"]}
        repeated = {(file, line) for code, file, line, _ in found if code in ("claim.duplicate", "claim.repeated")}
        first: set[str] = set()
        for line, row in rows["IDX"]:
            diagnosis, kind, an = (row["DIAG"] or "").upper(), row["DXTYPE"], row["AN"]
            is_cause = "V" <= diagnosis <= "YZZZ"
            if kind == "1" and an is not None and ("IDX", line) not in repeated:
                if an in first:
                    found.add(("claim.second_principal", "IDX", line, "DXTYPE"))
                first.add(an)
            if kind == "1" and is_cause:
                found.add(("claim.principal_external", "IDX", line, "DIAG"))
            elif kind is not None and kind != "1" and diagnosis and (kind == "5") != is_cause:
                found.add(("claim.cause_kind", "IDX", line, "DXTYPE"))
            if (stay := stays.get(an)) and (person := people.get(stay["HN"])):
                self.person(diagnosis.replace(".", ""), person, stay, line, found)
        for line, row in rows["IPD"]:
            if row["AN"] is not None and row["AN"] not in first and ("IPD", line) not in repeated:
                found.add(("claim.no_principal", "IPD", line, "AN"))
            if (row["DISCHS"] in ("8", "9")) != (row["DISCHT"] in ("8", "9")) and all(
                row[name] in self.values[name.lower()] for name in ("DISCHS", "DISCHT")
            ):
                found.add(("claim.outcome", "IPD", line, "DISCHT"))
            if is_after(row["DATEADM"], row["TIMEADM"], row["DATEDSC"], row["TIMEDSC"]):
                found.add(("claim.discharged_before", "IPD", line, "DATEDSC"))
            if (person := people.get(row["HN"])) and is_after(person["DOB"], None, row["DATEADM"], None):
                found.add(("claim.born_after", "IPD", line, "DATEADM"))
        for line, row in rows["IOP"]:
            if is_after(row["DATEIN"], row["TIMEIN"], row["DATEOUT"], row["TIMEOUT"]):
                found.add(("claim.procedure_ended_before", "IOP", line, "DATEOUT"))
            if (stay := stays.get(row["AN"])) and (
                is_after(stay["DATEADM"], None, row["DATEIN"], None)
                or is_after(row["DATEIN"], None, stay["DATEDSC"], None)
            ):
                found.add(("claim.outside_stay", "IOP", line, "DATEIN"))

    def person(self, diagnosis: str, person: Row, stay: Row, line: int, found: Found) -> None:
        for sex in self.rules.sexes:
            if person["SEX"] in ("1", "2") and person["SEX"] != sex.sex and among(diagnosis, sex.ranges):
                found.add(("claim.sex_diagnosis", "IDX", line, "DIAG"))
        for age in self.rules.ages:
            if among(diagnosis, age.ranges):
                born, begun = day_of(person["DOB"]), day_of(stay["DATEADM"])
                if born and begun and (begun - born).days > age.most_days:
                    found.add(("claim.age_diagnosis", "IDX", line, "DIAG"))

    def totals(self, rows: dict[str, list[tuple[int, Row]]], found: Found) -> None:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        unread: Counter[str] = Counter()
        for _, row in rows["CHA"]:
            key = row["AN"] or row["SEQ"] or ""
            if row["AMOUNT"] is None or _DECIMAL.fullmatch(row["AMOUNT"]) is None:
                unread[key] += 1
            else:
                sums[key] += Decimal(row["AMOUNT"])
        last: dict[str, tuple[int, Decimal]] = {}
        repeated = {line for code, file, line, _ in found if code == "claim.duplicate" and file == "CHT"}
        for line, row in rows["CHT"]:
            key, total = row["AN"] or row["SEQ"], row["TOTAL"]
            if key is None or line in repeated:
                continue
            if total is None or _DECIMAL.fullmatch(total) is None:
                unread[key] += 1
            else:
                last[key] = (line, last.get(key, (0, Decimal(0)))[1] + Decimal(total))
        for key, (line, total) in last.items():
            if not unread[key] and total != sums[key]:
                found.add(("claim.charge_total", "CHT", line, "TOTAL"))


def blank(code: str) -> Callable[[str | None], str | None]:
    """Gives a validator that refuses an absent cell."""

    def check(cell: str | None) -> str | None:
        if cell is None:
            raise PydanticCustomError(code, "blank")
        return cell

    return check


def broken(code: str, is_broken: Callable[[str], bool]) -> Callable[[str | None], str | None]:
    """Gives a validator that refuses a cell."""

    def check(cell: str | None) -> str | None:
        if cell is not None and is_broken(cell):
            raise PydanticCustomError(code, "broken")
        return cell

    return check


def date_check(cell: str | None) -> str | None:
    """Refuses what is no day, and years of the Buddhist era by their own name."""
    if cell is None or day_of(cell):
        return cell
    is_buddhist = len(cell) == 8 and cell.isdigit() and cell > "2401"
    raise PydanticCustomError("claim.buddhist_year" if is_buddhist else "claim.date", "no day")


def day_of(cell: str | None) -> datetime.date | None:
    """Reads `YYYYMMDD` of the Christian era."""
    if cell is None or len(cell) != 8 or not cell.isdigit() or not "18000101" <= cell <= "21001231":
        return None
    try:
        return datetime.date(int(cell[:4]), int(cell[4:6]), int(cell[6:]))
    except ValueError:
        return None


def is_after(day: str | None, time: str | None, next_day: str | None, next_time: str | None) -> bool:
    """Tells whether a moment lies after another; times count on one day only."""
    if day is None or next_day is None:
        return False
    if not ("18000101" <= day <= "21001231" and "18000101" <= next_day <= "21001231"):
        return False
    same_width = time is not None and next_time is not None and len(time) == len(next_time)
    return day > next_day or (day == next_day and same_width and time > next_time)


def among(code: str, ranges: tuple[str, ...]) -> bool:
    """Tells whether a diagnosis lies in one of some ranges, `O00-O99` or a single code."""
    for text in ranges:
        low, _, high = text.partition("-")
        if low <= code[: len(low)] <= (high or low):
            return True
    return False


def citizen_fault(cell: str) -> str | None:
    """Gives the code of what is wrong with a citizen id."""
    digits = cell.replace("-", "")
    if len(digits) != 13 or not digits.isdigit():
        return "claim.citizen_id_form"
    if len(set(digits)) == 1 or digits.startswith("123456789012"):
        return "claim.citizen_id_stand_in"
    total = sum(int(digit) * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    if (11 - total % 11) % 10 != int(digits[12]):
        return "claim.citizen_id"
    return "claim.citizen_id_zero" if digits.startswith("0") else None

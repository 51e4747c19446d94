"""Which findings of a batch belong to which case: told at the case, and mended there once a later set is sound.

A row that blocks is in no record of the batch, and is what its case needs to hear of most. So the numbers of the
rows with findings are kept with the upload, from the check on until the set is taken in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
from django.db import transaction
from django.db.models import Count, F, Q

from sitthi.core.formats.format import FileFormat
from sitthi.files.whole import whole_by_name
from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.models import CaseFinding, ClaimCase
from sitthi.web.desk.bulk import insert_rows

__all__ = ["keep_numbers", "lay_findings"]

_CHUNK = 2000
_NOT_OF_A_CASE = ("claim.known",)
"""Found in every row of a set that is sent again; nobody has to mend it."""
_OPEN, _ASIDE, _MENDED = CaseFinding.State.OPEN, CaseFinding.State.SET_ASIDE, CaseFinding.State.MENDED

Place = tuple[int, str, str, str]
"""Case, code, file and field: what somebody who sets a finding aside speaks of."""


def keep_numbers(
    connection: duckdb.DuckDBPyConnection, format: FileFormat, present: Collection[str], path: Path
) -> None:
    """Keeps whose row each finding is about: file, line, AN, SEQ and HN. Call it after a check."""
    parts = ["SELECT NULL::VARCHAR AS file, NULL::BIGINT AS line, '' AS an, '' AS seq, '' AS hn WHERE false"]
    for file in present:
        numbers = ", ".join(
            f"""coalesce("{name}", '')""" if format.field(file, name) else "''" for name in ("AN", "SEQ", "HN")
        )
        parts.append(
            f"SELECT '{file}', line, {numbers} FROM claim.{file} SEMI JOIN "
            f"(SELECT line FROM findings WHERE file = '{file}' AND NOT list_contains(?, code)) USING (line)"
        )
    with whole_by_name(path) as beside:
        name = str(beside).replace("'", "''")
        connection.execute(
            f"COPY ({' UNION ALL '.join(parts)}) TO '{name}' (FORMAT parquet)",
            [list(_NOT_OF_A_CASE)] * len(present),
        )


def lay_findings(hospital: Organisation, batch: Path, name: str, numbers: Path) -> int:
    """Lays the findings about rows of stays and visits beside their cases, and tells how many.

    Those of earlier sets are mended where this one speaks of the case and finds them no more; a case that it does
    not speak of keeps its own. What somebody set aside stays set aside while the same is found again.
    """
    found = _found(batch, numbers)
    with transaction.atomic():
        cases = _cases(hospital, name, found)
        rows = list(_rows(found, cases, _set_aside(hospital), name))
        spoken_of = {row.case_id for row in rows}
        for at in _chunks(sorted(spoken_of)):
            CaseFinding.objects.filter(case__in=at).exclude(batch=name).exclude(state=_MENDED).update(
                state=_MENDED
            )
            CaseFinding.objects.filter(case__in=at, batch=name).delete()
        held = CaseFinding.objects.filter(case__hospital=hospital, case__source=name).exclude(state=_MENDED)
        held.exclude(batch=name).update(state=_MENDED)
        insert_rows(rows)
        _count_open(hospital)
    return len(rows)


Found = tuple[str, str, int, str, str, str, str, str]


def _found(batch: Path, numbers: Path) -> Sequence[Found]:
    """Gives code, severity, line, file, field, AN, SEQ and HN of each finding in a row."""
    with duckdb.connect() as db:
        return db.execute(
            "SELECT f.code, f.severity, f.line, f.file, coalesce(f.field, ''), n.an, n.seq, n.hn "
            f"FROM {_read(batch / 'findings.parquet')} AS f JOIN {_read(numbers)} AS n USING (file, line) "
            "WHERE NOT list_contains(?, f.code) ORDER BY f.file, f.line, f.field, f.code",
            [list(_NOT_OF_A_CASE)],
        ).fetchall()


def _read(path: Path) -> str:
    return "read_parquet('" + str(path).replace("'", "''") + "')"


def _cases(hospital: Organisation, name: str, found: Sequence[Found]) -> Mapping[tuple[str, str], Sequence[int]]:
    """Gives the cases that a number stands for: of an AN or SEQ one, of an HN all of this set."""
    cases: dict[tuple[str, str], list[int]] = defaultdict(list)
    kinds = ClaimCase.PatientType
    asked = {kinds.INPATIENT: {row[5] for row in found if row[5]}, kinds.OUTPATIENT: {row[6] for row in found}}
    for kind, wanted in asked.items():
        for at in _chunks(sorted(wanted - {""})):
            own = ClaimCase.objects.filter(hospital=hospital, patient_type=kind, number__in=at)
            for number, pk in own.values_list("number", "pk"):
                cases[kind, number].append(pk)
    for at in _chunks(sorted({row[7] for row in found if not row[5] and not row[6]} - {""})):
        own = ClaimCase.objects.filter(hospital=hospital, hn__in=at, source=name)
        for number, pk in own.values_list("hn", "pk"):
            cases["hn", number].append(pk)
    return cases


def _rows(
    found: Sequence[Found],
    cases: Mapping[tuple[str, str], Sequence[int]],
    aside: Mapping[Place, tuple[int | None, str]],
    name: str,
) -> Iterator[CaseFinding]:
    kinds = ClaimCase.PatientType
    for code, severity, line, file, field, an, seq, hn in found:
        key = (kinds.INPATIENT, an) if an else (kinds.OUTPATIENT, seq) if seq else ("hn", hn)
        for case in cases.get(key, ()):
            by, reason = aside.get((case, code, file, field), (None, ""))
            yield CaseFinding(
                case_id=case, code=code, severity=severity, file=file, line=line, field=field, batch=name,
                state=_ASIDE if reason else _OPEN, by_id=by, reason=reason,
            )  # fmt: skip


def _set_aside(hospital: Organisation) -> dict[Place, tuple[int | None, str]]:
    """Gives what somebody set aside, with who did and why."""
    rows = CaseFinding.objects.filter(case__hospital=hospital, state=_ASIDE)
    return {
        (case, code, file, field): (by, reason)
        for case, code, file, field, by, reason in rows.values_list(
            "case", "code", "file", "field", "by", "reason"
        )
    }


def _chunks(all: Sequence[object]) -> Iterator[Sequence[object]]:
    for at in range(0, len(all), _CHUNK):
        yield all[at : at + _CHUNK]


def _count_open(hospital: Organisation) -> None:
    """Writes beside each case how many findings of it are open."""
    counted = (
        ClaimCase.objects.filter(hospital=hospital)
        .annotate(n_open=Count("findings", filter=Q(findings__state=_OPEN)))
        .exclude(n_open=F("n_findings"))
        .values_list("pk", "n_open")
    )
    by_count: dict[int, list[int]] = defaultdict(list)
    for pk, n in counted:
        by_count[n].append(pk)
    for n, pks in by_count.items():
        for at in _chunks(pks):
            ClaimCase.objects.filter(pk__in=at).update(n_findings=n)

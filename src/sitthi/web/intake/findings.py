"""Which findings of a batch belong to which case: told at the case, and mended there once a later set is sound."""

from pathlib import Path

import duckdb
from django.db import transaction
from django.db.models import Count, Q

from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.models import CaseFinding, ClaimCase
from sitthi.web.desk.bulk import insert_rows

__all__ = ["lay_findings"]

_CHUNK = 2000


def lay_findings(hospital: Organisation, batch: Path, name: str) -> int:
    """Lays the findings about rows of stays beside their cases, and marks as mended those that came no more.

    A case that the set did not hold keeps its findings. What somebody set aside stays set aside while the same
    is found again.
    """
    found = _found(batch)
    cases = dict(ClaimCase.objects.filter(hospital=hospital, source=name).values_list("number", "pk"))
    with transaction.atomic():
        aside = {
            (row["case"], row["code"], row["file"], row["field"]): row
            for row in CaseFinding.objects.filter(
                case__hospital=hospital, state=CaseFinding.State.SET_ASIDE
            ).values("case", "code", "file", "field", "by", "reason")
        }
        old = CaseFinding.objects.filter(case__hospital=hospital, case__source=name).exclude(batch=name)
        old.filter(state=CaseFinding.State.OPEN).update(state=CaseFinding.State.MENDED)
        CaseFinding.objects.filter(case__hospital=hospital, batch=name).delete()
        rows = []
        for an, code, severity, file, line, field in found:
            if an not in cases:
                continue
            before = aside.get((cases[an], code, file, field))
            rows.append(
                CaseFinding(
                    case_id=cases[an], code=code, severity=severity, file=file, line=line, field=field, batch=name,
                    state=CaseFinding.State.SET_ASIDE if before else CaseFinding.State.OPEN,
                    by_id=before["by"] if before else None, reason=before["reason"] if before else "",
                )
            )  # fmt: skip
        insert_rows(rows)
        _count_open(hospital)
    return len(rows)


def _found(batch: Path) -> list[tuple[str, str, str, str, int, str]]:
    """Gives AN, code, severity, file, line and field of each finding in a row of a stay."""
    numbers, findings = batch / "identity" / "stays.parquet", batch / "findings.parquet"
    with duckdb.connect() as db:
        parts = [
            "SELECT n.an, f.code, f.severity, f.file, f.line, coalesce(f.field, '') "
            f"FROM {_read(findings)} f JOIN {_read(path)} r ON f.file = '{path.stem}' AND f.line = r.line "
            f"JOIN {_read(numbers)} n USING (stay_key)"
            for path in sorted((batch / "records").glob("*.parquet"))
            if "stay_key" in db.read_parquet(str(path)).columns
        ]
        return db.execute(" UNION ALL ".join(parts)).fetchall() if parts else []


def _read(path: Path) -> str:
    return "read_parquet('" + str(path).replace("'", "''") + "')"


def _count_open(hospital: Organisation) -> None:
    """Writes beside each case how many findings of it are open."""
    counted = (
        ClaimCase.objects.filter(hospital=hospital)
        .annotate(n_open=Count("findings", filter=Q(findings__state=CaseFinding.State.OPEN)))
        .filter(Q(n_open__gt=0) | Q(n_findings__gt=0))
        .values_list("pk", "n_open", "n_findings")
    )
    by_count: dict[int, list[int]] = {}
    for pk, n, before in counted:
        if n != before:
            by_count.setdefault(n, []).append(pk)
    for n, pks in by_count.items():
        for at in range(0, len(pks), _CHUNK):
            ClaimCase.objects.filter(pk__in=pks[at : at + _CHUNK]).update(n_findings=n)

"""Keeps the DRG tables of a home: one folder a version, never changed, in force from a day on."""

import csv
import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from sitthi.core.coding.drg import Drg
from sitthi.core.coding.drg_table import DrgTable, formula_of
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.findings import Refusal
from sitthi.files.whole import sync_file, whole_folder

__all__ = ["keep_drg_table", "kept_drg_tables"]

_FOLDER = "drg_tables"
_TABLE = "drg.csv"
_MANIFEST = "manifest.json"
_COLUMNS = ("drg", "rw0d", "rw", "wtlos", "ot", "of")
"""Weights in ten-thousandths, WtLOS and OF in hundredths, OT in days: whole numbers throughout."""


def keep_drg_table(home: Path, version: str, in_force_from: datetime.date, drgs: Iterable[Drg]) -> bool | Refusal:
    """Keeps a table as a version; `False` where the very same one is kept already.

    Refused: other content or another day for a version that is there, and a day on which another version
    begins. A version is there whole or not at all; an `OSError` of the disk passes through.
    """
    content = _written(drgs)
    manifest = {
        "version": version,
        "in_force_from": in_force_from.isoformat(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    kept = _manifests(home)
    if isinstance(kept, Refusal):
        return kept
    if version in kept:
        return False if kept[version] == manifest else Refusal("drg.version_kept", {"version": version})
    for other, its in kept.items():
        if its["in_force_from"] == manifest["in_force_from"]:
            return Refusal("drg.same_day", {"version": other, "day": manifest["in_force_from"]})
    with whole_folder(home / _FOLDER / version) as folder:
        sync_file(folder / _TABLE, content)
        sync_file(folder / _MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    return True


def kept_drg_tables(home: Path, formulas: Sequence[AdjrwFormula]) -> list[DrgTable] | Refusal:
    """Gives the tables of a home, earliest first; a table that is not as it was kept is a refusal."""
    manifests = _manifests(home)
    if isinstance(manifests, Refusal):
        return manifests
    tables = []
    for version, manifest in manifests.items():
        try:
            content = (home / _FOLDER / version / _TABLE).read_bytes()
        except OSError:
            return _damaged(home, version)
        if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
            return _damaged(home, version)
        day = datetime.date.fromisoformat(manifest["in_force_from"])
        tables.append(DrgTable(version, day, _read(content), formula_of(version, formulas)))
    return sorted(tables, key=lambda table: table.in_force_from)


def _manifests(home: Path) -> dict[str, dict[str, str]] | Refusal:
    manifests: dict[str, dict[str, str]] = {}
    folder = home / _FOLDER
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if entry.name.startswith("."):
            continue  # left half-written by a process that was killed: it never took its name
        try:
            manifest = json.loads((entry / _MANIFEST).read_bytes())
            datetime.date.fromisoformat(manifest["in_force_from"])
            sound = manifest["version"] == entry.name and isinstance(manifest["sha256"], str)
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            return _damaged(home, entry.name)
        manifests[entry.name] = manifest
    return manifests


def _damaged(home: Path, version: str) -> Refusal:
    return Refusal("drg.damaged", {"version": version, "folder": f"{_FOLDER}/{version}"})


def _written(drgs: Iterable[Drg]) -> bytes:
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows(sorted((drg.code, drg.rw0d, drg.rw, drg.wtlos, drg.ot, drg.of) for drg in drgs))
    return text.getvalue().encode()


def _read(content: bytes) -> dict[str, Drg]:
    _, *rows = csv.reader(StringIO(content.decode()))
    return {code: Drg(code, *map(int, numbers)) for code, *numbers in rows}

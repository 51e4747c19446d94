"""Keeps runs: a folder each under HOME/runs, written whole, with a manifest by which it can be made again."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sitthi.core.findings import Refusal
from sitthi.files.whole import sync_file, sync_tree
from sitthi.pipeline.canonical import Digest
from sitthi.pipeline.kept_tables import canonical_bytes

__all__ = ["KeptRun", "is_run_id", "kept_run", "runs_folder", "write_result", "write_table"]

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run of a home: its folder, its manifest, and its result as it was written."""

    folder: Path
    manifest: Mapping[str, Any]
    result: dict[str, Any]

    @property
    def tables(self) -> dict[str, Digest]:
        """Is the digest of each table, by its name below the folder without the extension."""
        return {name: Digest(**digest) for name, digest in self.manifest["tables"].items()}

    def table(self, name: str) -> Path:
        """Gives a table's file."""
        return self.folder / f"{name}.parquet"


def runs_folder(home: Path) -> Path:
    """Gives the folder that holds a home's runs."""
    return home / "runs"


def is_run_id(text: str) -> bool:
    """Tells whether a text can be the name of a run."""
    return _ID.fullmatch(text) is not None


def kept_run(home: Path, run: str) -> KeptRun | Refusal:
    """Gives a run; one that is not there, or not as it was written, is a refusal."""
    folder = runs_folder(home) / run
    if not is_run_id(run) or not folder.is_dir():
        known = sorted(entry.name for entry in runs_folder(home).glob("*") if is_run_id(entry.name))
        return Refusal("run.unknown", {"known": ", ".join(known[:10]) or "-"})
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        content = (folder / "result.json").read_bytes()
        sound = hashlib.sha256(content).hexdigest() == manifest["result_sha256"] and manifest["run"] == run
        result = json.loads(content)
    except (OSError, ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        return Refusal("home.damaged", {"folder": f"runs/{run}"})
    return KeptRun(folder, manifest, result)


def write_table(path: Path, table: pa.Table) -> None:
    """Writes a table as a Parquet file."""
    pq.write_table(table, path, compression="zstd")


def write_result(folder: Path, result: Mapping[str, Any], manifest: Mapping[str, Any]) -> None:
    """Writes a run's result and the manifest that answers for it, and brings the folder to the disk."""
    content = canonical_bytes(result)
    sync_file(folder / "result.json", content)
    whole = {**manifest, "result_sha256": hashlib.sha256(content).hexdigest()}
    sync_file(folder / "manifest.json", canonical_bytes(whole))
    sync_tree(folder)

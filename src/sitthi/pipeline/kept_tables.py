"""Keeps small tables of a home, load after load: numbered, immutable, each with a manifest that proves it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sitthi.core.findings import Refusal
from sitthi.files.whole import sync_file, whole_folder
from sitthi.pipeline.lock import held

__all__ = ["KeptTable", "canonical_bytes", "keep_table", "kept_tables"]

_MANIFEST = "manifest.json"
_NAME = re.compile(r"([0-9]{4,})-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class KeptTable:
    """One load of a table: its place, what its manifest says, and whether this very call brought it."""

    folder: Path
    manifest: Mapping[str, Any]
    new: bool = False

    @property
    def id(self) -> str:
        """Is the folder's name, `0003-9f2c41d07a6e`."""
        return self.folder.name

    @property
    def parquet(self) -> Path:
        """Is the table's file."""
        return self.folder / str(self.manifest["file"])


def keep_table(
    home: Path, kind: str, sha256: str, table: pa.Table, facts: Mapping[str, Any]
) -> KeptTable | Refusal:
    """Keeps a table as the newest of its kind; the same input again changes nothing and is not the newest.

    `sha256` is the input's own. A table that lies there damaged is a refusal; an `OSError` passes through.
    """
    buffer = BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    content = buffer.getvalue()
    # Two loads at once would otherwise both take the next number.
    with held(home / kind / ".lock", wait=True):
        return _kept(home, kind, sha256, content, {**facts, "rows": table.num_rows})


def _kept(home: Path, kind: str, sha256: str, content: bytes, facts: Mapping[str, Any]) -> KeptTable | Refusal:
    kept = kept_tables(home, kind)
    if isinstance(kept, Refusal):
        return kept
    for one in kept:
        if one.manifest["sha256"] == sha256:
            return one
    manifest = {
        **facts,
        "file": f"{kind}.parquet",
        "sha256": sha256,
        "table_sha256": hashlib.sha256(content).hexdigest(),
    }
    number = 1 + max((int(one.id.partition("-")[0]) for one in kept), default=0)
    place = home / kind / f"{number:04}-{sha256[:12]}"
    with whole_folder(place) as folder:
        sync_file(folder / f"{kind}.parquet", content)
        sync_file(folder / _MANIFEST, canonical_bytes(manifest))
    return KeptTable(place, manifest, new=True)


def kept_tables(home: Path, kind: str) -> list[KeptTable] | Refusal:
    """Gives every table of a kind, oldest first; one that is not as it was kept is a refusal."""
    found = []
    folder = home / kind
    for entry in sorted(folder.iterdir(), key=_order) if folder.is_dir() else ():
        if _NAME.fullmatch(entry.name) is None:
            continue  # half-written by a process that was killed, or none of ours
        try:
            manifest = json.loads((entry / _MANIFEST).read_bytes())
            content = (entry / manifest["file"]).read_bytes()
            sound = hashlib.sha256(content).hexdigest() == manifest["table_sha256"]
            sound = sound and entry.name.endswith(str(manifest["sha256"])[:12])
        except (OSError, ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            return Refusal("home.damaged", {"folder": f"{kind}/{entry.name}"})
        found.append(KeptTable(entry, manifest))
    return found


def _order(entry: Path) -> tuple[int, str]:
    match = _NAME.fullmatch(entry.name)
    return (int(match[1]), entry.name) if match else (0, entry.name)


def canonical_bytes(value: Any) -> bytes:
    """Writes plain values as JSON that is the same whenever they are the same."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

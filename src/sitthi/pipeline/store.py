"""The batches of a home: which there are, which are live, and how a new one comes to be, whole or not at all."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitthi.core.findings import Refusal
from sitthi.files.whole import sync_file, sync_tree, whole_folder
from sitthi.pipeline.kept_tables import canonical_bytes
from sitthi.pipeline.lock import held

__all__ = ["SPILL", "Batch", "batch_of", "batches_of", "hospital_lock", "live_batches", "new_batch", "set_digest"]

SPILL = ".spill"
"""Where a load puts what does not fit in memory, beside the batches of the hospital."""

_MANIFEST = "manifest.json"
_NAME = re.compile(r"([0-9]{4,})-([0-9a-f]{12})")
_HOSPITAL = re.compile("[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Batch:
    """One load of one hospital, as its manifest describes it; `digest` stands for the bytes that came."""

    hcode: str
    number: int
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Is the folder's name within its hospital, `0003-9f2c41d07a6e`."""
        return self.folder.name

    @property
    def id(self) -> str:
        """Is the name within the home, `10703/0003-9f2c41d07a6e`."""
        return f"{self.hcode}/{self.name}"

    @property
    def digest(self) -> str:
        """Stands for the bytes that came, whatever their members were called."""
        return str(self.manifest["digest"])

    @property
    def format(self) -> str:
        """Is the id of the format."""
        return str(self.manifest["format"])

    @property
    def subject(self) -> str:
        """Says what supersedes what: sets of one subject do, be they of one format or not."""
        return str(self.manifest["subject"])

    @property
    def key(self) -> str:
        """Is the fingerprint of the key that its persons are known by."""
        return str(self.manifest["key"])

    def table(self, name: str) -> Path | None:
        """Gives the file of a table, `None` where the batch has none of it."""
        return self.folder / f"{name}.parquet" if f"{name}.parquet" in self.manifest["tables"] else None


def set_digest(format: str, hcode: str, hashes: Iterable[str], key: str) -> str:
    """Gives what two loads share that brought the same bytes for the same hospital under the same key.

    The key belongs to it: under another key the same bytes make other records.
    """
    return hashlib.sha256("\n".join([format, hcode, key, *sorted(hashes)]).encode()).hexdigest()


def batches_of(home: Path, hcode: str) -> list[Batch] | Refusal:
    """Gives the batches of a hospital in the order they came; one that is not as it was made is a refusal."""
    folder = home / "batches" / hcode
    found = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.fullmatch(entry.name)
        if match is None:
            continue  # half-written by a process that was killed, or none of ours
        batch = batch_of(entry)
        if batch is None:
            return Refusal("home.damaged", {"folder": f"batches/{hcode}/{entry.name}"})
        found.append(batch)
    return sorted(found, key=lambda batch: batch.number)


def batch_of(folder: Path) -> Batch | None:
    """Reads a batch; `None` where the manifest cannot be read or a table is not of the size it had."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        sound = manifest["batch"] == folder.name and manifest["hcode"] == folder.parent.name
        for name, told in manifest["tables"].items():
            sound = sound and (folder / name).stat().st_size == told["bytes"]
        return Batch(manifest["hcode"], int(folder.name.partition("-")[0]), folder, manifest) if sound else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def live_batches(home: Path) -> list[Batch] | Refusal:
    """Gives the batches of every hospital that still say something, by hospital and in the order they came.

    One whose stays, visits and persons are all replaced says nothing any more. What is live of the others
    `records.prepared` knows.
    """
    folder = home / "batches"
    hospitals = sorted(
        entry.name for entry in (folder.iterdir() if folder.is_dir() else ()) if _HOSPITAL.fullmatch(entry.name)
    )
    live: list[Batch] = []
    for hcode in hospitals:
        batches = batches_of(home, hcode)
        if isinstance(batches, Refusal):
            return batches
        replaced = {each["batch"] for batch in batches for each in batch.manifest["supersedes"] if each["whole"]}
        live += (batch for batch in batches if batch.name not in replaced)
    return live


@contextmanager
def hospital_lock(home: Path, hcode: str) -> Iterator[bool]:
    """Tells whether this process is the only one that loads for a hospital, and stays it until the block ends."""
    folder = home / "batches" / hcode
    with held(folder / ".lock") as is_ours:
        if is_ours:
            # Whoever holds the lock knows that the writers of these are gone.
            for left in (*folder.glob(".*.part"), folder / SPILL):
                shutil.rmtree(left, ignore_errors=True)
        yield is_ours


@contextmanager
def new_batch(home: Path, hcode: str, number: int, digest: str, manifest: dict[str, Any]) -> Iterator[Path]:
    """Gives a folder to fill that becomes a batch when the block ends well; call it under the hospital's lock.

    `manifest` may be filled until then; the batch's name, and the size and hash of every table, are put in.
    """
    name = f"{number:04}-{digest[:12]}"
    with whole_folder(home / "batches" / hcode / name) as folder:
        yield folder
        tables = {}
        for path in sorted(folder.glob("*.parquet")):
            content = path.read_bytes()
            tables[path.name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        whole = {**manifest, "batch": name, "hcode": hcode, "number": number, "digest": digest, "tables": tables}
        sync_file(folder / _MANIFEST, canonical_bytes(whole))
        sync_tree(folder)

"""Reads the book: strict, frozen, hashed, and with every fault at once when it is broken."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from sitthi.book.shapes import Cell, converter, faults_of
from sitthi.book.shelves import SHELVES, Shelf
from sitthi.core.evidence import Evidence, Source

__all__ = ["Book", "BrokenBook", "Fault", "document_of", "read_document"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a data file: which file, where in it, and what."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.message}" if self.path else f"{self.file}: {self.message}"


class BrokenBook(Exception):
    """A data file cannot be trusted; carries every fault found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, sorted(faults))))
        self.faults = sorted(faults)


class Book:
    """The data files under a folder, read shelf by shelf when asked for and kept."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or Path(__file__).parent
        self._read: dict[type, Mapping[str, Any]] = {}

    @cached_property
    def sha256(self) -> str:
        """Is the hash of every data file's name and bytes: a result names the book it came from."""
        digest = hashlib.sha256()
        for path in sorted(p for p in self.root.rglob("*") if p.suffix in (".toml", ".csv")):
            name = path.relative_to(self.root).as_posix().encode()
            digest.update(b"%d:%s" % (len(name), name))
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def all(self, kind: type[T]) -> Mapping[str, T]:
        """Gives every document of a kind by id; raises `BrokenBook` with all faults of the shelf."""
        if kind not in self._read:
            found, faults = _shelf(self.root, kind, SHELVES[kind])
            faults += self._unsourced(kind, found)
            if faults:
                raise BrokenBook(faults)
            self._read[kind] = MappingProxyType(found)
        return self._read[kind]

    def get(self, kind: type[T], name: str) -> T | None:
        """Gives one document, or `None` where the book has none of that id."""
        return self.all(kind).get(name)

    def check(self) -> None:
        """Reads every shelf; raises one `BrokenBook` with the faults of all."""
        faults: list[Fault] = []
        for kind in SHELVES:
            try:
                self.all(kind)
            except BrokenBook as broken:
                faults += broken.faults
        if faults:
            raise BrokenBook(sorted(set(faults)))

    def _unsourced(self, kind: type, found: Mapping[str, Any]) -> list[Fault]:
        known = found if kind is Source else self.all(Source)
        return [
            Fault(SHELVES[kind].pattern, name, f"unknown source {cited!r}")
            for name, document in found.items()
            for cited in sorted({evidence.source for evidence in evidence_in(document)} - set(known))
        ]


def read_document(kind: type[T], path: Path) -> T:
    """Reads one document file that lies outside the book (an override, a hospital's own flow).

    Raises `BrokenBook` with every fault; the sources it cites are its own affair.
    """
    faults: list[Fault] = []
    document = _structured(kind, _toml(path, path.name, faults), path.name, faults, "")
    if faults or document is None:
        raise BrokenBook(faults)
    return document


def document_of(kind: type[T], raw: Any, name: str) -> T:
    """Structures a document from the plain values of a TOML file; raises `BrokenBook` with every fault."""
    faults: list[Fault] = []
    document = _structured(kind, raw, name, faults, "")
    if faults or document is None:
        raise BrokenBook(faults)
    return document


def evidence_in(value: object) -> Iterator[Evidence]:
    """Walks a document and gives every piece of evidence in it."""
    if isinstance(value, Evidence):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from evidence_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from evidence_in(inner)
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from evidence_in(inner)


def _shelf(root: Path, kind: type[T], shelf: Shelf) -> tuple[dict[str, T], list[Fault]]:
    found: dict[str, T] = {}
    faults: list[Fault] = []
    for path in sorted(root.glob(shelf.pattern)):
        file = path.relative_to(root).as_posix()
        raw = _toml(path, file, faults)
        if raw is None:
            continue
        if shelf.many:
            entries = {
                name: {"id": name, **entry} if isinstance(entry, dict) else entry for name, entry in raw.items()
            }
        else:
            entries = {"/".join(path.relative_to(root).with_suffix("").parts[1:]): raw}
        for name, entry in entries.items():
            document = _structured(kind, entry, file, faults, name if shelf.many else "")
            if document is None:
                continue
            if name in found:
                faults.append(Fault(file, name, "is defined twice"))
            if getattr(document, "id", name) != name:
                faults.append(Fault(file, "id", f"does not match the file's name, {name}"))
            found[name] = document
    return found, faults


def _structured(kind: type[T], raw: Any, file: str, faults: list[Fault], path: str) -> T | None:
    if raw is None:
        return None
    try:
        document = converter.structure(raw, kind)
    except Exception as error:  # noqa: BLE001 - whatever a hook raises is a fault of the file
        faults.extend(Fault(file, where, what) for where, what in faults_of(error, path))
        return None
    faults.extend(Fault(file, path, fault) for fault in _own_faults(document))
    return document


def _own_faults(value: object) -> Iterator[str]:
    """Asks a document and everything inside it what is wrong with it."""
    if is_dataclass(value):
        check = getattr(value, "faults", None)
        if check is not None:
            yield from check()
        for field in fields(value):
            for fault in _own_faults(getattr(value, field.name)):
                yield f"{field.name}: {fault}"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            for fault in _own_faults(inner):
                yield f"{key}: {fault}"
    elif isinstance(value, tuple | list):
        for n, inner in enumerate(value):
            for fault in _own_faults(inner):
                yield f"[{n}]: {fault}"


def _toml(path: Path, file: str, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        faults.append(Fault(file, "", f"cannot be read: {error.strerror}"))
        return None
    except UnicodeDecodeError:
        faults.append(Fault(file, "", "is not UTF-8"))
        return None
    except (ValueError, RecursionError) as error:
        # Beside TOMLDecodeError: an integer too long to read, and brackets too deep to follow.
        faults.append(Fault(file, "", f"is not TOML: {error}"))
        return None
    merged: dict[str, Any] = _with_tables(raw, path.parent, file, faults)
    return merged


def _with_tables(value: Any, folder: Path, file: str, faults: list[Fault]) -> Any:
    """Replaces each `{ csv = "name.csv" }` by the rows of that file, empty cells left out."""
    if isinstance(value, list):
        return [_with_tables(inner, folder, file, faults) for inner in value]
    if not isinstance(value, dict):
        return value
    if set(value) != {"csv"}:
        return {key: _with_tables(inner, folder, file, faults) for key, inner in value.items()}
    try:
        with (folder / value["csv"]).open(encoding="utf-8", newline="") as table:
            rows = csv.DictReader(table, strict=True)
            return [{key: Cell(cell) for key, cell in row.items() if cell != ""} for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault(file, value["csv"], f"cannot be read: {error}"))
        return []

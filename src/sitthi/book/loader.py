"""Reads the book: strict, frozen, hashed, and with every fault at once when it is broken."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from sitthi.book.plain import Fault, placed, plain_values, values_in
from sitthi.book.shapes import converter, faults_of
from sitthi.book.shelves import SHELVES, Shelf
from sitthi.core.evidence import Evidence, Source

__all__ = ["Book", "BrokenBook", "Fault", "document_in", "document_of", "read_document"]

T = TypeVar("T")


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
            found, files, faults = _shelf(self.root, kind, SHELVES[kind])
            faults += self._unsourced(kind, found, files)
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

    def _unsourced(self, kind: type, found: Mapping[str, Any], files: Mapping[str, str]) -> list[Fault]:
        known = found if kind is Source else self.all(Source)
        return [
            Fault(files[name], name, f"unknown source {cited!r}")
            for name, document in found.items()
            for cited in sorted({evidence.source for evidence in evidence_in(document)} - set(known))
        ]


def read_document(kind: type[T], path: Path) -> T:
    """Reads one document file that lies outside the book (an override, a hospital's own flow).

    Raises `BrokenBook` with every fault; the sources it cites are its own affair.
    """
    faults: list[Fault] = []
    document = _structured(kind, plain_values(path, path.name, faults), path.name, faults, "")
    if faults or document is None:
        raise BrokenBook(faults)
    return document


def document_in(kind: type[T], text: str, name: str) -> T:
    """Reads a document from the text of a TOML file that is kept elsewhere (a flow that the desk holds).

    Raises `BrokenBook` with every fault, under the name given. A table beside the file is not to be had.
    """
    faults: list[Fault] = []
    document = _structured(kind, values_in(text, name, faults), name, faults, "")
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


def _shelf(root: Path, kind: type[T], shelf: Shelf) -> tuple[dict[str, T], dict[str, str], list[Fault]]:
    """Gives a shelf's documents by id, the file of each, and the faults; a shelf with no file is one."""
    found: dict[str, T] = {}
    files: dict[str, str] = {}
    faults: list[Fault] = []
    if not any(root.glob(shelf.pattern)):
        faults.append(Fault(shelf.pattern, "", "there is no such file in the book"))
    for path in sorted(root.glob(shelf.pattern)):
        file = path.relative_to(root).as_posix()
        raw = plain_values(path, file, faults)
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
            files[name] = file
    return found, files, faults


def _structured(kind: type[T], raw: Any, file: str, faults: list[Fault], path: str) -> T | None:
    if raw is None:
        return None
    try:
        document = converter.structure(raw, kind)
    except Exception as error:  # noqa: BLE001 - whatever a hook raises is a fault of the file
        # Without the document's own name in front: it is inside the document that rows lie.
        within = ((placed(raw, file, where), what) for where, what in faults_of(error))
        faults.extend(
            Fault(at, f"{path}.{where}".strip(".") if at == file else where, what) for (at, where), what in within
        )
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

"""A data-exchange format: the files of a set, what ties them together, and how their text is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sitthi.core.evidence import Evidence, Label
from sitthi.core.formats.field import FormatField

__all__ = ["FileFormat", "FormatFile", "Layout", "Link"]


@dataclass(frozen=True, slots=True)
class FormatFile:
    """One file of a set: `key` is what no two rows share; `members` are other names that files come under.

    `part` says which patients it is about: `op`, `ip`, or empty for both.
    """

    name: str
    title: Label
    evidence: Evidence
    key: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Rows of `child` belong to a row of `parent` that has the same `fields`."""

    child: str
    parent: str
    fields: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Layout:
    """An older order of a file's columns; where a file has no header, its width tells which.

    A name that is no field of the file is passed over, in a header too.
    """

    file: str
    columns: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class FileFormat:
    """A format with every field of its files, in the order in which they are written.

    `encodings` are tried in turn. `headerless` says whether a file may come without its header row; `closed`
    that the receiver refuses a header with any other name in it.
    """

    id: str
    title: Label
    edition: str
    evidence: Evidence
    delimiter: str
    encodings: tuple[str, ...]
    headerless: bool
    files: tuple[FormatFile, ...]
    fields: tuple[FormatField, ...]
    links: tuple[Link, ...] = ()
    layouts: tuple[Layout, ...] = ()
    closed: bool = False

    @cached_property
    def _fields_of(self) -> dict[str, tuple[FormatField, ...]]:
        return {
            file.name: tuple(sorted((f for f in self.fields if f.file == file.name), key=lambda f: f.position))
            for file in self.files
        }

    def file(self, name: str) -> FormatFile | None:
        """Gives a file by its standard name."""
        return next((file for file in self.files if file.name == name), None)

    def fields_of(self, file: str) -> tuple[FormatField, ...]:
        """Gives a file's fields in order; an unknown file is a `KeyError`."""
        return self._fields_of[file]

    def field(self, file: str, name: str) -> FormatField | None:
        """Gives a field by its standard name."""
        return next((field for field in self._fields_of.get(file, ()) if field.name == name), None)

    def layouts_of(self, file: str) -> list[tuple[str, ...]]:
        """Gives the column orders a file without a header may have, the newest first."""
        newest = tuple(field.name for field in self.fields_of(file))
        return [newest, *(layout.columns for layout in self.layouts if layout.file == file)]

    def faults(self) -> Iterator[str]:
        """Names files, fields and links that do not fit together."""
        if len(self.delimiter) != 1:
            yield "delimiter is one character"
        known = [file.name for file in self.files]
        yield from (f"file {name} stands twice" for name in sorted({n for n in known if known.count(n) > 1}))
        yield from (f"field of unknown file {name}" for name in sorted({f.file for f in self.fields} - set(known)))
        for file in self.files:
            yield from self._faults_of_file(file)
        for tie in self.links:
            for side in (tie.child, tie.parent):
                yield from (f"link: {side} has no {name}" for name in tie.fields if self.field(side, name) is None)
        yield from (f"layout of unknown file {lay.file}" for lay in self.layouts if lay.file not in known)

    def _faults_of_file(self, file: FormatFile) -> Iterator[str]:
        fields = self._fields_of[file.name]
        if [field.position for field in fields] != list(range(1, len(fields) + 1)) or not fields:
            yield f"{file.name}: positions are not 1, 2, 3 and so on"
        names = [name for field in fields for name in field.names]
        twice = sorted({name for name in names if names.count(name) > 1})
        yield from (f"{file.name}: {name} names two fields" for name in twice)
        unknown = [name for name in file.key if self.field(file.name, name) is None]
        yield from (f"{file.name}: key {name} is no field" for name in unknown)

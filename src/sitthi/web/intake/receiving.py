"""How an uploaded set comes in: what it may be, where its bytes go, and when the same was here before."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sitthi.core.formats.format import FileFormat
from sitthi.files.whole import whole_folder
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.flows import book
from sitthi.web.intake.jobs import ask_for
from sitthi.web.intake.models import Upload
from sitthi.web.intake.places import folder_of, set_of

__all__ = ["FORMATS", "receive", "too_large"]

FORMATS = ("eclaim16", "fdh16", "moph43")
_TEXT = (".txt", ".csv", ".dbf")
_MOST_FILES = 60
_LONGEST = 60
"""Letters of a kept file's name: a Thai one is three bytes, and a name may have 255."""


def receive(user: User, hospital: Organisation, format: str, files: Sequence[UploadedFile]) -> Upload | str:
    """Keeps a set as it came and asks the worker to check it; a sentence where it cannot be one."""
    if format not in FORMATS or format not in book().all(FileFormat):
        return _("Choose which files these are")
    if not files:
        return _("No file came: choose a zip, or the files of one set")
    size = sum(file.size or 0 for file in files)
    if not size:
        return _("The files are empty: export them again")
    if size > settings.SET_LIMIT:
        return too_large()
    if len(files) > _MOST_FILES:
        return _("A set has at most %(n)s files") % {"n": _MOST_FILES}
    for file in files:
        if fault := _fault(file):
            return fault
    names = [_safe(_name(file)).lower() for file in files]
    for name, file in zip(names, files, strict=True):
        if names.count(name) > 1:
            return _("Two files are called %(name)s: a set has each once") % {"name": _name(file)}
    upload = Upload(
        hospital=hospital, format=format, by=user, at=timezone.now(), size=size,
        called=_name(files[0]) if len(files) == 1 else _("%(n)s files") % {"n": len(files)},
    )  # fmt: skip
    try:
        upload.sha256 = _kept(files, set_of(upload))
    except OSError:
        shutil.rmtree(folder_of(upload), ignore_errors=True)
        return _("The set cannot be kept: tell whoever looks after the server that its disk takes no more")
    with transaction.atomic():
        upload.save()
        ask_for("check", upload)
    return upload


def too_large() -> str:
    """Says that a set is larger than is taken."""
    return _("The set is larger than %(mb)s MB: send one month at a time") % {
        "mb": settings.SET_LIMIT // 1024 // 1024
    }


def _name(file: UploadedFile) -> str:
    return (file.name or "").replace("\\", "/").rpartition("/")[2][-200:]


def _fault(file: UploadedFile) -> str | None:
    """Says why a file cannot be part of a set: neither a zip nor text nor DBF, whatever its name says."""
    name = _name(file)
    head = file.read(4096)
    file.seek(0)
    kind = filetype.guess(head)
    if name.lower().endswith(".zip"):
        if kind is None or kind.mime != "application/zip" or not zipfile.is_zipfile(file):
            return _("%(name)s is no zip file that can be opened: make it again") % {"name": name}
        file.seek(0)
        return None
    if not name.lower().endswith(_TEXT):
        return _("%(name)s is none of zip, TXT, CSV or DBF") % {"name": name}
    if kind is not None or (b"\x00" in head and not name.lower().endswith(".dbf")):
        return _("%(name)s is not what its name says: export it again") % {"name": name}
    return None


def _kept(files: Sequence[UploadedFile], folder: Path) -> str:
    """Writes the files into a folder that is there whole or not at all; gives the hash of all of them."""
    digest = hashlib.sha256()
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole_folder(folder) as beside:
        for file in sorted(files, key=_name):
            digest.update(_name(file).encode())
            with (beside / _safe(_name(file))).open("wb") as handle:
                for chunk in file.chunks():
                    digest.update(chunk)
                    handle.write(chunk)
                handle.flush()
                os.fsync(handle.fileno())
    return digest.hexdigest()


def _safe(name: str) -> str:
    """Gives a file name that stays in its folder and that every system takes."""
    kept = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in name).lstrip(". ")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{ending[:_LONGEST]}" if kept else "set"

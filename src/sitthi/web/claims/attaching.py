"""Scans of documents: what may come in, where they are kept, and how they are given out again."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from sitthi.files.whole import whole_by_name
from sitthi.web.accounts.models import User
from sitthi.web.claims.models import Attachment, ClaimCase
from sitthi.web.claims.typed import one_line

__all__ = ["ALLOWED", "Scan", "Stored", "keep_scan", "scan_of", "store_scan"]

ALLOWED = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that may be kept, and what it is by its first bytes."""

    file: UploadedFile
    media_type: str


def scan_of(file: UploadedFile | None) -> Scan | str:
    """Tells whether a file may be kept as a scan, else says why not."""
    if file is None or not file.size:
        return _("No file came, or it is empty: choose the scan again")
    if file.size > settings.ATTACHMENT_LIMIT:
        return _("The file is larger than %(mb)s MB: scan it again at a lower quality, or in parts") % {
            "mb": settings.ATTACHMENT_LIMIT // 1024 // 1024
        }
    head = file.read(_HEAD)
    file.seek(0)
    found = filetype.guess(head)
    if found is None or found.mime not in ALLOWED:
        return _("Only PDF, JPEG and PNG are kept: this file is something else, whatever its name says")
    return Scan(file, found.mime)


@dataclass(frozen=True, slots=True)
class Stored:
    """A scan's bytes as they were kept under a random name."""

    name: str
    size: int
    sha256: str

    @property
    def path(self) -> Path:
        """Is where they lie."""
        return settings.HOME / "uploads" / self.name


def store_scan(scan: Scan) -> Stored:
    """Writes a scan's bytes, before any case is held for them; whoever then has no use for them removes them."""
    name = f"{secrets.token_hex(16)}.{ALLOWED[scan.media_type]}"
    folder = settings.HOME / "uploads" / "scans" / name[:2]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with whole_by_name(folder / name) as beside, open(beside, "wb") as handle:  # noqa: PTH123 - a name of our own
        for chunk in scan.file.chunks():
            digest.update(chunk)
            size += len(chunk)
            handle.write(chunk)
    return Stored(f"scans/{name[:2]}/{name}", size, digest.hexdigest())


def keep_scan(
    case: ClaimCase, document: str, scan: Scan, stored: Stored, user: User, at: datetime.datetime
) -> Attachment:
    """Writes down that stored bytes are a scan of a case's document; the caller writes the event."""
    called = one_line(scan.file.name.replace("\\", "/").rpartition("/")[2])[-200:] or stored.name[-20:]
    return Attachment.objects.create(
        case=case, document=document, stored_as=stored.name, called=called, media_type=scan.media_type,
        size=stored.size, sha256=stored.sha256, by=user, at=at,
    )  # fmt: skip

"""Scans of documents: what may come in, where they are kept, and how they are given out again."""

import hashlib
import secrets
from dataclasses import dataclass

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from sitthi.files.whole import whole_by_name
from sitthi.web.accounts.models import User
from sitthi.web.claims.models import Attachment, ClaimCase

__all__ = ["ALLOWED", "Scan", "keep_scan", "scan_of"]

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


def keep_scan(case: ClaimCase, document: str, scan: Scan, user: User, at: object) -> Attachment:
    """Keeps a scan under a random name, with the hash of its bytes; the caller writes the event."""
    name = f"{secrets.token_hex(16)}.{ALLOWED[scan.media_type]}"
    folder = settings.HOME / "uploads" / "scans" / name[:2]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with whole_by_name(folder / name) as beside, open(beside, "wb") as handle:  # noqa: PTH123 - a name of our own
        for chunk in scan.file.chunks():
            digest.update(chunk)
            size += len(chunk)
            handle.write(chunk)
    called = scan.file.name.replace("\\", "/").rpartition("/")[2][-200:] or name
    return Attachment.objects.create(
        case=case, document=document, stored_as=f"scans/{name[:2]}/{name}", called=called,
        media_type=scan.media_type, size=size, sha256=digest.hexdigest(), by=user, at=at,
    )  # fmt: skip

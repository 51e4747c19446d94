"""Where an uploaded set lies until it is accepted or withdrawn."""

from pathlib import Path

from django.conf import settings

from sitthi.web.intake.models import Upload

__all__ = ["at_work", "came_parts", "findings_of", "fix_list_of", "folder_of", "numbers_of", "set_of", "sets"]


def sets() -> Path:
    """Gives the folder of all uploaded sets."""
    return settings.HOME / "uploads" / "sets"


def came_parts() -> Path:
    """Gives the folder where files lie while they are coming in."""
    return settings.HOME / "uploads" / "coming"


def at_work() -> Path:
    """Gives the file that a worker holds while it does a job: no two do one at the same time."""
    return settings.HOME / "uploads" / ".at-work"


def folder_of(upload: Upload) -> Path:
    """Gives the folder of an upload; its name says nothing of whose files lie in it."""
    return sets() / upload.token


def set_of(upload: Upload) -> Path:
    """Gives the folder that holds the set's bytes as they came."""
    return folder_of(upload) / "came"


def findings_of(upload: Upload) -> Path:
    """Gives the table of what was found."""
    return folder_of(upload) / "findings.parquet"


def numbers_of(upload: Upload) -> Path:
    """Gives the table of whose rows something was found in."""
    return folder_of(upload) / "numbers.parquet"


def fix_list_of(upload: Upload) -> Path:
    """Gives the workbook of what is to be mended, which holds rows of the set."""
    return folder_of(upload) / "fix_list.xlsx"

"""The audit trail: who read, listed, exported or changed what, and when. Appended, never rewritten."""

from collections.abc import Mapping

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest

__all__ = ["saw", "saw_list"]

_ACCESS = LogEntry.Action.ACCESS


def saw(request: HttpRequest, record: Model, what: str) -> None:
    """Writes down that somebody read a record; `what` is the page or act, such as `page` or `citizen_id`."""
    _write(request, type(record), str(record.pk), {"what": what})


def saw_list(
    request: HttpRequest, kind: type[Model], what: str, n: int, filters: Mapping[str, str] | None = None
) -> None:
    """Writes down one row for a list, an export or a print, with how many records it held and its filter.

    What was searched for is not kept: it may be somebody's name.
    """
    told = {name: value if name != "q" else "…" for name, value in (filters or {}).items() if value}
    _write(request, kind, "", {"what": what, "n": n, "filters": told})


def _write(request: HttpRequest, kind: type[Model], pk: str, data: Mapping[str, object]) -> None:
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(kind),
        object_pk=pk,
        object_id=int(pk) if pk else None,
        object_repr=kind._meta.label_lower,
        action=_ACCESS,
        actor=request.user if request.user.is_authenticated else None,
        remote_addr=request.META.get("REMOTE_ADDR"),
        additional_data=dict(data),
    )

"""How a running job tells how far it is: at most twice a second, in one small statement."""

import time

from django.utils import timezone

from sitthi.web.intake.models import Upload

__all__ = ["Teller"]

_SECONDS = 0.5


class Teller:
    """Writes a job's phase and rows into its upload; callable as the pipeline's `told`."""

    def __init__(self, upload: Upload) -> None:
        self._pk = upload.pk
        self._phase = ""
        self._told_at = 0.0

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Tells of a phase, how many rows of it are done, and of how many."""
        now = time.monotonic()
        is_new = phase != self._phase
        if not is_new and now - self._told_at < _SECONDS and done != total:
            return
        self._told_at = now
        values: dict[str, object] = {"phase": phase, "rows_done": done if total is not None else 0}
        if total is not None:
            values["rows_total"] = total
        if is_new:
            self._phase = phase
            values["phase_began_at"] = timezone.now()
        Upload.objects.filter(pk=self._pk).update(**values)

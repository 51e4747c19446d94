"""Finds sets that nobody works at any more and asks for them again; clears away what killed processes left."""

import shutil
import time
from pathlib import Path

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django_q.models import OrmQ

from sitthi.pipeline.lock import held
from sitthi.web.intake.jobs import ask_for
from sitthi.web.intake.models import Upload
from sitthi.web.intake.places import at_work, came_parts, folder_of, set_of, sets

__all__ = ["Watch", "tidy"]

_OLD_SECONDS = 6 * 3600
"""After this long nobody is still writing a file that no row tells of."""
_JOBS = {
    Upload.State.WAITING: "check",
    Upload.State.CHECKING: "check",
    Upload.State.ACCEPTING: "accept",
}


class Watch:
    """Looks again and again; a set has to be found forgotten twice, since a job may just be on its way."""

    def __init__(self) -> None:
        self._suspects: set[int] = set()

    def look(self) -> list[int]:
        """Asks again for each set that was found forgotten before too; gives their ids."""
        forgotten = _forgotten()
        again = [upload for upload in forgotten if upload.pk in self._suspects]
        for upload in again:
            ask_for(_JOBS[Upload.State(upload.state)], upload)
        self._suspects = {upload.pk for upload in forgotten} - {upload.pk for upload in again}
        return [upload.pk for upload in again]


def _forgotten() -> list[Upload]:
    """Gives the sets that are said to be at work while no worker is and no job waits for one."""
    running = list(Upload.objects.filter(state__in=list(_JOBS)).defer("report").order_by("at"))
    if not running or OrmQ.objects.filter(lock__lte=timezone.now()).exists():
        return []
    with held(at_work()) as nobody_is:
        return running if nobody_is else []


def tidy() -> None:
    """Removes what nothing tells of any more: the bytes of sets that were taken in, withdrawn or never arrived.

    Sessions that ended too: they hold what was searched for.
    """
    SessionStore.clear_expired()
    with held(at_work()) as nobody_is:
        if not nobody_is:
            return
        folders = [path for path in sets().glob("*") if path.is_dir()] if sets().is_dir() else []
        known = {each.token: each for each in Upload.objects.defer("report")} if folders else {}
        for folder in folders:
            upload = known.get(folder.name)
            if upload is None:
                _forget(folder)
            elif upload.state == Upload.State.WITHDRAWN:
                shutil.rmtree(folder_of(upload), ignore_errors=True)
            elif upload.state == Upload.State.ACCEPTED:
                shutil.rmtree(set_of(upload), ignore_errors=True)
    for part in came_parts().glob("*") if came_parts().is_dir() else ():
        _forget(part)


def _forget(path: Path) -> None:
    """Removes a file or folder that nobody has written to for long."""
    try:
        if time.time() - path.stat().st_mtime < _OLD_SECONDS:
            return
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError:
        return

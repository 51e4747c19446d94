"""The process that does the jobs, and sees that none is forgotten: `python -m sitthi.web.intake.worker`.

The queue hands each job out once and would give it out again only after the longest job's time. Whoever waits for
a set does not wait that long: a set that is at work with nobody working at it is asked for again within seconds.
"""

import gc
import logging
import os
import time

from sitthi.web.desk.serving import LOST_ITS_OWN

__all__ = ["main"]

_LOOK_SECONDS = 1.0
_TIDY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


def main() -> int:
    """Runs until told to stop; ends with `LOST_ITS_OWN` where the processes that do the work were killed."""
    import django

    # A load makes millions of objects that live for one chunk; looking for cycles among them costs a fourth of it.
    gc.set_threshold(200_000)
    django.setup()
    from django.db import DatabaseError, close_old_connections
    from django_q.cluster import Cluster

    from sitthi.web.intake.forgotten import Watch, tidy

    cluster = Cluster()
    began_under = os.getppid()
    cluster.start()
    watch, tidied_at = Watch(), 0.0
    while cluster.sentinel.is_alive():
        if os.getppid() != began_under:
            # Whoever kept this process alive is gone, and may be starting another.
            cluster.stop()
            return 0
        try:
            close_old_connections()
            if time.monotonic() - tidied_at > _TIDY_SECONDS or not tidied_at:
                tidy()
                tidied_at = time.monotonic()
            watch.look()
        except DatabaseError as fault:
            _log.warning("the database does not answer: %s", type(fault).__name__)
        time.sleep(_LOOK_SECONDS)
    return 0 if cluster.has_stopped else LOST_ITS_OWN


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitthi.web.desk.settings")
    raise SystemExit(main())

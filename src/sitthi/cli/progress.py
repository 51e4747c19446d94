"""Shows how far long work has come, on standard error: a bar on a terminal, elsewhere now and then a line."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sitthi.cli.verb import Asked
from sitthi.core.numbers import grouped

__all__ = ["progress"]

Told = Callable[[str, int, int | None], None]

_EVERY = 2.0
"""Seconds between two plain lines, and before the first: what is done sooner needs no word."""
_LONG = 50_000_000
"""Bytes of a set that takes long enough for a line at once."""


@contextmanager
def progress(asked: Asked) -> Iterator[Told]:
    """Gives a function that hears of a stage, how many rows of it are done, and of how many.

    A stage is named by the word `load.stage_<stage>`; the rate is counted from the stage's beginning. Without a
    total what is done are bytes.
    """
    if sys.stderr.isatty():
        with _bar(asked) as told:
            yield told
    else:
        yield _lines(asked)


def _lines(asked: Asked) -> Told:
    begun: dict[str, float] = {}
    last = time.monotonic()

    def told(stage: str, done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        begin = begun.setdefault(stage, now)
        if now - last < _EVERY and not (total is None and done > _LONG):
            return
        last = now
        rate = round(done / max(now - begin, 0.001))
        name = asked.say(f"load.stage_{stage}")
        if total is None:
            text = asked.say("load.progress_bytes", stage=name, megabytes=grouped(str(done // 1_000_000)))
        elif not done:
            text = asked.say("load.progress_begun", stage=name, rows=grouped(str(total)))
        else:
            text = asked.say(
                "load.progress", stage=name, done=grouped(str(done)), rows=grouped(str(total)),
                rate=grouped(str(rate)), left=str(-(-(total - done) // max(rate, 1))),
            )  # fmt: skip
        print(text, file=sys.stderr, flush=True)

    return told


@contextmanager
def _bar(asked: Asked) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        stages: dict[str, tuple[int, float]] = {}

        def told(stage: str, done: int, total: int | None) -> None:
            if total is None:
                # Bytes; the bars count rows.
                bar.add_task(asked.say(f"load.stage_{stage}"), total=None, rate="")
                return
            if stage not in stages:
                name = asked.say(f"load.stage_{stage}")
                stages[stage] = (int(bar.add_task(name, total=total, rate="")), time.monotonic())
            task, begin = stages[stage]
            rate = grouped(str(round(done / max(time.monotonic() - begin, 0.001))))
            bar.update(
                task,  # type: ignore[arg-type]  # a number of rich's own
                completed=done,
                rate=asked.say("load.rate", rate=rate) if done else "",
            )

        yield told

"""Loads and runs in children of its own and kills them on order: at a moment, or at the n-th step to the disk.

Run as a process; it reads orders as lines of JSON and answers each with one. A child is a fork, made before
anything has started a thread, so that an order costs a load and not a start of Python.
"""

import datetime
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sitthi.book import Book
from sitthi.core.findings import FindingKind, Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.core.rules.choices import Choice, settled
from sitthi.core.thai.periods import Period
from sitthi.pipeline.intake import Intake, Loaded, load
from sitthi.pipeline.run import Ran, run
from sitthi.pipeline.run_request import RunRequest


def watch_steps(killed_at: int) -> list[str]:
    """Has this process killed right before its n-th bringing to the disk or renaming; gives the steps so far."""
    steps: list[str] = []

    def counted(name: str, function: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            steps.append(name)
            if len(steps) == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call

    for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir")):
        setattr(owner, name, counted(name, getattr(owner, name)))
    return steps


def child(book: Book, order: dict[str, Any]) -> None:
    """Loads a set, or runs where none is ordered; ends with 0 where that came to its end."""
    steps = watch_steps(order.get("step", 0))
    home, done = Path(order["home"]), False
    if "set" in order:
        format = book.all(FileFormat)["eclaim16"]
        done = isinstance(load(home, book, Intake(format, Path(order["set"]), order["hospital"])), Loaded)
    else:
        done = isinstance(run(home, book, request(book), lambda _: None), Ran)
    if "count" in order:
        Path(order["count"]).write_text(str(len(steps)))
    os._exit(0 if done else 3)


def request(book: Book) -> RunRequest:
    """Asks for the fund's year of the region that `made_home` makes."""
    choices = settled(book.all(Choice), "run", {})
    assert not isinstance(choices, Refusal)
    return RunRequest("quality_fund_2552", Period(datetime.date(2008, 4, 1), datetime.date(2009, 3, 31)), choices)


def main() -> None:
    """Answers orders until there are no more."""
    book = Book()
    book.check()
    assert book.all(FindingKind)
    for line in sys.stdin:
        order = json.loads(line)
        begin = time.monotonic()
        pid = os.fork()
        if pid == 0:
            try:
                child(book, order)
            finally:
                os._exit(4)
        if order.get("delay") is not None:
            time.sleep(order["delay"])
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        answer: dict[str, Any] = {"exit": os.waitstatus_to_exitcode(status), "took": time.monotonic() - begin}
        if "count" in order:
            answer["steps"] = int(Path(order["count"]).read_text())
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

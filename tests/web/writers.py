"""Eight people who write at once over real HTTP, each act answered for: what was acknowledged has to be there."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from web.desk_server import Desk

__all__ = ["Told", "write_at_once"]


@dataclass
class Told:
    """What the server answered, by status, and how many acts it acknowledged on each case."""

    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    """Pages that no writer should ever see."""


def write_at_once(desk: Desk, tokens: list[str], seconds: float, n_people: int = 8) -> Told:
    """Lets people write notes on the same few cases for a while.

    Each writes on the case that somebody else may just be writing on, with how many events they saw last; who is
    told that the page was old looks again, as a person would.
    """
    told, lock = Told(), threading.Lock()
    seen = dict(desk.asked("result = list(ClaimCase.objects.values_list('token', 'n_events'))"))
    people = [desk.person(f"officer{n + 1}") for n in range(n_people)]
    until = time.monotonic() + seconds

    def write(n: int) -> None:
        person, own = people[n], dict(seen)
        turn = n
        while time.monotonic() < until:
            turn += 1
            token = tokens[turn % len(tokens)]
            form = {"kind": "noted", "reason": f"{n}-{turn}", "seen": own[token]}
            answer = person.post(f"/cases/{token}/act", form)
            with lock:
                told.statuses[answer.status_code] += 1
                if answer.status_code == 302:
                    told.acknowledged[token] += 1
                elif answer.status_code != 409:
                    told.odd.append(answer.text[-3000:])
            if answer.status_code == 409:
                # The page that came back knows what happened meanwhile.
                own[token] = int(answer.text.partition('name="seen" value="')[2].partition('"')[0])
            else:
                own[token] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(n_people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told

"""What the processes of a race do; each is started anew, as two machines would be."""

import sys
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

from pdca.domain.people.organisation import Unit, UnitKind
from pdca.store import SqlStore, open_store
from tests.contract.builders import ANNA, NOW, TODAY, action, message, notice, planned, seeded

Result = dict[str, Any]
Racer = Callable[[SqlStore, int, Barrier, int], Result]
WAIT = 60


def race(
    racer: Racer, url: str, number: int, barrier: Barrier, rounds: int, results: "Queue[Result]"
) -> None:
    """Run one racer and hand in what it did."""
    store = open_store(url, entropy=seeded(number))
    results.put(racer(store, number, barrier, rounds))
    store.close()


def begin_days(store: SqlStore, number: int, barrier: Barrier, rounds: int) -> Result:
    """Try to be the first to begin each day, and to decide its notices."""
    mine = NOW + timedelta(seconds=number)
    wins = decided = 0
    for turn in range(rounds):
        day = TODAY + timedelta(days=turn)
        barrier.wait(WAIT)
        with store.board("kade") as session:
            wins += session.day_run(day, mine).started == mine
            decided += session.decided([notice(step=str(turn))], day)
    return {"wins": wins, "decided": decided}


def claim_mail(store: SqlStore, number: int, barrier: Barrier, rounds: int) -> Result:
    """Claim message after message, in step with the others."""
    claimed: list[str] = []
    for turn in range(rounds):
        barrier.wait(WAIT)
        taken = store.outbox().claim(NOW, f"{number}-{turn}", NOW + timedelta(minutes=5), 3)
        claimed += [one.id for one in taken]
    return {"claimed": claimed}


def change_values(store: SqlStore, number: int, barrier: Barrier, rounds: int) -> Result:
    """Change the same action as fast as one can, always from what it is now."""
    barrier.wait(WAIT)
    for _ in range(rounds):
        with store.board("kade") as session:
            seen = session.action("A-001").version
            session.record("changed", action(version=seen + 1), actor=str(number), at=NOW)
    return {}


def found_boards(store: SqlStore, number: int, barrier: Barrier, rounds: int) -> Result:
    """Record units in a board of one's own, beside the others."""
    barrier.wait(WAIT)
    for turn in range(rounds):
        with store.board(f"board-{number}") as session:
            one = Unit(code=f"U{turn}", name="Unit", kind=UnitKind.SCHOOL, parent=None)
            session.record("added", one, actor="load", at=NOW)
    return {}


def work_until_killed(url: str) -> None:
    """Do one whole step per transaction and say so after each commit, for ever."""
    store = open_store(url, entropy=seeded())
    with store.reading("kade") as session:
        step = session.action("A-001").version
    while True:
        step += 1
        day = TODAY + timedelta(days=step)
        with store.board("kade") as session:
            session.record("changed", action(version=step), actor=ANNA, at=NOW)
            session.plan(planned(version=step), known_at=NOW)
            session.decided([notice(step=str(step), version=step)], day)
            (row,) = session.unposted(day)
            session.post([(message(day=day), [row.id])])
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    work_until_killed(sys.argv[1])

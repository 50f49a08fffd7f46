"""The demo while it is played in the browser: who can be played, and a clock that visitors move on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pdca.bootstrap import Runtime
from pdca.clock import MovedClock
from pdca.demo.build import Demo, point_at
from pdca.mail.smtp import run as run_async
from pdca.services.engine.tick import DELIVER_MAIL, tick
from pdca.services.mailing.deliver import deliver
from pdca.services.situation import local_moment
from pdca.web.door.site import Part

CAST = (
    ("b.uitgeester", "a teacher who owns an action that is overdue"),
    ("a.kuipershof", "a team leader who is asked for help"),
    ("i.marsdiep", "the quality coordinator of a school"),
    ("c.bosmade", "a head of school with a cycle to close"),
    ("n.berkaoui", "the quality manager of the board"),
    ("m.oldenhuis", "the board member"),
    ("t.harkenma", "a member of the supervisory board"),
)
"""Who can be played, by the part they have in the story; English, put into words by the page."""

MOST_DAYS = 31


class DemoStage:
    """Implements `Stage` of the web on a demo that runs."""

    def __init__(self, demo: Demo, runtime: Runtime) -> None:
        self._demo, self._runtime = demo, runtime
        self._clock = runtime.clock
        self._lock = threading.Lock()

    @property
    def board(self) -> str:
        """Return the short name of the board that is played."""
        return self._demo.slug

    @property
    def mail(self) -> Path:
        """Return the maildir in which all mail is kept."""
        return self._demo.mail

    def cast(self) -> Sequence[Part]:
        """Return who can be played."""
        domain = self._demo.board.board.mail_from.rpartition("@")[2]
        return [Part(email=f"{name}@{domain}", part=part) for name, part in CAST]

    def today(self) -> date:
        """Return the day on the demo's clock."""
        return self._clock.now().astimezone(ZoneInfo(self._demo.board.board.time_zone)).date()

    def later(self, days: int) -> None:
        """Let so many days go by, the engine running every morning; the terminal's clock goes along."""
        with self._lock:
            for _ in range(min(max(days, 1), MOST_DAYS)):
                self._next_morning()
            point_at(self._demo, self._clock.now())

    def _next_morning(self) -> None:
        assert isinstance(self._clock, MovedClock)  # a demo lives on a clock of its own
        store, runtime, slug = self._runtime.store, self._runtime, self._demo.slug
        with store.reading(slug) as session:
            morning = local_moment(self.today() + timedelta(days=1), session.board(), session.policy())
        self._clock.forward(morning - self._clock.now())
        tick(store, runtime.shipped, morning, [slug])
        run = store.begin(DELIVER_MAIL, morning)
        store.end(run, morning, run_async(deliver(store, runtime.post(lambda: morning))))

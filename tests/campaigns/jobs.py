"""What the processes of a campaign do: the real use cases on a real database, each as its own process would."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from multiprocessing.synchronize import Barrier

from pydantic import SecretStr
from sqlalchemy import Engine
from typer.main import get_command

from pdca.bootstrap import Runtime
from pdca.catalog.shipped import Shipped
from pdca.cli import engine as _commands  # noqa: F401 - imported before the fork, as everything is
from pdca.cli.app import app
from pdca.mail import compose, smtp  # noqa: F401 - imported before the fork, as everything is
from pdca.services.cycles import open_cycles
from pdca.services.engine import decide_day
from pdca.services.engine.tick import tick
from pdca.services.mailing import deliver as delivering
from pdca.settings import Settings
from pdca.store import open_store
from tests.campaigns.processes import PATIENCE, Link

SHIPPED = Shipped()
WARM = (SHIPPED.programmes, SHIPPED.policy, SHIPPED.grades, SHIPPED.school_holidays)
SECRET = SecretStr("a-long-and-boring-key-of-the-campaigns-0123456789")


class Still:
    """A clock that a test sets."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self._moment


def small_batches() -> None:
    """Commit more often than usual, so that there are more moments between two commits."""
    decide_day.BATCH = 5
    open_cycles.BATCH = 2
    delivering.BATCH = 12


def tick_days(link: Link, url: str, moments: Sequence[datetime]) -> None:
    """Tick once at each moment, and say so after each."""
    small_batches()
    store = open_store(url, entropy=bytes)
    link.watch(store.engine)
    store.boards()
    link.ready()
    for moment in moments:
        tick(store, SHIPPED, moment)
        link.say(moment)
    store.close()


def tick_by_command(link: Link, url: str, moments: Sequence[datetime]) -> None:
    """Run `pdca tick` for the day of each moment, and say so after each."""
    small_batches()
    settings = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET.get_secret_value(),
        "BASE_URL": "https://pdca.school.example",
    }
    os.environ.update({f"PDCA_{name}": value for name, value in settings.items()})
    command = get_command(app)
    link.watch(Engine)
    link.ready()
    for moment in moments:
        with redirect_stdout(StringIO()):
            words = ["tick", "--as-of", moment.date().isoformat(), "--json"]
            assert not command.main(words, standalone_mode=False)
        link.say(moment)


def race_days(link: Link, url: str, moments: Sequence[datetime], barrier: Barrier) -> None:
    """Tick once at each moment, each time together with others; say how much of the work was ours."""
    small_batches()
    store = open_store(url, entropy=bytes)
    store.boards()
    link.ready()
    for moment in moments:
        barrier.wait(PATIENCE)
        link.say(tick(store, SHIPPED, moment).counts)
    store.close()


def runtime_at(url: str, smtp_url: str, now: datetime) -> Runtime:
    """Return the runtime that an installation with these settings would have at a moment."""
    settings = Settings(
        database_url=url,
        smtp_url=SecretStr(smtp_url),
        secret_key=SECRET,
        base_url="https://pdca.school.example",
    )
    return Runtime(settings, clock=Still(now))


def send_mail(link: Link, url: str, smtp_url: str, now: datetime, barrier: Barrier | None = None) -> None:
    """Deliver what is due; say what became of it."""
    small_batches()
    runtime = runtime_at(url, smtp_url, now)
    link.watch(runtime.store.engine)
    runtime.store.boards()
    post = runtime.post()
    link.ready()
    if barrier is not None:
        barrier.wait(PATIENCE)
    counts: Mapping[str, int] = smtp.run(delivering.deliver(runtime.store, post))
    link.say(dict(counts))
    runtime.store.close()

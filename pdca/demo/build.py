"""Builds the demo in a folder of its own, removed and rebuilt each time.

The past is lived in memory and written down at the end; the mail of all its days lies in the maildir.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path
from random import Random

from pdca.bootstrap import Runtime
from pdca.catalog.folder import read_folder
from pdca.clock import MovedClock, SystemClock
from pdca.demo.player import Player
from pdca.demo.story import Story, read_story
from pdca.domain.errors import Refused
from pdca.domain.folder import BoardFolder
from pdca.mail.maildir import Maildir
from pdca.settings import Settings, read_settings
from pdca.store.safekeeping.copying import copy_pages
from pdca.store.safekeeping.upgrade import upgrade

FIRST, TODAY = date(2026, 8, 17), date(2026, 11, 23)
"""The board is loaded on a Monday in August; the demo starts at the hour that mail goes out on a Monday."""

BOARD, STORY = "examples/waterlijn", "examples/waterlijn-story"
DATABASE, MAIL, ENVIRONMENT = "pdca.db", "mail", "demo.env"
SEED = 20_261_123
BASE_URL = "http://127.0.0.1:8000"

Progress = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo in its folder, and the instant at which its clock stands when it starts to run."""

    folder: Path
    board: BoardFolder
    story: Story
    runtime: Runtime
    starts: datetime

    @property
    def slug(self) -> str:
        """Return the short name of the board."""
        return self.board.board.slug

    @property
    def today(self) -> date:
        """Return the day on which the demo starts to run."""
        return self.starts.date()

    @property
    def environment(self) -> Path:
        """Return the file that points other commands at this demo."""
        return self.folder / ENVIRONMENT

    @property
    def mail(self) -> Path:
        """Return the maildir."""
        return self.folder / MAIL

    def days_after(self) -> list[date]:
        """Return the days after the story on which nobody acted."""
        count = (self.today - self.story.last).days
        return [self.story.last + timedelta(days=number) for number in range(1, count + 1)]


def default_folder() -> Path:
    """Return where the demo is built when nobody names a folder."""
    return Path(tempfile.gettempdir()) / "pdca-demo"


@contextmanager
def occupied(folder: Path | None = None) -> Iterator[None]:
    """Keep the folder of a demo for this process as long as the block lasts. Refused while another one is in it."""
    folder = (folder or default_folder()).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "a demo is running in '{folder}'; stop it first, or name another folder", folder=str(folder)
            ) from error
        yield
    finally:
        os.close(held)


def build(
    folder: Path | None = None, *, days: int = 0, progress: Progress | None = None, base_url: str = BASE_URL
) -> Demo:
    """Build the demo anew: live through its story, and then so many days on which nobody acts.

    `base_url` is where its pages will be. Raises Refused when the folder holds something else.
    """
    folder = _emptied(folder or default_folder())
    settings = _settings(folder, base_url)
    runtime = Runtime(settings)
    upgrade(settings.database_url)
    board = read_folder(runtime.shipped.folder / BOARD, runtime.shipped)
    story = read_story(runtime.shipped.folder / STORY, board, FIRST, TODAY)
    with Player(_in_memory(runtime, folder), board) as player:
        player.play(story, progress)
        demo = Demo(folder, board, story, runtime, player.moment(TODAY + timedelta(days=days)))
        for day in demo.days_after():
            player.morning(day)
        copy_pages(player.runtime.store.engine, runtime.store.engine)
    point_at(demo, demo.starts)
    return demo


def alive(demo: Demo) -> Runtime:
    """Return the runtime in which the demo runs on: on its own clock, which starts now."""
    return Runtime(demo.runtime.settings, clock=MovedClock(demo.starts))


def point_at(demo: Demo, now: datetime) -> None:
    """Write the file with the settings of a demo, its clock included; only its maker can read it."""
    settings = demo.runtime.settings
    assert settings.secret_key is not None  # the demo made one
    ahead = ceil((now - SystemClock().now()).total_seconds())  # up: half past seven has struck
    values = {
        "PDCA_DATABASE_URL": settings.database_url,
        "PDCA_SMTP_URL": settings.smtp_url.get_secret_value(),
        "PDCA_SECRET_KEY": settings.secret_key.get_secret_value(),
        "PDCA_BASE_URL": settings.base_url,
        "PDCA_CLOCK_AHEAD": str(ahead),
    }
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in values.items()]
    demo.environment.touch(mode=0o600)
    demo.environment.write_text("".join(lines), encoding="utf-8")


def _emptied(folder: Path) -> Path:
    """Return an empty folder; what an earlier demo left there is removed, anything else is left alone."""
    folder = folder.absolute()
    if folder.exists():
        if any(folder.iterdir()) and not (folder / ENVIRONMENT).exists():
            raise Refused("'{folder}' holds something else; name another folder", folder=str(folder))
        for one in folder.iterdir():  # the folder itself stays: whoever runs a demo holds it
            shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / ENVIRONMENT).touch(mode=0o600)
    return folder


def _settings(folder: Path, base_url: str) -> Settings:
    own = {
        "PDCA_BASE_URL": base_url,
        "PDCA_DATABASE_URL": f"sqlite:///{(folder / DATABASE).as_posix()}",
        "PDCA_SMTP_URL": f"maildir:{(folder / MAIL).as_posix()}",
        "PDCA_SECRET_KEY": secrets.token_hex(32),
    }
    return read_settings(own, Path(os.devnull))


def _in_memory(runtime: Runtime, folder: Path) -> Runtime:
    """Return the runtime of the building: its chance is seeded, and nothing of the past waits for the disk."""
    building = Runtime(runtime.settings, entropy=Random(SEED).randbytes)  # noqa: S311 - a story that repeats, no secret
    building.store = building.scratch_store()
    building.relay = Maildir(folder / MAIL, durable=False)
    copy_pages(runtime.store.engine, building.store.engine)
    return building

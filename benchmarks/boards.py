"""Invented boards of any size, and boards with some weeks behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from pdca.bootstrap import Runtime
from pdca.catalog.folder import read_folder
from pdca.domain.actions.action import Phase, Source
from pdca.domain.board import Board
from pdca.domain.folder import ActionRow, BoardFolder
from pdca.domain.people.organisation import Person, RoleAt, Unit, UnitKind
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import tick
from pdca.services.mailing.deliver import deliver
from pdca.services.simulation.run import virtual_post
from pdca.services.situation import local_moment
from pdca.settings import Settings
from pdca.store import upgrade

ROOT_UNIT = "STAD"
OWNERS_OF_A_TEAM, TEAMS_OF_A_SCHOOL = 10, 5
TITLES = (
    "Leesrooster voor groep 5 en 6 vaststellen",
    "Afspraken over pauzetoezicht opnieuw bespreken",
    "Ouders eerder informeren bij een incident",
    "Evaluatie van de weerbaarheidslessen toevoegen",
    "Vakliteratuur rekenen bestellen en verdelen",
)


def town(owners: int, dues: Sequence[date], start: date) -> BoardFolder:
    """Return a board on which each of so many owners has one action for every due date, and no programmes."""
    teams = [
        f"S{n // TEAMS_OF_A_SCHOOL:02}-T{n % TEAMS_OF_A_SCHOOL}"
        for n in range(-(-owners // OWNERS_OF_A_TEAM))
    ]
    schools = list(dict.fromkeys(team.partition("-")[0] for team in teams))
    at_work = [_person(f"medewerker{n:05}", teams[n // OWNERS_OF_A_TEAM], "staff") for n in range(owners)]
    return BoardFolder(
        board=Board(slug="stad", name="Stichting De Stad", mail_from="kwaliteit@stad.example"),
        units=(
            Unit(code=ROOT_UNIT, name="Stichting De Stad", kind=UnitKind.BOARD, region="midden"),
            *(
                Unit(code=one, name=f"School {one}", kind=UnitKind.SCHOOL, parent=ROOT_UNIT)
                for one in schools
            ),
            *(
                Unit(code=one, name=f"Team {one}", kind=UnitKind.TEAM, parent=one.partition("-")[0])
                for one in teams
            ),
        ),
        people=(
            _person("bestuurder", ROOT_UNIT, "board_member"),
            _person("kwaliteit", ROOT_UNIT, "quality_manager"),
            *(_person(f"directeur.{one.lower()}", one, "school_leader") for one in schools),
            *(_person(f"coordinator.{one.lower()}", one, "quality_coordinator") for one in schools),
            *(_person(f"teamleider.{one.lower()}", one, "team_leader") for one in teams),
            *at_work,
        ),
        actions=tuple(
            _action(number * len(dues) + place, person, due, start)
            for number, person in enumerate(at_work)
            for place, due in enumerate(dues)
        ),
        programmes=(),
    )


def waterlijn(runtime: Runtime) -> BoardFolder:
    """Read the example board that comes with the product."""
    return read_folder(runtime.shipped.folder / "examples" / "waterlijn", runtime.shipped)


def weekday_from(day: date, count: int) -> date:
    """Return the weekday so many weekdays after a day (before it, below zero); for spans without holidays."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


@contextmanager
def runtime_on(file: Path) -> Iterator[Runtime]:
    """Open a runtime on a SQLite file, which is made when it is not there."""
    url = f"sqlite:///{file}"
    if not file.exists():
        upgrade(url)
    settings = Settings(database_url=url)
    runtime = Runtime(settings, entropy=Random(1).randbytes)
    try:
        yield runtime
    finally:
        runtime.store.close()


def lived_through(file: Path, folder: BoardFolder, first: date, until: date) -> None:
    """Load a board on its first day and let every day before `until` pass, with mail that always arrives."""
    with runtime_on(file) as runtime:
        policy = folder.policy or runtime.shipped.policy
        load_folder(runtime.store, runtime.shipped, folder, local_moment(first, folder.board, policy))
        day = first
        while day < until:
            now = local_moment(day, folder.board, policy)
            tick(runtime.store, runtime.shipped, now)
            asyncio.run(deliver(runtime.store, virtual_post(runtime.shipped, runtime.words, now)))
            day += timedelta(days=1)


def with_overdue_every(folder: BoardFolder, runtime: Runtime, days: int) -> BoardFolder:
    """Return a board that reminds its owners every so many days after the due date."""
    policy = runtime.shipped.policy
    return replace(folder, policy=replace(policy, notices=replace(policy.notices, overdue_every=days)))


def morning(day: date) -> datetime:
    """Return the instant at which the invented boards decide their notices."""
    return datetime.fromisoformat(f"{day.isoformat()}T07:30:00+01:00")


def _person(name: str, unit: str, role: str) -> Person:
    shown = name.replace(".", " ").title()
    return Person(email=f"{name}@stad.example", name=shown, unit=unit, roles=(RoleAt(role, unit),))


def _action(number: int, owner: Person, due: date, start: date) -> ActionRow:
    return ActionRow(
        ref=f"A-{number:06}",
        title=f"{TITLES[number % len(TITLES)]} ({number})",
        unit=owner.unit,
        owner=owner.email,
        source=Source.INTERNAL_AUDIT,
        grade="minor",
        phase=Phase.DO,
        start=start,
        due=due,
    )

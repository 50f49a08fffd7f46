"""Random boards, repeatable by seed, that together touch every rule of the notices."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle.board_folder import policy_toml, write_board_folder
from tests.oracle.world import Absence, Action, DayOff, Person, TakenBack, Unit, World

__all__ = ["policy_toml", "random_world", "write_board_folder"]

REGIONS = ("noord", "midden", "zuid", "")
GRADES = (
    "strength",
    "improvement",
    "observation",
    "decision",
    "minor",
    "major",
    "external_minor",
    "external_major",
    "inspection_order",
)
LADDER_ROLES = (
    "team_leader",
    "department_head",
    "support_coordinator",
    "quality_coordinator",
    "school_leader",
    "quality_manager",
    "board_member",
)
OWNER_STEPS = (-20, -15, -10, -7, -5, -3, -2, -1, 0)
LAST_RUN_DAY = date(2028, 6, 30)  # the holiday table of the naive calculation ends that summer
HOLIDAY_NAMES = (
    "new-year",
    "easter-monday",
    "kings-day",
    "liberation-day",
    "ascension-day",
    "whit-monday",
    "christmas-day",
    "boxing-day",
)


def random_world(seed: int) -> World:
    """Return the board that belongs to a seed, always the same one."""
    chance = random.Random(seed)
    load_day = date(2025, 9, 1) + timedelta(days=chance.randrange(0, 660))
    run_days = _run_days(chance, load_day)
    last_day = run_days[-1]
    units = _units(chance)
    people = _people(chance, units, load_day, last_day)
    add, drop = _holidays(chance, load_day, last_day)
    world = World(
        units=units,
        people=people,
        actions=_actions(chance, units, people, load_day, last_day),
        load_day=load_day,
        run_days=run_days,
        absences=_absences(chance, people, load_day, last_day),
        days_off=_days_off(chance, units, load_day, last_day),
        policy=_policy(chance) if chance.random() < 0.65 else None,
        holidays_add=add,
        holidays_drop=drop,
    )
    return replace(world, taken_back=_taken_back(random.Random(f"taken back {seed}"), world))


def _day_between(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randint(0, (last - first).days))


def _run_days(chance: random.Random, load_day: date) -> tuple[date, ...]:
    """60 to 250 days on which the engine ran, with gaps of 1 to 45 days in most worlds."""
    wanted = chance.randint(60, 250)
    gaps = chance.choice((0.0, 0.01, 0.02, 0.06))
    day = load_day
    if chance.random() < 0.1:
        day += timedelta(days=chance.randint(1, 20))
    days: list[date] = []
    while len(days) < wanted and day <= LAST_RUN_DAY:
        days.append(day)
        day += timedelta(days=1)
        if chance.random() < gaps:
            day += timedelta(days=chance.choice((1, 1, 2, 3, 7, chance.randint(5, 45))))
    return tuple(days)


def _units(chance: random.Random) -> tuple[Unit, ...]:
    units = [Unit(code="BST", name="Bestuur", kind="board", region=chance.choice(REGIONS))]
    if chance.random() < 0.3:
        units.append(Unit(code="BUR", name="Bestuursbureau", kind="office", parent="BST", region=""))
    for number in range(1, chance.randint(1, 4) + 1):
        school = f"S{number}"
        region = chance.choice(REGIONS)
        units.append(Unit(code=school, name=f"School {number}", kind="school", parent="BST", region=region))
        for letter in "AB"[: chance.randint(0, 2)]:
            team = f"{school}{letter}"
            region = chance.choice(REGIONS) if chance.random() < 0.15 else ""
            kind = chance.choice(("team", "department"))
            units.append(Unit(code=team, name=f"Team {team}", kind=kind, parent=school, region=region))
            if chance.random() < 0.2:
                name = f"Vakgroep {team}"
                units.append(Unit(code=f"{team}X", name=name, kind="department", parent=team))
    return tuple(units)


def _roles_by_unit(chance: random.Random, units: tuple[Unit, ...]) -> list[tuple[str, str]]:
    """The roles that are filled somewhere; each may be missing, each may be filled twice."""
    usual = {
        "board": (
            ("board_member", 0.8),
            ("board_member", 0.2),
            ("quality_manager", 0.65),
            ("quality_manager", 0.15),
        ),
        "office": (("quality_manager", 0.3), ("department_head", 0.4)),
        "school": (
            ("school_leader", 0.75),
            ("school_leader", 0.15),
            ("quality_coordinator", 0.65),
            ("support_coordinator", 0.3),
            ("team_leader", 0.2),
        ),
        "team": (("team_leader", 0.7), ("team_leader", 0.2)),
        "department": (("department_head", 0.5), ("team_leader", 0.4)),
    }
    filled = [(role, one.code) for one in units for role, odds in usual[one.kind] if chance.random() < odds]
    return chance.sample(filled, min(len(filled), 18)) if chance.random() < 0.5 else filled[:18]


def _people(
    chance: random.Random, units: tuple[Unit, ...], load_day: date, last_day: date
) -> tuple[Person, ...]:
    filled = _roles_by_unit(chance, units)
    homes: list[str] = []
    roles: list[list[tuple[str, str]]] = []
    for role, unit in filled:
        if roles and chance.random() < 0.2:  # one person with roles at several units
            mine = chance.choice(roles)
            if (role, unit) not in mine:
                mine.append((role, unit))
            continue
        roles.append([(role, unit)])
        homes.append(unit if chance.random() < 0.85 else chance.choice(units).code)
    for _ in range(chance.randint(max(2, 5 - len(roles)), 7)):
        home = chance.choice(units).code
        roles.append([("staff", home)] if chance.random() < 0.6 else [])
        homes.append(home)
    emails = [f"p{number:02}@toevalsbestuur.example" for number in range(1, len(roles) + 1)]
    deputies: dict[str, str] = {}
    for email in emails:
        if chance.random() < 0.4:
            deputies[email] = chance.choice([one for one in emails if one != email])
            if chance.random() < 0.25:  # two who stand in for each other
                deputies[deputies[email]] = email
    leaving = chance.choice((0.0, 0.1, 0.25))
    people: list[Person] = []
    for email, home, mine in zip(emails, homes, roles, strict=True):
        until = None
        if chance.random() < leaving:
            until = _day_between(chance, load_day - timedelta(days=30), last_day)
        people.append(
            Person(
                email=email,
                name=f"Persoon {email[1:3]}",
                unit=home,
                roles=tuple(mine),
                active_until=until,
                deputy=deputies.get(email),
            )
        )
    return tuple(people)


def _absences(
    chance: random.Random, people: tuple[Person, ...], load_day: date, last_day: date
) -> tuple[Absence, ...]:
    """Short, long and open-ended ones; some had begun before the day of loading, some overlap."""
    absent = chance.choice((0.2, 0.5, 0.9))
    found: dict[tuple[str, date], Absence] = {}
    for person in people:
        while chance.random() < absent and len(found) < 40:
            first = _day_between(chance, load_day - timedelta(days=40), last_day)
            last: date | None = first + timedelta(days=chance.choice((0, 1, 2, 4, 6, 11, 20, 45, 90)))
            if chance.random() < 0.12:
                last = None
            found[person.email, first] = Absence(email=person.email, first=first, last=last)
    return tuple(found.values())


def _days_off(
    chance: random.Random, units: tuple[Unit, ...], load_day: date, last_day: date
) -> tuple[DayOff, ...]:
    found: dict[tuple[str, date], DayOff] = {}
    for _ in range(chance.randint(0, 8)):
        unit = chance.choice(units).code
        first = _day_between(chance, load_day - timedelta(days=20), last_day)
        last = None if chance.random() < 0.6 else first + timedelta(days=chance.choice((0, 1, 4, 9)))
        found[unit, first] = DayOff(unit=unit, first=first, last=last)
    return tuple(found.values())


def _holidays(
    chance: random.Random, load_day: date, last_day: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and dates to add and to drop; never the same day in both lists."""
    add: list[str] = []
    drop: list[str] = []
    if chance.random() < 0.3:
        add.append("good-friday")
    if chance.random() < 0.3:
        add.append(_day_between(chance, load_day, last_day).isoformat())
    if chance.random() < 0.3:
        drop += chance.sample(HOLIDAY_NAMES, chance.randint(1, 2))
    if chance.random() < 0.15:
        day = f"{last_day.year}-05-05"
        if day not in add:
            drop.append(day)
    return tuple(add), tuple(drop)


def _actions(
    chance: random.Random, units: tuple[Unit, ...], people: tuple[Person, ...], load_day: date, last_day: date
) -> tuple[Action, ...]:
    """Due before, on and after the day of loading; owners of every kind; also actions of the board itself."""
    actions: list[Action] = []
    for number in range(1, chance.randint(3, 15) + 1):
        owner = chance.choice(people)
        unit = chance.choice((owner.unit, owner.unit, chance.choice(units).code))
        if chance.random() < 0.3:
            unit = next(one.parent or one.code for one in units if one.code == unit)
        middle = load_day + (last_day - load_day) // 2
        due = _day_between(chance, load_day - timedelta(days=60), chance.choice((load_day, middle, last_day)))
        start: date | None = due - timedelta(days=chance.randint(0, 90))
        if chance.random() < 0.15:
            start = None
        actions.append(
            Action(
                ref=f"A-{number:03}",
                unit=unit,
                owner=owner.email,
                grade=chance.choice(GRADES),
                due=due,
                start=start,
            )
        )
    return tuple(actions)


def _taken_back(chance: random.Random, world: World) -> tuple[TakenBack, ...]:
    """Up to three times in a row for an action, each within thirty days, while its owner works here."""
    owners = {person.email: person for person in world.people}
    found: list[TakenBack] = []
    often = chance.choice((0.0, 0.2, 0.6))
    for action in world.actions:
        first = world.load_day
        for _ in range(3):
            last = world.run_days[-1]
            until = owners[action.owner].active_until or last
            if chance.random() >= often or min(last, until) < first:
                break
            done_on = _day_between(chance, first, min(last, until))
            back_on = done_on + timedelta(days=chance.choice((0, 1, 3, 8, chance.randint(0, 30))))
            if back_on > until:
                break
            found.append(TakenBack(ref=action.ref, done_on=done_on, back_on=back_on))
            first = back_on
    return tuple(found)


def _policy(chance: random.Random) -> dict[str, Any]:
    """A policy.toml that names only some of the tables, and in a table only some of the keys."""
    policy: dict[str, Any] = {}
    if chance.random() < 0.7:
        notices: dict[str, Any] = {
            "days": chance.choice(("school", "working", "calendar")),
            "assigned": chance.random() < 0.6,
            "owner_steps": sorted(chance.sample(OWNER_STEPS, chance.randint(0, 4))),
            "overdue_every": chance.choice((0, 1, 2, 3, 5, 7)),
            "overdue_later": chance.choice((0, 1, 4, 10, 20)),
            "wait_for_owner": chance.randint(0, 5),
        }
        policy["notices"] = {key: value for key, value in notices.items() if chance.random() < 0.7}
    if chance.random() < 0.6:
        steps = sorted(chance.sample(range(1, 45), chance.randint(0, 5)))
        policy["escalation"] = [{"step": step, "to": chance.choice(LADDER_ROLES)} for step in steps]
    if chance.random() < 0.3:
        policy["escalation_fallback"] = {"to": chance.choice((*LADDER_ROLES, "safety_coordinator"))}
    grades: dict[str, dict[str, Any]] = {}
    for grade in chance.sample(GRADES, chance.randint(0, 5)):
        table: dict[str, Any] = {
            "max_level": chance.randint(0, 6),
            "faster": Decimal(chance.choice(("0.1", "0.3", "0.35", "0.5", "0.7", "1", "1.1", "1.5"))),
            "days": chance.choice(("school", "working", "calendar")),
        }
        grades[grade] = {key: value for key, value in table.items() if chance.random() < 0.5}
    if grades:
        policy["grades"] = grades
    return policy

"""Random board folders that hold together: every code refers to something, every text can be written down."""

from collections.abc import Sequence
from datetime import date, time

from hypothesis import strategies as st

from pdca.catalog.files.text import tidy
from pdca.domain.actions.action import Phase, Priority, Size, Source
from pdca.domain.approach import Approach, Certification, to_choose
from pdca.domain.board import Board
from pdca.domain.calendar.days import DayMode
from pdca.domain.calendar.holidays import KNOWN, PublicHolidays
from pdca.domain.calendar.recurrence import Every, Moved, Schedule
from pdca.domain.cycles.programme import PHASES, Gate, PhasePlan, Programme, ProgrammeKind, TaskPlan, Words
from pdca.domain.folder import ActionRow, BoardFolder
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, RoleAt, Unit, UnitKind
from tests.integration.catalog.folders import SHIPPED

ROLES = sorted(SHIPPED.roles)
REQUIREMENTS = sorted(SHIPPED.requirements)
SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" '\"=+-@;,#")
TEXTS = st.text(SIGNS, min_size=1, max_size=30).map(tidy).filter(bool)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ROLE = st.sampled_from(ROLES)
WORDS = st.builds(Words, TEXTS, TEXTS)
HOLIDAYS = st.lists(st.one_of(st.sampled_from(sorted(KNOWN)), DAYS), max_size=4)
SCHEDULES = [
    Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2026-2027"),
    Schedule(every=Every.SCHOOL_YEAR, opens=(2, 29)),
    Schedule(
        every=Every.SCHOOL_YEAR,
        opens=(10, 1),
        skip=("2027-2028", "2028-2029"),
        moved=(Moved("2029-2030", (2, 29)), Moved("2030-2031", (11, 1))),
    ),
    Schedule(every=Every.CALENDAR_YEAR, opens=(1, 18), skip=("2027",), moved=(Moved("2028", (3, 1)),)),
    Schedule(every=Every.CALENDAR_YEAR, opens=(1, 31), first="2027", years=3),
    Schedule(every=Every.RRULE, rrule="FREQ=YEARLY;INTERVAL=3", first="2027-01-31"),
    Schedule(every=Every.RRULE, rrule="FREQ=MONTHLY;BYDAY=1MO", first="2026-2027", opens=(9, 1), years=2),
]
COUNTS = st.integers(0, 1000)
MAYBE_DAYS = st.none() | st.sampled_from(DayMode)
GRADES = st.builds(
    GradeRules,
    max_level=st.none() | st.integers(0, 6),
    faster=st.decimals("0.01", "10", places=3, allow_nan=False),
    days=MAYBE_DAYS,
)
NOTICES = st.builds(
    NoticeRules,
    days=st.sampled_from(DayMode),
    assigned=st.booleans(),
    owner_steps=st.lists(st.integers(-1000, 0), max_size=4).map(tuple),
    overdue_every=COUNTS,
    overdue_later=COUNTS,
    wait_for_owner=COUNTS,
    send_at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy; grades that are not drawn keep their shipped rules."""
    steps = sorted(draw(st.sets(st.integers(1, 1000), max_size=5)))
    drawn = draw(st.dictionaries(st.sampled_from(sorted(SHIPPED.grades)), GRADES, max_size=4))
    return Policy(
        notices=draw(NOTICES),
        ladder=tuple(Level(step, draw(ROLE)) for step in steps),
        fallback=draw(ROLE),
        grades={**SHIPPED.policy.grades, **drawn},
    )


@st.composite
def programmes(draw: st.DrawFn, code: str, units: Sequence[Unit]) -> Programme:
    """Draw a programme with tasks that are named once, limited to some units of its kind or to none."""
    scope = draw(st.sampled_from(UnitKind))
    codes = [one.code for one in units if one.kind is scope]
    phases = []
    for name in PHASES:
        tasks = tuple(
            TaskPlan(code=f"{name}-{number}", role=draw(ROLE), title=draw(WORDS))
            for number in range(draw(st.integers(0, 2)))
        )
        gates = tuple(draw(st.lists(st.sampled_from(Gate), unique=True)))
        phases.append(PhasePlan(name=name, length=draw(st.integers(1, 200)), gates=gates, tasks=tasks))
    return Programme(
        code=code,
        kind=draw(st.sampled_from(ProgrammeKind)),
        title=draw(WORDS),
        scope=scope,
        units=tuple(draw(st.lists(st.sampled_from(codes), unique=True))) if codes else (),
        owner=draw(ROLE),
        closes=draw(ROLE),
        schedule=draw(st.sampled_from(SCHEDULES)),
        phases=tuple(phases),
    )


@st.composite
def approaches(draw: st.DrawFn, units: Sequence[Unit], processes: list[str]) -> Approach:
    """Draw a plan of approach, as far as it was decided."""
    chosen = st.sets(st.sampled_from([one.code for one in to_choose(units)]))
    certification = draw(st.none() | st.sampled_from(Certification))
    years = st.integers(2000, 2199)
    return Approach(
        why="\n".join(draw(st.lists(TEXTS, max_size=3))),
        units=tuple(sorted(draw(chosen))),
        processes=tuple(sorted(draw(st.sets(st.sampled_from(processes))))) if processes else (),
        start=draw(st.none() | DAYS.map(lambda day: day.replace(day=1))),
        certification=certification,
        certified_in=draw(years if certification is Certification.PHASED else st.none() | years),
    )


@st.composite
def trees(draw: st.DrawFn, codes: Sequence[str]) -> tuple[Unit, ...]:
    """Draw units, each below an earlier one; none outlives what it is part of, and the first has no last day."""
    units: list[Unit] = []
    ends: list[date] = []
    for code in codes:
        above = draw(st.integers(0, len(units) - 1)) if units else None
        least, most = date(2026, 1, 1), date.max if above is None else ends[above]
        last = None if above is None else draw(st.none() | st.dates(least, min(most, date(2030, 1, 1))))
        ends.append(last or most)
        units.append(
            Unit(
                code=code,
                name=draw(TEXTS),
                kind=draw(st.sampled_from(UnitKind)),
                parent=None if above is None else codes[above],
                region=draw(st.sampled_from(["", "noord", "midden", "zuid"])),
                active_until=last,
            )
        )
    return tuple(units)


@st.composite
def folders(draw: st.DrawFn) -> BoardFolder:
    """Draw a whole board folder."""
    codes = [f"U-{number}" for number in range(draw(st.integers(1, 4)))]
    emails = [f"p.{number}@school.example" for number in range(draw(st.integers(1, 4)))]
    unit, person = st.sampled_from(codes), st.sampled_from(emails)
    processes = [f"proces.{number}" for number in range(draw(st.integers(0, 2)))]
    own = draw(st.none() | st.sets(st.sampled_from(["a", "a-b", "a.b", "b_1"])))
    units = draw(trees(codes))
    return BoardFolder(
        board=draw(boards()),
        units=units,
        people=tuple(draw(people(email, unit, person)) for email in emails),
        absences=tuple(dict.fromkeys(draw(st.lists(absences(person), max_size=3)))),
        days_off=tuple(dict.fromkeys(draw(st.lists(days_off(unit), max_size=3)))),
        processes=tuple(
            Process(code=code, name=draw(TEXTS), unit=draw(unit), owner=draw(person)) for code in processes
        ),
        actions=tuple(
            draw(actions(f"A-{number}", unit, emails, processes)) for number in range(draw(st.integers(0, 3)))
        ),
        policy=draw(st.none() | policies()),
        programmes=None if own is None else tuple(draw(programmes(code, units)) for code in sorted(own)),
        approach=draw(st.none() | approaches(units, processes)),
    )


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Draw the settings of a board."""
    return Board(
        slug=draw(st.sampled_from(["waterlijn", "de-vaart-2"])),
        name=draw(TEXTS),
        mail_from="kwaliteit@school.example",
        time_zone=draw(st.sampled_from(["Europe/Amsterdam", "America/Curacao", "UTC"])),
        locale=draw(st.sampled_from(["nl", "en"])),
        formal=draw(st.booleans()),
        holidays=PublicHolidays.of(draw(HOLIDAYS), draw(HOLIDAYS)),
    )


@st.composite
def people(
    draw: st.DrawFn, email: str, unit: st.SearchStrategy[str], person: st.SearchStrategy[str]
) -> Person:
    """Draw somebody."""
    return Person(
        email=email,
        name=draw(TEXTS),
        unit=draw(unit),
        roles=tuple(draw(st.lists(st.builds(RoleAt, ROLE, unit), max_size=3, unique=True))),
        locale=draw(st.sampled_from(["", "nl", "en"])),
        active_until=draw(st.none() | DAYS),
        deputy=draw(st.none() | person.filter(lambda one: one != email))
        if email != "p.0@school.example"
        else None,
    )


@st.composite
def absences(draw: st.DrawFn, person: st.SearchStrategy[str]) -> Absence:
    """Draw an absence, open-ended or not."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return Absence(email=draw(person), first=first, last=draw(st.sampled_from([last, None])))


@st.composite
def days_off(draw: st.DrawFn, unit: st.SearchStrategy[str]) -> DayOff:
    """Draw days off, with a name or without."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return DayOff(unit=draw(unit), first=first, last=last, name=draw(st.just("") | TEXTS))


@st.composite
def actions(
    draw: st.DrawFn, ref: str, unit: st.SearchStrategy[str], emails: list[str], processes: list[str]
) -> ActionRow:
    """Draw an action; one that is open has a due date."""
    start, due = sorted([draw(DAYS), draw(DAYS)])
    phase, owner = draw(st.sampled_from(Phase)), draw(st.sampled_from(emails))
    others = [email for email in emails if email != owner]
    return ActionRow(
        ref=ref,
        title=draw(TEXTS),
        unit=draw(unit),
        owner=owner,
        source=draw(st.sampled_from(Source)),
        grade=draw(st.sampled_from(sorted(SHIPPED.grades))),
        phase=phase,
        norms=tuple(draw(st.lists(st.sampled_from(REQUIREMENTS), max_size=3, unique=True))),
        start=draw(st.sampled_from([start, None])),
        due=due if phase.is_open else draw(st.sampled_from([due, None])),
        checker=draw(st.sampled_from([None, *others])),
        priority=draw(st.sampled_from(Priority)),
        process=draw(st.sampled_from([None, *processes])),
        size=draw(st.none() | st.sampled_from(Size)),
    )

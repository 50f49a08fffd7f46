"""A cycle as a line: as it went until today, and from there on as its dates say."""

from dataclasses import replace
from datetime import date
from typing import Any

from pdca.domain.calendar.days import DayMode, Period, counting_days
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun
from pdca.domain.cycles.opening import Opening
from pdca.domain.cycles.programme import PhasePlan, Programme, ProgrammeKind, Words
from pdca.domain.people.organisation import UnitKind
from pdca.services.seeing.agenda import Sort, entries_of
from pdca.services.seeing.lines import Line, coming_line, line_of

OPENED = date(2026, 10, 1)
DUE = {
    "plan": date(2026, 10, 30),
    "do": date(2026, 12, 1),
    "check": date(2027, 1, 15),
    "act": date(2027, 2, 1),
}
TITLE = Words("Interne audit", "Internal audit")


def cycle(began: dict[str, date], **changes: Any) -> Cycle:
    phases = tuple(PhaseRun(name=name, due=due, gates=(), began=began.get(name)) for name, due in DUE.items())
    facts: dict[str, Any] = {
        "programme": "internal-audit",
        "unit": "BRUG",
        "period": "2026-2027",
        "kind": "internal_audit",
        "title": TITLE,
        "planned": OPENED,
        "opened": OPENED,
        "state": CycleState(list(began)[-1]),
        "owner": None,
        "closes": "school_leader",
        "closer": None,
        "phases": phases,
        "tasks": (),
    }
    return Cycle(**{**facts, **changes})


def spans(line: Line) -> dict[str, tuple[date, date]]:
    return {one.phase: (one.days.first, one.days.last) for one in line.stretches}


def test_phases_that_are_over_last_until_the_next_one_really_began() -> None:
    line = line_of(cycle({"plan": OPENED, "do": date(2026, 10, 20)}), date(2026, 11, 23))
    assert spans(line) == {
        "plan": (OPENED, date(2026, 10, 20)),
        "do": (date(2026, 10, 20), DUE["do"]),
        "check": (DUE["do"], DUE["check"]),
        "act": (DUE["check"], DUE["act"]),
    }
    assert line.late_since is None
    assert line.days == Period(OPENED, DUE["act"])


def test_a_phase_that_is_late_lasts_until_today_and_pushes_on_what_follows() -> None:
    today = date(2026, 12, 10)
    line = line_of(cycle({"plan": OPENED}), today)
    assert line.late_since == DUE["plan"]
    assert spans(line)["plan"] == (OPENED, today)
    assert spans(line)["do"] == (today, date(2026, 12, 11))
    assert spans(line)["check"] == (date(2026, 12, 11), DUE["check"])


def test_on_the_day_itself_a_phase_is_not_late() -> None:
    assert line_of(cycle({"plan": OPENED}), DUE["plan"]).late_since is None


def test_a_closed_cycle_ends_on_the_day_it_was_closed() -> None:
    began = dict(zip(DUE, (OPENED, date(2026, 11, 2), date(2026, 12, 3), date(2027, 1, 10)), strict=True))
    closed = cycle(began, state=CycleState.CLOSED, closed_on=date(2027, 1, 20))
    line = line_of(closed, date(2027, 6, 1))
    assert spans(line)["act"] == (date(2027, 1, 10), date(2027, 1, 20))
    assert line.late_since is None
    assert [(one.day, one.sort) for one in entries_of(line, date(2027, 6, 1))] == [
        (OPENED, Sort.OPENS),
        (date(2027, 1, 20), Sort.CLOSED),
    ]


def test_a_cancelled_cycle_stops_in_the_phase_it_was_in() -> None:
    line = line_of(cycle({"plan": OPENED}, state=CycleState.CANCELLED, closed_on=date(2026, 10, 9)), OPENED)
    assert spans(line) == {"plan": (OPENED, date(2026, 10, 9))}


def test_an_ended_cycle_of_which_no_phase_is_known_is_still_drawn() -> None:
    known = cycle({"plan": OPENED}, state=CycleState.CLOSED, closed_on=date(2026, 12, 1))
    phases = tuple(replace(one, began=None) for one in known.phases)
    assert line_of(replace(known, phases=phases), OPENED).days == Period(OPENED, date(2026, 12, 1))


def test_a_coming_cycle_has_its_dates_in_school_days() -> None:
    programme = Programme(
        code="team-day",
        kind=ProgrammeKind.CUSTOM,
        title=TITLE,
        scope=UnitKind.SCHOOL,
        owner="school_leader",
        closes="school_leader",
        schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1)),
        phases=tuple(
            PhasePlan(name=name, length=length, gates=())
            for name, length in zip(DUE, (1, 5, 1, 1), strict=True)
        ),
    )
    autumn = (Period(date(2026, 10, 17), date(2026, 10, 25)),)
    days = counting_days(DayMode.SCHOOL, PublicHolidays(), autumn)
    thursday = date(2026, 10, 15)
    line = coming_line(
        Opening(programme=programme, unit="BRUG", period="2026-2027", planned=thursday, day=thursday), days
    )
    assert line.is_coming
    assert [one.due for one in line.stretches] == [
        date(2026, 10, 16),
        date(2026, 10, 30),
        date(2026, 11, 2),
        date(2026, 11, 3),
    ]


def test_the_list_says_of_a_phase_whether_it_is_over_or_late() -> None:
    late = line_of(cycle({"plan": OPENED, "do": date(2026, 11, 2)}), date(2026, 12, 10))
    told = [
        (one.phase, one.day, one.is_over, one.is_late)
        for one in entries_of(late, date(2026, 12, 10))
        if one.sort is Sort.DUE
    ]
    assert told == [
        ("plan", DUE["plan"], True, False),
        ("do", DUE["do"], False, True),
        ("check", DUE["check"], False, False),
        ("act", DUE["act"], False, False),
    ]

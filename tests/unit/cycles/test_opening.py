"""Which cycles open when, in which region, and what a cycle looks like on its first day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.approach import Taking
from pdca.domain.calendar.days import Period
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.cycle import Cycle, CycleState
from pdca.domain.cycles.opening import due_openings, preview, unclosed_before
from pdca.domain.cycles.programme import Gate, PhasePlan, Programme, ProgrammeKind, Words
from pdca.domain.people.organisation import UnitKind
from tests.builders.board import (
    BO,
    HUGO,
    NOOR,
    QUIN,
    SAM,
    a_person,
    an_organisation,
    clocks,
    days_of,
    mail,
)
from tests.builders.cycles import a_cycle, a_programme, an_opening

SINCE = date(2026, 9, 1)
EVERYBODY = Taking(an_organisation())
DAY = timedelta(days=1)


def due(
    today: date,
    programme: Programme | None = None,
    *,
    since: date = SINCE,
    known: frozenset[str] = frozenset(),
) -> list[tuple[str, date]]:
    found = due_openings(programme or a_programme(), EVERYBODY, clocks(), since, known, today)
    return [(one.id, one.day) for one in found]


def opens(month: int, day: int, **changes: Any) -> Programme:
    schedule = Schedule(every=Every.SCHOOL_YEAR, opens=(month, day), first="2026-2027")
    return a_programme(schedule=schedule, **changes)


def test_one_cycle_opens_for_every_unit_of_the_scope_and_for_no_other() -> None:
    assert due(date(2026, 10, 1)) == [
        ("internal-audit/BRUG/2026-2027", date(2026, 10, 1)),
        ("internal-audit/HAVEN/2026-2027", date(2026, 10, 1)),
        ("internal-audit/OEVER/2026-2027", date(2026, 10, 1)),
    ]
    for kind, units in {UnitKind.TEAM: ["ONB"], UnitKind.BOARD: ["KADE"], UnitKind.DEPARTMENT: []}.items():
        ids = [id.split("/")[1] for id, _ in due(date(2026, 10, 1), a_programme(scope=kind))]
        assert ids == units


def test_nothing_opens_the_day_before() -> None:
    assert due(date(2026, 9, 30)) == []


@pytest.mark.parametrize(
    ("unit", "day"),
    [("HAVEN", date(2026, 10, 19)), ("BRUG", date(2026, 10, 12)), ("OEVER", date(2026, 10, 12))],
)
def test_a_cycle_opens_on_the_first_school_day_of_its_unit(unit: str, day: date) -> None:
    """Noord has its autumn holiday from 10 to 18 October; 10 October is a Saturday."""
    programme = opens(10, 10)
    id = f"internal-audit/{unit}/2026-2027"
    assert (id, day) in due(day, programme)
    assert (id, day) not in due(day - DAY, programme)


@pytest.mark.parametrize(
    ("unit", "day"),
    [("HAVEN", date(2027, 8, 23)), ("BRUG", date(2027, 8, 30)), ("OEVER", date(2027, 9, 6))],
)
def test_a_date_in_the_summer_waits_for_the_school_to_begin_also_after_its_period_has_ended(
    unit: str, day: date
) -> None:
    id = f"internal-audit/{unit}/2026-2027"
    assert (id, day) in due(day, opens(7, 28))
    assert id not in dict(due(day - DAY, opens(7, 28)))


def test_a_cycle_that_is_there_is_not_opened_again() -> None:
    known = frozenset({"internal-audit/BRUG/2026-2027", "internal-audit/OEVER/2026-2027"})
    assert due(date(2026, 10, 2), known=known) == [("internal-audit/HAVEN/2026-2027", date(2026, 10, 1))]


def test_a_cycle_missed_in_a_standstill_of_400_days_is_found_afterwards_oldest_first() -> None:
    found = due(date(2026, 9, 30) + timedelta(days=400), a_programme(scope=UnitKind.BOARD))
    assert found == [
        ("internal-audit/KADE/2026-2027", date(2026, 10, 1)),
        ("internal-audit/KADE/2027-2028", date(2027, 10, 1)),
    ]


def test_a_period_that_was_over_before_the_board_was_there_is_never_opened() -> None:
    programme = a_programme(
        scope=UnitKind.BOARD, schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2020-2021")
    )
    on_the_last_day = due(date(2026, 9, 1), programme, since=date(2026, 7, 31))
    assert [id for id, _ in on_the_last_day] == ["internal-audit/KADE/2025-2026"]
    assert due(date(2026, 9, 1), programme, since=date(2026, 8, 1)) == []


def test_an_occurrence_of_a_rule_from_before_the_board_was_there_is_never_opened() -> None:
    weekly = Schedule(every=Every.RRULE, first="2026-08-25", rrule="FREQ=WEEKLY")
    programme = a_programme(scope=UnitKind.BOARD, schedule=weekly)
    assert [id.rsplit("/", 1)[1] for id, _ in due(date(2026, 9, 15), programme)] == [
        "2026-09-01",
        "2026-09-08",
        "2026-09-15",
    ]


@given(st.dates(date(2026, 9, 1), date(2028, 6, 1)), st.integers(1, 400))
def test_ticking_every_day_and_ticking_once_later_open_the_same_cycles(start: date, length: int) -> None:
    programme = opens(2, 20)
    daily: set[str] = set()
    for offset in range(length + 1):
        today = start + timedelta(days=offset)
        new = due(today, programme, since=start, known=frozenset(daily))
        assert all(day == today for _, day in new if offset and day > start)
        daily.update(id for id, _ in new)
    assert daily == {id for id, _ in due(start + timedelta(days=length), programme, since=start)}


def test_the_year_plan_lists_every_opening_of_a_window_by_day() -> None:
    programmes = [a_programme(), opens(10, 10, code="survey", kind=ProgrammeKind.SURVEY)]
    plan = preview(programmes, EVERYBODY, clocks(), Period(date(2026, 10, 2), date(2026, 10, 31)))
    assert [(one.day, one.id) for one in plan] == [
        (date(2026, 10, 12), "survey/BRUG/2026-2027"),
        (date(2026, 10, 12), "survey/OEVER/2026-2027"),
        (date(2026, 10, 19), "survey/HAVEN/2026-2027"),
    ]


def test_an_opening_says_for_when_it_was_planned_also_when_that_is_a_holiday() -> None:
    (haven,) = [
        one
        for one in due_openings(opens(10, 10), EVERYBODY, clocks(), SINCE, frozenset(), date(2026, 10, 19))
        if one.unit == "HAVEN"
    ]
    assert (haven.planned, haven.day, haven.period) == (
        *(date(2026, 10, 10), date(2026, 10, 19)),
        "2026-2027",
    )


def test_the_year_plan_holds_what_was_planned_in_the_summer_before_the_window() -> None:
    plan = preview([opens(7, 28)], EVERYBODY, clocks(), Period(date(2027, 9, 1), date(2027, 9, 30)))
    assert [one.id for one in plan] == ["internal-audit/OEVER/2026-2027"]


def test_due_dates_chain_in_school_days_from_the_day_of_opening() -> None:
    cycle = a_cycle()
    expected, day = [], date(2026, 10, 1)
    for length in (20, 40, 20, 20):
        for _ in range(length):
            day += DAY
            while not days_of("BRUG").counts(day):
                day += DAY
        expected.append(day)
    assert [phase.due for phase in cycle.phases] == expected
    # 20 school days after Thursday 1 October 2026, with the autumn holiday of 17 to 25 October in between
    assert cycle.phase("plan").due == date(2026, 11, 5)


def test_a_phase_without_length_is_due_with_the_one_before_it() -> None:
    phases = tuple(PhasePlan(name=name, length=0, gates=()) for name in ("plan", "do", "check", "act"))
    cycle = a_cycle(an_opening(a_programme(phases=phases)))
    assert {phase.due for phase in cycle.phases} == {date(2026, 10, 1)}


def test_titles_and_roles_come_along_from_the_programme() -> None:
    programme, cycle = a_programme(), a_cycle()
    assert (cycle.programme, cycle.kind, cycle.title) == (programme.code, programme.kind, programme.title)
    assert [(task.code, task.role, task.title) for task in cycle.tasks] == [
        (plan.code, plan.role, plan.title) for phase in programme.phases for plan in phase.tasks
    ]
    assert (cycle.version, cycle.waits, cycle.since) == (1, "", None)


def test_the_first_phase_begins_with_its_tasks_and_the_others_wait() -> None:
    cycle = a_cycle()
    assert cycle.state is CycleState.PLAN
    assert [phase.began for phase in cycle.phases] == [date(2026, 10, 1), None, None, None]
    assert [(task.code, task.since) for task in cycle.tasks] == [
        ("appoint-team", date(2026, 10, 1)),
        ("audit-plan", date(2026, 10, 1)),
        ("audit-day", None),
        ("final-report", None),
        ("response", None),
        ("share", None),
    ]


def test_roles_become_people_from_the_unit_upward() -> None:
    cycle = a_cycle()
    assert (cycle.owner, cycle.closer, cycle.closes) == (QUIN, SAM, "school_leader")
    assert {task.code: task.owner for task in cycle.tasks} == {
        "appoint-team": NOOR,
        "audit-plan": QUIN,
        "audit-day": HUGO,
        "final-report": HUGO,
        "response": SAM,
        "share": QUIN,
    }


def test_of_several_holders_the_one_with_the_fewest_open_items_gets_all_tasks_of_the_role() -> None:
    organisation = an_organisation(people=[a_person("olga", "OEVER", "auditor@KADE")])
    cycle = a_cycle(organisation=organisation, load={HUGO: 2, mail("olga"): 1}.get)  # type: ignore[arg-type]  # only these two are asked
    assert {task.owner for task in cycle.tasks if task.role == "auditor"} == {mail("olga")}
    assert a_cycle(organisation=organisation).task("audit-day").owner == HUGO


def test_nobody_audits_the_own_school_but_a_board_is_nobodys_school() -> None:
    only_quin = an_organisation(without=[HUGO])
    assert a_cycle(organisation=only_quin).task("audit-day").owner is None
    of_the_board = an_organisation(people=[a_person("olga", "BUR", "auditor@KADE")], without=[HUGO, QUIN])
    board = a_cycle(an_opening(unit="KADE"), organisation=of_the_board)
    assert board.task("audit-day").owner == mail("olga")


def test_a_role_that_nobody_holds_leaves_a_cycle_or_task_unowned() -> None:
    cycle = a_cycle(organisation=an_organisation(without=[QUIN, SAM]))
    assert (cycle.owner, cycle.closer, cycle.task("response").owner) == (None, None, None)


@pytest.mark.parametrize(
    ("today", "is_late"), [(date(2026, 10, 1), False), (date(2026, 10, 2), True), (date(2027, 3, 1), True)]
)
def test_a_cycle_opened_after_its_day_says_so_and_counts_from_when_it_really_opened(
    today: date, is_late: bool
) -> None:
    cycle = a_cycle(today=today)
    assert (cycle.is_late, cycle.planned, cycle.opened) == (is_late, date(2026, 10, 1), today)
    assert cycle.phase("plan").due == days_of("BRUG").after(today, 20)


def test_waiting_for_the_holidays_to_end_is_not_late() -> None:
    opening = an_opening(planned=date(2026, 10, 18), day=date(2026, 10, 26))
    assert not a_cycle(opening, today=date(2026, 10, 26)).is_late


def test_ids_name_programme_unit_period_and_task() -> None:
    assert an_opening().id == a_cycle().id == "internal-audit/BRUG/2026-2027"
    assert a_cycle().task_id("appoint-team") == "internal-audit/BRUG/2026-2027/appoint-team"


def earlier(period: str, planned: date, **changes: Any) -> Cycle:
    return a_cycle(an_opening(period=period, planned=planned, day=planned), today=planned, **changes)


def test_the_latest_unclosed_cycle_of_the_same_programme_and_unit_comes_before_a_new_one() -> None:
    old = earlier("2024-2025", date(2024, 10, 1))
    last = earlier("2025-2026", date(2025, 10, 1))
    assert unclosed_before([last, old], an_opening()) == last
    assert (
        unclosed_before([old, earlier("2025-2026", date(2025, 10, 1), state=CycleState.CLOSED)], an_opening())
        == old
    )
    assert unclosed_before([earlier("2025-2026", date(2025, 10, 1), unit="HAVEN")], an_opening()) is None
    assert (
        unclosed_before([earlier("2025-2026", date(2025, 10, 1), programme="survey")], an_opening()) is None
    )
    assert unclosed_before([earlier("2027-2028", date(2027, 10, 1))], an_opening()) is None
    assert unclosed_before([], an_opening()) is None


def test_a_new_cycle_on_an_unclosed_one_begins_with_deciding_about_it() -> None:
    cycle = a_cycle(previous=earlier("2025-2026", date(2025, 10, 1)))
    assert cycle.previous == "internal-audit/BRUG/2025-2026"
    first = cycle.tasks[0]
    assert (first.code, first.phase, first.owner, first.since) == (
        *("decide-previous", "plan", QUIN),
        date(2026, 10, 1),
    )
    assert first.role == "quality_coordinator"
    assert first.title.nl
    assert first.title.en
    assert a_cycle().previous is None


@pytest.mark.parametrize("gates", [(), (Gate.REPORT_THERE,), (Gate.TASKS_DONE,)])
def test_no_plan_phase_passes_that_decision_by(gates: tuple[Gate, ...]) -> None:
    first, *others = a_programme().phases
    plan = PhasePlan(name="plan", length=first.length, gates=gates)
    programme = a_programme(phases=(plan, *others))
    cycle = a_cycle(an_opening(programme), previous=earlier("2025-2026", date(2025, 10, 1)))
    assert Gate.TASKS_DONE in cycle.phase("plan").gates
    assert set(gates) <= set(cycle.phase("plan").gates)
    assert a_cycle(an_opening(programme)).phase("plan").gates == gates


def test_titles_speak_both_languages_and_dutch_otherwise() -> None:
    words = Words("Interne audit", "Internal audit")
    assert [words.in_language(locale) for locale in ("nl", "en", "en-GB", "de")] == [
        "Interne audit",
        "Internal audit",
        "Internal audit",
        "Interne audit",
    ]


def test_a_cycle_of_the_board_is_run_and_closed_there() -> None:
    programme = a_programme(scope=UnitKind.BOARD, owner="quality_manager", closes="board_member")
    cycle = a_cycle(an_opening(programme, unit="KADE"))
    assert (cycle.owner, cycle.closer) == (NOOR, BO)

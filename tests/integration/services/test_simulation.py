"""A year on a virtual clock: the same engine, three ways in which people behave, and numbers that add up."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest

from pdca.domain.actions.action import Phase, Size, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import CycleState, Reflection
from pdca.domain.cycles.programme import Programme
from pdca.domain.notices.notice import NoticeState
from pdca.domain.notices.policy import GradeRules, NoticeRules
from pdca.services.records import LedgerRow
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import BrokeOff, Scenario, goes_on, simulate, simulate_on
from pdca.services.simulation.steps import take_on, take_step
from pdca.services.simulation.summary import Summary, summarise
from pdca.store import SqlStore, open_store, scratch_copy
from tests.builders.board import ANNA, BAS, BO, HUGO, NOOR, PEOPLE, POLICY, QUIN, SAM, TESS, away
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_folder, a_row
from tests.integration.services.test_cycles import AUDIT, OPENS, bring_to_act

FIRST, LAST = date(2026, 9, 21), date(2027, 4, 30)
QUICK = {"plan": 5, "do": 20, "check": 10, "act": 10}


def a_quick_programme(**changes: Any) -> Programme:
    """Build a programme that goes round in a quarter of a year."""
    programme = a_programme(**changes)
    return replace(programme, phases=tuple(replace(one, length=QUICK[one.name]) for one in programme.phases))


def some_actions() -> list[Any]:
    """Build actions of every size and grade, of several people."""
    grades = ("improvement", "major", "strength", "observation", "external_major", "inspection_order")
    owners = (ANNA, BAS, HUGO, SAM)
    return [
        a_row(
            f"A-{number:03}",
            grade=grades[number % len(grades)],
            owner=owners[number % len(owners)],
            unit="HAVEN" if owners[number % len(owners)] == HUGO else "BRUG",
            size=None if number % 3 else Size.LARGE,
            phase=Phase.DO if number % 2 else Phase.PLAN,
            due=date(2026, 10, 9) + timedelta(days=7 * (number % 12)),
        )
        for number in range(24)
    ]


def a_year(
    behaviour: Behaviour, *, seed: int = 1, first: date = FIRST, last: date = LAST, **parts: Any
) -> SqlStore:
    """Simulate De Kade."""
    store = open_store("sqlite://", entropy=bytes)
    folder = a_folder(*parts.pop("rows", some_actions()), **parts)
    simulate(
        store,
        SHIPPED,
        SHIPPED.vocabulary,
        folder,
        Scenario(first=first, last=last, behaviour=behaviour, seed=seed),
    )
    return store


def ledger(store: SqlStore) -> list[LedgerRow]:
    """Return the ledger of a year."""
    with store.reading("kade") as session:
        return list(session.ledger())


def test_nobody_acts_is_what_the_rules_say_for_every_item(desk: Desk) -> None:
    store = a_year(Behaviour.NOBODY_ACTS, rows=[a_row()], last=date(2026, 12, 1))
    desk.load(FIRST)
    desk.run(FIRST, date(2026, 12, 1))
    told = [(row.day, row.notice.step, row.notice.recipient, row.notice.state) for row in ledger(store)]
    assert told == [
        (row.day, row.notice.step, row.notice.recipient, row.notice.state) for row in desk.ledger()
    ]
    assert ("11-20", "escalation-1", "tess") in desk.told()


def test_who_is_always_on_time_never_hears_that_something_is_late() -> None:
    store = a_year(Behaviour.ON_TIME, programmes=[a_quick_programme()])
    steps = Counter(row.notice.step for row in ledger(store) if row.notice.recipient in (ANNA, BAS))
    assert steps["0"] > 0
    assert not [step for step in steps if step not in ("assigned", "-10", "-3", "0", "thanks", "resolved")]
    with store.reading("kade") as session:
        assert [action.ref for action in session.actions() if action.is_open] == []
        # nobody coordinates quality at two of the schools: who is asked for an owner takes their audits on
        assert {cycle.id: cycle.state for cycle in session.cycles()} == {
            f"internal-audit/{school}/2026-2027": CycleState.CLOSED for school in ("BRUG", "HAVEN", "OEVER")
        }
    assert store.verify("kade") == []


def actors_of(store: SqlStore) -> dict[str, set[str]]:
    """Return who did what: the actors of each kind of event."""
    found: dict[str, set[str]] = {}
    with store.reading("kade") as session:
        for event in session.events():
            found.setdefault(event.kind, set()).add(event.actor)
    return found


def test_on_time_a_deputy_does_what_is_asked_of_who_is_away() -> None:
    # nobody is asked for a new owner when somebody stands in: without the deputy all of it would hang
    rows = [a_row(f"A-{number}", owner=QUIN, due=date(2026, 10, 9)) for number in range(3)]
    store = a_year(Behaviour.ON_TIME, rows=rows, absences=[away(QUIN, FIRST)], last=date(2026, 12, 18))
    with store.reading("kade") as session:
        assert {action.phase for action in session.actions()} == {Phase.CLOSED}
    assert actors_of(store)["action_report_done"] == {BAS}


def test_on_time_who_is_asked_for_a_new_owner_takes_it_on_and_does_it() -> None:
    store = a_year(Behaviour.ON_TIME, rows=[a_row()], absences=[away(ANNA, FIRST)], last=date(2027, 1, 29))
    with store.reading("kade") as session:
        action = session.action("A-004")
    assert (action.owner, action.phase) == (TESS, Phase.CLOSED)


@pytest.mark.parametrize("behaviour", [Behaviour.ON_TIME, Behaviour.AS_USUAL])
def test_nobody_acts_while_away(behaviour: Behaviour) -> None:
    absences = [away(ANNA, FIRST), away(QUIN, FIRST), away(SAM, FIRST)]
    store = a_year(behaviour, absences=absences, programmes=[a_quick_programme()], last=date(2027, 1, 29))
    actors = set().union(*actors_of(store).values())
    assert actors & {BAS, TESS}
    assert not actors & {ANNA, QUIN, SAM}


def test_who_opens_a_mail_deals_with_several_of_the_items_in_it() -> None:
    rows = [a_row(f"A-{number:03}", due=date(2026, 10, 9)) for number in range(12)]
    store = a_year(Behaviour.AS_USUAL, rows=rows, last=date(2026, 10, 30))
    with store.reading("kade") as session:
        days = Counter(event.at.date() for event in session.events() if event.actor == ANNA)
    assert max(days.values()) >= 4
    assert len(days) <= 4


def test_an_escalation_makes_somebody_act() -> None:
    rows = [a_row(f"A-{number:03}", owner=BAS, due=date(2026, 9, 21)) for number in range(40)]
    store = a_year(Behaviour.AS_USUAL, rows=rows, last=date(2026, 12, 18))
    late = {row.notice.item for row in ledger(store) if row.notice.step == "escalation-1"}
    further = {row.notice.item for row in ledger(store) if row.notice.step == "escalation-3"}
    assert len(further) < len(late) / 2


def test_as_it_usually_goes_most_of_what_is_due_is_closed() -> None:
    store = a_year(Behaviour.AS_USUAL, programmes=[a_quick_programme()])
    with store.reading("kade") as session:
        states = Counter(cycle.state for cycle in session.cycles())
        ended = Counter(action.phase for action in session.actions())
    assert states[CycleState.CLOSED] >= 2
    assert ended[Phase.CLOSED] > 12


def test_as_it_usually_goes_some_things_are_late_and_some_get_done() -> None:
    store = a_year(Behaviour.AS_USUAL, programmes=[a_quick_programme()])
    with store.reading("kade") as session:
        kinds = {event.kind for event in session.events()}
        summary = summarise(session, FIRST, LAST)
    assert {"action_report_done", "action_assess", "action_secure", "action_ask_more_time"} <= kinds
    assert {"action_extend", "request_granted", "task_done"} <= kinds
    assert 0 < summary.actions_secured < 24
    assert summary.escalations["escalation-1"] > 0
    assert store.verify("kade") == []


def test_the_same_seed_is_the_same_year_and_another_seed_another() -> None:
    def year(seed: int) -> list[tuple[object, ...]]:
        rows = ledger(a_year(Behaviour.AS_USUAL, seed=seed, last=date(2026, 12, 31)))
        return [(row.day, row.notice) for row in rows]

    assert year(7) == year(7)
    assert year(7) != year(8)


def test_who_is_asked_for_a_new_owner_takes_it_on() -> None:
    absences = [away(ANNA, FIRST), away(BAS, FIRST)]
    store = a_year(Behaviour.AS_USUAL, absences=absences, last=date(2026, 12, 31))
    with store.reading("kade") as session:
        taken = [action.owner for action in session.actions() if action.owner not in (ANNA, BAS, HUGO, SAM)]
    assert taken != []


def test_a_cycle_that_piles_up_is_decided_about_and_what_stays_open_is_carried_over() -> None:
    every_year = a_quick_programme()
    store = a_year(
        Behaviour.ON_TIME,
        rows=[a_row(due=date(2028, 3, 31))],
        programmes=[every_year],
        last=date(2027, 10, 15),
    )
    with store.reading("kade") as session:
        action = session.action("A-004")
        state = session.cycle("internal-audit/BRUG/2026-2027").state
        tasks = [task for cycle in session.cycles() for task in cycle.tasks if task.code == "decide-previous"]
    assert (action.carried, state) == (1, CycleState.CLOSED)
    assert action.cycle == "internal-audit/BRUG/2027-2028"
    assert {task.owner for task in tasks} <= {QUIN, NOOR, None}


def test_each_day_is_reported_while_it_runs() -> None:
    days: list[date] = []
    scenario = Scenario(first=FIRST, last=FIRST + timedelta(days=3))
    store = open_store("sqlite://", entropy=bytes)
    simulate(store, SHIPPED, SHIPPED.vocabulary, replace(a_folder(), policy=None), scenario, days.append)
    assert days == [FIRST + timedelta(days=number) for number in range(4)]


def test_a_year_in_which_the_engine_fails_is_not_shown() -> None:
    # an audit that opens in October 2120 ends beyond the last day that the calendar knows
    with pytest.raises(BrokeOff, match="2120-10-01"):
        a_year(
            Behaviour.NOBODY_ACTS,
            rows=[a_row()],
            programmes=[a_programme()],
            first=date(2120, 9, 30),
            last=date(2120, 10, 2),
        )


@pytest.fixture(scope="module")
def usual() -> tuple[SqlStore, Summary]:
    """A year as it usually goes, with its numbers."""
    store = a_year(Behaviour.AS_USUAL, programmes=[a_quick_programme()], without=["tess@kade.example"])
    with store.reading("kade") as session:
        return store, summarise(session, FIRST, LAST)


def mails_of(store: SqlStore) -> set[tuple[str, date]]:
    """Count the mails again, from the messages."""
    told = (NoticeState.QUEUED, NoticeState.SENT)
    ids = {row.message for row in ledger(store) if row.message and row.notice.state in told}
    return {(one.recipient, one.day) for one in store.outbox().find(ids).values()}


def test_the_numbers_agree_with_a_count_of_the_messages(usual: tuple[SqlStore, Summary]) -> None:
    store, summary = usual
    mails = mails_of(store)
    assert summary.mails == len(mails)
    assert {one.email: one.mails for one in summary.people} == Counter(person for person, _ in mails)
    by_week = Counter(day.isocalendar()[:2] for _, day in mails)
    assert {week.isocalendar()[:2]: many for week, many in summary.weeks if many} == by_week
    assert sum(many for _, many in summary.weeks) == summary.mails
    assert [week.isoweekday() for week, _ in summary.weeks] == [1] * len(summary.weeks)
    assert summary.weeks[0][0] == date(2026, 9, 21)
    assert summary.weeks[-1][0] == date(2027, 4, 26)
    assert [many for _, many in summary.peaks] == sorted(by_week.values(), reverse=True)[:3]
    for one in summary.people:
        weeks = Counter(day.isocalendar()[:2] for person, day in mails if person == one.email)
        assert one.busiest_week == max(weeks.values())


def test_the_minutes_asked_follow_from_mails_and_first_asks(usual: tuple[SqlStore, Summary]) -> None:
    store, summary = usual
    months = ((LAST - FIRST).days + 1) / 30.44
    told = [row.notice for row in ledger(store) if row.notice.state in (NoticeState.QUEUED, NoticeState.SENT)]
    for one in summary.people:
        mine = [notice for notice in told if notice.recipient == one.email]
        turns = {(n.item, n.version) for n in mine if n.kind in ("assigned", "reminder", "due", "overdue")}
        asks = len(turns) + sum(notice.kind in ("escalation", "reassign") for notice in mine)
        assert one.minutes_a_month == round((one.mails * 0.5 + asks * 1.5) / months, 1)
    assert summary.minutes_median == round(median(one.minutes_a_month for one in summary.people), 1)


def test_teachers_stand_apart_from_those_who_lead_and_coordinate(usual: tuple[SqlStore, Summary]) -> None:
    _, summary = usual
    groups = {
        "staff": (ANNA, BAS),
        "coordinators": (QUIN, NOOR),
        "leaders": (SAM, HUGO, BO),  # Tess, who leads a team, is not there
    }
    minutes = {one.email: one.minutes_a_month for one in summary.people}
    assert {(one.group, one.people, one.median, one.highest) for one in summary.minutes_by_group} == {
        (group, len(asked), round(median(asked), 1), max(asked))
        for group, people in groups.items()
        if (asked := [minutes[one] for one in people if one in minutes])
    }
    assert summary.minutes_by_group[0].group == "staff"


def test_what_did_not_close_and_what_reached_nobody_is_counted(usual: tuple[SqlStore, Summary]) -> None:
    store, summary = usual
    with store.reading("kade") as session:
        actions, cycles = session.actions(), session.cycles()
    states = Counter(row.notice.state for row in ledger(store))
    assert summary.undeliverable == states[NoticeState.UNDELIVERABLE]
    assert summary.actions_open == sum(action.phase not in ("closed", "cancelled") for action in actions)
    assert summary.actions_secured == sum(action.phase == "closed" for action in actions)
    assert summary.cycles_opened == len(cycles) == 3
    assert summary.cycles_closed == sum(cycle.state is CycleState.CLOSED for cycle in cycles)
    assert set(summary.cycles_open) == {cycle.id for cycle in cycles if cycle.state.is_open}
    assert sum(summary.notices.values()) == states[NoticeState.QUEUED] + states[NoticeState.SENT]


def test_only_what_happened_in_the_days_that_were_asked_is_counted(usual: tuple[SqlStore, Summary]) -> None:
    store, _ = usual
    with store.reading("kade") as session:
        one_week = summarise(session, date(2026, 10, 5), date(2026, 10, 11))
        empty = summarise(session, date(2020, 1, 1), date(2020, 1, 31))
    days = [day for _, day in mails_of(store) if date(2026, 10, 5) <= day <= date(2026, 10, 11)]
    assert (one_week.mails, len(one_week.weeks), one_week.cycles_opened) == (len(days), 1, 0)
    assert one_week.cycles_open_before == 3
    assert (empty.mails, empty.people, empty.peaks, empty.minutes_median) == (0, (), (), 0.0)
    assert (empty.actions_secured, empty.cycles_closed, empty.cycles_open_before) == (0, 0, 0)


def test_who_come_back_to_two_rounds_at_once_end_them_both() -> None:
    first, back = date(2027, 6, 1), date(2027, 10, 5)
    store = a_year(
        Behaviour.ON_TIME,
        rows=[a_row(due=date(2027, 12, 3))],
        programmes=[a_quick_programme()],
        absences=[away(one.email, first, back - timedelta(days=1)) for one in PEOPLE],
        first=first,
        last=date(2028, 2, 29),
    )
    with store.reading("kade") as session:
        earlier, later = (session.cycle(f"internal-audit/BRUG/{year}") for year in ("2026-2027", "2027-2028"))
    assert later.previous == earlier.id
    assert later.task("decide-previous").ended_by == QUIN
    assert (earlier.state, later.state) == (CycleState.CLOSED, CycleState.CLOSED)


def test_what_a_monthly_overview_lists_is_acted_on() -> None:
    once = NoticeRules(assigned=False, owner_steps=(), overdue_every=0, overdue_later=0)
    policy = replace(POLICY, notices=once, grades={"observation": GradeRules(max_level=0)})
    rows = [a_row(f"A-{number:03}", owner=BAS, grade="observation", due=FIRST) for number in range(30)]
    store = a_year(Behaviour.AS_USUAL, rows=rows, policy=policy, last=date(2027, 1, 29))
    overviews = {row.day for row in ledger(store) if row.notice.kind == "overview"}
    with store.reading("kade") as session:
        done = {event.at.date() for event in session.events() if event.kind == "action_report_done"}
    assert done & overviews


def test_a_request_that_nobody_is_there_for_is_decided_by_who_takes_it_on(desk: Desk) -> None:
    desk.load(FIRST, a_row())
    day = date(2026, 11, 2)
    desk.act(day, Event.ASK_MORE_TIME, ANNA, reason="ziekte", until=date(2026, 12, 4))
    with desk.store.board("kade") as session:
        (request,) = session.requests()
        planned = session.deadline(request.id)
        assert planned is not None
        take_on(session, SHIPPED, planned.deadline, TESS, desk.at(day, hours=7))
        assert session.request(request.id).decided_by == TESS
    assert desk.action().due == date(2026, 12, 4)


def test_an_action_with_a_request_is_left_alone_when_its_cycle_is_rounded_off(desk: Desk) -> None:
    desk.load(FIRST, programmes=[a_quick_programme()])
    desk.run(OPENS)
    bring_to_act(desk)
    desk.act(OPENS, Event.ASK_MORE_TIME, ANNA, reason="ziekte", until=date(2026, 12, 4))
    with desk.store.board("kade") as session:
        planned = session.deadline(AUDIT)
        assert planned is not None
        take_step(session, SHIPPED, planned.deadline, QUIN, desk.at(OPENS, hours=7), Verdict.EFFECTIVE)
    cycle = desk.cycle(AUDIT)
    assert (cycle.report, cycle.reflection, desk.action().carried) == ("simulated", Reflection.HELPED, 0)


def test_a_board_goes_on_in_a_copy_exactly_as_it_would_have_gone_on_itself(desk: Desk) -> None:
    desk.load(FIRST, *some_actions(), programmes=[a_quick_programme()])
    desk.run(FIRST, date(2026, 10, 16))
    desk.on_task(date(2026, 10, 16), f"{AUDIT}/appoint-team", NOOR)
    before = [(row.day, row.notice) for row in desk.ledger()]
    scratch = scratch_copy(desk.store.engine, entropy=bytes)
    # nothing is asked of the days until Monday: they belong to the year as well
    scenario = Scenario(first=date(2026, 11, 2), last=date(2026, 12, 4))
    simulate_on(scratch, SHIPPED, SHIPPED.vocabulary, "kade", scenario)
    assert [(row.day, row.notice) for row in desk.ledger()] == before
    desk.run(date(2026, 10, 17), date(2026, 12, 4))
    assert [(row.day, row.notice) for row in ledger(scratch)] == [
        (row.day, row.notice) for row in desk.ledger()
    ]
    with scratch.reading("kade") as session:
        assert session.cycle(AUDIT) == desk.cycle(AUDIT)
    assert scratch.verify("kade") == []
    scratch.close()


def test_a_board_goes_on_from_the_day_after_the_last_on_which_anything_happened(desk: Desk) -> None:
    def begins() -> date:
        with desk.store.reading("kade") as session:
            return goes_on(session)

    desk.load(FIRST, a_row())
    assert begins() == FIRST + timedelta(days=1)
    desk.run(FIRST, date(2026, 10, 2))
    assert begins() == date(2026, 10, 3)
    desk.act(date(2026, 10, 6), Event.REPORT_DONE, ANNA, done="klaar", evidence=("x",))
    assert begins() == date(2026, 10, 7)

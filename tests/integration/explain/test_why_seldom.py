"""`pdca why` where things are seldom as they are: no owner, no region, other rules, a day that broke off."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.cycles.tasks import TaskAct
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.cycles.act_on_cycle import act_on_cycle, act_on_task
from pdca.services.explain.trace import Outcome, Trace
from pdca.store import SqlStore
from tests.integration.explain.asking import answer, asked, on, step, texts
from tests.integration.explain.boards import (
    ACTION,
    BEGIN,
    BOARD,
    DUE,
    OWNER,
    PEOPLE,
    QC,
    QM,
    SHIPPED,
    SL,
    SLUG,
    TL,
    at,
    load,
    run,
    write_board,
)
from tests.integration.services.desk import Desk

AUDIT = "internal-audit/PSL/2026-2027"
OPENS = date(2026, 10, 1)
FIVE_LATE = date(2026, 11, 20)
LADDER = """\
[[escalation]]
step = {first}
to = "team_leader"

[[escalation]]
step = 10
to = "quality_coordinator"
"""


def ruled(folder: Path, policy: str) -> Path:
    """Give a board rules of its own."""
    (folder / "policy.toml").write_text(policy, encoding="utf-8")
    return folder


def a_rule(trace: Trace) -> list[str]:
    assert trace.days is not None
    return [str(one) for one in trace.days.say]


def act(store: SqlStore, day: date, event: Event, actor: str, **facts: object) -> None:
    now = at(store, day) + timedelta(hours=6)
    with store.board(SLUG) as session:
        done = Act(event=event, actor=actor, **facts)  # type: ignore[arg-type]  # parts by keyword
        act_on_action(session, SHIPPED, "A-004", done, now)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("calendar", "every day counts; mail leaves on working days only"),
        ("working", "Monday to Friday counts, except public holidays"),
    ],
)
def test_a_grade_with_days_of_its_own_says_which_count(
    memory: SqlStore, tmp_path: Path, mode: str, said: str
) -> None:
    load(memory, ruled(write_board(tmp_path), f'[grades.improvement]\ndays = "{mode}"\n'))
    assert a_rule(asked(memory, BEGIN)) == [said]


def test_a_board_without_a_region_has_the_holidays_that_all_regions_share(
    memory: SqlStore, tmp_path: Path
) -> None:
    folder = write_board(tmp_path)
    units = (folder / "units.csv").read_text(encoding="utf-8").replace("midden", "")
    (folder / "units.csv").write_text(units, encoding="utf-8")
    load(memory, folder)
    trace = asked(memory, BEGIN)
    (rule,) = a_rule(trace)
    assert rule == (
        "Monday to Friday counts, except public holidays, the school holidays that all regions share and the "
        "days off of De Peilschaal and what lies above it"
    )
    assert trace.days is not None
    # The autumn holiday differs by region, the Christmas holiday does not.
    assert [str(one.say).partition(": ")[2] for one in trace.days.closures] == [
        "Studiedag, De Peilschaal",
        "christmas_holiday",
    ]


def test_beyond_the_known_school_holidays_it_is_said_that_all_days_count(
    memory: SqlStore, tmp_path: Path
) -> None:
    horizon = SHIPPED.school_holidays.horizon
    assert horizon is not None
    due = horizon.last + timedelta(days=100)
    load(memory, write_board(tmp_path, actions=[{**ACTION, "due": due.isoformat()}]))
    assert f"school holidays are known up to {horizon.last} only; later days all count" in texts(
        asked(memory, BEGIN)
    )


def test_a_step_on_a_saturday_is_decided_on_monday_because_of_the_weekend(
    memory: SqlStore, tmp_path: Path
) -> None:
    saturday, monday = date(2026, 11, 14), date(2026, 11, 16)
    folder = write_board(tmp_path, actions=[{**ACTION, "due": saturday.isoformat()}])
    load(memory, ruled(folder, '[grades.improvement]\ndays = "calendar"\n'))
    run(memory, date(2026, 11, 12), monday)
    said = "it came due on 2026-11-14 and was decided on 2026-11-16: no mail leaves in a weekend"
    assert said in texts(asked(memory, monday))


def test_a_level_that_newer_rules_ask_earlier_says_that_the_rules_changed(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, ruled(write_board(tmp_path / "then"), LADDER.format(first=5)))
    run(memory, date(2026, 11, 12), FIVE_LATE)
    load(memory, ruled(write_board(tmp_path / "now"), LADDER.format(first=3)), date(2026, 11, 23))
    trace = asked(memory, date(2026, 11, 23))
    (said,) = map(str, step(trace, "escalation-1").say)
    assert said == (
        "it came due on 2026-11-18 and was decided on 2026-11-20: "
        "the rules or the days that count have changed since"
    )


def test_a_task_of_nobody_waits_for_an_owner_and_says_so(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, programmes=True, without=(QM,)), date(2026, 9, 28))
    run(memory, OPENS, date(2026, 10, 2))
    trace = asked(memory, date(2026, 10, 2), f"{AUDIT}/appoint-team")
    said = texts(trace)
    assert "it waits for nobody in particular: an owner has to be found; due" in said
    assert str(step(trace, "reassign").rule) == (
        "2026-10-01: nobody owns it, so somebody is asked to find an owner"
    )
    assert step(trace, "assigned").outcome is Outcome.WAITING
    assert "nobody owns it, so there is nobody to remind" in map(str, step(trace, "assigned").say)


def test_a_day_on_which_nobody_can_be_told_is_no_next_mail(memory: SqlStore, tmp_path: Path) -> None:
    absences = [(OWNER, "2026-11-02", "2026-11-22")]
    load(memory, write_board(tmp_path, absences=absences, without=(TL, QC, SL, QM, BOARD)))
    said = answer(asked(memory, date(2026, 11, 9)))
    assert "next, when nothing changes, on 2026-11-23: Olga Eigenaar" in said


def test_a_level_that_finds_nobody_at_first_is_forecast_for_its_own_day(
    memory: SqlStore, tmp_path: Path
) -> None:
    absences = [(QC, "2026-11-16", "2026-11-24")]
    load(memory, write_board(tmp_path, absences=absences, without=(TL, SL, QM, BOARD)))
    run(memory, DUE, DUE)
    first = step(asked(memory, DUE), "escalation-1")
    assert (first.outcome, first.expected, first.people) == (Outcome.COMING, FIVE_LATE, ())
    assert [str(one) for one in first.say] == [
        "on 2026-11-20, when nothing changes, nobody: nobody can be told"
    ]


def test_who_was_told_before_roles_moved_is_no_longer_who_would_be_found(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path / "then"))
    run(memory, FIVE_LATE, FIVE_LATE)
    moved = {
        TL: (*PEOPLE[TL][:2], "staff@ONB", "", ""),
        "new@kade.example": ("Nia Nieuw", "ONB", "team_leader@ONB", "", ""),
    }
    load(memory, write_board(tmp_path / "now", people=moved), date(2026, 11, 23))
    first = step(asked(memory, date(2026, 11, 23)), "escalation-1")
    assert first.people == (TL,)
    assert first.search is not None
    assert first.search.found == ("new@kade.example",)
    assert str(first.search.say[0]) == (
        "people and roles have changed since; this is the search as it would go now"
    )


def test_days_that_the_engine_missed_are_named_when_they_are_few(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "start": ""}]), date(2026, 11, 9))
    run(memory, date(2026, 11, 9), date(2026, 11, 10))
    run(memory, DUE, DUE)
    trace = asked(memory, DUE)
    assert "the engine decided no notices on these days: 2026-11-11; 2026-11-12; what came due then" in (
        answer(trace)
    )


def test_a_day_that_broke_off_and_one_that_is_late_are_said_apart(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 16), date(2026, 11, 17))
    today = date(2026, 11, 18)
    late = "the engine has not decided the notices of today yet"
    broken = "the engine is deciding today's notices, or broke off while it did"
    assert answer(asked(memory, today)).startswith(f"nobody gets mail about it today: {late}")
    began = at(memory, today)
    with memory.board(SLUG) as session:
        session.day_run(today, began)
    assert answer(asked(memory, today)).startswith(f"nobody gets mail about it today: {broken}")


def test_a_notice_that_was_withheld_the_same_day_is_why_nobody_gets_mail(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    act(memory, DUE, Event.EXTEND, TL, reason="rooster schuift", due=date(2026, 12, 18))
    Desk(memory).deliver(DUE, minutes=420)
    trace = asked(memory, DUE, hours=8)
    assert answer(trace).startswith(
        "nobody gets mail about it today: what was decided today gave way or was withheld: see below"
    )
    withheld = [one for run_before in trace.versions for one in run_before.steps if one.step == "0"]
    assert [one.outcome for one in withheld] == [Outcome.WITHHELD]


def test_a_mail_about_a_run_that_is_over_names_the_day_and_the_kind(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    id = step(asked(memory, DUE), "0").told[0].message
    assert id is not None
    act(memory, DUE, Event.EXTEND, TL, reason="rooster schuift", due=date(2026, 12, 18))
    (line, *_) = [one for one in asked(memory, date(2026, 11, 16), id).steps if one.step == "0"]
    assert (line.version, str(line.rule)) == (1, "2026-11-13: the agreed day had come")
    assert str(line.say[0]) == "A-004 Pleinrooster herzien: improvement of De Peilschaal, in do"


def test_what_somebody_began_without_a_reason_is_told_without_one(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "phase": "plan"}]))
    act(memory, BEGIN, Event.COMMIT, OWNER)
    assert str(asked(memory, date(2026, 9, 22)).began) == (
        "its reminders began anew on 2026-09-21: 'commit' by Olga Eigenaar"
    )


def test_a_request_that_was_answered_asks_for_nothing_any_more(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    day = date(2026, 11, 9)
    act(memory, day, Event.ASK_MORE_TIME, OWNER, reason="ziekte", until=date(2026, 12, 1))
    with memory.reading(SLUG) as session:
        (request,) = session.requests()
    act(memory, day, Event.GRANT, TL)
    trace = asked(memory, date(2026, 11, 10), request.id)
    assert answer(trace).startswith("it is granted since 2026-11-09: nothing more is sent about it")


@pytest.fixture
def audit(memory: SqlStore, tmp_path: Path) -> SqlStore:
    """A board whose audit was opened and then cancelled, after its first task was done."""
    load(memory, write_board(tmp_path, programmes=True), date(2026, 9, 28))
    run(memory, OPENS, date(2026, 10, 2))
    with memory.board(SLUG) as session:
        done = TaskAct(event=TaskEvent.DONE, actor=QM)
        act_on_task(session, SHIPPED, f"{AUDIT}/appoint-team", done, on(date(2026, 10, 2)))
    with memory.board(SLUG) as session:
        off = CycleAct(event=CycleEvent.CANCEL, actor=SL, reason="dubbel gepland")
        act_on_cycle(session, SHIPPED, AUDIT, off, on(date(2026, 10, 5)))
    return memory


@pytest.mark.parametrize(
    ("id", "said"),
    [
        (AUDIT, "it is cancelled since 2026-10-05: nothing more is sent about it"),
        (f"{AUDIT}/appoint-team", "it is done since 2026-10-02: nothing more is sent about it"),
        (f"{AUDIT}/audit-plan", "its cycle is cancelled: nothing is sent about it"),
    ],
)
def test_of_a_cycle_that_ended_and_its_tasks_nothing_more_is_sent(
    audit: SqlStore, id: str, said: str
) -> None:
    trace = asked(audit, date(2026, 10, 6), id)
    assert str(trace.answer[0]) == said
    assert f"({AUDIT}): cycle of De Peilschaal, cancelled, run by Quin Coordinator" in texts(trace)

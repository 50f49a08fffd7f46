"""What the story promises is what the store and the ledger hold on Monday 23 November 2026."""

import csv
from collections.abc import Iterator
from datetime import date

import pytest

from pdca.demo.build import FIRST, TODAY, Demo
from pdca.domain.actions.action import Action, Phase, RequestState
from pdca.domain.cycles.cycle import Cycle, CycleState
from pdca.domain.cycles.gates import GateState
from pdca.domain.cycles.programme import Gate
from pdca.domain.notices.notice import NoticeState
from pdca.services.cycles.act_on_cycle import gates_of

AT = "@dewaterlijn.example"


def action(demo: Demo, ref: str) -> Action:
    with demo.runtime.store.reading(demo.slug) as session:
        return session.action(ref)


def actions(demo: Demo) -> list[Action]:
    with demo.runtime.store.reading(demo.slug) as session:
        return list(session.actions())


def cycle(demo: Demo, id: str) -> Cycle:
    with demo.runtime.store.reading(demo.slug) as session:
        return session.cycle(id)


def gates(demo: Demo, id: str) -> dict[Gate, GateState]:
    with demo.runtime.store.reading(demo.slug) as session:
        return {state.gate: state for state in gates_of(session, demo.runtime.shipped, id, demo.starts)}


def rows_of_the_table(demo: Demo) -> Iterator[dict[str, str]]:
    path = demo.runtime.shipped.folder / "examples" / "waterlijn" / "actions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def told(demo: Demo, item: str) -> list[tuple[str, str, str]]:
    with demo.runtime.store.reading(demo.slug) as session:
        return [
            (row.day.isoformat(), row.notice.step, (row.notice.recipient or "").removesuffix(AT))
            for row in session.ledger(item=item)
            if row.notice.state is NoticeState.SENT
        ]


def test_the_story_begins_on_a_monday_and_ends_on_a_monday_at_half_past_seven(demo: Demo) -> None:
    assert FIRST.isoformat() == "2026-08-17"
    assert TODAY.isoformat() == "2026-11-23"
    assert demo.starts.isoformat() == "2026-11-23T06:30:00+00:00"
    with demo.runtime.store.reading(demo.slug) as session:
        assert session.board().since == FIRST
        last = max(event.at for event in session.events())
    assert last == demo.starts


def test_all_forty_actions_are_in_the_phase_and_have_the_due_date_of_the_table(demo: Demo) -> None:
    wanted = {row["ref"]: (row["phase"], row["due"], row["owner"]) for row in rows_of_the_table(demo)}
    found = {one.ref: one for one in actions(demo)}
    assert len(wanted) == 40
    due = {one.ref: one.due.isoformat() if one.due is not None else "" for one in found.values()}
    assert {ref: (str(found[ref].phase), due[ref], found[ref].owner) for ref in wanted} == wanted


def test_each_action_appeared_on_its_start_day_or_with_the_board(demo: Demo) -> None:
    with demo.runtime.store.reading(demo.slug) as session:
        came = {event.key: event.at.date() for event in session.events() if event.kind == "action_loaded"}
    for row in rows_of_the_table(demo):
        assert came[row["ref"]] == max(FIRST, date.fromisoformat(row["start"])), row["ref"]


def test_a_named_checker_checks(demo: Demo) -> None:
    named = {row["ref"]: row["checker"] for row in rows_of_the_table(demo) if row["checker"]}
    assert {ref: action(demo, ref).checker for ref in named} == named


def test_three_of_the_forty_are_overdue_and_one_older_one(demo: Demo) -> None:
    late = [one.ref for one in actions(demo) if one.due is not None and one.due < TODAY]
    assert late == ["A-004", "A-015", "A-030", "B-010"]


def test_a_004_went_as_the_worked_example_says(demo: Demo) -> None:
    owner, leader = "b.uitgeester", "a.kuipershof"
    assert told(demo, "A-004") == [
        ("2026-09-21", "assigned", owner),
        ("2026-10-30", "-10", owner),
        ("2026-11-10", "-3", owner),
        ("2026-11-13", "0", owner),
        ("2026-11-20", "5", owner),
        ("2026-11-20", "escalation-1", leader),
    ]


def test_what_is_secured_says_with_what_effect_and_where(demo: Demo) -> None:
    secured = [one for one in actions(demo) if one.phase is Phase.CLOSED]
    assert len(secured) >= 10
    for one in secured:
        assert all((one.secured_in, one.review_on, one.closed_by)), one.ref
        assert one.closed_by != one.owner
        assert one.observed or one.grade == "strength", one.ref
        assert one.done or one.ref in ("B-002", "B-006", "B-007"), one.ref  # loaded when it had been done


def test_one_older_action_reached_the_board_in_the_middle_of_november(demo: Demo) -> None:
    escalations = [row for row in told(demo, "B-010") if row[1].startswith("escalation")]
    assert escalations == [
        ("2026-09-16", "escalation-1", "w.sloterman"),
        ("2026-09-23", "escalation-2", "k.rijpwetering"),
        ("2026-10-07", "escalation-3", "a.duivenkamp"),
        ("2026-11-12", "escalation-4", "m.oldenhuis"),
    ]


def test_one_action_did_not_help_and_goes_round_once_more(demo: Demo) -> None:
    adjusted = action(demo, "A-029")
    assert (adjusted.phase, adjusted.iteration, adjusted.verdict) == (Phase.PLAN, 2, None)
    with demo.runtime.store.reading(demo.slug) as session:
        events = {event.kind: event for event in session.events(key="A-029")}
    assessed = events["action_assess"].after
    assert assessed is not None
    assert assessed["verdict"] == "not"
    assert events["action_adjust"].reason


def test_one_request_waits_and_the_others_were_decided(demo: Demo) -> None:
    with demo.runtime.store.reading(demo.slug) as session:
        requests = {one.action: one for one in session.requests()}
    waiting = [one for one in requests.values() if one.state is RequestState.OPEN]
    assert [(one.action, one.responsible, one.until) for one in waiting] == [
        ("A-030", f"t.aertsveld{AT}", date(2026, 12, 11))
    ]
    decided = {ref: one.state for ref, one in requests.items() if ref != "A-030"}
    assert decided == {
        "A-032": RequestState.GRANTED,
        "A-033": RequestState.GRANTED,
        "B-003": RequestState.GRANTED,
        "B-004": RequestState.GRANTED,
        "B-013": RequestState.REFUSED,
    }


def test_one_action_waits_for_an_outside_party_one_is_quiet_and_one_is_carried_over(demo: Demo) -> None:
    blocked = action(demo, "A-033").blocked
    assert blocked is not None
    assert (blocked.last, blocked.due) == (date(2026, 12, 4), date(2026, 12, 18))
    assert action(demo, "A-022").snoozed_until == date(2026, 11, 27)
    carried = action(demo, "B-011")
    assert (carried.carried, carried.cycle, carried.phase) == (1, None, Phase.DO)


def test_the_action_of_somebody_who_left_was_handed_over_and_now_needs_an_owner_again(demo: Demo) -> None:
    assert told(demo, "B-005")[-1] == ("2026-11-23", "reassign", "n.wijdeven")
    assert ("2026-10-12", "reassign", "n.wijdeven") in told(demo, "B-005")
    assert action(demo, "B-005").owner == f"j.abbekerk{AT}"


def test_cycles_opened_by_themselves_and_none_of_them_late(demo: Demo) -> None:
    with demo.runtime.store.reading(demo.slug) as session:
        cycles = session.cycles()
    assert {one.programme for one in cycles} == {
        "annual-plan",
        "audit-programme",
        "internal-audit",
        "results-final",
        "risk-inventory-progress",
        "safety-monitor",
        "self-evaluation-board",
    }
    assert len(cycles) == 22
    assert not [one.id for one in cycles if one.is_late or one.owner is None or one.closer is None]
    assert min(one.opened for one in cycles) == date(2026, 8, 24)


def test_one_cycle_is_ready_and_waits_for_its_closer(demo: Demo) -> None:
    id = "results-final/PSL/2026-2027"
    assert all(state.is_green for state in gates(demo, id).values())
    assert cycle(demo, id).waits == f"act:c.bosmade{AT}"


@pytest.mark.parametrize(
    ("id", "open_gates"),
    [
        ("results-final/SLH/2026-2027", {Gate.FINDINGS_HAVE_ACTIONS}),
        ("internal-audit/RIV/2026-2027", {Gate.TASKS_DONE, Gate.ACTIONS_DECIDED, Gate.REFLECTION}),
    ],
)
def test_a_cycle_in_act_with_an_open_gate_waits_for_its_owner(
    demo: Demo, id: str, open_gates: set[Gate]
) -> None:
    assert {gate for gate, state in gates(demo, id).items() if not state.is_green} == open_gates
    found = cycle(demo, id)
    assert found.waits == f"act:{found.owner}"


def test_one_cycle_was_closed_by_the_right_person_on_a_ground(demo: Demo) -> None:
    closed = cycle(demo, "results-final/RIV/2026-2027")
    assert (closed.state, closed.closed_by) == (CycleState.CLOSED, f"p.laanstra{AT}")
    assert closed.closed_on == date(2026, 10, 27)
    assert closed.ground


def test_what_was_not_right_was_refused(demo: Demo) -> None:
    refused = [
        (step.item.partition("/")[0], step.refused)
        for day in demo.story.steps
        for step in demo.story.steps[day]
        if step.refused
    ]
    assert sorted(refused) == [
        ("A-008", "that is for: Arjan Kuipershof"),
        ("A-029", "can be judged from"),
        ("internal-audit", "four eyes"),
        ("internal-audit", "nobody audits the own school"),
        ("results-final", "no action follows from it yet"),
        ("results-final", "that is for: Pieter Laanstra"),
    ]


def test_audits_are_led_from_another_school_and_no_two_schools_audit_each_other(demo: Demo) -> None:
    with demo.runtime.store.reading(demo.slug) as session:
        unit_of = {person.email: person.unit for person in session.people()}
        audits = [one for one in session.cycles() if one.programme == "internal-audit"]
    led_from = {one.unit: unit_of[one.lead or ""] for one in audits}
    assert led_from == {"PSL": "KRW", "KRW": "RIV", "RIV": "SLH", "SLH": "PSL"}
    assert {one.unit: one.state for one in audits} == {
        "PSL": CycleState.DO,
        "RIV": CycleState.ACT,
        "SLH": CycleState.DO,
        "KRW": CycleState.PLAN,
    }


def test_annual_plans_run_and_the_safety_monitor_is_in_do(demo: Demo) -> None:
    for school in ("PSL", "RIV", "SLH", "KRW"):
        assert cycle(demo, f"annual-plan/{school}/2026-2027").state is CycleState.DO
    monitors = {
        school: cycle(demo, f"safety-monitor/{school}/2026-2027").state for school in ("PSL", "RIV", "KRW")
    }
    assert set(monitors.values()) == {CycleState.DO}


def test_older_actions_name_norms_processes_units_and_people_that_exist(demo: Demo) -> None:
    board, shipped = demo.board, demo.runtime.shipped
    processes = {process.code for process in board.processes} | {None}
    units, people = {unit.code for unit in board.units}, {person.email for person in board.people}
    rows = [row for rows in demo.story.arrivals.values() for row in rows if row.ref.startswith("B-")]
    assert len(rows) == 18
    for row in rows:
        assert set(row.norms) <= shipped.requirements, row.ref
        assert row.process in processes, row.ref
        assert row.unit in units, row.ref
        assert {row.owner, row.checker or row.owner} <= people, row.ref
        assert row.grade in shipped.grades, row.ref


def test_everything_that_is_stored_holds_together(demo: Demo) -> None:
    assert demo.runtime.store.verify(demo.slug) == []

"""What a person does when it is time to do something: the next step of an item, through the same use cases.

The texts are stand-ins for what people would write; nothing of a simulated year is ever kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Measure, Phase, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.calendar.days import CountingDays
from pdca.domain.cycles.cycle import LEFT_TASKS, Cycle, CycleState, PreviousChoice, Reflection, Seat
from pdca.domain.cycles.gates import gate_states
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct, Post
from pdca.domain.cycles.opening import DECIDE_PREVIOUS
from pdca.domain.cycles.programme import Gate
from pdca.domain.cycles.standing import leads_to_choose
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.notices.notice import Deadline, ItemKind
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.cycles.act_on_cycle import act_on_cycle, act_on_task, decide_about_action
from pdca.services.cycles.keeping import gate_view
from pdca.services.ports import BoardSession, Shipped
from pdca.services.situation import Situation

DO_DAYS, CHECK_DAYS = 20, 30
"""Counting days that a simulated owner plans for doing, and until the check."""

WORDS = "simulated"


def take_step(
    session: BoardSession, shipped: Shipped, deadline: Deadline, actor: str, now: datetime, verdict: Verdict
) -> None:
    """Do what an item asks of its responsible person; raises what the use case raises."""
    if deadline.kind is ItemKind.ACTION:
        situation = Situation(session, shipped, now)
        action = session.action(deadline.item)
        days = situation.days(action.unit, action.grade)
        act = next_act(action, actor, situation, days, verdict)
        act_on_action(session, shipped, action.ref, act, now)
    elif deadline.kind is ItemKind.REQUEST:
        action_ref = deadline.item.partition("/")[0]
        grant = Act(event=Event.GRANT, actor=actor, reason=WORDS)
        act_on_action(session, shipped, action_ref, grant, now)
    elif deadline.kind is ItemKind.TASK:
        if _names_lead(session, shipped, deadline.item, actor, now):
            return
        choice = _choice(session, deadline.item)
        task = TaskAct(event=TaskEvent.DONE, actor=actor, reason=WORDS, choice=choice)
        act_on_task(session, shipped, deadline.item, task, now)
    else:
        _move_cycle(session, shipped, deadline.item, actor, now)


def take_on(session: BoardSession, shipped: Shipped, deadline: Deadline, actor: str, now: datetime) -> None:
    """Take an item over that nobody is there for; raises what the use case raises."""
    if deadline.kind is ItemKind.ACTION:
        mine = Act(event=Event.REASSIGN, actor=actor, reason=WORDS, to=actor)
        act_on_action(session, shipped, deadline.item, mine, now)
    elif deadline.kind is ItemKind.TASK:
        task = TaskAct(event=TaskEvent.REASSIGN, actor=actor, reason=WORDS, to=actor)
        act_on_task(session, shipped, deadline.item, task, now)
    elif deadline.kind is ItemKind.CYCLE:
        cycle = session.cycle(deadline.item)
        post = Post.OWNER if deadline.owner == cycle.owner else Post.CLOSER
        turn = CycleAct(event=CycleEvent.REASSIGN, actor=actor, reason=WORDS, to=actor, post=post)
        act_on_cycle(session, shipped, deadline.item, turn, now)
    else:  # a request is decided by any manager
        take_step(session, shipped, deadline, actor, now, Verdict.EFFECTIVE)


def _names_lead(session: BoardSession, shipped: Shipped, task: str, actor: str, now: datetime) -> bool:
    """Name who leads an audit, when that is what a task asks and there is somebody; tell whether it was done."""
    id, _, code = task.rpartition("/")
    if code != LEFT_TASKS[Seat.LEAD]:
        return False
    leads = leads_to_choose(Situation(session, shipped, now).bench, session.cycle(id))
    if leads:
        act = CycleAct(event=CycleEvent.APPOINT_LEAD, actor=actor, to=leads[0])
        act_on_cycle(session, shipped, id, act, now)
    return bool(leads)


def _choice(session: BoardSession, task: str) -> PreviousChoice | None:
    """Return what is decided about the round before: it runs along, unless it ended in the meantime."""
    cycle, _, code = task.rpartition("/")
    previous = session.cycle(cycle).previous if code == DECIDE_PREVIOUS else None
    if previous is None:
        return None
    return PreviousChoice.RUN_BOTH if session.cycle(previous).state.is_open else PreviousChoice.CLOSE


def next_act(action: Action, actor: str, situation: Situation, days: CountingDays, verdict: Verdict) -> Act:
    """Return the act that an action asks for next."""
    today = situation.today
    if action.phase is Phase.PLAN:
        due = days.after(today, DO_DAYS)
        check = days.after(today, CHECK_DAYS)
        return Act(
            event=Event.COMMIT, actor=actor, goal=WORDS, measure=Measure.NOTICEABLE, due=due, check_due=check
        )
    if action.phase is Phase.DO:
        return Act(event=Event.REPORT_DONE, actor=actor, done=WORDS, evidence=(WORDS,))
    if action.phase is Phase.CHECK and not action.is_small:
        return Act(event=Event.ASSESS, actor=actor, verdict=verdict, observed=WORDS)
    if action.waits_for_agreement:
        return Act(event=Event.AGREE, actor=actor)
    found = action.verdict or verdict
    if found is not Verdict.EFFECTIVE and situation.shipped.grades[action.grade].checks is not None:
        due = days.after(today, DO_DAYS)
        return Act(event=Event.ADJUST, actor=actor, verdict=found, observed=WORDS, due=due, goal=WORDS)
    return Act(
        event=Event.SECURE,
        actor=actor,
        verdict=found,
        observed=WORDS,
        secured_in=WORDS,
        secured_owner=actor,
        outside_word=WORDS,
        review_on=today + timedelta(days=365),
    )


def _move_cycle(session: BoardSession, shipped: Shipped, id: str, actor: str, now: datetime) -> None:
    """Move a cycle on; at its end first bring together what the gates ask for."""
    cycle = session.cycle(id)
    if cycle.state is not CycleState.ACT:
        act_on_cycle(session, shipped, id, CycleAct(event=CycleEvent.ADVANCE, actor=actor), now)
        return
    missing = [
        state.gate
        for state in gate_states(gate_view(Situation(session, shipped, now), cycle))
        if state.missing
    ]
    if not missing:
        close = CycleAct(event=CycleEvent.CLOSE, actor=actor, ground=WORDS)
        act_on_cycle(session, shipped, id, close, now)
        return
    for gate in missing:
        _fill_gate(session, shipped, cycle, gate, actor, now)


def _fill_gate(
    session: BoardSession, shipped: Shipped, cycle: Cycle, gate: Gate, actor: str, now: datetime
) -> None:
    acts = {
        Gate.REPORT_THERE: CycleAct(event=CycleEvent.RECORD_REPORT, actor=actor, report=WORDS),
        Gate.REFLECTION: CycleAct(
            event=CycleEvent.REFLECT, actor=actor, reflection=Reflection.HELPED, words=WORDS
        ),
        Gate.FEEDBACK_GIVEN: CycleAct(event=CycleEvent.RECORD_FEEDBACK, actor=actor, feedback=WORDS),
        Gate.FINDINGS_HAVE_ACTIONS: CycleAct(event=CycleEvent.NO_ACTIONS, actor=actor, reason=WORDS),
    }
    if gate in acts:
        act_on_cycle(session, shipped, cycle.id, acts[gate], now)
    if gate is Gate.ACTIONS_DECIDED:
        for action in session.actions(cycle=cycle.id, is_open=True):
            if session.open_request(action.ref) is None:
                carry = Act(event=Event.CARRY_OVER, actor=actor, reason=WORDS)
                decide_about_action(session, shipped, cycle.id, action.ref, carry, now)

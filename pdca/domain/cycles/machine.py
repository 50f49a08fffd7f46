"""The wheel of a cycle and of its tasks, each as one table (PRODUCT.md, The wheel of a cycle)."""

from __future__ import annotations

from enum import StrEnum

from pdca.domain.cycles.cycle import CycleState, TaskState
from pdca.domain.machine import Machine, Transition, Who

S = CycleState
T = TaskState
OPEN = (S.PLAN, S.DO, S.CHECK, S.ACT)


class CycleEvent(StrEnum):
    """What can happen to a cycle."""

    OPEN = "open"
    ADVANCE = "advance"
    CLOSE = "close"
    CANCEL = "cancel"
    REASSIGN = "reassign"
    APPOINT_LEAD = "appoint_lead"
    RECORD_REPORT = "record_report"
    REFLECT = "reflect"
    RECORD_FEEDBACK = "record_feedback"
    NO_ACTIONS = "no_actions"


class TaskEvent(StrEnum):
    """What can happen to a task of a cycle."""

    DONE = "done"
    WAIVE = "waive"
    REASSIGN = "reassign"
    REOPEN = "reopen"


_row = Transition.row
CYCLE = Machine(
    name="cycle",
    initial=frozenset({S.SCHEDULED}),
    final=frozenset({S.CLOSED, S.CANCELLED}),
    table=(
        _row(CycleEvent.OPEN, [S.SCHEDULED], S.PLAN, [Who.ENGINE]),
        _row(CycleEvent.ADVANCE, [S.PLAN], S.DO, [Who.CYCLE_OWNER]),
        _row(CycleEvent.ADVANCE, [S.DO], S.CHECK, [Who.CYCLE_OWNER]),
        _row(CycleEvent.ADVANCE, [S.CHECK], S.ACT, [Who.CYCLE_OWNER]),
        _row(CycleEvent.CLOSE, [S.ACT], S.CLOSED, [Who.CLOSER]),
        _row(CycleEvent.CANCEL, OPEN, S.CANCELLED, [Who.CYCLE_OWNER, Who.CLOSER, Who.ENGINE]),
        _row(CycleEvent.REASSIGN, OPEN, None, [Who.CYCLE_OWNER, Who.MANAGER, Who.QUALITY]),
        _row(CycleEvent.APPOINT_LEAD, OPEN, None, [Who.CYCLE_OWNER, Who.QUALITY]),
        _row(CycleEvent.RECORD_REPORT, OPEN, None, [Who.CYCLE_OWNER, Who.LEAD, Who.TASK_HOLDER]),
        _row(CycleEvent.REFLECT, OPEN, None, [Who.CYCLE_OWNER]),
        _row(CycleEvent.RECORD_FEEDBACK, OPEN, None, [Who.CYCLE_OWNER, Who.TASK_HOLDER]),
        _row(CycleEvent.NO_ACTIONS, OPEN, None, [Who.CYCLE_OWNER]),
    ),
)

TASK = Machine(
    name="task",
    initial=frozenset({T.OPEN}),
    final=frozenset({T.DONE, T.WAIVED}),
    table=(
        _row(TaskEvent.DONE, [T.OPEN], T.DONE, [Who.TASK_HOLDER, Who.CYCLE_OWNER]),
        _row(TaskEvent.WAIVE, [T.OPEN], T.WAIVED, [Who.CYCLE_OWNER]),
        _row(
            TaskEvent.REASSIGN,
            [T.OPEN],
            None,
            [Who.TASK_HOLDER, Who.CYCLE_OWNER, Who.MANAGER, Who.QUALITY],
        ),
        _row(TaskEvent.REOPEN, [T.DONE, T.WAIVED], T.OPEN, [Who.TASK_HOLDER, Who.CYCLE_OWNER]),
    ),
)

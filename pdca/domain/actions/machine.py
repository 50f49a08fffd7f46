"""The wheel of an action and of its requests, each as one table (PRODUCT.md, The wheel of an action)."""

from __future__ import annotations

from enum import StrEnum

from pdca.domain.actions.action import Action, Phase, RequestState
from pdca.domain.actions.grade import Grade
from pdca.domain.machine import Machine, Transition, Who

P = Phase
OPEN = (P.PLAN, P.DO, P.CHECK, P.ACT)
SMALL = "small"


class Event(StrEnum):
    """What can happen to an action."""

    COMMIT = "commit"
    REPORT_DONE = "report_done"
    ASSESS = "assess"
    AGREE = "agree"
    SECURE = "secure"
    ADJUST = "adjust"
    HAND_BACK = "hand_back"
    ASK_MORE_TIME = "ask_more_time"
    ASK_TO_BLOCK = "ask_to_block"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"
    EXTEND = "extend"
    BLOCK = "block"
    UNBLOCK = "unblock"
    SNOOZE = "snooze"
    TAKE_BACK = "take_back"
    GROW = "grow"
    CARRY_OVER = "carry_over"
    MERGE = "merge"
    DROP = "drop"
    CANCEL = "cancel"
    REOPEN = "reopen"


_row = Transition.row
ACTION = Machine(
    name="action",
    initial=frozenset({P.PLAN, P.DO}),
    final=frozenset({P.CLOSED, P.CANCELLED}),
    table=(
        _row(Event.COMMIT, [P.PLAN], P.DO, [Who.OWNER]),
        _row(Event.REPORT_DONE, [P.DO], P.CHECK, [Who.OWNER], only="not strength"),
        _row(Event.REPORT_DONE, [P.DO], P.ACT, [Who.OWNER], only="strength"),
        _row(Event.ASSESS, [P.CHECK], P.ACT, [Who.CHECKER], only="not small"),
        _row(Event.AGREE, [P.ACT], None, [Who.AGREER]),
        _row(Event.AGREE, [P.CHECK], None, [Who.AGREER], only="small"),
        _row(Event.SECURE, [P.ACT], P.CLOSED, [Who.CLOSER]),
        _row(Event.SECURE, [P.CHECK], P.CLOSED, [Who.CLOSER], only="small"),
        _row(Event.ADJUST, [P.ACT], P.PLAN, [Who.CLOSER]),
        _row(Event.ADJUST, [P.CHECK], P.PLAN, [Who.CLOSER], only="small"),
        _row(Event.TAKE_BACK, [P.DO], P.PLAN, [Who.OWNER], only="not small"),
        _row(Event.TAKE_BACK, [P.CHECK], P.DO, [Who.OWNER], only="not strength"),
        _row(Event.TAKE_BACK, [P.ACT], P.DO, [Who.OWNER], only="strength"),
        _row(Event.HAND_BACK, OPEN, None, [Who.RESPONSIBLE]),
        _row(Event.ASK_MORE_TIME, OPEN, None, [Who.RESPONSIBLE]),
        _row(Event.ASK_TO_BLOCK, OPEN, None, [Who.RESPONSIBLE]),
        _row(Event.WITHDRAW, OPEN, None, [Who.RESPONSIBLE]),
        _row(Event.GRANT, OPEN, None, [Who.MANAGER, Who.BOARD, Who.ENGINE]),
        _row(Event.REFUSE, OPEN, None, [Who.MANAGER, Who.BOARD]),
        _row(Event.REASSIGN, OPEN, None, [Who.MANAGER]),
        _row(Event.EXTEND, OPEN, None, [Who.MANAGER]),
        _row(Event.BLOCK, OPEN, None, [Who.MANAGER, Who.ENGINE]),
        _row(Event.UNBLOCK, OPEN, None, [Who.MANAGER, Who.RESPONSIBLE]),
        _row(Event.SNOOZE, OPEN, None, [Who.RESPONSIBLE]),
        _row(Event.GROW, [P.PLAN, P.DO], P.PLAN, [Who.OWNER, Who.MANAGER], only="small"),
        _row(Event.CARRY_OVER, OPEN, None, [Who.CYCLE_OWNER, Who.BOARD]),
        _row(Event.MERGE, OPEN, P.CANCELLED, [Who.CYCLE_OWNER]),
        _row(Event.DROP, OPEN, P.CANCELLED, [Who.CYCLE_OWNER]),
        _row(Event.CANCEL, OPEN, P.CANCELLED, [Who.CLOSER]),
        _row(Event.REOPEN, [P.CLOSED, P.CANCELLED], P.PLAN, [Who.CLOSER]),
    ),
)

REQUEST = Machine(
    name="request",
    initial=frozenset({RequestState.OPEN}),
    final=frozenset({RequestState.GRANTED, RequestState.REFUSED, RequestState.WITHDRAWN}),
    table=(
        _row(Event.GRANT, [RequestState.OPEN], RequestState.GRANTED, [Who.MANAGER, Who.BOARD, Who.ENGINE]),
        _row(Event.REFUSE, [RequestState.OPEN], RequestState.REFUSED, [Who.MANAGER, Who.BOARD]),
        _row(Event.WITHDRAW, [RequestState.OPEN], RequestState.WITHDRAWN, [Who.RESPONSIBLE, Who.ENGINE]),
    ),
)


def traits(action: Action, grade: Grade) -> frozenset[str]:
    """Return the words that rows of the table may ask for."""
    return grade.traits | ({SMALL} if action.is_small else frozenset())

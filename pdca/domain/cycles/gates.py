"""What still has to happen before a phase of a cycle can end, in words that say exactly what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle, TaskState
from pdca.domain.cycles.programme import Gate
from pdca.domain.errors import Message, Param, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class GateView:
    """A cycle with every action in it, open or ended; `asked` are those the board is to decide about."""

    cycle: Cycle
    actions: tuple[Action, ...] = ()
    asked: frozenset[str] = frozenset()

    def open_actions(self) -> tuple[Action, ...]:
        """Return the actions that are still open in the cycle."""
        return tuple(action for action in self.actions if action.is_open and action.cycle == self.cycle.id)


@dataclass(frozen=True, slots=True)
class GateState:
    """One gate: green, or what is missing."""

    gate: Gate
    missing: Message | None

    @property
    def is_green(self) -> bool:
        """Tell whether the gate holds."""
        return self.missing is None


class NotReady(Refused):
    """The phase cannot end yet."""

    def __init__(
        self, template: str | None = None, /, *, missing: tuple[Message, ...], **params: Param
    ) -> None:
        self.missing = missing
        super().__init__(template, allowed=(), missing=missing, **params)


def gate_states(view: GateView) -> tuple[GateState, ...]:
    """Return the gates of the phase that the cycle is in; none when it is not open."""
    cycle = view.cycle
    if not cycle.state.is_open:
        return ()
    return tuple(GateState(gate, _MISSING[gate](view)) for gate in cycle.phase(cycle.state).gates)


def missing(view: GateView) -> tuple[Message, ...]:
    """Return what is missing before the current phase can end."""
    return tuple(state.missing for state in gate_states(view) if state.missing is not None)


def is_green(view: GateView) -> bool:
    """Tell whether the current phase can end; a cycle that is not open waits for nothing."""
    return view.cycle.state.is_open and not missing(view)


def _tasks_done(view: GateView) -> Message | None:
    waiting = tuple(
        Message("'{task}'", {"task": task.title})
        for task in view.cycle.current_tasks()
        if task.state is TaskState.OPEN
    )
    return Message("not done or waived yet: {tasks}", {"tasks": waiting}) if waiting else None


def _findings_have_actions(view: GateView) -> Message | None:
    if view.actions or view.cycle.had_actions or view.cycle.no_actions_reason:
        return None
    return Message("no action follows from it yet: link one, or say why none is needed")


def _actions_decided(view: GateView) -> Message | None:
    waiting = view.open_actions()
    undecided = _refs(action for action in waiting if action.ref not in view.asked)
    asked = _refs(action for action in waiting if action.ref in view.asked)
    if undecided and asked:
        return Message(
            "still open without a decision to carry over, merge or drop: {actions}; with the board: {asked}",
            {"actions": undecided, "asked": asked},
        )
    if undecided:
        return Message(
            "still open without a decision to carry over, merge or drop: {actions}", {"actions": undecided}
        )
    return Message("the board still decides about: {asked}", {"asked": asked}) if asked else None


def _refs(actions: Iterable[Action]) -> str:
    return ", ".join(sorted(action.ref for action in actions))


def _report_there(view: GateView) -> Message | None:
    if view.cycle.report:
        return None
    return Message("the report is not there yet: say where it can be found")


def _reflection(view: GateView) -> Message | None:
    if view.cycle.reflection is not None and view.cycle.reflection_words:
        return None
    return Message("the reflection is missing: say whether it helped, and why")


def _feedback_given(view: GateView) -> Message | None:
    if view.cycle.feedback:
        return None
    return Message("those who took part have not heard yet what came of it: say how they were told")


_MISSING: Mapping[Gate, Callable[[GateView], Message | None]] = {
    Gate.TASKS_DONE: _tasks_done,
    Gate.FINDINGS_HAVE_ACTIONS: _findings_have_actions,
    Gate.ACTIONS_DECIDED: _actions_decided,
    Gate.REPORT_THERE: _report_there,
    Gate.REFLECTION: _reflection,
    Gate.FEEDBACK_GIVEN: _feedback_given,
}

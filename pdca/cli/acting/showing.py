"""An action or a cycle as people and programs see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.printing import facts, line, plain, table
from pdca.domain.actions.action import Action, Request
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.gates import GateState
from pdca.domain.cycles.items import waiting
from pdca.domain.errors import Param
from pdca.services.actions.granting import words_of_askers
from pdca.services.ports import BoardSession
from pdca.services.records import Event

INTERNAL = frozenset({"loaded"})
PEOPLE = ("owner", "checker", "agreer", "closer", "agreed_by", "secured_owner", "closed_by")
CODED = ("phase", "grade", "source", "priority", "size", "measure", "verdict")
FIELDS = (
    *(
        "unit",
        *CODED,
        "due",
        "check_due",
        "effect_from",
        "snoozed_until",
        *PEOPLE,
        "norms",
        "process",
        "cycle",
    ),
    *("goal", "done", "evidence", "observed", "secured_in", "review_on", "outside_word", "closed_on"),
)


def action_document(action: Action, request: Request | None) -> dict[str, Any]:
    """Return an action for a program, with the request about it that waits."""
    kept = {name: value for name, value in plain(action).items() if name not in INTERNAL}
    return {**kept, "responsible": action.responsible, "request": plain(request) if request else None}


def cycle_document(cycle: Cycle, gates: Sequence[GateState], desk: Desk) -> dict[str, Any]:
    """Return a cycle for a program, with what its gates miss."""
    return {
        "id": cycle.id,
        **plain(cycle),
        "tasks": [{"id": cycle.task_id(task.code), **plain(task)} for task in cycle.tasks],
        "gates": [
            {"gate": str(state.gate), "green": state.is_green, "missing": _missing(state, desk)}
            for state in gates
        ],
    }


def _missing(state: GateState, desk: Desk) -> str | None:
    return None if state.missing is None else desk.language.say(state.missing)


def named(session: BoardSession, email: str | None) -> str:
    """Return somebody as `name (address)`."""
    if email is None:
        return ""
    name = name_of(session, email)
    return email if name == email else f"{name} ({email})"


def name_of(session: BoardSession, email: str) -> str:
    """Return somebody's name, or the address when nobody here has it."""
    return next((one.name for one in session.people() if one.email == email), email)


def tell_action(desk: Desk, session: BoardSession, action: Action, request: Request | None) -> None:
    """Say in a line or two where an action now is and whose turn it is."""
    if action.is_open:
        line(
            desk.say(
                "{item} is in {phase}: the turn of {person}, until {due}",
                item=action.ref,
                phase=action.phase,
                person=named(session, action.responsible) or "-",
                due=action.due,
            )
        )
    else:
        line(desk.say("{item} is {phase}", item=action.ref, phase=action.phase))
    if request is not None:
        line(
            desk.say(
                "A request is waiting ({request}): {person} decides, until {due}",
                request=desk.language.word("request", request.kind),
                person=named(session, request.responsible) or "-",
                due=request.due,
            )
        )


def show_action(desk: Desk, session: BoardSession, action: Action, events: Sequence[Event]) -> None:
    """Print everything about an action, and what happened to it."""
    word = desk.language.word
    line(f"{action.ref}  {action.title}", bold=True)
    pairs: list[tuple[str, object]] = []
    for name in FIELDS:
        value = getattr(action, name)
        if name in PEOPLE:
            value = named(session, value)
        elif name in CODED and value is not None:
            value = word(name, value)
        elif hasattr(value, "isoformat"):
            value = desk.day(value)
        elif isinstance(value, tuple):
            value = "; ".join(value)
        pairs.append((word("field", name), value))
    facts(pairs)
    _show_events(desk, session, events)


def _show_events(desk: Desk, session: BoardSession, events: Sequence[Event]) -> None:
    line()
    zone, askers = ZoneInfo(session.board().time_zone), words_of_askers(session, events)
    headers = [desk.say(one) for one in ("day", "what happened", "by", "why")]
    rows = []
    for one in events:
        why = one.reason
        if one.seq in askers:
            why = desk.say("{person} asked: {reason}", person=name_of(session, askers[one.seq]), reason=why)
        day = desk.day(one.at.astimezone(zone).date())
        rows.append([day, _happened(desk, one.kind), _actor(desk, one.actor), why])
    table(headers, rows)


def _actor(desk: Desk, actor: str) -> str:
    """Return who did something: an address, or the word for what is no person."""
    return desk.language.words.get("actor", {}).get(actor, actor)


def _happened(desk: Desk, kind: str) -> str:
    _, _, event = kind.partition("_")
    for group in ("event", "cycle_event", "task_event", "happened"):
        if desk.language.vocabulary.has(group, event) or event in desk.language.words.get(group, {}):
            return desk.language.word(group, event)
    return event.replace("_", " ")


def tell_cycle(desk: Desk, session: BoardSession, cycle: Cycle, gates: Sequence[GateState]) -> None:
    """Say in a line where a cycle now is and whose turn it is, and what its gates still miss."""
    if cycle.state.is_open:
        facts: dict[str, Param] = {
            "item": cycle.id,
            "phase": cycle.state,
            "due": cycle.phase(cycle.state).due,
        }
        turn = waiting(cycle, all(state.is_green for state in gates))
        if turn is None:
            line(desk.say("{item} is in {phase} until {due}; first what is missing below", **facts))
        else:
            facts["person"] = named(session, turn.person) or "-"
            line(desk.say("{item} is in {phase}: the turn of {person}, until {due}", **facts))
    else:
        line(desk.say("{item} is {phase}", item=cycle.id, phase=cycle.state))
    for state in gates:
        mark = "✓" if state.is_green else "✗"
        missing = _missing(state, desk)
        gate = desk.language.word("gate", state.gate)
        line(f"  {mark} {gate}" + (f": {missing}" if missing else ""))


def show_cycle(desk: Desk, session: BoardSession, cycle: Cycle, gates: Sequence[GateState]) -> None:
    """Print everything about a cycle: phases, tasks, gates and the actions in it."""
    line(f"{cycle.title.in_language(desk.locale)}  {cycle.id}", bold=True)
    tell_cycle(desk, session, cycle, gates)
    word = desk.language.word
    facts(
        [
            (desk.say("owner"), named(session, cycle.owner)),
            (word("field", "closer"), named(session, cycle.closer)),
            (word("field", "lead"), named(session, cycle.lead)),
            (word("field", "report"), cycle.report),
            (word("field", "reflection"), cycle.reflection and word("reflection", cycle.reflection)),
            (word("field", "ground"), cycle.ground),
        ]
    )
    line()
    headers = [desk.say(one) for one in ("phase", "task", "what", "by", "state")]
    rows = [
        [
            word("phase", task.phase),
            task.code,
            task.title.in_language(desk.locale),
            named(session, task.owner) or "-",
            word("task_state", task.state),
        ]
        for task in cycle.tasks
    ]
    table(headers, rows)
    actions = session.actions(cycle=cycle.id)
    if actions:
        line()
        list_actions(desk, actions)


def list_actions(desk: Desk, actions: Sequence[Action]) -> None:
    """Print actions as a table."""
    headers = [desk.say(one) for one in ("action", "unit", "phase", "due", "whose turn", "what")]
    rows = [
        [
            action.ref,
            action.unit,
            desk.language.word("phase", action.phase),
            desk.day(action.due),
            action.responsible or "",
            action.title,
        ]
        for action in actions
    ]
    table(headers, rows)

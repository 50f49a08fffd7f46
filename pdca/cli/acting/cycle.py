"""`pdca cycle`: every event of a cycle, the decisions about its open actions, and looking at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from pdca.cli.acting.cycle_telling import tell_cycle_happened
from pdca.cli.acting.options import Deciding, Steering
from pdca.cli.acting.showing import action_document, cycle_document, show_cycle
from pdca.cli.acting.telling import Happened, tell_happened
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.groups import Commands, new_app
from pdca.cli.terminal.options import AtMoment, OnBoard, command
from pdca.cli.terminal.printing import document, line, rows_document, table
from pdca.cli.terminal.words import address
from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import Cycle, Reflection
from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.cycles.moves import CycleAct, Post
from pdca.services.cycles.act_on_cycle import act_on_cycle, decide_about_action, gates_of

EVENTS: Mapping[CycleEvent, str] = {
    CycleEvent.ADVANCE: "move on to the next phase, when its gates are green (owner)",
    CycleEvent.CLOSE: "close it (closer: --ground)",
    CycleEvent.CANCEL: "cancel it (--reason)",
    CycleEvent.REASSIGN: "give it to another owner, or closer with --post closer (--to --reason)",
    CycleEvent.APPOINT_LEAD: "appoint who leads the audit (--to)",
    CycleEvent.RECORD_REPORT: "say where the report is (--report)",
    CycleEvent.REFLECT: "did it help pupils, parents, staff? (--reflection --words)",
    CycleEvent.RECORD_FEEDBACK: "say how those who took part were told (--feedback)",
    CycleEvent.NO_ACTIONS: "no action follows from it, and why (--reason)",
}
DECISIONS: Mapping[Event, str] = {
    Event.CARRY_OVER: "carry an open action over to a later cycle, or to none (--to CYCLE --reason)",
    Event.MERGE: "let an open action go up in another (--to REF --reason)",
    Event.DROP: "drop an open action (--reason)",
}


class CycleCommands(Commands):
    """The events of a cycle, by their Dutch words too."""

    word_groups = ("cycle_event", "event")


app = new_app(CycleCommands, no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID", help="the cycle, such as internal-audit/PSL/2026-2027")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="the action, such as A-004")]


@app.callback()
def cycle() -> None:
    """Act on cycles."""


def event_command(event: CycleEvent) -> Callable[..., None]:
    """Return the command for an event."""

    @command
    def act(desk: Desk, id: Id, given: Steering) -> None:
        slug, shipped = desk.board(given.board), desk.runtime.shipped
        wanted = CycleAct(
            event=event,
            actor=given.actor,
            reason=given.reason,
            to=address(given.to) if given.to is not None else None,
            post=desk.code("post", Post, given.post) or Post.OWNER,
            report=given.report,
            reflection=desk.code("reflection", Reflection, given.reflection),
            words=given.words,
            feedback=given.feedback,
            ground=given.ground,
        )
        now = desk.moment(slug, given.as_of)
        with desk.store.board(slug) as session:
            after = act_on_cycle(session, shipped, id, wanted, now)
            gates = gates_of(session, shipped, id, now)
            said = tell_cycle_happened(desk, session, wanted, after, gates)
            desk.warn_of_pupils(session, given)
        if desk.is_json:
            document(cycle_document(after, gates, desk))
        else:
            line(said)

    return act


def decision_command(event: Event) -> Callable[..., None]:
    """Return the command for a decision about an action that is still open in a cycle."""

    @command
    def decide(desk: Desk, id: Id, ref: Ref, given: Deciding) -> None:
        slug = desk.board(given.board)
        act = Act(event=event, actor=given.actor, reason=given.reason, to=given.to)
        now = desk.moment(slug, given.as_of)
        with desk.store.board(slug) as session:
            before = session.action(ref)
            after = decide_about_action(session, desk.runtime.shipped, id, ref, act, now)
            request = session.open_request(ref)
            happened = Happened(event=event, before=before, after=after, asks=request, into=given.to or "")
            said = tell_happened(desk, session, happened)
            desk.warn_of_pupils(session, given)
        if desk.is_json:
            document(action_document(after, request))
        else:
            line(said)

    return decide


for one, text in EVENTS.items():
    app.command(one.replace("_", "-"), help=text)(event_command(one))
for decision, text in DECISIONS.items():
    app.command(decision.replace("_", "-"), help=text)(decision_command(decision))


@app.command("show", help="a cycle with its gates, tasks and actions")
@command
def show(desk: Desk, id: Id, given: AtMoment) -> None:
    """Print a cycle and what it still misses."""
    slug = desk.board(given.board)
    now = desk.moment(slug, given.as_of)
    with desk.store.reading(slug) as session:
        found, gates = session.cycle(id), gates_of(session, desk.runtime.shipped, id, now)
        if desk.is_json:
            document(cycle_document(found, gates, desk))
        else:
            show_cycle(desk, session, found, gates)


@dataclass(frozen=True, kw_only=True)
class Choosing(OnBoard):
    """Which cycles to list."""

    everything: Annotated[bool, typer.Option("--all", help="also what is closed or cancelled")] = False
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="of which unit")] = None


@app.command("list", help="the open cycles, or all of them")
@command
def show_all(desk: Desk, given: Choosing) -> None:
    """List cycles."""
    slug = desk.board(given.board)
    now = desk.moment(slug, None)
    with desk.store.reading(slug) as session:
        found = session.cycles(is_open=None if given.everything else True)
        chosen = sorted((one for one in found if given.unit in (None, one.unit)), key=lambda one: one.id)
        if desk.is_json:
            gates = {one.id: gates_of(session, desk.runtime.shipped, one.id, now) for one in chosen}
            rows_document(cycle_document(one, gates[one.id], desk) for one in chosen)
            return
    if not chosen:
        line(desk.say("No cycles."))
        return
    headers = [desk.say(one) for one in ("cycle", "phase", "due", "owner")]
    table(headers, [_cells(desk, one) for one in chosen])


def _cells(desk: Desk, cycle: Cycle) -> list[object]:
    due = cycle.phase(cycle.state).due if cycle.state.is_open else None
    return [cycle.id, desk.language.word("cycle_state", cycle.state), desk.day(due), cycle.owner or "-"]

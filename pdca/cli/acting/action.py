"""`pdca action`: every event of an action, a new one, and looking at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from pdca.cli.acting.options import Adding, Doing
from pdca.cli.acting.showing import action_document, list_actions, show_action, tell_action
from pdca.cli.acting.telling import Happened, tell_happened
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.groups import Commands, new_app
from pdca.cli.terminal.options import OnBoard, command
from pdca.cli.terminal.printing import document, line, rows_document
from pdca.cli.terminal.words import address
from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Measure, Verdict
from pdca.domain.actions.machine import Event
from pdca.services.actions.act_on_action import act_on_action

EVENTS: Mapping[Event, str] = {
    Event.COMMIT: "this is what I will do, by then (owner: --goal --measure --due --check-due)",
    Event.REPORT_DONE: "it is done (owner: --done, --evidence where the grade asks for it)",
    Event.ASSESS: "did it help? (checker: --verdict --observed)",
    Event.AGREE: "agree to what was assessed (who must agree by grade)",
    Event.SECURE: "secure it and close (closer: --secured-in --secured-owner; small: with --verdict --observed)",
    Event.ADJUST: "go round once more (closer: --goal or --due; small: with --verdict --observed)",
    Event.TAKE_BACK: "take your own last step back, within thirty days (owner)",
    Event.WITHDRAW: "take the own request that waits back",
    Event.HAND_BACK: "this is not mine: ask for another owner (--reason)",
    Event.ASK_MORE_TIME: "ask for more time (--until --reason)",
    Event.ASK_TO_BLOCK: "ask to wait for somebody else (--until --reason)",
    Event.GRANT: "grant the request that waits (manager: --due, --until or --to may differ from what was asked)",
    Event.REFUSE: "refuse the request that waits (manager: --reason)",
    Event.REASSIGN: "give it to somebody else (manager: --to --reason, --due for another date)",
    Event.EXTEND: "give it another date (manager: --due --reason)",
    Event.BLOCK: "let it wait (manager: --until --reason)",
    Event.UNBLOCK: "take it up again (--reason)",
    Event.SNOOZE: "no reminders until a day before it is due (--until)",
    Event.GROW: "make a small action a large one",
    Event.CANCEL: "cancel it (closer: --reason)",
    Event.REOPEN: "open it again (closer: --reason)",
}


class ActionCommands(Commands):
    """The events of an action, by their Dutch words too."""

    word_groups = ("event",)


app = new_app(ActionCommands, no_args_is_help=True)


@app.callback()
def action() -> None:
    """Act on actions."""


def event_command(event: Event) -> Callable[..., None]:
    """Return the command for an event."""

    @command
    def act(
        desk: Desk,
        ref: Annotated[str, typer.Argument(metavar="REF", help="the action, such as A-004")],
        given: Doing,
    ) -> None:
        slug = desk.board(given.board)
        wanted = act_of(desk, event, given)
        now = desk.moment(slug, given.as_of)
        with desk.store.board(slug) as session:
            before, asked = session.action(ref), session.open_request(ref)
            after = act_on_action(session, desk.runtime.shipped, ref, wanted, now)
            request = session.open_request(ref)
            happened = Happened(event=event, before=before, after=after, asked=asked, asks=request)
            said = tell_happened(desk, session, happened)
            desk.warn_of_pupils(session, given)
        if desk.is_json:
            document(action_document(after, request))
        else:
            line(said)

    return act


def act_of(desk: Desk, event: Event, given: Doing) -> Act:
    """Return the act that the options describe."""
    return Act(
        event=event,
        actor=given.actor,
        reason=given.reason,
        due=given.due,
        check_due=given.check_due,
        effect_from=given.effect_from,
        until=given.until,
        to=address(given.to) if given.to is not None else None,
        goal=given.goal,
        measure=desk.code("measure", Measure, given.measure),
        done=given.done,
        evidence=tuple(given.evidence or ()),
        verdict=desk.code("verdict", Verdict, given.verdict),
        observed=given.observed,
        secured_in=given.secured_in,
        secured_owner=given.secured_owner,
        review_on=given.review_on,
        outside_word=given.outside_word,
    )


for one, text in EVENTS.items():
    app.command(one.replace("_", "-"), help=text)(event_command(one))


@app.command("new", help="a new action, small or large by its grade")
@command
def new(
    desk: Desk,
    ref: Annotated[str, typer.Argument(metavar="REF", help="its reference, such as A-041")],
    given: Adding,
) -> None:
    """Add an action, checked as a row of actions.csv is."""
    from pdca.cli.acting.row import row_of
    from pdca.services.actions.new_action import new_action

    slug = desk.board(given.board)
    now = desk.moment(slug, given.as_of)
    with desk.store.board(slug) as session:
        row = row_of(session, desk.runtime.shipped, ref, given)
        added = new_action(session, desk.runtime.shipped, row, given.actor, now, cycle=given.cycle)
        desk.warn_of_pupils(session, given)
        if not desk.is_json:
            line(desk.say("{item} is added.", item=added.ref))
            tell_action(desk, session, added, None)
    if desk.is_json:
        document(action_document(added, None))


@app.command("show", help="everything about an action")
@command
def show(desk: Desk, ref: Annotated[str, typer.Argument(metavar="REF")], given: OnBoard) -> None:
    """Print an action and what happened to it."""
    with desk.store.reading(desk.board(given.board)) as session:
        found, request = session.action(ref), session.open_request(ref)
        if desk.is_json:
            document(action_document(found, request))
            return
        show_action(desk, session, found, session.events(key=ref))
        if request is not None:
            line()
            tell_action(desk, session, found, request)


@dataclass(frozen=True, kw_only=True)
class Choosing(OnBoard):
    """Which actions to list."""

    everything: Annotated[bool, typer.Option("--all", help="also what is closed or cancelled")] = False
    of: Annotated[
        str | None, typer.Option("--of", parser=address, metavar="EMAIL", help="whose turn it is")
    ] = None
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="of which unit")] = None
    cycle: Annotated[str | None, typer.Option("--cycle", metavar="ID", help="in which cycle")] = None


@app.command("list", help="the open actions, or all of them")
@command
def show_all(desk: Desk, given: Choosing) -> None:
    """List actions."""
    with desk.store.reading(desk.board(given.board)) as session:
        found = session.actions(cycle=given.cycle, is_open=None if given.everything else True)
        chosen = [
            one
            for one in sorted(found, key=lambda one: one.ref)
            if given.of in (None, one.responsible) and given.unit in (None, one.unit)
        ]
        if desk.is_json:
            rows_document(action_document(one, session.open_request(one.ref)) for one in chosen)
        elif chosen:
            list_actions(desk, chosen)
        else:
            line(desk.say("No actions."))

"""The record of a cycle: what was done, by whom, and what came of it, to be read, printed and filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.responses import Response

from pdca.documents.record import Lines, Record, Table, record_pdf
from pdca.domain.cycles.cycle import CycleState
from pdca.domain.cycles.programme import Words as InWords
from pdca.services.actions.viewing import Change, changes_of
from pdca.services.cycles.meanwhile import tasks_in
from pdca.services.cycles.viewing import CycleView, carried_on, view_cycle
from pdca.services.records import Event
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.rendering import capital
from pdca.web.page.telling import did
from pdca.web.page.words import Words, web_folder

router = APIRouter(prefix="/b/{board}/cycles/{programme}/{unit}/{period}")

LAYOUT = web_folder().parent / "documents" / "record.typ"


@router.get("/record")
def record_page(visit: SignedIn, programme: str, unit: str, period: str) -> Response:
    """Show the record of a cycle, made to be printed."""
    with visit.reading() as situation:
        record, title, _ = _record(visit, situation, f"{programme}/{unit}/{period}")
    return visit.page(
        "cycles/record.html.j2",
        title=record.title,
        here="cycles",
        help="cycle",
        record=record,
        cycle_title=title,
        cycle_at=f"/b/{visit.board}/cycles/{programme}/{unit}/{period}",
    )


@router.get("/record.pdf")
def record_file(visit: SignedIn, programme: str, unit: str, period: str) -> Response:
    """Hand out the record of a cycle as PDF; once it is closed that is the same file on any later day."""
    with visit.reading() as situation:
        record, _, seal = _record(visit, situation, f"{programme}/{unit}/{period}")
    name = f'attachment; filename="{programme}-{unit}-{period}.pdf"'
    body = record_pdf(record, LAYOUT, visit.now if seal is None else seal.at)
    return Response(body, media_type="application/pdf", headers={"content-disposition": name})


def _record(visit: Visit, situation: Situation, id: str) -> tuple[Record, str, Event | None]:
    words = visit.words
    view = view_cycle(situation, id, visit.email, words.locale)
    title = f"{view.cycle.title.in_language(words.locale)} {view.cycle.period}"
    events = situation.session.events(key=id)
    seal = _seal(events)
    record = Record(
        lang=words.locale,
        board=situation.board.name,
        unit=view.unit_name,
        title=words.say("Record: {title}", title=title),
        facts=_facts(words, view),
        sections=(_tasks(words, view), _actions(words, view, carried_on(situation, view.cycle))),
        happened=Lines(
            title=words.say("What happened"),
            lines=_happened(words, changes_of(situation, events), tasks_in(events)),
        ),
        chain=words.say("As it stood on {day}", day=words.day(situation.today))
        if seal is None
        else words.say("Seal of the last step: number {seq}, {hash}", seq=seal.seq, hash=seal.hash),
    )
    return record, title, seal


def _seal(events: Sequence[Event]) -> Event | None:
    """Return the event that ended a cycle; None while it is open. What the board does later leaves it alone."""
    found = None
    for one in events:
        if one.after is not None and "state" in one.after:
            found = None if CycleState(one.after["state"]).is_open else found or one
    return found


def _facts(words: Words, view: CycleView) -> list[tuple[str, str]]:
    cycle, say = view.cycle, words.say
    facts = [
        (say("State"), capital(words.word("cycle_state", cycle.state))),
        (say("Opened"), words.day(cycle.opened)),
        (say("Runs it"), view.names.get(cycle.owner or "", "–")),
    ]
    if cycle.lead:
        facts.append((say("Leads the audit"), view.names.get(cycle.lead, "–")))
    if cycle.closed_on:
        facts += [
            (say("Closed on"), words.day(cycle.closed_on)),
            (say("Closed by"), view.names.get(cycle.closed_by or "", "–")),
            (say("Why it could be closed"), cycle.ground),
        ]
    none = say("Not recorded")
    reflection = capital(words.word("reflection", cycle.reflection)) or none
    facts += [(say("Report"), cycle.report or none), (say("Did it help?"), reflection)]
    if cycle.reflection_words:
        facts.append((say("How we see that"), cycle.reflection_words))
    if cycle.feedback:
        facts.append((say("Those who took part"), cycle.feedback))
    return facts


def _tasks(words: Words, view: CycleView) -> Table:
    say = words.say
    return Table(
        title=say("Tasks"),
        heads=[say("Phase"), say("Task"), say("By"), say("State"), say("On")],
        widths=[2, 7, 4, 3, 4],
        rows=[
            [
                capital(words.word("phase", one.phase)),
                one.title.in_language(words.locale),
                view.names.get(one.ended_by or one.owner or "", "–"),
                words.word("task_state", one.state),
                words.day(one.ended_on),
            ]
            for one in view.cycle.tasks
        ],
        none=say("None."),
    )


def _actions(words: Words, view: CycleView, carried: Sequence[tuple[str, str, str]]) -> Table:
    """Return the actions of a cycle, and last those that went on elsewhere; what these became stands there."""
    say, reason = words.say, view.cycle.no_actions_reason
    return Table(
        title=say("Actions"),
        heads=[say("Reference"), say("Action"), say("Owner"), say("Phase"), say("What was seen")],
        widths=[3, 7, 4, 3, 5],
        rows=[
            [
                one.ref,
                one.title,
                view.names.get(one.owner, "–"),
                words.word("phase", one.phase),
                one.observed or "–",
            ]
            for one in view.actions
        ]
        + [[*one, say("carried over"), "–"] for one in carried],
        none=say("No action is needed: {reason}", reason=reason) if reason else say("None."),
    )


def _happened(words: Words, changes: list[Change], tasks: Mapping[int, InWords]) -> list[str]:
    told = []
    for one in reversed(changes):
        if one.kind != "settled":
            what = words.tell(did(one.kind, one.who or words.say("the engine")))
            about = f": {tasks[one.seq].in_language(words.locale)}" if one.seq in tasks else ""
            told.append(f"{words.day(one.day)}: {what}{about}{f' (“{one.reason}”)' if one.reason else ''}")
    return told

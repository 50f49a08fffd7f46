"""One cycle: the wheel with its phases, their tasks and gates, and the page on which it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.cycle import PreviousChoice, Reflection
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct, Post
from pdca.domain.cycles.programme import PHASES
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.services.actions.viewing import changes_of
from pdca.services.cycles.act_on_cycle import act_on_cycle, act_on_task, decide_about_action
from pdca.services.cycles.meanwhile import Meanwhile, meanwhile, meanwhile_with, tasks_in
from pdca.services.cycles.viewing import CycleView, seen_cycle, view_cycle
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.acting import somebody
from pdca.web.page.people import colleagues
from pdca.web.page.telling import pupils_said
from pdca.web.places.cycles.called import called, titles_of

router = APIRouter(prefix="/b/{board}/cycles/{programme}/{unit}/{period}")

CLOSING, AGAIN, DECIDE = "closing", "again", "decide"
DECISIONS = (Event.CARRY_OVER, Event.MERGE, Event.DROP)
NEEDED = {
    CycleEvent.CLOSE: ("ground",),
    CycleEvent.CANCEL: ("reason",),
    CycleEvent.REASSIGN: ("to", "reason"),
    CycleEvent.APPOINT_LEAD: ("to",),
    CycleEvent.RECORD_REPORT: ("report",),
    CycleEvent.REFLECT: ("reflection", "words"),
    CycleEvent.RECORD_FEEDBACK: ("feedback",),
    CycleEvent.NO_ACTIONS: ("reason",),
}
"""What each step asks; the field `words` of a reflection is called so in the form too."""

SAID = {
    CycleEvent.ADVANCE: "The next phase has begun.",
    CycleEvent.CLOSE: "Closed. The circle is round, well done.",
    CycleEvent.CANCEL: "The cycle is cancelled.",
    CycleEvent.REASSIGN: "Handed over.",
    CycleEvent.APPOINT_LEAD: "Noted who leads.",
    CycleEvent.RECORD_REPORT: "Noted where the report is.",
    CycleEvent.REFLECT: "Thank you for looking back.",
    CycleEvent.RECORD_FEEDBACK: "Noted how people were told.",
    CycleEvent.NO_ACTIONS: "Noted why no action follows.",
}
WRITTEN = ("reason", "to", "report", "words", "feedback", "ground", "into")
FIELDS = (*WRITTEN, "reflection", "choice", "post", "decision", "target")
OVERTAKEN = Message("Somebody changed this meanwhile")
TICK_ONE = Message("Choose at least one action, and what is to happen with it.")


def _id(programme: str, unit: str, period: str) -> str:
    return f"{programme}/{unit}/{period}"


@router.get("")
def cycle_page(visit: SignedIn, programme: str, unit: str, period: str, phase: str = "") -> Response:
    """Show a cycle; `phase` says which quarter of the wheel."""
    return _page(visit, _id(programme, unit, period), phase=phase if phase in PHASES else "")


@router.get("/closing")
def closing_page(visit: SignedIn, programme: str, unit: str, period: str) -> Response:
    """Show what is still missing before a cycle can be closed, each with the step that brings it."""
    return _page(visit, _id(programme, unit, period), place=CLOSING)


@router.post("/do/{event}")
def step(visit: SignedIn, programme: str, unit: str, period: str, event: str) -> Response:
    """Take a step with a cycle."""
    return visit.once(lambda: _step(visit, _id(programme, unit, period), event))


def _step(visit: Visit, id: str, event: str) -> Response:
    filled = visit.filled
    if event not in SAID:
        raise NotFound("there is nothing here")
    wanted = CycleEvent(event)

    def act(situation: Situation) -> None:
        given = CycleAct(
            event=wanted,
            actor=visit.email,
            reason=filled.text("reason"),
            to=somebody(filled, "to", situation),
            post=filled.code("post", Post) or Post.OWNER,
            report=filled.text("report"),
            reflection=filled.code("reflection", Reflection),
            words=filled.text("words"),
            feedback=filled.text("feedback"),
            ground=filled.text("ground"),
        )
        _require(visit, NEEDED.get(wanted, ()))
        if filled.is_right:
            act_on_cycle(situation.session, situation.shipped, id, given, visit.now)

    return _tried(visit, id, act, Message(SAID[wanted]), event)


@router.post("/tasks/{code}/{event}")
def task_step(visit: SignedIn, programme: str, unit: str, period: str, code: str, event: str) -> Response:
    """Take a step with a task."""
    return visit.once(lambda: _task_step(visit, _id(programme, unit, period), code, event))


def _task_step(visit: Visit, id: str, code: str, event: str) -> Response:
    filled = visit.filled
    said = {
        TaskEvent.DONE: "Done, thank you.",
        TaskEvent.WAIVE: "Waived, with the reason.",
        TaskEvent.REASSIGN: "Handed over.",
        TaskEvent.REOPEN: "It is open again.",
    }
    if event not in said:
        raise NotFound("there is nothing here")
    wanted = TaskEvent(event)

    def act(situation: Situation) -> None:
        given = TaskAct(
            event=wanted,
            actor=visit.email,
            reason=filled.text("reason"),
            to=somebody(filled, "to", situation),
            choice=filled.code("choice", PreviousChoice),
        )
        _require(visit, {TaskEvent.WAIVE: ("reason",), TaskEvent.REASSIGN: ("to", "reason")}.get(wanted, ()))
        if filled.is_right:
            act_on_task(situation.session, situation.shipped, f"{id}/{code}", given, visit.now)

    return _tried(visit, id, act, Message(said[wanted]), f"{code}/{event}", anchor=f"task-{code}")


@router.post("/decide")
def decide(visit: SignedIn, programme: str, unit: str, period: str) -> Response:
    """Decide about actions that are still open: each of those that were ticked, all or none."""
    return visit.once(lambda: _decide(visit, _id(programme, unit, period)))


def _decide(visit: Visit, id: str) -> Response:
    filled = visit.filled
    refs = filled.many("ref")
    event = filled.code("decision", Event)
    to, reason = filled.text("target"), filled.text("reason", is_needed=True)

    def act(situation: Situation) -> None:
        if not refs or event not in DECISIONS:
            filled.fault("", TICK_ONE)
        if event is Event.MERGE and not filled.text("into"):
            filled.fault("into", Message("Name the action that it goes into, such as A-004."))
        for ref in refs if filled.is_right else ():
            goes = filled.text("into") if event is Event.MERGE else to or None
            act = Act(event=event or Event.DROP, actor=visit.email, reason=reason, to=goes)
            decide_about_action(situation.session, situation.shipped, id, ref, act, visit.now)

    count = visit.words.count("One action decided about.", "{count} actions decided about.", len(refs))
    return _tried(visit, id, act, count, DECIDE, anchor="actions-decided")


def _require(visit: Visit, names: tuple[str, ...]) -> None:
    for name in names:
        visit.filled.text(name, is_needed=True)


def _tried(
    visit: Visit,
    id: str,
    act: Callable[[Situation], None],
    said: str | Message,
    tried: str,
    anchor: str = "",
) -> Response:
    """Carry out a step as one transaction; whatever is refused comes back with all that was filled in."""
    place = CLOSING if visit.filled.raw("place") == CLOSING else ""
    overtaken: list[Meanwhile] = []
    status = 422
    try:
        with visit.writing() as session:
            situation = Situation(session, visit.site.runtime.shipped, visit.now)
            seen_cycle(situation, id, visit.email)
            overtaken = _overtaken(visit, situation, id, tried)
            if overtaken:
                visit.filled.fault("", OVERTAKEN)
            else:
                act(situation)
            if visit.filled.is_right:
                is_last = tried == CycleEvent.CLOSE or not place
                back = f"/b/{visit.board}/cycles/{id}{'' if is_last else '/closing'}"
                pupils = pupils_said(visit.words, situation, visit.filled)
                return visit.go(f"{back}#{anchor}" if anchor else back, said, *pupils)
    except BadInput as error:
        visit.filled.take(error, FIELDS)
    except Refused as error:
        visit.filled.fault("", error.message)
        if tried in (CycleEvent.CLOSE, CycleEvent.ADVANCE):  # the page itself says what is missing
            return _page(visit, id, place=place, tried=tried, status=409)
        status = 409
    status = 409 if overtaken else status
    return _page(visit, id, place=AGAIN, tried=tried, status=status, overtaken=overtaken)


def _overtaken(visit: Visit, situation: Situation, id: str, tried: str) -> list[Meanwhile]:
    """Return what people did since the page was shown that the form of a step came from."""
    if not visit.filled.raw("version"):  # no page of ours sends that: what it may is for the use case to say
        return []
    seen, (code, slash, _) = visit.filled.number("version"), tried.partition("/")
    if tried == DECIDE:
        return meanwhile_with(situation, visit.filled.many("ref"), seen, visit.email)
    return meanwhile(situation, id, seen, code if slash else "")


TEMPLATES = {"": "cycles/cycle.html.j2", CLOSING: "cycles/closing.html.j2", AGAIN: "cycles/again.html.j2"}


def _page(
    visit: Visit,
    id: str,
    *,
    place: str = "",
    phase: str = "",
    tried: str = "",
    status: int = 200,
    overtaken: Sequence[Meanwhile] = (),
) -> Response:
    with visit.reading() as situation:
        if "/" in tried:
            phase = situation.session.cycle(id).task(tried.partition("/")[0]).phase
        view = view_cycle(situation, id, visit.email, visit.words.locale, phase)
        values = _values(visit, situation, view)
    titles = titles_of((view.cycle, view.previous), visit.words.locale)
    errors = visit.filled.errors
    errors |= {name: called(one, titles) for name, one in errors.items()}
    title = f"{view.cycle.title.in_language(visit.words.locale)} {view.cycle.period}"
    return visit.page(
        TEMPLATES[place],
        title=title,
        status=status,
        here="cycles",
        help="closing" if place == CLOSING else "cycle",
        view=view,
        cycle=view.cycle,
        tried=tried,
        is_alone=place == AGAIN,
        in_place=visit.filled.raw("place") == CLOSING,
        overtaken=overtaken,
        why_not=called(view.why_not, titles) if view.why_not is not None else None,
        written=WRITTEN,
        **values,
    )


def _values(visit: Visit, situation: Situation, view: CycleView) -> dict[str, Any]:
    session, locale = situation.session, visit.words.locale
    seq, digest = session.head()
    previous, events = view.previous, session.events(key=view.cycle.id)
    return {
        "cycle_at": f"/b/{visit.board}/cycles/{view.cycle.id}",
        "people": colleagues(situation, view.cycle.unit),
        "changes": changes_of(situation, events),
        "tasks_in": tasks_in(events),
        "today": situation.today,
        "chain": (seq, digest),
        "version": seq,
        "previous_title": f"{previous.title.in_language(locale)} {previous.period}"
        if previous is not None
        else "",
    }

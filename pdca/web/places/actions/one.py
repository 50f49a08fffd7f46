"""One action: everything about it, and the steps that its reader may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Action, Request
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.domain.people.naming import named
from pdca.mail.words.catalogue import catalogue
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.actions.lineage import cycle_titles, lineage_of
from pdca.services.actions.offering import WISHES, Step, offers_for
from pdca.services.actions.taking_back import answered
from pdca.services.actions.viewing import ActionView, seen_action, view_action
from pdca.services.cycles.meanwhile import Meanwhile, since_version
from pdca.services.people.details import missed_by
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.acting import act_of, watch_days
from pdca.web.page.people import colleagues
from pdca.web.page.telling import aside_said, did, missed_said, now_so, pupils_said, said

router = APIRouter(prefix="/b/{board}/actions/{ref}")

EVENTS = frozenset({*map(str, Event), *map(str, Step)})
UNDONE_BY = {Event.REPORT_DONE: Event.TAKE_BACK, Event.COMMIT: Event.TAKE_BACK}
CHANGED = Message("Somebody changed this meanwhile. Look what happened; what you filled in is still here.")


@router.get("")
def action_page(visit: SignedIn, ref: str) -> Response:
    """Show an action."""
    with visit.reading() as situation:
        return _page(visit, situation, _view(visit, situation, ref))


@router.get("/do/{event}")
def step_page(visit: SignedIn, ref: str, event: str) -> Response:
    """Show the form of one step, on a page of its own."""
    with visit.reading() as situation:
        view = _view(visit, situation, ref)
        if view.offers.find(event) is None:
            not_now = Message("That step is not possible now.")
            return visit.go(f"/b/{visit.board}/actions/{ref}", not_now, tone="soon")
        return _page(visit, situation, view, tried=event, is_alone=True)


@router.post("/do/{event}")
def take_step(visit: SignedIn, ref: str, event: str) -> Response:
    """Take a step. What is refused or not right yet comes back with everything that was filled in."""
    if event not in EVENTS:
        raise NotFound("there is nothing here")
    return visit.once(lambda: _take_step(visit, ref, event))


def _take_step(visit: Visit, ref: str, event: str) -> Response:
    filled, shipped, status = visit.filled, visit.site.runtime.shipped, 422
    try:
        with visit.writing() as session:
            situation = Situation(session, shipped, visit.now)
            action = seen_action(situation, ref, visit.email)
            if filled.number("version") != action.version:
                return _changed(visit, situation, ref, event)
            step = offers_for(situation, action, visit.email).find(event)
            ended = answered(situation, action, visit.email) if event == Event.WITHDRAW else None
            if step is None and ended is not None:
                return _ended(visit, situation, ended)
            if step is None:
                raise Refused("that step is not possible now")
            act = act_of(filled, step, visit.email, situation, action.unit)
            watch_days(filled, act, action, situation.today)
            if filled.is_right:
                after = act_on_action(session, shipped, ref, act, visit.now)
                told = said(visit.words, now_so(act.event, after, situation, visit.email))
                aside = (
                    *aside_said(visit.words, situation, act, action, after),
                    *pupils_said(visit.words, situation, filled),
                )
                undo = _undo(visit, situation, after, act.event)
                return visit.go(_place(visit, ref), told, *aside, undo=undo)
    except BadInput as error:
        filled.take(error, ALL_FIELDS)
    except Refused as error:
        filled.fault("", error.message)
        status = 409
    with visit.reading() as situation:
        view = _view(visit, situation, ref)
        return _page(visit, situation, view, tried=event, is_alone=True, status=status)


ALL_FIELDS = (
    *("reason", "until", "due", "check_due", "effect_from", "goal", "measure", "done", "evidence", "verdict"),
    *("observed", "secured_in", "secured_owner", "review_on", "outside_word", "to"),
)


def _place(visit: Visit, ref: str) -> str:
    return f"/b/{visit.board}/actions/{ref}"


def _undo(visit: Visit, situation: Situation, after: Action, event: Event) -> Mapping[str, Any] | None:
    """Return the button that takes a step back, or a question while it waits."""
    place, fields = _place(visit, after.ref), {"version": after.version}
    if event in UNDONE_BY:
        return {"action": f"{place}/undo", "label": visit.words.say("Undo"), "fields": fields}
    if event in WISHES and situation.session.open_request(after.ref) is not None:
        label = visit.words.say("Take my question back")
        return {"action": f"{place}/do/{Event.WITHDRAW}", "label": label, "fields": fields}
    return None


def _ended(visit: Visit, situation: Situation, request: Request) -> Response:
    """Answer whoever wants a question back that waits no more: who ended it. When and why stands on the page."""
    who = named(situation.organisation, request.decided_by or "")
    return visit.go(
        _place(visit, request.action), f"{said(visit.words, did(request.state, who))}.", tone="soon"
    )


@router.post("/undo")
def undo(visit: SignedIn, ref: str) -> Response:
    """Take the own last step back; a second click finds it taken back."""
    with visit.writing() as session:
        situation = Situation(session, visit.site.runtime.shipped, visit.now)
        action = seen_action(situation, ref, visit.email)
        if visit.filled.raw("version") and visit.filled.number("version") != action.version:
            return visit.go(f"/b/{visit.board}/actions/{ref}")
        act = Act(event=Event.TAKE_BACK, actor=visit.email)
        after = act_on_action(session, visit.site.runtime.shipped, ref, act, visit.now)
        told = said(visit.words, now_so(Event.TAKE_BACK, after, situation, visit.email))
    return visit.go(f"/b/{visit.board}/actions/{ref}", told)


def _changed(visit: Visit, situation: Situation, ref: str, event: str) -> Response:
    """Answer a form that was shown before somebody moved the action: who did what, and the form to send again."""
    overtaken = since_version(situation, ref, visit.filled.number("version"))
    if not overtaken:  # the engine did it, such as the end of a wait
        visit.filled.fault("", CHANGED)
    view = _view(visit, situation, ref)
    return _page(visit, situation, view, tried=event, is_alone=True, status=409, overtaken=overtaken)


def _view(visit: Visit, situation: Situation, ref: str) -> ActionView:
    runtime = visit.site.runtime
    return view_action(situation, ref, visit.email, runtime.links, runtime.words, visit.words.locale)


def _page(
    visit: Visit,
    situation: Situation,
    view: ActionView,
    *,
    tried: str = "",
    is_alone: bool = False,
    status: int = 200,
    overtaken: Sequence[Meanwhile] = (),
) -> Response:
    words = catalogue(visit.words.locale, visit.someone.is_formal)
    action, line = view.action, view.line
    following = line.next_level if line is not None else None
    announced = ""
    if following is not None:
        announced = words.announcement(
            following.role_name, following.people, following.on, situation.today.year
        )
    moment = ""
    if line is not None and line.due is not None:
        moment = words.moment(line.due, line.days, line.day_mode, situation.today)
    holder = action.responsible
    away = missed_by(situation, holder, action.unit) if holder and holder != visit.email else None
    titles = cycle_titles(situation, view.changes, visit.words.locale)
    return visit.page(
        "actions/step.html.j2" if is_alone else "actions/action.html.j2",
        title=action.title,
        status=status,
        here="actions",
        help="action",
        view=view,
        action=action,
        today=situation.today,
        turn=words.turn[view.asked],
        by_when=moment,
        away=missed_said(visit.words, away) if away is not None else "",
        if_nothing=announced,
        people=colleagues(situation, action.unit),
        norms=[(code, _requirement(visit, code)) for code in action.norms],
        process=next((one.name for one in situation.session.processes() if one.code == action.process), ""),
        lineage=lineage_of(view.changes, titles),
        cycle_titles=titles,
        tried=tried,
        overtaken=overtaken,
    )


def _requirement(visit: Visit, code: str) -> str:
    library = visit.site.runtime.shipped.norms
    if not library.knows(code):
        return ""
    found = library.requirement(code)
    return found.en if visit.words.locale == "en" else found.nl

"""Acting from a mail, without signing in: a link opens one item for one person.

Looking changes nothing, so a program that follows every link does no harm; only the form of the page acts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from pdca.domain.actions.action import Action
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.domain.notices.digest import Began, Reason
from pdca.mail.words.catalogue import Catalogue, catalogue
from pdca.mail.words.view import began_said
from pdca.services.access.limits import Limit
from pdca.services.actions.offering import Step
from pdca.services.engine.decide_lines import past_the_ladder
from pdca.services.explain.short import in_short
from pdca.services.explain.why import why
from pdca.services.mailing.acting import LinkView, Outcome, act_from_link, look
from pdca.services.mailing.links import VALID_FOR, Capability
from pdca.services.records import Planned
from pdca.services.situation import Situation
from pdca.services.work.waiting import Waiting, told, work_of
from pdca.web.door.entrance import anybody, place_of, settle
from pdca.web.door.passes import who_is_in
from pdca.web.door.visit import Visit
from pdca.web.page.acting import act_of, watch_days
from pdca.web.page.people import colleagues
from pdca.web.page.telling import aside_said, now_so, pupils_said, said
from pdca.web.places.keeping.why import tree

router = APIRouter(prefix="/m/{token}")

ACT, WHY, LIST, OVERVIEW = "act", "why", "list", "overview"

FROM_MAIL = frozenset(
    {
        *(Event.COMMIT, Event.REPORT_DONE, Event.ASSESS, Event.AGREE, Event.SECURE, Event.ADJUST),
        *(Step.SETTLE, Event.GRANT, Event.REFUSE, Event.REASSIGN, Event.EXTEND, Event.UNBLOCK),
        *(Event.ASK_MORE_TIME, Event.HAND_BACK, Event.ASK_TO_BLOCK, Event.WITHDRAW, Event.TAKE_BACK),
    }
)
"""What a link lets its holder do with an action; everything else asks for signing in."""

WITHOUT_WORDS = {"report_done": "Reported done from the mail.", "unblock": "Taken up again from the mail."}
GONE = "this link does not work any more"


@dataclass(slots=True)
class Held:
    """A link that was read, and the visit of its holder."""

    visit: Visit
    capability: Capability
    token: str

    @property
    def place(self) -> str:
        """Return the address of the link."""
        return f"/m/{self.token}"

    @property
    def somebody_else(self) -> str:
        """Return the name of whoever is signed in with this browser and is not the holder, or nothing."""
        found = who_is_in(self.visit.request, self.visit.site, self.visit.now)
        return "" if found is None or found.email == self.capability.person else found.name


def held(request: Request, token: str) -> Held:
    """Read a link. Raises NotFound, always in the same words, when it is forged, expired, or its holder left."""
    visit = anybody(request)
    site, links = visit.site, visit.site.runtime.links
    site.limits.check(Limit.LINK_GUESSED, visit.now, place_of(request))
    try:
        board = links.board_of(token)
        with site.reading(board, visit.now) as situation:
            people = situation.organisation.people
            capability = links.read(token, situation.today, people)
            if not people[capability.person].is_active(situation.today):
                raise NotFound(GONE)
            settle(visit, situation, capability.person)
    except NotFound:
        site.limits.take(Limit.LINK_GUESSED, visit.now, place_of(request))
        raise NotFound(GONE) from None
    request.state.visit = visit
    return Held(visit, capability, token)


Holder = Annotated[Held, Depends(held)]


@router.get("")
def open_link(link: Holder) -> Response:
    """Show what a link is about."""
    if link.capability.purpose == WHY:
        return _why(link)
    if link.capability.purpose in (LIST, OVERVIEW):
        return _list(link)
    answer = link.visit.request.query_params.get("answer", "")
    with link.visit.reading() as situation:
        return _item(link, situation, _view(link, situation), answer=answer)


@router.post("/{event}")
def act(link: Holder, event: str) -> Response:
    """Take one step with the item of a link."""
    if link.capability.purpose != ACT:
        raise NotFound("there is nothing here")
    tried = _Try(link, event)
    try:
        with link.visit.writing() as session:
            situation = Situation(session, link.visit.site.runtime.shipped, link.visit.now)
            answer = tried.take(situation)
    except BadInput as error:
        link.visit.filled.take(error, tried.fields)
        answer = None
    except Refused as error:
        link.visit.filled.fault("", error.message)
        answer = None
    if answer is not None:
        return answer
    status = 422 if link.visit.filled.errors.keys() - {""} else 409
    with link.visit.reading() as situation:
        return _item(link, situation, _view(link, situation), tried=event, status=status)


class _Try:
    """One step that somebody tries to take; None as an answer asks for the page again, with what was wrong."""

    def __init__(self, link: Held, event: str) -> None:
        self.link, self.event = link, event
        self.fields: tuple[str, ...] = ()

    def take(self, situation: Situation) -> Response | None:
        view = _view(self.link, situation)
        if view.action is not None:
            return self._on_action(situation, view, view.action)
        if view.task is not None and self.event in (TaskEvent.DONE, TaskEvent.REOPEN):
            wanted = TaskAct(
                event=TaskEvent(self.event), actor=self.person, reason=self.link.visit.filled.text("reason")
            )
            return self._settled(
                situation, self._carry_out(situation, wanted), Message("Thank you, that is noted.")
            )
        if view.cycle is not None and view.task is None and self.event == CycleEvent.ADVANCE:
            wanted_of_cycle = CycleAct(event=CycleEvent.ADVANCE, actor=self.person)
            return self._settled(
                situation, self._carry_out(situation, wanted_of_cycle), Message("The next phase has begun.")
            )
        raise NotFound("there is nothing here")

    @property
    def person(self) -> str:
        return self.link.capability.person

    def _on_action(self, situation: Situation, view: LinkView, action: Action) -> Response | None:
        if self.event not in FROM_MAIL:
            raise NotFound("there is nothing here")
        assert view.offers is not None  # an action comes with what may be done with it
        step, visit = view.offers.find(self.event), self.link.visit
        if step is None:  # a second click, or somebody was quicker: the page tells what happened
            return visit.go(self.link.place)
        self.fields = step.fields
        field = step.fields[0] if self.event in WITHOUT_WORDS else ""
        if field and not visit.filled.raw(field).strip():
            given = [visit.words.say(WITHOUT_WORDS[self.event])]
            visit.filled.values = {**visit.filled.values, field: given}
        wanted = act_of(visit.filled, step, self.person, situation, action.unit)
        watch_days(visit.filled, wanted, action, situation.today)
        if not visit.filled.is_right:
            return None
        outcome = self._carry_out(situation, wanted)
        after = situation.session.action(action.ref)
        told_now = now_so(wanted.event, after, situation, self.person)
        if self.event == Event.UNBLOCK:  # what was a wait may be answered in another way at once
            now_held = replace(self.link.capability, version=after.version)
            self.link.token = visit.site.runtime.links.to(now_held).rpartition("/")[2]
        aside = aside_said(visit.words, situation, wanted, action, after)
        return self._settled(situation, outcome, told_now, *aside)

    def _carry_out(self, situation: Situation, wanted: Any) -> Outcome:
        visit = self.link.visit
        return act_from_link(
            situation.session, visit.site.runtime.shipped, self.link.capability, wanted, visit.now
        )

    def _settled(self, situation: Situation, outcome: Outcome, told_now: Message, *aside: str) -> Response:
        visit, link = self.link.visit, self.link
        if outcome is not Outcome.DONE:
            return visit.go(link.place)
        # What takes it back stands on the page itself.
        pupils = pupils_said(visit.words, situation, visit.filled)
        return visit.go(link.place, said(visit.words, told_now), *aside, *pupils)


def _view(link: Held, situation: Situation) -> LinkView:
    visit, capability = link.visit, link.capability
    return look(situation, capability, visit.site.runtime.links, visit.site.runtime.words, visit.words.locale)


def _item(
    link: Held, situation: Situation, view: LinkView, *, tried: str = "", answer: str = "", status: int = 200
) -> Response:
    """Show one item: what is asked, why, by when, what comes if nothing happens, and the steps.

    `answer` names the step whose form stands open from the start.
    """
    visit, line = link.visit, view.line
    words = catalogue(visit.words.locale, visit.someone.is_formal)
    unit = view.action.unit if view.action is not None else view.cycle.unit if view.cycle is not None else ""
    return visit.page(
        "coming_in/item.html.j2",
        title=line.title,
        status=status,
        help="act",
        link=link,
        view=view,
        line=line,
        asks=words.ask[line.asked],
        turn=words.turn[line.asked],
        why_you=words.reason[_reason(view)].format(owner=line.stands_for or line.owner_name),
        by_when=words.moment(line.due, line.days, line.day_mode, situation.today) if line.due else "",
        began=began_said(line, words, situation.today) if line.began is Began.HANDED else "",
        if_nothing=_next(view, words, situation),
        people=colleagues(situation, unit) if unit else [],
        tried=tried,
        answer=answer,
        allowed=FROM_MAIL,
    )


def _reason(view: LinkView) -> Reason:
    """Return why the holder of a link has it: who reads along without being told stands in for nobody."""
    line = view.line
    is_along = view.helps and line.reason is Reason.STAND_IN and not line.stands_for
    return Reason.LEVEL if is_along else line.reason


def _next(view: LinkView, words: Catalogue, situation: Situation) -> str:
    following, year = view.line.next_level, situation.today.year
    if following is None:
        return ""
    return words.announcement(following.role_name, following.people, following.on, year)


def _list(link: Held) -> Response:
    """Show what waits for the holder of a link, each with a link of its own; or what hangs below them."""
    visit, capability = link.visit, link.capability
    lexicon, locale = visit.site.runtime.words, visit.words.locale
    with visit.reading() as situation:
        if capability.purpose == OVERVIEW:
            found = told(situation, lexicon, _hanging(situation, capability), capability.person, locale)
        else:
            found, _ = work_of(situation, lexicon, capability.person, locale)
        rows = [(one, visit.site.runtime.links.to(_capability(capability, one))) for one in found]
    title = visit.words.say("What waits for you" if capability.purpose == LIST else "What hangs below you")
    return visit.page(
        "coming_in/list.html.j2", title=title, help="act", link=link, rows=rows, purpose=capability.purpose
    )


def _hanging(situation: Situation, capability: Capability) -> list[Planned]:
    parts = capability.item.split("/")
    below = past_the_ladder(situation, situation.today).get((parts[1], capability.person), [])
    return [Planned(deadline=one, next_notice_on=None, ladder_ends=situation.today) for one in below]


def _capability(held_now: Capability, one: Waiting) -> Capability:
    """Return the capability for one item of a list: as far as that of a mail about it would reach."""
    return Capability(
        board=held_now.board,
        item=one.item,
        version=one.version,
        person=held_now.person,
        purpose=ACT,
        until=max(one.due, held_now.until - VALID_FOR) + VALID_FOR,
    )


def _why(link: Held) -> Response:
    """Tell why the holder got a mail about an item."""
    visit, capability = link.visit, link.capability
    runtime = visit.site.runtime
    trace = why(runtime.store, runtime.shipped, capability.item, visit.now, capability.board, visit.now)
    short = tree(visit.words, in_short(trace))
    title = visit.words.say("Why do you get this mail?")
    return visit.page("coming_in/why.html.j2", title=title, help="why", link=link, short=short, trace=trace)

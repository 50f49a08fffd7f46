"""My work: what waits for me, the most pressing first, and what I asked of others."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Message, Refused
from pdca.domain.notices.notice import ItemKind
from pdca.mail.words.catalogue import catalogue
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.people.showing import handovers_for, leads_of_each
from pdca.services.work.asked import mentions_of, questions_of
from pdca.services.work.waiting import Urgency, Waiting, work_of
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.ways_to import place_of, place_of_item

router = APIRouter(prefix="/b/{board}")

MENTIONED_SINCE = timedelta(days=30)
MOST_AT_ONCE = 50
ABOUT_ACTIONS = frozenset({ItemKind.ACTION, ItemKind.REQUEST})
NONE_TICKED = Message("Tick at least one action first.")


@router.get("/work")
def work(visit: SignedIn) -> Response:
    """Show what waits for the reader."""
    return _work(visit)


@router.post("/work/snooze")
def snooze(visit: SignedIn) -> Response:
    """Hold the reminders of the actions that were ticked, all or none of them."""
    filled = visit.filled
    refs, until = filled.many("ref")[:MOST_AT_ONCE], filled.day("until", is_needed=True)
    if not refs:
        filled.fault("", NONE_TICKED)
    if not filled.is_right:
        return _work(visit, status=422)
    act = Act(event=Event.SNOOZE, actor=visit.email, until=until)
    try:
        with visit.writing() as session:
            for ref in refs:
                act_on_action(session, visit.site.runtime.shipped, ref, act, visit.now)
    except (BadInput, Refused) as error:
        filled.fault("", error.message)
        return _work(visit, status=409)
    said = visit.words.count(
        "One action: no reminders until {day}.",
        "{count} actions: no reminders until {day}.",
        len(refs),
        day=until,
    )
    return visit.go(f"/b/{visit.board}/work", said)


def _work(visit: Visit, status: int = 200) -> Response:
    lexicon, locale = visit.site.runtime.words, visit.words.locale
    with visit.reading() as situation:
        waiting, brought = work_of(situation, lexicon, visit.email, locale)
        questions = questions_of(situation, visit.email)
        handovers = handovers_for(situation, visit.email)
        handed = [one for one in handovers if one.may_accept]
        leads_of = leads_of_each(situation, [one.handover for one in handed])
        mentions = mentions_of(situation, visit.email, visit.now - MENTIONED_SINCE)
        words = catalogue(locale, visit.someone.is_formal)
        groups = [
            (urgency, [_row(visit, one, words.turn[one.asked]) for one in waiting if one.urgency is urgency])
            for urgency in Urgency
        ]
    return visit.page(
        "working/inbox.html.j2",
        title=visit.words.say("My work"),
        status=status,
        here="work",
        help="work",
        groups=[(urgency, rows) for urgency, rows in groups if rows],
        total=len(waiting),
        handed=handed,
        leads_of=leads_of,
        off=[one for one in handovers if one.is_to_be_found],
        brought=[{**_row(visit, one, ""), "owner": one.owner_name} for one in brought],
        questions=[(one, place_of_item(visit.board, one.action)) for one in questions],
        mentions=[(one, name, place_of_item(visit.board, one.item)) for one, name in mentions],
        first_name=visit.someone.person.name.partition(" ")[0],
    )


def _row(visit: Visit, one: Waiting, turn: str) -> dict[str, object]:
    """Return one line of the list, as the parts of a page take it."""
    states = {Urgency.LATE: "late", Urgency.TODAY: "today", Urgency.SOON: "soon"}
    return {
        "title": one.title,
        "href": place_of(visit.board, one),
        "ref": one.item.partition("/")[0] if one.kind in ABOUT_ACTIONS else "",
        "unit": one.unit_name,
        "due": one.due,
        "state": states.get(one.urgency, "open"),
        "asked": turn[:1].upper() + turn[1:],
        "stands_in_for": one.stands_in_for,
        "hangs_with": one.hangs_with,
        "phase": one.phase,
        "priority": one.priority,
        "days": one.days,
        "key": one.item,
        "can_snooze": one.kind == "action" and one.days < 0 and not one.stands_in_for,
        "snoozed_until": one.snoozed_until,
    }

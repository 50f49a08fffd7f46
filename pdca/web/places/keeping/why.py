"""Why somebody was told about an item, and why nobody was: the trace, the short of it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import NotFound
from pdca.services.actions.viewing import seen_action
from pdca.services.cycles.viewing import seen_cycle
from pdca.services.explain.short import in_short
from pdca.services.explain.subjects import CYCLE_PARTS
from pdca.services.explain.trace import Line, Subject, sentences
from pdca.services.explain.why import explain_item
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.page.telling import said
from pdca.web.page.words import Words

router = APIRouter(prefix="/b/{board}/why")


@dataclass(slots=True)
class Told:
    """A sentence with those that stand under it."""

    text: str
    parts: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An item that somebody may ask about: what it is called, and its page."""

    subject: Subject
    title: str
    place: str
    here: str


@router.get("/{item:path}")
def why_page(visit: SignedIn, item: str) -> Response:
    """Show who was told what about an item, what comes, and by which rules."""
    runtime = visit.site.runtime
    with visit.reading() as situation:
        seen = _seen(situation, item, visit.email, visit.words.locale)
        trace = explain_item(runtime.store, situation, item, seen.subject)
    return visit.page(
        "trust/why.html.j2",
        title=visit.words.say("Who was told what, and why?"),
        here=seen.here,
        help="why",
        item=item,
        seen=seen,
        place=f"/b/{visit.board}/{seen.place}",
        short=tree(visit.words, in_short(trace)),
        full=tree(visit.words, sentences(trace)),
    )


def tree(words: Words, lines: Iterable[Line]) -> list[Told]:
    """Put sentences with their depths under each other, in the reader's language."""
    top: list[Told] = []
    open_lists = [top]
    for depth, sentence in lines:
        del open_lists[depth + 1 :]
        told = Told(said(words, sentence))
        open_lists[-1].append(told)
        open_lists.append(told.parts)
    return top


def _seen(situation: Situation, item: str, reader: str, locale: str) -> Seen:
    """Return what an id stands for. Raises NotFound when there is nothing, or the reader may not see it."""
    session, parts = situation.session, item.split("/")
    if len(parts) == 1:
        action = seen_action(situation, item, reader)
        return Seen(subject=Subject.ACTION, title=action.title, place=f"actions/{item}", here="actions")
    if len(parts) < CYCLE_PARTS:
        request = session.requests_of([item]).get(item)
        if request is None:
            raise NotFound("there is nothing here")
        action = seen_action(situation, request.action, reader)
        place = f"actions/{action.ref}"
        return Seen(subject=Subject.REQUEST, title=action.title, place=place, here="actions")
    cycle = seen_cycle(situation, "/".join(parts[:CYCLE_PARTS]), reader)
    code = "/".join(parts[CYCLE_PARTS:])
    tasks = {task.code: task for task in cycle.tasks}
    if code and code not in tasks:
        raise NotFound("there is nothing here")
    return Seen(
        subject=Subject.TASK if code else Subject.CYCLE,
        title=(tasks[code].title if code else cycle.title).in_language(locale),
        place=f"cycles/{cycle.id}",
        here="cycles",
    )

"""The mail log: every mail of the board, what stood in it, what became of it, and sending it once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.cycles.cycle import Cycle
from pdca.domain.errors import Message, Refused
from pdca.domain.people.naming import named
from pdca.domain.people.organisation import Organisation
from pdca.services.explain.subjects import CYCLE_PARTS
from pdca.services.mailing.outgoing import KEPT
from pdca.services.mailing.post import mail_of, send_again
from pdca.services.records import LedgerRow, MessageState
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.paging import pages_of
from pdca.web.places.keeping.trust import require, states_said, tabs

router = APIRouter(prefix="/b/{board}/trust/mail")

A_PAGE = 30
MOST_NAMED = 8
MOST_SUBJECTS = 2
"""So many things a mail is about are named in its row; the others are counted."""
LONGEST_REF = 200
SENDABLE = frozenset({MessageState.SENT, MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHHELD})


@router.get("")
def mail_page(visit: SignedIn) -> Response:
    """Show the mail of the board, of one person or in one state when that is asked."""
    asked = visit.request.query_params
    state, typed = asked.get("state", ""), asked.get("person", "").strip()
    about = asked.get("about", "").strip()[:LONGEST_REF]
    page = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 6 else 1
    states = [state] if state in set(MessageState) else None
    with visit.reading() as situation:
        require(visit, situation)
        meant = people_meant(situation.organisation, typed)
        person = meant[0][0] if len(meant) == 1 else None
        found = None
        if person is not None or not typed:
            offset = (max(page, 1) - 1) * A_PAGE
            found = situation.session.messages_page(
                recipient=person, states=states, item=_item(about), offset=offset, limit=A_PAGE
            )
        lines = situation.session.lines([one.id for one in found.rows]) if found is not None else {}
        subjects = _subjects(visit, situation, lines)
        names = (
            {one.recipient: named(situation.organisation, one.recipient) for one in found.rows}
            if found
            else {}
        )
    said = states_said(visit)
    kept = {key: value for key, value in (("state", state), ("person", typed), ("about", about)) if value}
    return visit.page(
        "trust/mail.html.j2",
        title=visit.words.say("Mail log"),
        here="trust",
        help="trust",
        found=found,
        names=names,
        subjects=subjects,
        about=about,
        shown=pages_of(found.total if found is not None else 0, page, A_PAGE),
        base=f"/b/{visit.board}/trust/mail?{urlencode(kept)}&page={{page}}",
        state=state,
        typed=typed,
        meant=meant,
        states=list(said.items()),
        states_said=said,
        tabs=tabs(visit, "mail"),
    )


@router.get("/{id}")
def one_mail(visit: SignedIn, id: str) -> Response:
    """Show one mail: what stood in it, and what became of it."""
    return _one(visit, id)


@router.post("/{id}/again")
def again(visit: SignedIn, id: str) -> Response:
    """Let a mail leave once more."""
    return visit.once(lambda: _again(visit, id))


def _again(visit: Visit, id: str) -> Response:
    with visit.reading() as situation:
        require(visit, situation)
        today = situation.today
    reason = visit.filled.text("reason", is_needed=True, longest=500)
    if not visit.filled.is_right:
        return _one(visit, id, status=422)
    try:
        send_again(visit.site.runtime.store, visit.board, id, visit.email, reason, today, visit.now)
    except Refused as error:
        visit.filled.fault("", error.message)
        return _one(visit, id, status=409)
    return visit.go(
        f"/b/{visit.board}/trust/mail/{id}", Message("It leaves once more, with the next mail round.")
    )


def _item(about: str) -> str | None:
    """Return the item that a reference means: that of an action is written in capitals, that of a cycle as it is."""
    return (about if "/" in about else about.upper()) or None


def _subjects(
    visit: Visit, situation: Situation, lines: Mapping[str, Sequence[LedgerRow]]
) -> Mapping[str, str]:
    """Return what each mail is about: the first things in it by reference, title and unit, and how many more.

    A request is told as the action that it is about.
    """
    kinds = {_subject(row.notice.item): row.notice.kind for rows in lines.values() for row in rows}
    items = {id: list(dict.fromkeys(_subject(row.notice.item) for row in rows)) for id, rows in lines.items()}
    first = {id: found[:MOST_SUBJECTS] for id, found in items.items()}
    titles = titles_of(situation, (item for found in first.values() for item in found), visit.words.locale)

    def called(item: str) -> str:
        if item not in titles:
            return visit.words.word("notice", kinds[item])
        return f"{item} {titles[item]}" if "/" not in item else titles[item]

    said = {}
    for id, found in items.items():
        told = "; ".join(map(called, first[id]))
        more = len(found) - len(first[id])
        said[id] = (
            f"{told}; {visit.words.count('and one more', 'and {count} more', more)}" if more > 0 else told
        )
    return said


def _subject(item: str) -> str:
    return item if _is_of_cycle(item) else item.split("/")[0]


def _is_of_cycle(item: str) -> bool:
    return item.count("/") >= CYCLE_PARTS - 1


def people_meant(organisation: Organisation, typed: str) -> list[tuple[str, str]]:
    """Return whom a name, part of a name or an address means, as (address, name); the address alone means one."""
    if not typed:
        return []
    meant = typed.casefold()
    people = organisation.people.values()
    exact = [one for one in people if meant in (one.email.casefold(), one.name.casefold())]
    found = exact or [one for one in people if meant in one.name.casefold() or meant in one.email.casefold()]
    return [(one.email, one.name) for one in sorted(found, key=lambda one: one.name)[:MOST_NAMED]]


def _one(visit: Visit, id: str, status: int = 200) -> Response:
    with visit.reading() as situation:
        require(visit, situation)
        mail = mail_of(visit.site.runtime.store.outbox(), visit.board, id)
        rows = situation.session.lines([id]).get(id, ())
        titles = titles_of(situation, (row.notice.item for row in rows), visit.words.locale)
        name = named(situation.organisation, mail.recipient)
    return visit.page(
        "trust/one_mail.html.j2",
        title=visit.words.say("Mail to {person} of {day}", person=name, day=mail.day),
        status=status,
        here="trust",
        help="trust",
        mail=mail,
        reply=visit.words.say("Nothing: the mail was kept in a folder.")
        if mail.reply.endswith(KEPT)
        else mail.reply,
        name=name,
        rows=rows,
        titles=titles,
        state=states_said(visit)[mail.state],
        may_again=mail.state in SENDABLE,
    )


def titles_of(situation: Situation, items: Iterable[str], locale: str) -> Mapping[str, str]:
    """Return what items are called and where they are; a request is called as what it belongs to."""
    items = set(items)
    refs = {item: item.split("/")[0] for item in items if not _is_of_cycle(item)}
    ids = {item: "/".join(item.split("/")[:CYCLE_PARTS]) for item in items - refs.keys()}
    actions = situation.session.actions_of(set(refs.values())) if refs else {}
    cycles = situation.session.cycles_of(set(ids.values())) if ids else {}
    unit = situation.organisation.unit

    def of_cycle(cycle: Cycle, item: str) -> str:
        title = f"{cycle.title.in_language(locale)} {cycle.period} ({unit(cycle.unit).name})"
        tasks = (one.title.in_language(locale) for one in cycle.tasks if cycle.task_id(one.code) == item)
        return ": ".join((*tasks, title))

    return {
        **{
            item: f"{actions[ref].title} ({unit(actions[ref].unit).name})"
            for item, ref in refs.items()
            if ref in actions
        },
        **{item: of_cycle(cycles[id], item) for item, id in ids.items() if id in cycles},
    }

"""The rules of reminders: what they are, what a change would do before it is made, and from which day it holds."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.calendar.days import DayMode
from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.domain.notices.policy import Policy
from pdca.domain.people.sight import Right, has_right
from pdca.services.cycles.meanwhile import Meanwhile
from pdca.services.people.meanwhile import rules_meanwhile
from pdca.services.policy.planning import cancel_planned_policy, plan_policy
from pdca.services.policy.previewing import Comparison, compare
from pdca.services.ports import BoardSession, Store
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.places.keeping.policy_form import RUNGS, asks_sooner, changes_of, policy_of, values_of

router = APIRouter(prefix="/b/{board}/policy")

CALLED_OFF = Message("The change is called off; the rules stay as they are.")
GONE = Message("That preview is no longer kept: make it once more.")


@router.get("")
def policy_page(visit: SignedIn) -> Response:
    """Show the rules, as a form for whoever may change them."""
    return _page(visit)


@router.post("/preview")
def preview(visit: SignedIn) -> Response:
    """Begin to work out what other rules would do."""
    with visit.reading() as situation:
        _require(visit, situation, Right.POLICY)
        today, (seen, _) = situation.policy, situation.session.head()
        passed = rules_meanwhile(situation, visit.email, visit.filled.number("version"))
    if passed:
        return _page(visit, status=409, overtaken=passed)
    wanted = policy_of(visit.filled, today)
    if wanted is None:
        return _page(visit, status=422)
    if wanted == today:
        visit.filled.fault("", Message("Nothing was changed: these rules hold already."))
        return _page(visit, status=409)
    site, board, now = visit.site, visit.board, visit.now
    id = secrets.token_urlsafe(12)

    def work() -> tuple[Policy, Policy, Comparison, int]:
        runtime = site.runtime
        told = compare(_copies(visit), runtime.shipped, runtime.words, board, wanted, now)
        return today, wanted, told, seen

    site.background.start(id, visit.email, work)
    return visit.go(f"/b/{board}/policy/preview/{id}")


@router.get("/preview/{id}")
def look_at_preview(visit: SignedIn, id: str) -> Response:
    """Show what other rules would do, or that it is still being worked out."""
    return _preview(visit, id)


@router.post("/plan/{id}")
def plan(visit: SignedIn, id: str) -> Response:
    """Let the rules of a preview hold from a day on."""
    return visit.once(lambda: _plan(visit, id))


def _plan(visit: Visit, id: str) -> Response:
    with visit.reading() as situation:
        _require(visit, situation, Right.POLICY)
    found = visit.site.background.find(id, visit.email)
    if found is None or not found.is_done or found.has_failed:
        return visit.go(f"/b/{visit.board}/policy", GONE)
    _, wanted, _, _ = found.result
    filled = visit.filled
    first, reason = filled.day("first", is_needed=True), filled.text("reason", is_needed=True)
    if first is None or not filled.is_right:
        return _preview(visit, id, status=422)
    try:
        with visit.writing() as session:
            passed = _passed(visit, session)
            if passed:
                return _preview(visit, id, status=409, overtaken=passed)
            plan_policy(session, visit.site.runtime.shipped, visit.email, wanted, first, reason, visit.now)
    except BadInput as error:
        filled.fault("first" if error.message.params.get("name") == "date" else "", error.message)
        return _preview(visit, id, status=422)
    except Refused as error:
        filled.fault("", error.message)
        return _preview(visit, id, status=409)
    return visit.go(f"/b/{visit.board}/policy", Message("These rules hold from {day} on.", {"day": first}))


@router.post("/cancel")
def cancel(visit: SignedIn) -> Response:
    """Call off the change that is planned; a second click says the same."""
    with visit.reading() as situation:
        _require(visit, situation, Right.POLICY)
        is_planned = situation.session.planned_policy() is not None
    if is_planned:
        with visit.writing() as session:
            passed = _passed(visit, session)
            if passed:
                return _page(visit, status=409, overtaken=passed)
            reason = visit.filled.text("reason") or visit.words.say("Called off")
            cancel_planned_policy(session, visit.site.runtime.shipped, visit.email, reason, visit.now)
    return visit.go(f"/b/{visit.board}/policy", CALLED_OFF)


def _copies(visit: Visit) -> Any:
    @contextmanager
    def copy() -> Iterator[Store]:
        store = visit.site.runtime.scratch_copy()
        try:
            yield store
        finally:
            store.close()

    return copy


def _require(visit: Visit, situation: Situation, right: Right) -> None:
    if not has_right(situation.organisation, visit.email, right, situation.today):
        raise NotFound("there is nothing here")


def _passed(visit: Visit, session: BoardSession) -> list[Meanwhile]:
    situation = Situation(session, visit.site.runtime.shipped, visit.now)
    return rules_meanwhile(situation, visit.email, visit.filled.number("version"))


def _page(visit: Visit, status: int = 200, overtaken: Sequence[Meanwhile] = ()) -> Response:
    with visit.reading() as situation:
        _require(visit, situation, Right.DASHBOARD)
        may_change = has_right(situation.organisation, visit.email, Right.POLICY, situation.today)
        policy, planned = situation.policy, situation.session.planned_policy()
        version, _ = situation.session.head()
        people = situation.organisation.people
        by = people[planned.by].name if planned is not None and planned.by in people else ""
    shipped, words = visit.site.runtime.shipped, visit.words
    grades = list(shipped.grades)
    return visit.page(
        "keeping/policy.html.j2",
        title=words.say("Reminders"),
        status=status,
        here="policy",
        help="policy",
        policy=policy,
        planned=planned,
        planned_by=by,
        changes=changes_of(words, policy, planned.policy, shipped.grades) if planned is not None else [],
        may_change=may_change,
        values=values_of(words, policy, shipped.grades),
        rungs=range(RUNGS),
        roles=sorted(((code, words.word("role", code)) for code in shipped.roles), key=lambda one: one[1]),
        grades=[(code, words.word("grade", code)) for code in grades],
        modes=[(str(mode), words.word("days", mode)) for mode in DayMode],
        version=version,
        overtaken=overtaken,
    )


def _preview(visit: Visit, id: str, status: int = 200, overtaken: Sequence[Meanwhile] = ()) -> Response:
    with visit.reading() as situation:
        _require(visit, situation, Right.POLICY)
        tomorrow = situation.clocks.of(situation.organisation.root).after(situation.today, 1)
        version, _ = situation.session.head()
    found = visit.site.background.find(id, visit.email)
    if found is None:
        return visit.go(f"/b/{visit.board}/policy", GONE)
    words, shown = visit.words, {}
    if found.is_done and not found.has_failed:
        old, new, comparison, seen = found.result
        shown = {
            "version": version if overtaken else visit.filled.number("version", seen),
            "overtaken": overtaken,
            "comparison": comparison,
            "changes": changes_of(words, old, new, visit.site.runtime.shipped.grades),
            "has_fewer_asks": asks_sooner(old, new)
            and sum(comparison.after.escalations.values()) < sum(comparison.before.escalations.values()),
        }
    return visit.page(
        "keeping/preview.html.j2",
        title=words.say("What the new rules would do"),
        status=status,
        here="policy",
        help="policy",
        id=id,
        found=found,
        tomorrow=tomorrow,
        **shown,
    )

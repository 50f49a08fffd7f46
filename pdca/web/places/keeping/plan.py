"""The plan of approach: four short steps, an overview to print, and how far the board is with its beginning."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.approach import Approach, Part
from pdca.domain.errors import BadInput, Message, NotFound, Refused, Stale
from pdca.domain.people.sight import Right, has_right
from pdca.domain.privacy import TODO, pupils_named
from pdca.services.boards.approach import Overtaken, overtaken, plan_of, write_approach
from pdca.services.boards.beginning import beginning_of
from pdca.services.boards.standing import standing_of
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.navigation import may_set_up
from pdca.web.places.keeping.plan_form import FIELDS, approach_of, month_in_words, months, years

router = APIRouter(prefix="/b/{board}/setup/plan")

OVERVIEW = "overview"
KEPT = Message("Kept. You can go on now, or later.")
COMPLETE = Message("Kept. The plan of approach is complete.")


@router.get("")
def plan_page(visit: SignedIn, step: str = "") -> Response:
    """Show one step of the plan, or the whole of it; without a step the first that is still to be decided."""
    with visit.reading() as situation:
        approach = situation.approach
        left = approach.left[0] if approach.left else OVERVIEW
        return _page(visit, situation, step if step in (*Part, OVERVIEW) else left)


@router.post("")
def write_plan(visit: SignedIn) -> Response:
    """Keep one step; what is not right yet, or was overtaken, comes back as it was filled in."""
    filled, status, passed = visit.filled, 422, None
    with visit.reading() as situation:
        _require(visit, situation)
    if filled.raw("step") not in list(Part):
        raise NotFound("there is nothing here")
    part = Part(filled.raw("step"))
    try:
        with visit.writing() as session:
            shipped = visit.site.runtime.shipped
            before = session.approach() or Approach()
            wanted = approach_of(filled, part, before)
            if filled.is_right:
                after = write_approach(session, shipped, wanted, visit.email, visit.now)
                return _kept(visit, Situation(session, shipped, visit.now), part, before, after)
    except BadInput as error:
        filled.take(error, FIELDS)
    except Stale:
        with visit.reading() as situation:
            passed = overtaken(situation, filled.number("version"))
        status = 409
    except Refused as error:
        filled.fault("", error.message)
        status = 409
    with visit.reading() as situation:
        return _page(visit, situation, part, status=status, passed=passed)


def _kept(visit: Visit, situation: Situation, part: Part, before: Approach, after: Approach) -> Response:
    """Go on: to the next step, or to the whole when it was or became complete."""
    steps = [*Part, OVERVIEW]
    ahead = OVERVIEW if not before.left else steps[steps.index(part) + 1]
    organisation = situation.organisation
    people = (one.name for one in organisation.people.values())
    warned = pupils_named([after.why], people, (one.name for one in organisation.units.values()))
    told = COMPLETE if not after.left else KEPT
    more = [warned[0], TODO] if warned and part is Part.WHY else []
    return visit.go(f"/b/{visit.board}/setup/plan?step={ahead}", told, *more)


def _require(visit: Visit, situation: Situation) -> None:
    if not has_right(situation.organisation, visit.email, Right.SET_UP, situation.today):
        raise NotFound("there is nothing here")


def _page(
    visit: Visit, situation: Situation, step: str, *, status: int = 200, passed: Overtaken | None = None
) -> Response:
    organisation, today = situation.organisation, situation.today
    if not may_set_up(organisation, visit.email, today):
        raise NotFound("there is nothing here")
    may_change = has_right(organisation, visit.email, Right.SET_UP, today)
    step = step if may_change else OVERVIEW
    plan = plan_of(situation)
    words, approach = visit.words, plan.approach
    values: dict[str, Any] = {}
    if step == OVERVIEW:
        leaves = not visit.site.runtime.settings.is_captured
        standing = standing_of(situation, visit.email)
        values["ready"] = beginning_of(situation.session, standing, mail_leaves=leaves)
    return visit.page(
        "keeping/plan.html.j2" if step == OVERVIEW else "keeping/plan_step.html.j2",
        title=words.say("Plan of approach"),
        status=status,
        here="setup",
        help="plan",
        step=step,
        steps=list(Part),
        plan=plan,
        approach=approach,
        may_change=may_change,
        passed=passed,
        months=months(words, today, approach.start),
        years=years(today, approach),
        started=month_in_words(words, approach.start) if approach.start else "",
        today=today,
        **values,
    )

"""A new action: one short form, which makes it and leads to its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.actions.action import Phase, Priority, Size, Source
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.errors import BadInput, Message, NotFound, Refused
from pdca.domain.folder import ActionRow
from pdca.domain.people.sight import sees_cycle
from pdca.domain.privacy import TODO, pupils_named
from pdca.services.actions.listing import Row, alike, units_to_choose
from pdca.services.actions.new_action import new_action, next_ref
from pdca.services.calendar.due_days import free_day
from pdca.services.people.details import missed_by
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.acting import somebody, watch_day
from pdca.web.page.forms import NOT_AMONG
from pdca.web.page.people import colleagues
from pdca.web.page.telling import free_day_said, new_owner_said
from pdca.web.places.actions.lists import choices_of

router = APIRouter(prefix="/b/{board}/actions/new")

FIRST_GRADE = "improvement"
SUGGESTED_DAYS = (10, 20, 40)
"""Counting days from now that the form proposes; the middle one stands there already."""

LONGEST_TITLE = 200
FIELDS = ("title", "owner", "unit", "due", "grade", "source", "priority", "size", "process", "norms")


@router.get("")
def form(visit: SignedIn) -> Response:
    """Show the form, for a finding of a cycle when one is named."""
    query = visit.request.query_params
    with visit.reading() as situation:
        cycle = _cycle(situation, query.get("cycle", ""), visit.email)
        return _page(visit, situation, cycle, source=query.get("source", ""), title=query.get("title", ""))


@router.post("")
def add(visit: SignedIn) -> Response:
    """Add the action."""
    return visit.once(lambda: _add(visit))


def _add(visit: Visit) -> Response:
    filled, status = visit.filled, 422
    same: Sequence[Row] = ()
    try:
        with visit.writing() as session:
            situation = Situation(session, visit.site.runtime.shipped, visit.now)
            cycle = _cycle(situation, filled.raw("cycle"), visit.email)
            row = _row(visit, situation)
            if row is not None and filled.is_right:
                same = alike(situation, visit.email, row.title, row.unit)
                if all(one.ref in filled.many("alike") for one in same):
                    return _added(visit, situation, row, cycle)
                status = 409
    except BadInput as error:
        filled.take(error, FIELDS)
    except Refused as error:
        filled.fault("", error.message)
        status = 409
    with visit.reading() as situation:
        cycle = _cycle(situation, filled.raw("cycle"), visit.email)
        return _page(visit, situation, cycle, source="", title="", status=status, same=same)


def _added(visit: Visit, situation: Situation, row: ActionRow, cycle: Cycle | None) -> Response:
    shipped = visit.site.runtime.shipped
    cycle_id = cycle.id if cycle is not None else None
    made = new_action(situation.session, shipped, row, visit.email, visit.now, cycle=cycle_id)
    place = f"/b/{visit.board}/actions/{made.ref}"
    told = [visit.words.say("Added as {item}.", item=made.ref)]
    if made.owner != visit.email:
        name = situation.organisation.person(made.owner).name
        if missed_by(situation, made.owner, made.unit) is None:
            told.append(visit.words.say("{person} hears about it in the next mail.", person=name))
        told += new_owner_said(visit.words, situation, made.owner, [made.unit], made.due)
    free = free_day(situation, made.unit, made.grade, made.due) if made.due is not None else None
    if free is not None:
        told.append(free_day_said(visit.words, free))
    return visit.go(place, *told, *_worries(situation, row.title))


def _worries(situation: Situation, title: str) -> list[Message]:
    """Return what is said, refusing nothing, about a title that looks as if it names a pupil."""
    organisation = situation.organisation
    people = (one.name for one in organisation.people.values())
    found = pupils_named([title], people, (one.name for one in organisation.units.values()))
    return [*found, TODO] if found else []


def _row(visit: Visit, situation: Situation) -> ActionRow | None:
    """Return what was filled in as a row that loads it; None, with what is wrong noted, when it cannot be one."""
    filled = visit.filled
    title = filled.text("title", is_needed=True, longest=LONGEST_TITLE)
    filled.text("owner", is_needed=True)
    owner = somebody(filled, "owner", situation)
    due = filled.day("due", is_needed=True)
    if due is not None:
        watch_day(filled, "due", due, situation.today, situation.today)
    source = filled.code("source", Source, is_needed=True)
    unit, grade = filled.text("unit"), filled.text("grade")
    if unit not in _units(visit, situation):
        filled.fault("unit", NOT_AMONG)
    if grade not in situation.shipped.grades:
        filled.fault("grade", NOT_AMONG)
    process = filled.text("process") or None
    if process is not None and all(one.code != process for one in situation.session.processes()):
        filled.fault("process", NOT_AMONG)
    norms = _norms(visit)
    size, priority = filled.code("size", Size), filled.code("priority", Priority)
    if not filled.is_right or owner is None or source is None:
        return None
    return ActionRow(
        ref=next_ref(situation.session),
        title=" ".join(title.split()),
        unit=unit,
        owner=owner,
        source=source,
        grade=grade,
        phase=Phase.DO,
        norms=norms,
        due=due,
        priority=priority or Priority.NORMAL,
        process=process,
        size=size,
    )


def _norms(visit: Visit) -> tuple[str, ...]:
    library = visit.site.runtime.shipped.norms
    codes = visit.filled.text("norms").replace(",", ";").split(";")
    found = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
    for code in found:
        try:
            library.requirement(code)
        except BadInput as error:
            visit.filled.fault("norms", error.message)
    return found


def _cycle(situation: Situation, id: str, viewer: str) -> Cycle | None:
    """Return the cycle whose finding becomes an action. Raises NotFound for one that the visitor does not see."""
    if not id:
        return None
    cycle = situation.session.cycle(id)
    if not sees_cycle(situation.organisation, viewer, cycle, situation.today):
        raise NotFound("there is no cycle '{key}'", key=id)
    return cycle


def _units(visit: Visit, situation: Situation) -> dict[str, str]:
    """Return the units in which the visitor may add something: those one sees and those one works within.

    Without those that had their last day.
    """
    organisation, own = situation.organisation, visit.someone.person.unit
    within = [unit for unit in organisation.upward(own) if unit == own or unit != organisation.root]
    found = {unit: organisation.unit(unit).name for unit in within}
    found |= units_to_choose(situation, visit.email)
    return {code: name for code, name in found.items() if not organisation.has_ended(code, situation.today)}


def _page(
    visit: Visit,
    situation: Situation,
    cycle: Cycle | None,
    *,
    source: str,
    title: str,
    status: int = 200,
    same: Sequence[Row] = (),
) -> Response:
    person, choices, units = visit.someone.person, choices_of(visit, situation), _units(visit, situation)
    begin = cycle.unit if cycle is not None else person.unit
    near = (*situation.organisation.upward(begin), *situation.organisation.upward(person.unit))
    unit = next((code for code in near if code in units), person.unit)
    dues = _dues(situation, unit)
    words = visit.words
    return visit.page(
        "actions/new.html.j2",
        title=words.say("New action"),
        status=status,
        here="actions",
        help="new-action",
        same=same,
        cycle=cycle,
        cycle_title=f"{cycle.title.in_language(words.locale)} {cycle.period}" if cycle is not None else "",
        choices=choices,
        units=list(units.items()),
        unit=unit,
        people=colleagues(situation, unit),
        me_named=f"{person.name} ({person.email})",
        dues=dues,
        today=situation.today,
        grade=FIRST_GRADE,
        source=source if source in set(Source) else _source_of(cycle, situation),
        suggested_title=title,
        processes=[(one.code, one.name) for one in situation.session.processes()],
    )


def _dues(situation: Situation, unit: str) -> list[tuple[int, date]]:
    days = situation.days(unit, FIRST_GRADE)
    return [(number, days.after(situation.today, number)) for number in SUGGESTED_DAYS]


def _source_of(cycle: Cycle | None, situation: Situation) -> str:
    """Return the source of a finding of a cycle: the one that its programme takes; of any other, the widest one."""
    if cycle is None:
        return Source.OTHER
    programme = next((one for one in situation.session.programmes() if one.code == cycle.programme), None)
    return next((str(one) for one in Source if programme is not None and programme.takes(one)), "")

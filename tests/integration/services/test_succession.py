"""A handover never leaves a cycle without somebody who leads it or may close it, unless somebody is asked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.actions.action import Verdict
from pdca.domain.cycles.cycle import Cycle, Seat, TaskState
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import Post
from pdca.domain.cycles.standing import Why
from pdca.domain.errors import BadInput, Refused
from pdca.domain.people.handover import Handover, Lead
from pdca.domain.people.organisation import Person, RoleAt
from pdca.services.cycles.keeping import settle_cycles
from pdca.services.cycles.viewing import view_cycle
from pdca.services.people.foreseeing import Foreseen, Foresight, Ground
from pdca.services.people.handing_over import Wish, plan_handover, withdraw_handover
from pdca.services.people.showing import handovers_for
from pdca.services.simulation.steps import take_step
from pdca.services.situation import Situation
from tests.builders.board import ANNA, BAS, BO, HUGO, NOOR, PEOPLE, QUIN, SAM, TESS, a_leaver, a_person
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN, OPENS, PLANNED, DAY = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 12)
AUDIT = "internal-audit/BRUG/2026-2027"
LEADS = RoleAt("school_leader", "BRUG")
ABOVE = a_person("wil", "BUR", "school_leader@KADE")


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade, where the audit of De Brug has begun and Hugo leads it."""
    desk.load(BEGAN, a_row(), programmes=[a_programme()])
    desk.run(OPENS)
    desk.on_cycle(OPENS, AUDIT, CycleEvent.APPOINT_LEAD, NOOR, to=HUGO)
    return desk


def load(desk: Desk, *people: Person, day: date = PLANNED) -> None:
    """Load the folder with some people added or replaced."""
    desk.load(day, a_row(), people=people, programmes=[a_programme()])


def wished(
    leaver: str, to: str, roles: Iterable[RoleAt] = (), leads: Iterable[Lead] = (), day: date = DAY
) -> Wish:
    return Wish(
        leaver=leaver, successor=to, day=day, roles=tuple(roles), leads=tuple(leads), reason="ander werk"
    )


def plan(desk: Desk, wish: Wish, by: str = NOOR) -> Handover:
    with desk.store.board("kade") as session:
        return plan_handover(session, SHIPPED, wish, by, desk.at(PLANNED))


def foreseen(desk: Desk, wish: Wish) -> list[Foreseen]:
    """Return what would be left of the audit of De Brug; Hugo closes another besides."""
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(PLANNED))
        ground = Ground(situation, [wish.leaver], [wish.successor])
        found = Foresight(ground, wish.leaver, wish.successor, wish.day).left(wish)
    return [one for one in found if one.cycle == AUDIT]


def shown(desk: Desk, day: date) -> list[tuple[Seat, Why, str, str]]:
    """Return what the page of the audit says of seats that nobody near has."""
    with desk.store.reading("kade") as session:
        view = view_cycle(Situation(session, SHIPPED, desk.at(day)), AUDIT, NOOR, "nl")
        return [(one.seat, one.why, one.asked, one.whose) for one in view.left]


def person_of(email: str) -> Person:
    return next(one for one in PEOPLE if one.email == email)


def asked(cycle: Cycle, code: str) -> tuple[str | None, TaskState] | None:
    """Return whom a task asks and how it stands; None when the cycle has no such task."""
    return next(((one.owner, one.state) for one in cycle.tasks if one.code == code), None)


def test_a_lead_of_the_own_school_is_foreseen_and_the_quality_manager_is_asked_on_the_day(
    board: Desk,
) -> None:
    wish = wished(HUGO, ANNA)
    (left,) = foreseen(board, wish)
    assert (left.seat, left.why, left.asked) == (Seat.LEAD, Why.OWN_SCHOOL, "Noor")
    assert left.choices == []  # Hugo hands over, and Quin works at De Brug
    plan(board, wish)
    board.run(DAY, date(2026, 10, 13))
    assert board.cycle(AUDIT).lead is None
    assert asked(board.cycle(AUDIT), "name-lead") == (NOOR, TaskState.OPEN)
    assert ("assigned", "noor") in [(step, who) for _, step, who in board.told(f"{AUDIT}/name-lead", DAY)]
    assert shown(board, DAY) == [(Seat.LEAD, Why.OWN_SCHOOL, "Noor", "Hugo → Anna")]


def test_that_question_is_answered_by_naming_somebody_and_by_nothing_else(board: Desk) -> None:
    plan(board, wished(HUGO, ANNA))
    board.tick(DAY)
    named = "name-lead is done once somebody is named", "name-lead cannot be waived: name somebody"
    for by, event, said in ((NOOR, TaskEvent.DONE, named[0]), (QUIN, TaskEvent.WAIVE, named[1])):
        with pytest.raises(Refused, match=f"{AUDIT}/{said}"):
            board.on_task(DAY, f"{AUDIT}/name-lead", by, event, reason="geen tijd")
    led = board.on_cycle(DAY, AUDIT, CycleEvent.APPOINT_LEAD, NOOR, to=BO)
    assert (led.lead, led.task("name-lead").ended_by) == (BO, NOOR)
    assert asked(led, "name-lead") == (NOOR, TaskState.DONE)
    assert shown(board, DAY) == []


def test_a_lead_chosen_beforehand_takes_over_and_nobody_is_asked(board: Desk) -> None:
    load(board, a_person("ida", "OEVER", "auditor@KADE"))
    ida = Lead(cycle=AUDIT, email="ida@kade.example")
    wish = wished(HUGO, ANNA, leads=[ida])
    assert foreseen(board, wish) == []
    assert [one for left in foreseen(board, wished(HUGO, ANNA)) for one in left.choices] == [
        ("ida@kade.example", "Ida")
    ]
    plan(board, wish)
    board.tick(DAY)
    assert board.cycle(AUDIT).lead == "ida@kade.example"
    assert asked(board.cycle(AUDIT), "name-lead") is None


@pytest.mark.parametrize(
    ("leaver", "lead"), [(HUGO, TESS), (HUGO, "niemand@kade.example"), (SAM, BO)],
    ids=["of the school", "unknown", "not the leaver's to lead"],
)  # fmt: skip
def test_only_who_may_lead_it_is_chosen_beforehand(board: Desk, leaver: str, lead: str) -> None:
    with pytest.raises(BadInput, match="cannot lead"):
        plan(board, wished(leaver, ANNA, leads=[Lead(cycle=AUDIT, email=lead)]))


def test_in_a_simulated_year_somebody_who_may_is_named_and_nobody_else(board: Desk) -> None:
    plan(board, wished(HUGO, ANNA))
    board.tick(DAY)

    def step() -> None:
        with board.store.board("kade") as session:
            planned = session.deadline(f"{AUDIT}/name-lead")
            assert planned is not None
            take_step(session, SHIPPED, planned.deadline, NOOR, board.at(DAY), Verdict.EFFECTIVE)

    no_auditor = replace(person_of(HUGO), roles=())
    load(board, no_auditor, day=DAY)
    with pytest.raises(Refused, match="once somebody is named"):
        step()
    load(board, no_auditor, a_person("ida", "OEVER", "auditor@KADE"), day=DAY)
    step()
    assert board.cycle(AUDIT).lead == "ida@kade.example"


def test_without_a_quality_manager_whoever_runs_the_audit_is_asked(board: Desk) -> None:
    plan(board, wished(HUGO, ANNA))
    load(board, a_leaver(NOOR, date(2026, 10, 9)), day=date(2026, 10, 6))
    board.tick(DAY)
    assert asked(board.cycle(AUDIT), "name-lead") == (QUIN, TaskState.OPEN)


def test_of_a_survey_the_successor_leads_wherever_they_work(desk: Desk) -> None:
    desk.load(BEGAN, a_row(), programmes=[a_programme(kind="survey")])
    desk.run(OPENS)
    desk.on_cycle(OPENS, AUDIT, CycleEvent.APPOINT_LEAD, NOOR, to=HUGO)
    plan(desk, wished(HUGO, ANNA))
    desk.tick(DAY)
    assert desk.cycle(AUDIT).lead == ANNA


def test_of_a_survey_a_closer_who_comes_to_lead_it_does_not_close_it(desk: Desk) -> None:
    desk.load(BEGAN, a_row(), programmes=[a_programme(kind="survey")])
    desk.run(OPENS)
    desk.on_cycle(OPENS, AUDIT, CycleEvent.APPOINT_LEAD, NOOR, to=HUGO)
    assert desk.cycle(AUDIT).closer == SAM
    plan(desk, wished(HUGO, SAM))
    desk.tick(DAY)
    assert (desk.cycle(AUDIT).lead, desk.cycle(AUDIT).closer) == (SAM, BO)


@pytest.mark.parametrize("is_gone", [False, True], ids=["still here", "left"])
@pytest.mark.parametrize(
    ("above", "why", "closer"),
    [((), Why.NOBODY_HOLDS, BO), ((ABOVE,), Why.FURTHER_UP, ABOVE.email)],
    ids=["nobody", "further up"],
)
def test_the_only_school_leader_leaves_without_passing_the_role_on(
    board: Desk, above: tuple[Person, ...], why: Why, closer: str, *, is_gone: bool
) -> None:
    load(board, *above, *([a_leaver(SAM, date(2026, 10, 11))] if is_gone else []))
    wish = wished(SAM, QUIN)
    (left,) = foreseen(board, wish)
    assert (left.seat, left.why, left.remedy) == (Seat.CLOSER, why, LEADS)
    assert left.now == left.asked == closer.partition("@")[0].title()
    assert foreseen(board, wished(SAM, QUIN, [LEADS])) == []
    plan(board, wish)
    board.run(DAY, date(2026, 10, 13))
    assert board.cycle(AUDIT).closer == closer
    assert asked(board.cycle(AUDIT), "name-closer") == (closer, TaskState.OPEN)
    name = closer.partition("@")[0]
    told = [(step, who) for _, step, who in board.told(f"{AUDIT}/name-closer", DAY)]
    assert ("assigned", name) in told
    assert shown(board, DAY) == [(Seat.CLOSER, why, name.title(), "Sam → Quin")]


def test_whoever_is_asked_keeps_the_closing_or_gives_it_to_somebody_else(board: Desk) -> None:
    plan(board, wished(SAM, QUIN))
    load(board, a_leaver(SAM, date(2026, 10, 11)))
    board.tick(DAY)
    given = board.on_cycle(
        DAY, AUDIT, CycleEvent.REASSIGN, BO, post=Post.CLOSER, to=TESS, reason="zij neemt waar"
    )
    assert (given.closer, given.task("name-closer").state) == (TESS, TaskState.DONE)
    with board.store.reading("kade") as session:
        haven = session.cycle("internal-audit/HAVEN/2026-2027")
    assert haven.closer == HUGO  # another school is none of it


def test_whoever_is_asked_says_that_it_stays_so(board: Desk) -> None:
    plan(board, wished(SAM, QUIN))
    board.tick(DAY)
    kept = board.on_task(DAY, f"{AUDIT}/name-closer", BO)
    assert (kept.closer, kept.task("name-closer").state) == (BO, TaskState.DONE)
    assert shown(board, DAY) == []


def test_the_new_school_leader_closes_from_the_night_after_the_role_was_given(board: Desk) -> None:
    plan(board, wished(SAM, QUIN))
    board.tick(DAY)
    assert settle_cycles(board.store, "kade", SHIPPED, board.at(DAY)) == 0
    assert board.cycle(AUDIT).closer == BO  # Sam still has the role, but handed over
    load(board, a_person("wim", "BRUG", "school_leader@BRUG"), day=date(2026, 10, 13))
    for changed in (1, 0):
        assert settle_cycles(board.store, "kade", SHIPPED, board.at(date(2026, 10, 13))) == changed
    cycle = board.cycle(AUDIT)
    assert (cycle.closer, cycle.task("name-closer").state) == ("wim@kade.example", TaskState.DONE)
    assert cycle.task("name-closer").ended_on == date(2026, 10, 13)
    assert board.store.verify("kade") == []


def test_a_closer_who_would_judge_the_own_work_is_no_closer_and_somebody_is_asked(board: Desk) -> None:
    board.on_cycle(PLANNED, AUDIT, CycleEvent.APPOINT_LEAD, NOOR, to=BO)
    wish = wished(SAM, BO, [LEADS])
    (left,) = foreseen(board, wish)
    assert (left.why, left.now, left.asked, left.remedy) == (Why.FOUR_EYES, "", "Noor", None)
    plan(board, wish)
    board.run(DAY, date(2026, 10, 13))
    assert board.cycle(AUDIT).closer is None
    assert asked(board.cycle(AUDIT), "name-closer") == (NOOR, TaskState.OPEN)
    assert shown(board, DAY) == [(Seat.CLOSER, Why.FOUR_EYES, "Noor", "Sam → Bo")]
    with pytest.raises(Refused):
        board.on_task(DAY, f"{AUDIT}/name-closer", NOOR)


def test_an_own_open_action_that_comes_along_is_foreseen_too(board: Desk) -> None:
    with board.store.board("kade") as session:
        linked = replace(session.action("A-004"), cycle=AUDIT, owner=SAM)
        session.record("action_linked", linked, actor=SAM, at=board.at(PLANNED))
    (left,) = foreseen(board, wished(SAM, QUIN, [LEADS]))
    assert left.why is Why.FOUR_EYES


def test_who_was_named_to_close_is_followed_up_where_nobody_has_the_role(board: Desk) -> None:
    load(board, a_leaver(SAM, date(2026, 10, 1)))
    board.on_cycle(PLANNED, AUDIT, CycleEvent.REASSIGN, NOOR, post=Post.CLOSER, to=TESS, reason="neemt waar")
    wish = wished(TESS, BAS)
    assert foreseen(board, wish) == []
    plan(board, wish)
    board.tick(DAY)
    assert board.cycle(AUDIT).closer == BAS


def test_who_was_named_to_close_has_no_role_to_pass_on(board: Desk) -> None:
    load(board, a_leaver(SAM, date(2026, 10, 1)))
    board.on_cycle(PLANNED, AUDIT, CycleEvent.REASSIGN, NOOR, post=Post.CLOSER, to=TESS, reason="neemt waar")
    load(board, ABOVE, a_leaver(SAM, date(2026, 10, 1)))
    (left,) = foreseen(board, wished(TESS, BAS))
    assert (left.why, left.now, left.remedy) == (Why.FURTHER_UP, "Wil", None)


def test_an_audit_of_the_own_school_is_done_by_another_auditor_and_not_by_the_successor(board: Desk) -> None:
    assert board.cycle(AUDIT).task("audit-day").owner == HUGO
    load(board, a_person("ida", "OEVER", "auditor@KADE"))
    plan(board, wished(HUGO, ANNA))
    board.tick(DAY)
    cycle = board.cycle(AUDIT)
    for code in ("audit-day", "final-report"):
        task = cycle.task(code)
        assert (task.owner, task.version, task.since) == (
            "ida@kade.example",
            1,
            None,
        )  # its phase is still to come


def test_without_another_auditor_such_a_task_waits_for_somebody(board: Desk) -> None:
    plan(board, wished(HUGO, ANNA))
    board.tick(DAY)
    assert board.cycle(AUDIT).task("audit-day").owner is None


def test_a_second_handover_asks_once_more_under_the_same_name(board: Desk) -> None:
    plan(board, wished(HUGO, ANNA))
    board.tick(DAY)
    board.on_cycle(DAY, AUDIT, CycleEvent.APPOINT_LEAD, NOOR, to=NOOR)
    plan(board, wished(NOOR, ANNA, day=date(2026, 10, 14)), by=BO)
    board.tick(date(2026, 10, 14))
    (task,) = [one for one in board.cycle(AUDIT).tasks if one.code == "name-lead"]
    assert (task.state, task.version, task.owner) == (TaskState.OPEN, 2, QUIN)
    assert board.store.verify("kade") == []


def test_handovers_that_cross_on_one_day_change_places(board: Desk) -> None:
    both = RoleAt("staff", "ONB")
    board.load(PLANNED, a_row(owner=ANNA), a_row("A-005", owner=BAS), programmes=[a_programme()])
    plan(board, wished(ANNA, BAS, [both]))
    plan(board, wished(BAS, ANNA, [both]))
    board.tick(DAY)
    assert (board.action("A-004").owner, board.action("A-005").owner) == (BAS, ANNA)
    with board.store.reading("kade") as session:
        roles = {one.email: one.roles for one in session.people()}
    assert roles[ANNA] == roles[BAS] == (both,)
    assert board.store.verify("kade") == []


def test_who_takes_over_and_hands_over_on_one_day_keeps_what_is_new(board: Desk) -> None:
    board.load(PLANNED, a_row(owner=ANNA), a_row("A-005", owner=BAS), programmes=[a_programme()])
    wish = wished(BAS, TESS)
    plan(board, wish)
    plan(board, wished(ANNA, BAS))
    board.tick(DAY)
    assert (board.action("A-004").owner, board.action("A-005").owner) == (BAS, TESS)


@pytest.mark.parametrize("day", [date(2026, 10, 7), DAY], ids=["earlier", "on that day"])
def test_roles_that_go_over_by_then_count_when_looking_ahead(board: Desk, day: date) -> None:
    load(board, a_person("wim", "BRUG", "school_leader@BRUG"), a_leaver(SAM, date(2026, 10, 11)))
    assert board.cycle(AUDIT).closer == SAM
    plan(board, wished("wim@kade.example", QUIN, [LEADS], day=day))
    assert foreseen(board, wished(SAM, QUIN)) == []
    plan(board, wished(SAM, QUIN))
    board.run(day)
    board.run(DAY)
    assert board.cycle(AUDIT).closer == QUIN


def test_handovers_of_several_missed_days_happen_in_their_order(board: Desk) -> None:
    plan(board, wished(BAS, TESS, day=date(2026, 10, 13)))
    plan(board, wished(ANNA, BAS, day=date(2026, 10, 12)))
    board.tick(date(2026, 10, 14))
    assert board.action().owner == TESS


def planner_sees(desk: Desk, day: date, viewer: str = NOOR) -> list[tuple[str, bool]]:
    with desk.store.reading("kade") as session:
        found = handovers_for(Situation(session, SHIPPED, desk.at(day)), viewer)
        return [(one.called_off_by, one.is_to_be_found) for one in found]


def test_whoever_planned_it_learns_who_called_it_off_until_another_is_planned(board: Desk) -> None:
    plan(board, wished(ANNA, BAS))
    with board.store.board("kade") as session:
        withdraw_handover(session, SHIPPED, "handover-1", BAS, "te druk", board.at(PLANNED))
    assert planner_sees(board, PLANNED) == [("Bas", True)]
    assert planner_sees(board, PLANNED, BAS) == [("Bas", False)]
    plan(board, wished(ANNA, TESS))
    assert planner_sees(board, PLANNED) == [("", False), ("Bas", False)]


def test_whoever_planned_it_learns_that_the_successor_left(board: Desk) -> None:
    plan(board, wished(ANNA, BAS))
    load(board, a_leaver(BAS, date(2026, 10, 9)), day=date(2026, 10, 6))
    board.tick(DAY)
    assert planner_sees(board, DAY) == [("", True)]


def test_a_role_that_goes_along_saves_what_depends_on_it(board: Desk) -> None:
    wish = wished(SAM, QUIN, [LEADS])
    with board.store.reading("kade") as session:
        ground = Ground(Situation(session, SHIPPED, board.at(PLANNED)), [SAM], [QUIN])
        foresight = Foresight(ground, SAM, QUIN, DAY)
        assert [one.cycle for one in foresight.missed_without(wish, LEADS)] == [AUDIT]


def test_whoever_has_no_part_in_a_cycle_leaves_nothing(board: Desk) -> None:
    with board.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, board.at(PLANNED))
        ground = Ground(situation, [BAS, SAM], [QUIN])
        assert all(BAS not in (one.owner, one.closer, one.lead) for one in ground.cycles)
        assert ground.cycles, "Sam closes some"
        assert Foresight(ground, BAS, QUIN, DAY).left(wished(BAS, QUIN)) == []

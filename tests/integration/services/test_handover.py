"""A handover: on its morning roles and open items go to the successor, once, and nothing of a leaver hangs."""

from datetime import date

import pytest

from pdca.domain.actions.action import Phase, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import Post
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.notices.digest import Began
from pdca.domain.people.handover import Handover
from pdca.domain.people.organisation import Person, Process, RoleAt
from pdca.services.people.carrying_out import carry_out_handovers
from pdca.services.people.handing_over import Wish, accept_handover, plan_handover, withdraw_handover
from tests.builders.board import ANNA, BAS, BO, HUGO, NOOR, QUIN, SAM, TESS, a_leaver, a_person
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, Overtaken, a_row

BEGAN, OPENS, PLANNED, DAY = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 12)
AUDIT = "internal-audit/BRUG/2026-2027"
LEADS = RoleAt("team_leader", "ONB")


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade, where Tess has work of every kind."""
    rows = (a_row(), a_row("A-005", owner=TESS), a_row("A-006", owner=BAS), a_row("A-007", owner=BAS))
    desk.load(BEGAN, *rows, programmes=[a_programme()])
    desk.run(OPENS)
    for ref, owner in (("A-004", ANNA), ("A-006", BAS)):
        desk.act(OPENS, Event.REPORT_DONE, owner, ref, done="Rooster hangt")
        assert desk.action(ref).checker == TESS
    desk.on_task(OPENS, f"{AUDIT}/audit-plan", QUIN, TaskEvent.REASSIGN, to=TESS, reason="Quin heeft les")
    return desk


def plan(
    desk: Desk,
    *,
    by: str = SAM,
    to: str = BAS,
    day: date = DAY,
    leaver: str = TESS,
    roles: tuple[RoleAt, ...] = (LEADS,),
) -> Handover:
    """Let somebody plan a handover."""
    wish = Wish(leaver=leaver, successor=to, day=day, roles=roles, reason="Tess gaat met verlof")
    with desk.store.board("kade") as session:
        return plan_handover(session, SHIPPED, wish, by, desk.at(PLANNED))


def withdraw(desk: Desk, by: str, reason: str = "het past niet") -> Handover:
    """Let somebody call the first handover off."""
    with desk.store.board("kade") as session:
        return withdraw_handover(session, SHIPPED, "handover-1", by, reason, desk.at(PLANNED))


def handover(desk: Desk) -> Handover:
    """Return the first handover as stored."""
    with desk.store.reading("kade") as session:
        return next(one for one in session.handovers() if one.id == "handover-1")


def person(desk: Desk, email: str) -> Person:
    """Return somebody as stored."""
    with desk.store.reading("kade") as session:
        return next(one for one in session.people() if one.email == email)


def test_on_its_morning_roles_and_open_items_go_to_the_successor(board: Desk) -> None:
    plan(board)
    board.tick(date(2026, 10, 11))
    assert board.action("A-005").owner == TESS
    assert board.tick(DAY).total("handed_over") == 1
    assert (person(board, TESS).roles, person(board, BAS).roles) == ((), (RoleAt("staff", "ONB"), LEADS))
    assert (board.action("A-005").owner, board.action("A-005").since) == (BAS, DAY)
    assert board.action("A-004").checker == BAS
    assert board.cycle(AUDIT).task("audit-plan").owner == BAS
    assert handover(board).done_on == DAY
    assert board.store.verify("kade") == []


def test_nobody_checks_the_own_action_also_after_a_handover(board: Desk) -> None:
    plan(board)
    board.tick(DAY)
    moved = board.action("A-006")
    assert moved.owner == BAS
    assert moved.checker == QUIN  # the next on the ladder, now that Bas leads the team
    assert moved.version == 3


def test_an_owner_who_was_its_checker_gets_another_checker(board: Desk) -> None:
    board.act(PLANNED, Event.REPORT_DONE, TESS, "A-005", done="Rooster hangt")
    before = board.action("A-005")
    plan(board, to=str(before.checker), roles=())
    board.tick(DAY)
    after = board.action("A-005")
    assert after.owner == before.checker
    assert after.checker not in (None, after.owner)
    assert after.closer not in (None, after.owner)


def test_it_happens_once_and_leaves_what_is_not_the_leavers(board: Desk) -> None:
    before = board.action("A-007")
    plan(board)
    board.run(DAY)
    version = board.action("A-005").version
    assert board.tick(date(2026, 10, 13)).total("handed_over") == 0
    assert board.action("A-005").version == version
    assert board.action("A-007") == before


def test_a_missed_morning_is_made_up_for(board: Desk) -> None:
    plan(board)
    assert board.tick(date(2026, 10, 14)).total("handed_over") == 1
    assert board.action("A-005").owner == BAS
    with board.store.board("kade") as session, pytest.raises(Refused, match="took place on 2026-10-14"):
        accept_handover(session, SHIPPED, "handover-1", BAS, board.at(date(2026, 10, 15)))


def test_questions_go_along_but_nobody_decides_the_own(board: Desk) -> None:
    board.act(PLANNED, Event.ASK_MORE_TIME, BAS, "A-007", reason="ziek", until=date(2026, 12, 1))
    plan(board)
    with board.store.reading("kade") as session:
        assert session.request("A-007/request-1").responsible == TESS
    board.tick(DAY)
    with board.store.reading("kade") as session:
        moved = session.request("A-007/request-1")
    assert moved.responsible not in (TESS, BAS, None)
    assert (moved.version, moved.since) == (2, DAY)


def test_a_question_of_somebody_else_is_the_successors_to_answer(board: Desk) -> None:
    board.act(PLANNED, Event.ASK_MORE_TIME, BAS, "A-007", reason="ziek", until=date(2026, 12, 1))
    plan(board, to=ANNA)
    board.tick(DAY)
    with board.store.reading("kade") as session:
        moved = session.request("A-007/request-1")
    assert (moved.responsible, moved.version, moved.since) == (ANNA, 2, DAY)


def test_who_was_chosen_to_check_later_is_followed_up_and_its_owner_is_not_asked_anew(desk: Desk) -> None:
    desk.load(BEGAN, a_row(checker=TESS))
    plan(desk)
    desk.tick(DAY)
    moved = desk.action()
    assert (moved.owner, moved.chosen_checker, moved.version) == (ANNA, BAS, 1)
    assert desk.act(DAY, Event.REPORT_DONE, ANNA, done="Rooster hangt").checker == BAS


def test_a_successor_who_was_chosen_to_check_it_is_no_checker_of_the_own_action(desk: Desk) -> None:
    desk.load(BEGAN, a_row(owner=TESS, checker=BAS))
    plan(desk)
    desk.tick(DAY)
    assert (desk.action().owner, desk.action().chosen_checker) == (BAS, None)
    done = desk.act(DAY, Event.REPORT_DONE, BAS, done="Rooster hangt")
    assert done.checker == QUIN  # the next on the ladder, now that Bas leads the team


@pytest.mark.parametrize(
    ("owner", "agrees"), [(ANNA, BO), (BO, QUIN)], ids=["of another", "of the successor"]
)
def test_agreement_is_asked_of_the_successor_but_never_about_the_own(
    desk: Desk, owner: str, agrees: str
) -> None:
    desk.load(BEGAN, a_row(grade="major", owner=owner, phase=Phase.CHECK))
    seen = {"verdict": Verdict.EFFECTIVE, "observed": "Er wordt meer gelezen"}
    assert desk.act(PLANNED, Event.ASSESS, str(desk.action().checker), **seen).agreer == NOOR
    plan(desk, leaver=NOOR, to=BO, by=BO, roles=(RoleAt("quality_manager", "KADE"),))
    desk.tick(DAY)
    assert desk.action().agreer == agrees


def test_the_successor_hears_of_each_item_with_the_next_mail(board: Desk) -> None:
    board.run(date(2026, 10, 2), date(2026, 10, 9))
    plan(board)
    board.run(DAY, date(2026, 10, 13))
    assert ("assigned", "bas") in [(step, name) for _, step, name in board.told("A-005", DAY)]
    line = board.line_to(BAS, "A-005")
    assert (line.began, line.began_by, line.note) == (Began.HANDED, "Sam", "Tess → Bas")


def test_the_parts_in_a_cycle_go_along(board: Desk) -> None:
    board.on_cycle(
        PLANNED, AUDIT, CycleEvent.REASSIGN, NOOR, post=Post.OWNER, to=TESS, reason="Quin heeft les"
    )
    plan(board, roles=())
    board.tick(DAY)
    assert board.cycle(AUDIT).owner == BAS
    assert board.cycle(AUDIT).closer == SAM


def test_a_process_is_looked_after_by_the_successor(board: Desk) -> None:
    with board.store.board("kade") as session:
        for code, owner in (("P-1", TESS), ("P-2", QUIN)):
            looked_after = Process(code=code, name="Leesonderwijs", unit="BRUG", owner=owner)
            session.record("process_loaded", looked_after, actor="load", at=board.at(PLANNED))
    plan(board)
    board.tick(DAY)
    with board.store.reading("kade") as session:
        assert {one.code: one.owner for one in session.processes()} == {"P-1": BAS, "P-2": QUIN}


def test_a_school_leader_is_followed_up_as_closer_too(board: Desk) -> None:
    plan(board, leaver=SAM, to=QUIN, by=NOOR, roles=(RoleAt("school_leader", "BRUG"),))
    board.tick(DAY)
    assert board.cycle(AUDIT).closer == QUIN


def test_a_cycle_is_closed_by_another_school_leader_where_the_role_does_not_go_along(board: Desk) -> None:
    second = a_person("wil", "BRUG", "school_leader@BRUG")
    board.load(PLANNED, people=[second], programmes=[a_programme()])
    assert board.cycle(AUDIT).closer == SAM
    plan(board, leaver=SAM, to=QUIN, by=NOOR, roles=())
    board.tick(DAY)
    assert board.cycle(AUDIT).closer == second.email


@pytest.mark.parametrize(("to", "leads"), [(NOOR, NOOR), (ANNA, None)], ids=["of elsewhere", "of the school"])
def test_the_lead_of_an_audit_goes_along_but_nobody_audits_the_own_school(
    board: Desk, to: str, leads: str | None
) -> None:
    board.on_cycle(PLANNED, AUDIT, CycleEvent.APPOINT_LEAD, QUIN, to=HUGO)
    plan(board, leaver=HUGO, to=to, by=BO, roles=())
    board.tick(DAY)
    assert board.cycle(AUDIT).lead == leads


def test_a_successor_who_left_gets_nothing(board: Desk) -> None:
    plan(board)
    board.load(date(2026, 10, 6), people=[a_leaver(BAS, date(2026, 10, 9))], programmes=[a_programme()])
    assert board.tick(DAY).total("handed_over") == 0
    assert handover(board).withdrawn_on == DAY
    assert LEADS in person(board, TESS).roles


def test_two_engines_on_one_morning_carry_it_out_once(board: Desk) -> None:
    plan(board)
    assert carry_out_handovers(Overtaken(board, DAY), "kade", SHIPPED, board.at(DAY)) == 0
    assert handover(board).done_on == DAY
    assert board.action("A-005").owner == BAS


def test_the_successor_says_yes_once_and_nobody_else_does(board: Desk) -> None:
    plan(board)
    with board.store.board("kade") as session:
        with pytest.raises(Refused, match="only Bas"):
            accept_handover(session, SHIPPED, "handover-1", ANNA, board.at(PLANNED))
        accept_handover(session, SHIPPED, "handover-1", BAS, board.at(PLANNED))
        again = accept_handover(session, SHIPPED, "handover-1", BAS, board.at(date(2026, 10, 7)))
    assert again.accepted_on == PLANNED


@pytest.mark.parametrize("by", [BAS, SAM, NOOR])
def test_it_is_called_off_by_the_successor_or_whoever_leads(board: Desk, by: str) -> None:
    plan(board)
    with pytest.raises(Refused):
        withdraw(board, ANNA)
    with pytest.raises(BadInput, match="why"):
        withdraw(board, by, " ")
    assert withdraw(board, by).withdrawn_on == PLANNED
    assert board.tick(DAY).total("handed_over") == 0
    assert board.action("A-005").owner == TESS
    with pytest.raises(Refused, match="called off"):
        withdraw(board, by)
    plan(board)


def test_only_whoever_leads_plans_one_and_gives_away_no_more_than_that(board: Desk) -> None:
    for by in (TESS, ANNA, BAS):
        with pytest.raises(Refused):
            plan(board, by=by)
    with pytest.raises(Refused, match="for whoever leads there"):
        plan(board, by=SAM, leaver=QUIN, roles=(RoleAt("auditor", "KADE"),))
    assert plan(board, by=BO, leaver=QUIN, roles=(RoleAt("auditor", "KADE"),)).by == BO


def test_a_handover_fits(board: Desk) -> None:
    with pytest.raises(BadInput, match="themselves"):
        plan(board, to=TESS)
    with pytest.raises(BadInput, match="2026-10-05"):
        plan(board, day=date(2026, 10, 4))
    with pytest.raises(BadInput, match="school_leader"):
        plan(board, roles=(RoleAt("school_leader", "BRUG"),))
    with pytest.raises(BadInput, match="does not work here"):
        plan(board, to="niemand@kade.example")
    plan(board)
    with pytest.raises(Refused, match="hands over to Bas on 2026-10-12 already"):
        plan(board, to=ANNA)
    with pytest.raises(NotFound), board.store.board("kade") as session:
        accept_handover(session, SHIPPED, "handover-9", BAS, board.at(PLANNED))

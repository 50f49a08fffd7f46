"""Nobody checks, agrees to or closes their own work, and auditors stay away from their own school."""

from datetime import timedelta

import pytest

from pdca.domain.actions.action import Phase, Size
from pdca.domain.actions.machine import Event
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from tests.builders.actions import IMPROVEMENT, MAJOR, OUTSIDE, STRENGTH, a_setting, act, an_action
from tests.builders.board import (
    ANNA,
    BAS,
    BO,
    HUGO,
    NOOR,
    QUIN,
    SAM,
    TESS,
    TODAY,
    a_bench,
    a_leaver,
    a_person,
    an_organisation,
    away,
    mail,
    nobody_has_work,
)

W = Who


def standing(actor: str, **changes: object) -> frozenset[Who]:
    grade = changes.pop("grade", IMPROVEMENT)
    return a_bench().standing(an_action(**changes), grade, actor)  # type: ignore[arg-type]  # always a Grade


def test_the_owner_owns_and_is_responsible_in_do() -> None:
    assert standing(ANNA) == {W.OWNER, W.RESPONSIBLE}


def test_a_colleague_without_a_role_is_nothing_to_an_action() -> None:
    assert standing(BAS) == frozenset()


def test_the_team_leader_checks_an_improvement_and_manages_it() -> None:
    assert standing(TESS) == {W.CHECKER, W.MANAGER}


def test_everyone_further_up_the_ladder_manages_too() -> None:
    assert standing(SAM) == {W.MANAGER}
    assert standing(NOOR) == {W.MANAGER}
    assert standing(BO) == {W.MANAGER, W.BOARD}


def test_an_owner_with_every_role_still_does_not_check_agree_close_or_manage_the_own_action() -> None:
    everything = a_person(
        "eva",
        "ONB",
        "team_leader@ONB",
        "quality_coordinator@BRUG",
        "school_leader@BRUG",
        "quality_manager@KADE",
    )
    bench = a_bench(an_organisation(people=[everything]))
    for grade in (IMPROVEMENT, MAJOR, OUTSIDE, STRENGTH):
        for phase in Phase:
            own = an_action(owner=mail("eva"), phase=phase, checker=mail("eva"), closer=mail("eva"))
            forbidden = {W.CHECKER, W.AGREER, W.CLOSER, W.MANAGER}
            assert not bench.standing(own, grade, mail("eva")) & forbidden


def test_whoever_is_responsible_does_not_grant_a_wish_of_their_own() -> None:
    assert W.MANAGER not in standing(TESS, phase=Phase.CHECK, checker=TESS)
    assert W.MANAGER in standing(SAM, phase=Phase.CHECK, checker=TESS)


def test_somebody_who_left_has_no_standing_at_all() -> None:
    bench = a_bench(an_organisation(people=[a_leaver(ANNA, TODAY - timedelta(days=1))]))
    assert bench.standing(an_action(), IMPROVEMENT, ANNA) == frozenset()
    assert bench.standing(an_action(), IMPROVEMENT, "x@kade.example") == frozenset()


def test_a_deputy_acts_for_somebody_who_is_away_and_only_then() -> None:
    action = an_action(phase=Phase.CHECK, checker=SAM)
    assert W.CHECKER not in a_bench().standing(action, STRENGTH, TESS)
    absent = a_bench(an_organisation(absences=[away(SAM)]))
    assert {W.CHECKER, W.RESPONSIBLE} <= absent.standing(action, STRENGTH, TESS)


def test_the_owner_never_checks_as_deputy_of_the_checker() -> None:
    bench = a_bench(an_organisation(absences=[away(QUIN)]))
    action = an_action(owner=BAS, phase=Phase.CHECK, checker=QUIN)
    assert W.CHECKER not in bench.standing(action, IMPROVEMENT, BAS)


def test_auditors_of_another_school_check_a_major_and_those_of_the_own_school_do_not() -> None:
    assert W.CHECKER in standing(HUGO, grade=MAJOR)
    assert W.CHECKER not in standing(QUIN, grade=MAJOR)
    assert W.CHECKER not in standing(SAM, grade=MAJOR)


def test_the_chosen_checker_checks_unless_that_is_the_owner_or_has_left() -> None:
    bench = a_bench()
    assert bench.find_checker(an_action(chosen_checker=BAS), IMPROVEMENT, nobody_has_work) == BAS
    assert bench.find_checker(an_action(chosen_checker=ANNA), IMPROVEMENT, nobody_has_work) == TESS
    left = a_bench(an_organisation(people=[a_leaver(BAS, TODAY - timedelta(days=1))]))
    assert left.find_checker(an_action(chosen_checker=BAS), IMPROVEMENT, nobody_has_work) == TESS


def test_a_checker_is_found_by_grade_from_the_owners_unit_upward() -> None:
    bench = a_bench()
    assert bench.find_checker(an_action(), IMPROVEMENT, nobody_has_work) == TESS
    assert bench.find_checker(an_action(), MAJOR, nobody_has_work) == HUGO
    assert bench.find_checker(an_action(), OUTSIDE, nobody_has_work) == SAM
    assert bench.find_checker(an_action(), STRENGTH, nobody_has_work) is None


def test_of_several_auditors_the_one_with_the_fewest_open_checks_is_found() -> None:
    organisation = an_organisation(people=[a_person("olga", "OEVER", "auditor@KADE")])
    checks = {HUGO: 4, mail("olga"): 3, QUIN: 0}
    assert a_bench(organisation).find_checker(an_action(), MAJOR, checks.__getitem__) == mail("olga")


def test_an_auditor_at_the_board_may_check_an_item_of_the_board() -> None:
    organisation = an_organisation(people=[a_person("olga", "BUR", "auditor@KADE")], without=[HUGO, QUIN])
    of_the_board = an_action(unit="KADE", owner=NOOR)
    assert a_bench(organisation).find_checker(of_the_board, MAJOR, nobody_has_work) == mail("olga")


def test_without_any_auditor_the_ladder_takes_over_also_in_the_own_school() -> None:
    organisation = an_organisation(without=[HUGO])
    assert a_bench(organisation).find_checker(an_action(), MAJOR, nobody_has_work) == TESS


def test_the_roles_that_take_over_are_those_above_on_the_ladder_then_quality_then_board() -> None:
    bench = a_bench()
    assert bench.roles_for("quality_coordinator") == (
        *("quality_coordinator", "school_leader", "board_member"),
        *("quality_manager", "board_member"),
    )
    assert bench.roles_for("auditor")[:2] == ("auditor", "team_leader")


def test_a_closer_is_never_the_owner_and_the_next_role_takes_over() -> None:
    bench = a_bench()
    assert bench.find_closer(an_action(), IMPROVEMENT, nobody_has_work) == QUIN
    assert bench.find_closer(an_action(owner=QUIN), IMPROVEMENT, nobody_has_work) == SAM
    alone = a_bench(an_organisation(without=[BAS, TESS, QUIN, SAM, HUGO, NOOR, BO]))
    assert alone.find_closer(an_action(), IMPROVEMENT, nobody_has_work) is None


def test_who_has_to_agree_is_found_when_the_grade_asks_for_it() -> None:
    assert a_bench().find_agreer(an_action(), MAJOR, nobody_has_work) == NOOR
    assert a_bench().find_agreer(an_action(), IMPROVEMENT, nobody_has_work) is None
    assert W.AGREER in standing(NOOR, grade=MAJOR)
    assert W.AGREER not in standing(NOOR, grade=MAJOR, owner=NOOR)
    assert W.AGREER not in standing(BO, grade=MAJOR)


def test_the_managers_are_the_first_level_that_applies() -> None:
    assert a_bench().managers(an_action()) == (TESS,)
    assert a_bench().managers(an_action(owner=TESS, unit="ONB")) == (QUIN,)
    alone = a_bench(an_organisation(without=[BAS, TESS, QUIN, SAM, HUGO, NOOR, BO]))
    assert alone.managers(an_action()) == ()


@pytest.mark.parametrize("phase", [Phase.CHECK, Phase.ACT])
def test_an_action_in_check_or_act_is_never_given_to_its_owner(phase: Phase) -> None:
    action = an_action(phase=phase, checker=TESS, closer=SAM)
    with pytest.raises(Refused, match="owns A-004 and cannot check or close it: four eyes"):
        act(action, Event.REASSIGN, a_setting(W.MANAGER), to=ANNA, reason="ruil")


def test_an_action_is_never_given_to_a_stranger_or_to_who_already_has_it() -> None:
    with pytest.raises(BadInput, match="is nobody who works here now"):
        act(an_action(), Event.REASSIGN, a_setting(W.MANAGER), to="x@kade.example", reason="ruil")
    with pytest.raises(Refused, match="already is with Anna"):
        act(an_action(), Event.REASSIGN, a_setting(W.MANAGER), to=ANNA, reason="ruil")


@pytest.mark.parametrize(
    ("phase", "size", "field"),
    [
        (Phase.PLAN, Size.LARGE, "owner"),
        (Phase.DO, Size.SMALL, "owner"),
        (Phase.CHECK, Size.LARGE, "checker"),
        (Phase.CHECK, Size.SMALL, "closer"),
        (Phase.ACT, Size.LARGE, "closer"),
    ],
)
def test_reassigning_changes_who_is_responsible_in_this_phase(phase: Phase, size: Size, field: str) -> None:
    action = an_action(phase=phase, size=size, checker=TESS, closer=SAM)
    moved = act(action, Event.REASSIGN, a_setting(W.MANAGER), to=BAS, reason="ruil")
    assert getattr(moved, field) == moved.responsible == BAS


def test_while_agreement_is_waited_for_it_is_the_agreement_that_is_given_away() -> None:
    action = an_action(phase=Phase.ACT, closer=SAM, agreer=NOOR)
    moved = act(action, Event.REASSIGN, a_setting(W.MANAGER, grade=MAJOR), to=BO, reason="ruil")
    assert (moved.agreer, moved.closer, moved.responsible) == (BO, SAM, BO)

"""Roles that the rules of a board need and nobody holds, and what happens instead."""

from datetime import date, timedelta

from pdca.domain.approach import Approach, Taking
from pdca.domain.cycles.programme import Programme, Words
from pdca.domain.people.organisation import Organisation, UnitKind
from pdca.services.boards.vacancies import Vacancy, on_the_ladder, told, work_without_people
from tests.builders.board import BO, HUGO, NOOR, POLICY, QUIN, SAM, TESS, TODAY, a_leaver, an_organisation
from tests.builders.cycles import a_programme

AUDIT, MONITOR = Words("Interne audit", "Internal audit"), Words("Veiligheidsmonitor", "Safety monitor")


def ladder(*without: str, **parts: object) -> list[tuple[str, str | None]]:
    organisation = an_organisation(without=without, **parts)  # type: ignore[arg-type]  # parts by keyword
    return [(one.role, one.instead) for one in on_the_ladder(organisation, POLICY, TODAY)]


def work(organisation: Organisation, *programmes: Programme) -> list[Vacancy]:
    return work_without_people(Taking(organisation), programmes or (a_programme(),), TODAY)


def test_a_board_in_which_every_role_is_held_has_no_vacancies() -> None:
    assert ladder() == []
    assert work(an_organisation()) == []


def test_the_next_role_of_the_ladder_that_somebody_holds_is_asked_instead() -> None:
    assert ladder(TESS) == [("team_leader", "quality_coordinator")]
    assert ladder(TESS, QUIN) == [("team_leader", "school_leader"), ("quality_coordinator", "school_leader")]


def test_above_the_ladder_come_the_fallback_and_then_the_board() -> None:
    assert ladder(BO) == [("board_member", "quality_manager")]
    assert ladder(SAM, HUGO) == [("school_leader", "board_member")]
    assert ladder(NOOR) == [("quality_manager", "board_member")]
    assert ladder(BO, NOOR) == [("board_member", None), ("quality_manager", None)]


def test_who_left_holds_nothing() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert ladder(people=[a_leaver(TESS, yesterday)]) == [("team_leader", "quality_coordinator")]
    assert ladder(people=[a_leaver(TESS, TODAY)]) == []


def test_work_of_a_role_that_nobody_holds_goes_to_the_quality_manager() -> None:
    other = a_programme(code="safety-monitor", title=MONITOR, owner="safety_coordinator")
    assert work(an_organisation(without=[QUIN]), a_programme(), other) == [
        Vacancy(role="quality_coordinator", instead="quality_manager", programmes=(AUDIT, MONITOR)),
        Vacancy(role="safety_coordinator", instead="quality_manager", programmes=(MONITOR,)),
    ]


def test_without_a_quality_manager_the_board_hears_of_it_and_without_a_board_nobody() -> None:
    gone = an_organisation(without=[NOOR, QUIN, SAM, HUGO])
    assert [(one.role, one.instead) for one in work(gone)] == [
        ("auditor", "board_member"),
        ("quality_coordinator", "board_member"),
        ("quality_manager", "board_member"),
        ("school_leader", "board_member"),
    ]
    assert {one.instead for one in work(an_organisation(without=[NOOR, BO]))} == {None}


def test_a_programme_for_units_that_a_board_does_not_have_needs_nobody() -> None:
    programme = a_programme(scope=UnitKind.DEPARTMENT, owner="department_head")
    assert work(an_organisation(), programme) == []


def test_a_programme_that_opens_only_where_nobody_takes_part_needs_nobody() -> None:
    programme = a_programme(scope=UnitKind.TEAM, owner="department_head")
    taking = Taking(an_organisation(), Approach(units=("HAVEN",)))
    assert work_without_people(taking, [programme], TODAY) == []


def test_what_happens_instead_is_said_in_words() -> None:
    on_ladder = Vacancy(role="team_leader", instead="school_leader")
    assert str(told(on_ladder)) == "nobody is team_leader: help is asked of school_leader instead"
    at_the_top = Vacancy(role="board_member", instead=None)
    assert str(told(at_the_top)) == "nobody is board_member: nobody is asked for help then"
    of_work = Vacancy(role="auditor", instead=None, programmes=tuple(Words(one, one) for one in "abcdefg"))
    assert str(told(of_work)) == (
        "nobody is auditor: work for this role (a; b; c; d; e; ...) gets nobody's name, and nobody hears of it"
    )
    of_work = Vacancy(role="auditor", instead="quality_manager", programmes=(AUDIT, MONITOR))
    assert "(Internal audit; Safety monitor)" in str(told(of_work))


def test_the_day_that_counts_is_the_day_of_loading() -> None:
    assert on_the_ladder(an_organisation(people=[a_leaver(BO, TODAY)]), POLICY, date(2027, 1, 1)) == [
        Vacancy(role="board_member", instead="quality_manager")
    ]

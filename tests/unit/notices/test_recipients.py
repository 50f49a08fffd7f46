"""Where the search for people looks, whom it passes over and why."""

from datetime import date

import pytest

from pdca.domain.notices.policy import Level, Policy
from pdca.domain.notices.recipients import Found, Look, Passed, Seeker, managers, roles_from
from pdca.domain.people.organisation import Organisation
from tests.builders.board import (
    ANNA,
    BAS,
    BO,
    NOOR,
    POLICY,
    QUIN,
    SAM,
    TESS,
    a_leaver,
    a_person,
    an_organisation,
    away,
)

TODAY = date(2026, 11, 2)


def seeker(organisation: Organisation | None = None, owner: str | None = ANNA, unit: str = "BRUG") -> Seeker:
    """Build the search for an item of Anna's."""
    return Seeker.of(organisation or an_organisation(), TODAY, unit, owner)


def test_the_search_says_at_every_role_and_unit_whom_it_found_or_passed_over() -> None:
    looks: list[Look] = []
    organisation = an_organisation(absences=[away(QUIN), away(BAS)])
    found = seeker(organisation).find(
        ["team_leader", "quality_coordinator", "school_leader"], frozenset({TESS}), looks
    )
    assert found == Found((SAM,), "BRUG", "school_leader")
    assert looks == [
        Look("team_leader", "ONB", ((TESS, Passed.ALREADY_TOLD),)),
        Look("team_leader", "BRUG", ()),
        Look("team_leader", "KADE", ()),
        Look("quality_coordinator", "ONB", ()),
        Look("quality_coordinator", "BRUG", ((QUIN, Passed.NOBODY_STANDS_IN),)),
        Look("quality_coordinator", "KADE", ()),
        Look("school_leader", "ONB", ()),
        Look("school_leader", "BRUG", ((SAM, SAM),)),
    ]


@pytest.mark.parametrize(
    ("owner", "absent", "passed"),
    [(TESS, [], Passed.IS_OWNER), (BAS, [QUIN], Passed.OWNER_STANDS_IN)],
)
def test_the_owner_is_never_told_also_not_for_somebody_else(
    owner: str, absent: list[str], passed: Passed
) -> None:
    looks: list[Look] = []
    role = "team_leader" if owner == TESS else "quality_coordinator"
    organisation = an_organisation(absences=[away(one) for one in absent])
    assert seeker(organisation, owner).find([role], looks=looks) is None
    assert [outcome for look in looks for _, outcome in look.holders] == [passed]


def test_several_at_one_unit_are_found_in_order_of_address() -> None:
    organisation = an_organisation(people=[a_person("aart", "ONB", "team_leader@ONB")])
    found = seeker(organisation).find(["team_leader"])
    assert found == Found(("aart@kade.example", TESS), "ONB", "team_leader")


@pytest.mark.parametrize(("owner", "level"), [(ANNA, 0), (TESS, 1), (QUIN, 2), (SAM, 3), (BO, 4), (None, 0)])
def test_the_own_level_is_the_highest_whose_role_the_owner_holds(owner: str | None, level: int) -> None:
    assert seeker(owner=owner).own_level(POLICY) == level


def test_who_holds_two_roles_stands_at_the_higher_and_a_leaver_at_none() -> None:
    both = a_person("tess", "ONB", "team_leader@ONB", "school_leader@BRUG")
    assert seeker(an_organisation(people=[both]), TESS).own_level(POLICY) == 3
    elsewhere = a_person("tess", "ONB", "team_leader@ONB", "school_leader@HAVEN")
    assert seeker(an_organisation(people=[elsewhere]), TESS).own_level(POLICY) == 1
    gone = an_organisation(people=[a_leaver(BO, date(2026, 11, 1))])
    assert seeker(gone, BO).own_level(POLICY) == 0


def test_the_roles_of_a_level_are_its_own_and_all_that_come_after() -> None:
    policy = Policy(ladder=(Level(5, "team_leader"), Level(10, "school_leader")), fallback="auditor")
    assert list(roles_from(policy, 1)) == ["team_leader", "school_leader", "auditor", "board_member"]
    assert list(roles_from(policy, 2)) == ["school_leader", "auditor", "board_member"]
    assert list(roles_from(policy, 3)) == ["auditor", "board_member"]


@pytest.mark.parametrize(
    ("owner", "people"), [(ANNA, (TESS,)), (TESS, (QUIN,)), (QUIN, (SAM,)), (SAM, (BO,)), (BO, (NOOR,))]
)
def test_the_managers_are_those_of_the_first_level_above_the_owner(
    owner: str, people: tuple[str, ...]
) -> None:
    found = managers(an_organisation(), TODAY, "BRUG", owner, POLICY)
    assert found is not None
    assert found.people == people


def test_there_may_be_no_manager_at_all() -> None:
    empty = an_organisation(without=[TESS, QUIN, SAM, NOOR, BO])
    assert managers(empty, TODAY, "BRUG", ANNA, POLICY) is None

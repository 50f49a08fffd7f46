"""Who sees what: by a role from its unit down, by the own team, by a part in it; and who may run the house."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.actions.action import Phase
from pdca.domain.people.organisation import Organisation
from pdca.domain.people.sight import (
    Right,
    has_right,
    may_add,
    sees_action,
    sees_cycle,
    sees_unit,
    visible_people,
    visible_units,
)
from tests.builders.actions import an_action
from tests.builders.board import (
    ANNA,
    BAS,
    BO,
    HUGO,
    NOOR,
    PEOPLE,
    QUIN,
    SAM,
    TESS,
    TODAY,
    UNITS,
    a_leaver,
    a_person,
    an_organisation,
    mail,
)
from tests.builders.cycles import a_cycle

EVERY = frozenset(unit.code for unit in UNITS)
SCHOOL = frozenset({"BRUG", "ONB"})
OTHERS = [
    a_person("ria", "KADE", "supervisor@KADE"),
    a_person("ella", "KADE", "external_auditor@BRUG"),
    a_person("max", "BRUG", "council_member@KADE"),
    a_person("lot", "BRUG", "staff@BRUG"),
    a_person("fay", "BUR", "privacy_officer@KADE"),
    a_person("hanna", "BUR", "hr_adviser@KADE"),
    a_person("sep", "BUR", "board_secretary@KADE"),
    a_person("kim", "BUR", "staff@BUR"),
]
RIA, ELLA, MAX, LOT, FAY, HANNA, SEP, KIM = (one.email for one in OTHERS)


@pytest.fixture
def kade() -> Organisation:
    """Return De Kade, with people in less common roles."""
    return an_organisation(people=OTHERS)


@pytest.mark.parametrize(
    ("email", "units"),
    [
        (ANNA, {"ONB"}),
        (TESS, {"ONB"}),
        (SAM, SCHOOL),
        (HUGO, EVERY),  # an auditor of the whole board
        (NOOR, EVERY),
        (BO, EVERY),
        (RIA, EVERY),
        (ELLA, SCHOOL),
        (MAX, set()),
        (LOT, set()),
        (KIM, {"BUR"}),
        (mail("niemand"), set()),
    ],
)
def test_a_role_shows_its_unit_and_below_and_a_teacher_sees_the_own_team(
    kade: Organisation, email: str, units: set[str]
) -> None:
    assert visible_units(kade, email, TODAY) == units
    assert {unit for unit in EVERY if sees_unit(kade, email, unit, TODAY)} == units


@pytest.mark.parametrize("part", ["owner", "checker", "chosen_checker", "agreer", "closer", "secured_owner"])
def test_a_part_in_an_action_shows_it(kade: Organisation, part: str) -> None:
    action = an_action(unit="HAVEN")
    assert not sees_action(kade, BAS, action, TODAY)
    assert sees_action(kade, BAS, an_action(unit="HAVEN", **{part: BAS}), TODAY)


def test_whoever_leads_people_sees_what_they_own_and_what_they_have_the_turn_of(kade: Organisation) -> None:
    owned = an_action(unit="HAVEN", owner=ANNA)
    to_check = an_action(unit="HAVEN", owner=HUGO, phase=Phase.CHECK, checker=ANNA)
    checked = an_action(unit="HAVEN", owner=HUGO, phase=Phase.ACT, checker=ANNA, closer=SAM)
    assert [sees_action(kade, TESS, one, TODAY) for one in (owned, to_check, checked)] == [True, True, False]
    assert not any(sees_action(kade, BAS, one, TODAY) for one in (owned, to_check, checked))


def test_who_works_within_a_school_sees_its_cycles_and_nobody_elses(kade: Organisation) -> None:
    cycle = a_cycle()
    assert cycle.unit == "BRUG"
    assert sees_cycle(kade, ANNA, cycle, TODAY)
    assert sees_cycle(kade, LOT, cycle, TODAY)
    assert not sees_cycle(kade, KIM, cycle, TODAY)


@pytest.mark.parametrize(
    ("right", "people"),
    [
        (Right.SET_UP, {NOOR, SEP}),
        (Right.PEOPLE, {NOOR, SEP, HANNA}),
        (Right.POLICY, {NOOR, BO}),
        (Right.TRUST, {NOOR, BO, SEP, FAY}),
        (Right.DASHBOARD, {NOOR, BO, QUIN, SAM, TESS, HUGO, RIA, ELLA, SEP, FAY, HANNA}),
    ],
)
def test_the_house_is_run_by_few(kade: Organisation, right: Right, people: set[str]) -> None:
    everybody = {one.email for one in (*PEOPLE, *OTHERS)}
    assert {one for one in everybody if has_right(kade, one, right, TODAY)} == people


def test_everybody_sees_the_own_work_and_who_leads_that_of_whoever_works_below(kade: Organisation) -> None:
    assert visible_people(kade, ANNA, TODAY) == {ANNA}
    assert visible_people(kade, TESS, TODAY) == {one.email for one in PEOPLE if one.unit == "ONB"} | {TESS}


def test_who_left_sees_nothing_and_may_nothing() -> None:
    left = date(2026, 10, 1)
    kade = an_organisation(people=[a_leaver(NOOR, left), a_leaver(ANNA, left)])
    assert visible_units(kade, NOOR, TODAY) == frozenset()
    assert not sees_action(kade, ANNA, an_action(owner=ANNA), TODAY)
    assert not sees_cycle(kade, ANNA, a_cycle(owner=ANNA), TODAY)
    assert not any(has_right(kade, NOOR, right, TODAY) for right in Right)
    assert not may_add(kade, ANNA, "ONB", ANNA, TODAY)


@given(email=st.sampled_from([one.email for one in (*PEOPLE, *OTHERS)]), unit=st.sampled_from(sorted(EVERY)))
def test_who_sees_a_unit_sees_everything_below_it(email: str, unit: str) -> None:
    kade = an_organisation(people=OTHERS)
    if sees_unit(kade, email, unit, TODAY):
        assert {one.code for one in kade.below(unit)} <= visible_units(kade, email, TODAY)


@pytest.mark.parametrize(
    ("actor", "unit", "owner", "may"),
    [
        (ANNA, "ONB", ANNA, True),
        (ANNA, "ONB", BAS, True),
        (ANNA, "BRUG", ANNA, True),
        (ANNA, "BRUG", BAS, False),
        (ANNA, "KADE", ANNA, False),
        (ANNA, "HAVEN", ANNA, False),
        (TESS, "BRUG", ANNA, True),
        (TESS, "BRUG", SAM, False),
        (SAM, "ONB", ANNA, True),
        (SAM, "HAVEN", HUGO, False),
        (LOT, "BRUG", SAM, True),
        (NOOR, "HAVEN", HUGO, True),
    ],
)
def test_actions_are_added_where_one_sees_works_or_leads(
    kade: Organisation, actor: str, unit: str, owner: str, *, may: bool
) -> None:
    assert may_add(kade, actor, unit, owner, TODAY) is may

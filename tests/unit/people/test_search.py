"""Finding one person for a job: the nearest unit, then who has least to do, then by address."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.people.organisation import Organisation
from pdca.domain.people.search import Load, holder_upward, least_loaded
from tests.builders.board import (
    BO,
    NOOR,
    SAM,
    TESS,
    TODAY,
    a_leaver,
    a_person,
    an_organisation,
    mail,
    nobody_has_work,
)


def find(
    *roles: str,
    organisation: Organisation | None = None,
    load: Load = nobody_has_work,
    without: str = "",
) -> str | None:
    return holder_upward(
        organisation or an_organisation(), TODAY, "ONB", roles, load, lambda email, _role: email == without
    )


def test_the_nearest_holder_of_the_role_is_found() -> None:
    assert find("team_leader") == TESS
    assert find("school_leader") == SAM
    assert find("board_member") == BO


def test_a_role_nearby_does_not_win_from_an_earlier_role_further_up() -> None:
    assert find("quality_manager", "team_leader") == NOOR


def test_the_next_role_is_tried_when_nobody_holds_the_first() -> None:
    assert find("janitor", "school_leader") == SAM


def test_an_excluded_holder_is_passed_over_for_a_unit_further_up_or_the_next_role() -> None:
    organisation = an_organisation(people=[a_person("ada", "BRUG", "team_leader@BRUG")])
    assert find("team_leader", organisation=organisation, without=TESS) == mail("ada")
    assert find("team_leader", "school_leader", without=TESS) == SAM


def test_nobody_is_found_when_nobody_holds_any_of_the_roles() -> None:
    assert find("janitor") is None


def test_of_several_holders_the_one_with_the_fewest_open_items_is_found() -> None:
    organisation = an_organisation(people=[a_person("zoe", "ONB", "team_leader@ONB")])
    assert find("team_leader", organisation=organisation) == TESS
    assert find("team_leader", organisation=organisation, load={TESS: 3, mail("zoe"): 2}.__getitem__) == mail(
        "zoe"
    )


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1))
def test_ties_are_broken_by_address(load: dict[str, int]) -> None:
    best = min(sorted(load), key=load.__getitem__)
    assert least_loaded(load, load.__getitem__) == best


def test_of_nobody_nobody_is_chosen() -> None:
    assert least_loaded([], nobody_has_work) is None


def test_who_left_holds_no_role_any_more() -> None:
    organisation = an_organisation(people=[a_leaver(TESS, TODAY - timedelta(days=1))])
    assert find("team_leader", organisation=organisation) is None
    assert find("team_leader", organisation=an_organisation(people=[a_leaver(TESS, TODAY)])) == TESS

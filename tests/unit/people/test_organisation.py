"""Who works where, who is there today and who stands in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import NotFound
from pdca.domain.people.organisation import Absence, RoleAt
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
    a_leaver,
    a_person,
    an_organisation,
    away,
    mail,
)

DAY = timedelta(days=1)


def test_a_unit_lies_below_its_school_and_its_board() -> None:
    organisation = an_organisation()
    assert organisation.root == "KADE"
    assert organisation.upward("ONB") == ("ONB", "BRUG", "KADE")
    assert organisation.upward("KADE") == ("KADE",)
    assert {unit.code for unit in organisation.below("BRUG")} == {"BRUG", "ONB"}
    assert [organisation.asked(code) for code in ("BRUG", "BRUG~", "NIETS", "NIETS~")] == [
        *({"BRUG", "ONB"}, {"BRUG"}),
        *(None, None),
    ]


def test_a_region_is_inherited_from_the_nearest_unit_that_has_one() -> None:
    organisation = an_organisation()
    assert organisation.region("ONB") == "midden"
    assert organisation.region("HAVEN") == "noord"
    assert an_organisation(units=[organisation.unit("KADE")]).region("KADE") == "midden"


def test_a_unit_outside_any_school_counts_with_the_root() -> None:
    organisation = an_organisation()
    assert organisation.school_of("ONB") == "BRUG"
    assert organisation.school_of("BUR") == "KADE"


def test_a_board_is_nobodys_own_school() -> None:
    organisation = an_organisation()
    assert organisation.is_own_school(QUIN, "ONB")
    assert not organisation.is_own_school(HUGO, "ONB")
    assert not organisation.is_own_school(NOOR, "KADE")


@pytest.mark.parametrize("code", ["NERGENS", ""])
def test_an_unknown_unit_or_address_is_named(code: str) -> None:
    with pytest.raises(NotFound, match=f"there is no unit '{code}'"):
        an_organisation().unit(code)
    with pytest.raises(NotFound, match="nobody with the address"):
        an_organisation().person("x@kade.example")


def test_the_last_active_day_is_included() -> None:
    organisation = an_organisation(people=[a_leaver(ANNA, TODAY)])
    assert organisation.is_active(ANNA, TODAY)
    assert not organisation.is_active(ANNA, TODAY + DAY)
    assert not organisation.is_active("x@kade.example", TODAY)


def test_an_absence_includes_both_its_ends_and_without_an_end_goes_on() -> None:
    organisation = an_organisation(absences=[away(ANNA, TODAY, TODAY + DAY), away(BAS, TODAY)])
    assert [organisation.is_present(ANNA, TODAY + n * DAY) for n in (-1, 0, 1, 2)] == [
        True,
        False,
        False,
        True,
    ]
    assert organisation.is_present(BAS, TODAY - DAY)
    assert not organisation.is_present(BAS, date(2100, 1, 1))


@given(st.integers(0, 20), st.integers(0, 20), st.integers(-5, 25), st.integers(0, 25), st.integers(-3, 30))
def test_somebody_is_there_within_a_range_when_there_on_any_of_its_days(
    absent_from: int, absent_for: int, first: int, length: int, active_for: int
) -> None:
    last = TODAY + active_for * DAY
    absence = Absence(
        email=ANNA, first=TODAY + absent_from * DAY, last=TODAY + (absent_from + absent_for) * DAY
    )
    organisation = an_organisation(people=[a_leaver(ANNA, last)], absences=[absence])
    days = [TODAY + (first + n) * DAY for n in range(length + 1)]
    expected = any(
        day <= last and not absence.first <= day <= TODAY + (absent_from + absent_for) * DAY for day in days
    )
    assert organisation.is_present_within(ANNA, days[0], days[-1]) is expected


def test_a_person_who_is_there_stands_in_for_nobody_but_themselves() -> None:
    assert an_organisation().stand_in(SAM, TODAY) == SAM


def test_the_deputy_stands_in_while_somebody_is_away() -> None:
    assert an_organisation(absences=[away(SAM)]).stand_in(SAM, TODAY) == TESS


def test_a_deputy_who_is_away_too_has_no_deputy_in_turn() -> None:
    organisation = an_organisation(absences=[away(QUIN), away(BAS)])
    assert organisation.stand_in(QUIN, TODAY) is None


def test_other_people_on_the_same_board_leave_everybody_away_who_was_away() -> None:
    others = an_organisation(absences=[away(SAM)]).with_people([*PEOPLE, a_person("wim", "ONB")])
    assert (others.stand_in(SAM, TODAY), others.stand_in(mail("wim"), TODAY)) == (TESS, mail("wim"))


def test_nobody_stands_in_for_somebody_without_a_deputy_or_who_has_left() -> None:
    assert an_organisation(absences=[away(ANNA)]).stand_in(ANNA, TODAY) is None
    left = an_organisation(people=[a_leaver(SAM, TODAY - DAY)])
    assert left.stand_in(SAM, TODAY) is None


def test_a_role_is_held_at_its_unit_and_for_everything_below_it() -> None:
    organisation = an_organisation()
    assert organisation.holds(SAM, "school_leader", "ONB", TODAY)
    assert not organisation.holds(SAM, "school_leader", "KADE", TODAY)
    assert not organisation.holds(SAM, "school_leader", "HAVEN", TODAY)
    assert not organisation.holds("x@kade.example", "school_leader", "ONB", TODAY)


def test_holders_are_those_at_exactly_the_unit_by_address() -> None:
    organisation = an_organisation(people=[a_person("ada", "BRUG", "school_leader@BRUG")])
    assert organisation.holders("school_leader", "BRUG", TODAY) == [mail("ada"), SAM]
    assert organisation.holders("school_leader", "ONB", TODAY) == []


def test_somebody_who_has_left_holds_no_role() -> None:
    organisation = an_organisation(people=[a_leaver(BO, TODAY - DAY)])
    assert organisation.holders("board_member", "KADE", TODAY) == []
    assert not organisation.holds(BO, "board_member", "ONB", TODAY)


def test_a_search_starts_at_the_owners_unit_when_the_item_is_of_that_unit_or_above() -> None:
    organisation = an_organisation()
    assert organisation.start_unit("BRUG", ANNA) == "ONB"
    assert organisation.start_unit("ONB", ANNA) == "ONB"
    assert organisation.start_unit("HAVEN", ANNA) == "HAVEN"
    assert organisation.start_unit("ONB", SAM) == "ONB"
    assert organisation.start_unit("BRUG", None) == "BRUG"
    assert organisation.start_unit("BRUG", "x@kade.example") == "BRUG"


def test_a_role_at_a_unit_reads_as_people_write_it() -> None:
    assert str(RoleAt("team_leader", "PSL-ONB")) == "team_leader@PSL-ONB"

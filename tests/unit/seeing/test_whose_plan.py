"""Whose year plan somebody sees: that of the own school as long as they work there, and none after that."""

from datetime import timedelta

from pdca.services.seeing.year_plan import units_open_to
from tests.builders.board import ANNA, TODAY, a_leaver, an_organisation


def test_who_works_in_a_team_sees_the_plan_of_the_school_until_the_last_day() -> None:
    last, after = TODAY, TODAY + timedelta(days=1)
    organisation = an_organisation(people=[a_leaver(ANNA, last)])
    assert units_open_to(organisation, ANNA, last) == {"ONB", "BRUG"}
    assert units_open_to(organisation, ANNA, after) == frozenset()
    assert units_open_to(organisation, "niemand@kade.example", last) == frozenset()

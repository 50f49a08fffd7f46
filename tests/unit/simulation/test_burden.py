"""To which group somebody belongs, so that the promise to teachers is measured on teachers."""

import pytest

from pdca.services.simulation.burden import Group, group_of
from tests.builders.board import a_person


@pytest.mark.parametrize(
    ("roles", "group"),
    [
        (("staff@ONB",), Group.STAFF),
        ((), Group.STAFF),
        (("staff@ONB", "council_member@BRUG"), Group.STAFF),
        (("council_chair@BRUG",), Group.COUNCILS),
        (("supervisor@KADE",), Group.COUNCILS),
        (("staff@ONB", "safety_coordinator@BRUG"), Group.COORDINATORS),
        (("council_member@BRUG", "quality_coordinator@BRUG"), Group.COORDINATORS),
        (("quality_manager@KADE", "auditor@KADE"), Group.COORDINATORS),
        (("staff@ONB", "department_head@ONB"), Group.LEADERS),
        (("team_leader@ONB", "safety_coordinator@BRUG"), Group.LEADERS),
        (("school_leader@BRUG",), Group.LEADERS),
        (("board_member@KADE",), Group.LEADERS),
    ],
)
def test_somebody_belongs_to_the_group_of_the_most_that_is_asked(
    roles: tuple[str, ...], group: Group
) -> None:
    assert group_of(a_person("kim", "ONB", *roles)) is group


def test_somebody_unknown_counts_as_staff() -> None:
    assert group_of(None) is Group.STAFF

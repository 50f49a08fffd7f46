"""What loading tells of schools without a holiday region."""

from dataclasses import replace
from datetime import UTC, datetime

from pdca.domain.actions.action import Phase
from pdca.domain.folder import ActionRow
from pdca.services.boards.load import LoadReport
from pdca.services.boards.regions import TODO
from pdca.services.boards.remarks import remarks
from tests.builders.board import UNITS, a_person
from tests.integration.services.desk import SHIPPED, a_folder, a_row

NOW = datetime(2026, 9, 21, 6, tzinfo=UTC)
SCHOOLS = {"BRUG": "midden", "HAVEN": "noord", "OEVER": "zuid"}
BOARD_ONLY = "no holiday region, so only national days off count: Stichting De Kade"


def told(regions: dict[str, str], *people: str, rows: tuple[ActionRow, ...] = ()) -> list[str]:
    """Return what is told of regions when the units have these and only these people work there."""
    units = tuple(replace(unit, region=regions.get(unit.code, "")) for unit in UNITS)
    folder = a_folder(*rows, units=units)
    if people:
        folder = replace(folder, people=tuple(a_person(*one.split("@")) for one in people))
    found = remarks(folder, LoadReport(), SHIPPED, NOW)
    return [str(one.what) for one in found if one.todo == TODO]


def test_a_board_in_which_no_school_has_a_region_is_told_once() -> None:
    assert told({}) == [BOARD_ONLY]
    assert told({"KADE": "midden"}) == []


def test_all_schools_without_a_region_stand_in_one_line() -> None:
    assert told({"BRUG": "midden"}, "anna@ONB") == [
        "no holiday region, so only national days off count: De Haven, De Oever"
    ]


def test_open_actions_outside_the_schools_count_and_finished_ones_do_not() -> None:
    at_the_board = a_row(unit="KADE")
    assert told(SCHOOLS, "anna@ONB", rows=(at_the_board,)) == [BOARD_ONLY]
    closed = replace(at_the_board, phase=Phase.CLOSED)
    assert told(SCHOOLS, "anna@ONB", rows=(closed,)) == []

"""Units without a holiday region: which are named, and that a region from above is one."""

from collections.abc import Iterable
from dataclasses import replace

from pdca.domain.people.organisation import Unit, UnitKind
from pdca.services.boards.regions import told, without_region
from tests.builders.board import BO, HUGO, NOOR, TODAY, UNITS, an_organisation


def named(
    regions: dict[str, str],
    *,
    without: Iterable[str] = (),
    working: Iterable[str] = (),
    more: Iterable[Unit] = (),
) -> list[str]:
    """Return what is named when the units have these regions and no others."""
    units = [replace(unit, region=regions.get(unit.code, "")) for unit in (*UNITS, *more)]
    organisation = an_organisation(units=units, without=without)
    return [unit.code for unit in without_region(organisation, working, TODAY)]


OFFICE = (BO, NOOR)


def test_a_region_of_the_board_is_the_region_of_everything_below_it() -> None:
    assert named({"KADE": "midden"}) == []


def test_when_no_school_has_a_region_the_board_stands_for_all() -> None:
    assert named({}) == ["KADE"]
    assert named({"BUR": "midden"}) == ["KADE"]


def test_the_schools_without_a_region_are_named_and_nothing_below_them() -> None:
    assert named({"HAVEN": "noord"}, without=OFFICE) == ["BRUG", "OEVER"]
    assert named({"BRUG": "midden", "HAVEN": "noord", "OEVER": "zuid"}, without=OFFICE) == []


def test_what_lies_outside_the_schools_is_named_only_when_there_are_people_or_work() -> None:
    schools = {"BRUG": "midden", "HAVEN": "noord", "OEVER": "zuid"}
    assert named(schools) == ["KADE"]
    assert named(schools, without=[BO]) == ["BUR"]
    assert named(schools, without=OFFICE, working=["BUR"]) == ["BUR"]
    assert named({**schools, "BUR": "midden"}, without=[BO]) == []


def test_a_school_is_named_beside_a_board_with_people() -> None:
    assert named({"BRUG": "midden", "HAVEN": "noord"}) == ["KADE", "OEVER"]


def test_a_board_without_schools_is_named_when_somebody_works_there() -> None:
    units = [Unit(code="KADE", name="De Kade", kind=UnitKind.BOARD)]
    organisation = an_organisation(units=units)
    assert [unit.code for unit in without_region(organisation, [], TODAY)] == ["KADE"]


def test_a_school_in_which_nobody_works_yet_is_named_too() -> None:
    new = Unit(code="NIEUW", name="De Nieuwe", kind=UnitKind.SCHOOL, parent="KADE")
    schools = {"BRUG": "midden", "HAVEN": "noord", "OEVER": "zuid"}
    assert named(schools, without=(*OFFICE, HUGO), more=[new]) == ["NIEUW"]


def test_all_of_them_stand_in_one_line() -> None:
    assert str(told(["De Brug", "De Oever"])) == (
        "no holiday region, so only national days off count: De Brug, De Oever"
    )

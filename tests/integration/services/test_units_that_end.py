"""A school or a team that ends: nothing new opens there, and what is open goes on until somebody is done with it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pdca.domain.actions.action import Phase
from pdca.domain.actions.machine import Event
from pdca.domain.approach import Approach
from pdca.domain.errors import BadFolder, BadInput, NotFound, Refused
from pdca.domain.folder import Place
from pdca.domain.people.organisation import Unit, UnitKind
from pdca.services.actions.new_action import new_action
from pdca.services.boards.approach import plan_of, rounds_of, write_approach
from pdca.services.boards.remarks import remarks
from pdca.services.cycles.next_year import next_year, opening_then
from pdca.services.explain.why import why
from pdca.services.people.last_day import Ending, ending_of, set_last_day
from pdca.services.situation import Situation
from tests.builders.board import ANNA, NOOR, QUIN, SAM, UNITS
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_folder, a_row

BEGAN, OPENED = date(2026, 9, 21), date(2026, 10, 1)
LAST, NEXT, LATER = date(2027, 7, 31), date(2027, 10, 1), date(2028, 9, 20)
AUDIT = a_programme()
OF_TEAMS = a_programme(code="of-teams", scope=UnitKind.TEAM)
BOTH = (AUDIT, OF_TEAMS)
SLUIS = Unit(code="SLUIS", name="De Sluis", kind=UnitKind.SCHOOL, parent="KADE")


def with_last_day(last: date | None, *codes: str) -> tuple[Unit, ...]:
    return tuple(replace(one, active_until=last) if one.code in codes else one for one in UNITS)


def periods(desk: Desk, unit: str) -> set[str]:
    with desk.store.reading("kade") as session:
        return {one.period for one in session.cycles() if one.unit == unit}


def unit(desk: Desk, code: str = "BRUG") -> Unit:
    with desk.store.reading("kade") as session:
        return next(one for one in session.units() if one.code == code)


def set_to(desk: Desk, day: date, last: date | None, code: str = "BRUG", actor: str = NOOR) -> None:
    with desk.store.board("kade") as session:
        set_last_day(session, SHIPPED, code, last, actor, desk.at(day))


@pytest.fixture
def a_year(desk: Desk) -> Desk:
    """De Kade after its first year, with its own programme and one of teams."""
    desk.load(BEGAN, programmes=BOTH)
    desk.tick(OPENED)
    return desk


def test_after_its_last_day_nothing_opens_at_a_school_nor_below_it(a_year: Desk) -> None:
    a_year.load(date(2027, 6, 1), units=with_last_day(LAST, "BRUG"), programmes=BOTH)
    a_year.tick(NEXT)
    assert periods(a_year, "BRUG") == periods(a_year, "ONB") == {"2026-2027"}
    assert periods(a_year, "HAVEN") == {"2026-2027", "2027-2028"}
    assert a_year.store.verify("kade") == []


@pytest.mark.parametrize(
    ("last", "ran", "opens"),
    [(NEXT, NEXT, True), (NEXT - timedelta(days=1), NEXT, False), (NEXT, NEXT + timedelta(days=3), False)],
)
def test_on_the_last_day_itself_it_still_opens_and_later_it_is_not_made_up_for(
    a_year: Desk, last: date, ran: date, opens: bool
) -> None:
    a_year.load(date(2027, 6, 1), units=with_last_day(last, "BRUG"), programmes=BOTH)
    a_year.tick(ran)
    assert ("2027-2028" in periods(a_year, "BRUG")) is opens


def test_what_is_open_is_still_reminded_and_climbs_until_it_is_closed(desk: Desk) -> None:
    ended = with_last_day(date(2026, 11, 1), "BRUG")
    desk.load(BEGAN, units=ended, programmes=())
    desk.run(date(2026, 11, 9), date(2026, 12, 4))
    assert ("11-13", "0", "anna") in desk.told()
    assert [(day, who) for day, _, who in desk.told() if who != "anna"] == [
        ("11-20", "tess"),
        ("11-27", "quin"),
    ]


def test_a_school_that_goes_on_after_all_begins_with_what_opens_then(a_year: Desk) -> None:
    a_year.load(date(2027, 6, 1), units=with_last_day(LAST, "BRUG"), programmes=BOTH)
    a_year.tick(NEXT)
    a_year.load(LATER, programmes=BOTH)
    a_year.tick(LATER)
    assert (unit(a_year).active_until, unit(a_year).since) == (None, LATER)
    assert periods(a_year, "BRUG") == periods(a_year, "ONB") == {"2026-2027"}
    a_year.tick(date(2028, 10, 2))
    assert periods(a_year, "BRUG") == periods(a_year, "ONB") == {"2026-2027", "2028-2029"}


def test_a_last_day_that_is_taken_back_in_time_leaves_no_trace(a_year: Desk) -> None:
    set_to(a_year, date(2027, 6, 1), LAST)
    set_to(a_year, date(2027, 7, 1), None)
    a_year.tick(NEXT)
    assert periods(a_year, "BRUG") == {"2026-2027", "2027-2028"}


def test_a_school_that_had_ended_when_it_was_loaded_first_may_be_loaded_again(a_year: Desk) -> None:
    gone = replace(SLUIS, active_until=BEGAN)
    a_year.load(LATER, units=(*UNITS, gone), programmes=BOTH)
    assert unit(a_year, "SLUIS").since == BEGAN
    assert a_year.load(LATER, units=(*UNITS, gone), programmes=BOTH).is_empty
    a_year.tick(LATER)
    assert periods(a_year, "SLUIS") == set()


def test_every_last_day_before_a_unit_came_is_told_at_once_with_its_place(a_year: Desk) -> None:
    new = [Unit(code=code, name=code, kind=UnitKind.SCHOOL, parent="KADE") for code in ("SLUIS", "STUW")]
    a_year.load(LATER, units=(*UNITS, *new), programmes=BOTH)
    early = [replace(one, active_until=LAST) for one in new]
    places = {"STUW": Place("eenheden.xlsx", 9, "actief tot")}
    with pytest.raises(BadFolder) as caught:
        a_year.load(LATER, units=(*UNITS, *early), programmes=BOTH, last_days=places)
    said = "2027-07-31 lies before 2028-09-20, the day on which it came; use that day or a later one"
    assert [str(one) for one in caught.value.problems] == [
        f"eenheden.xlsx:9: actief tot: {said}",
        f"units.csv: active_until: {said}",
    ]
    assert unit(a_year, "STUW").active_until is None


def test_a_unit_that_is_missing_from_the_folder_is_asked_for_a_last_day_until_it_has_one(
    a_year: Desk,
) -> None:
    without = [one for one in UNITS if one.code != "OEVER"]
    report = a_year.load(NEXT, units=without, programmes=BOTH)
    assert report.left["unit"] == ("OEVER",)
    todo = "put their rows back, with the last day under active_until when they end"
    assert todo in [str(one.todo) for one in remarks(a_folder(), report, SHIPPED, a_year.at(NEXT))]
    set_to(a_year, NEXT, NEXT, "OEVER")
    later = NEXT + timedelta(days=1)
    assert "unit" not in a_year.load(later, units=without, programmes=BOTH).left


def load_named(desk: Desk, day: date, name: str) -> None:
    desk.load(
        day, units=[replace(one, name=name) if one.code == "BRUG" else one for one in UNITS], programmes=BOTH
    )


def test_loading_again_does_not_undo_a_last_day_that_was_set_on_a_page(a_year: Desk) -> None:
    set_to(a_year, date(2027, 6, 1), LAST)
    for name in ("De Nieuwe Brug", "De Oude Brug"):
        load_named(a_year, date(2027, 6, 2), name)
        assert (unit(a_year).name, unit(a_year).active_until) == (name, LAST)
    set_to(a_year, date(2027, 6, 3), None)
    load_named(a_year, date(2027, 6, 4), "De Brug")
    assert unit(a_year).active_until is None


def test_an_action_that_is_carried_out_of_the_last_cycle_stays_with_its_owner_and_is_reminded(
    desk: Desk,
) -> None:
    ended = with_last_day(date(2026, 11, 1), "BRUG")
    desk.load(BEGAN, units=ended, programmes=[AUDIT])
    desk.tick(OPENED)
    cycle = "internal-audit/BRUG/2026-2027"
    assert desk.action().cycle == cycle
    desk.decide(date(2026, 11, 2), cycle, "A-004", Event.CARRY_OVER, QUIN, reason="de school sluit")
    desk.run(date(2026, 11, 9), date(2026, 11, 20))
    carried = desk.action()
    assert (carried.cycle, carried.owner, carried.phase, carried.carried) == (None, ANNA, Phase.DO, 1)
    assert {("11-13", "anna"), ("11-20", "tess")} <= {(day, who) for day, _, who in desk.told()}
    desk.tick(NEXT)
    assert desk.action().cycle is None


def test_nobody_adds_an_action_after_the_last_day_of_a_unit_or_of_what_it_is_part_of(desk: Desk) -> None:
    desk.load(BEGAN, units=with_last_day(BEGAN, "BRUG"), programmes=())
    row = a_row("A-900", unit="ONB", due=date(2026, 11, 13))

    def add(day: date, ref: str) -> None:
        with desk.store.board("kade") as session:
            new_action(session, SHIPPED, replace(row, ref=ref), SAM, desk.at(day))

    add(BEGAN, "A-900")
    with pytest.raises(Refused, match="the last day of Onderbouw was 2026-09-21: choose another unit"):
        add(BEGAN + timedelta(days=1), "A-901")


def test_the_preview_of_next_year_shows_nothing_after_the_last_day(a_year: Desk) -> None:
    set_to(a_year, date(2027, 6, 1), LAST)
    with a_year.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, a_year.at(date(2027, 6, 1)))
        coming = next_year(situation, "internal-audit")
        opening = opening_then(situation, coming, coming.day)
        assert [one.unit for one in opening] == ["HAVEN", "OEVER"]
        (of_schools,) = (one for one in rounds_of(situation) if one.programme.code == "internal-audit")
        assert ([one.code for one in of_schools.units], of_schools.is_for_all) == (
            ["BRUG", "HAVEN", "OEVER"],
            True,
        )
    with a_year.store.reading("kade") as session:
        (of_schools,) = (
            one
            for one in rounds_of(Situation(session, SHIPPED, a_year.at(NEXT)))
            if one.programme.code == "internal-audit"
        )
        assert ([one.code for one in of_schools.units], of_schools.is_for_all) == (["HAVEN", "OEVER"], True)


@pytest.mark.parametrize(
    ("asked", "is_told"), [("2026-2027", False), ("2027-2028", True), ("2090-2091", False)]
)
def test_who_asks_why_nothing_opens_is_told_the_last_day(a_year: Desk, asked: str, is_told: bool) -> None:
    set_to(a_year, BEGAN, LAST)
    a_year.load(BEGAN, programmes=(*BOTH, a_programme(code="later")))
    said = "does not open: the last day of De Brug is 2027-07-31" if is_told else "nothing here is called"
    with pytest.raises(NotFound, match=said):
        why(a_year.store, SHIPPED, f"later/BRUG/{asked}", a_year.at(BEGAN))


def ending(desk: Desk, day: date, code: str) -> Ending:
    with desk.store.reading("kade") as session:
        return ending_of(Situation(session, SHIPPED, desk.at(day)), code)


def test_what_is_still_there_is_counted_with_what_is_below(a_year: Desk) -> None:
    found = ending(a_year, OPENED, "BRUG")
    assert (found.cycles, found.actions, found.people, found.above) == (2, 1, 5, None)
    set_to(a_year, OPENED, LAST)
    found = ending(a_year, OPENED, "ONB")
    assert (found.cycles, found.actions, found.people) == (1, 0, 3)
    assert found.above is not None
    assert found.above.code == "BRUG"


def test_a_last_day_that_cannot_be_changes_nothing(a_year: Desk) -> None:
    a_year.load(LATER, units=(*UNITS, SLUIS), programmes=BOTH)
    set_to(a_year, LATER, LATER + timedelta(days=9), "ONB")
    for code, day, said in (
        ("SLUIS", LATER - timedelta(days=1), "De Sluis came on 2028-09-20"),
        ("BRUG", LATER + timedelta(days=8), "Onderbouw, which is part of it, goes on until 2028-09-29"),
    ):
        with pytest.raises(BadInput, match=said):
            set_to(a_year, LATER, day, code)
        assert unit(a_year, code).active_until is None
    set_to(a_year, LATER, LATER + timedelta(days=9), "BRUG")
    with pytest.raises(BadInput, match="De Brug, which it is part of, has 2028-09-29 as its last day"):
        set_to(a_year, LATER, LATER + timedelta(days=10), "ONB")
    with pytest.raises(NotFound):
        set_to(a_year, LATER, LATER, "KADE")
    with pytest.raises(Refused, match="Sam may not change a unit"):
        set_to(a_year, LATER, LATER, "OEVER", SAM)


def test_the_same_last_day_again_is_no_event(a_year: Desk) -> None:
    set_to(a_year, OPENED, LAST)
    with a_year.store.reading("kade") as session:
        before = session.head()
    set_to(a_year, OPENED, LAST)
    with a_year.store.reading("kade") as session:
        assert session.head() == before


def test_a_unit_that_had_ended_is_no_choice_for_a_plan_unless_it_was_chosen(a_year: Desk) -> None:
    set_to(a_year, OPENED, OPENED, "OEVER")
    with a_year.store.reading("kade") as session:
        today = Situation(session, SHIPPED, a_year.at(OPENED))
        assert "OEVER" in [one.code for one in plan_of(today).choosable]
        later = Situation(session, SHIPPED, a_year.at(LATER))
        assert "OEVER" not in [one.code for one in plan_of(later).choosable]
    with a_year.store.board("kade") as session:
        write_approach(session, SHIPPED, Approach(units=("OEVER",)), NOOR, a_year.at(LATER))
        assert "OEVER" in [
            one.code for one in plan_of(Situation(session, SHIPPED, a_year.at(LATER))).choosable
        ]

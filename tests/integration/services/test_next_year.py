"""A programme that opens in another month next school year, or not at all; every other year stays as it is."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.approach import Approach
from pdca.domain.calendar.recurrence import Every, Moved, Schedule
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.services.boards.approach import write_approach
from pdca.services.boards.export import folder_of
from pdca.services.cycles.next_year import next_year, next_year_of, opening_then, set_next_year
from pdca.services.explain.why import why
from pdca.services.situation import Situation
from tests.builders.board import NOOR, SAM
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk

BEGAN = date(2026, 9, 21)
AUDIT = "internal-audit"


def choose(desk: Desk, wanted: date | None, actor: str = NOOR, code: str = AUDIT) -> None:
    with desk.store.board("kade") as session:
        set_next_year(session, SHIPPED, code, wanted, actor, desk.at(BEGAN))


def opened_on(desk: Desk, unit: str = "BRUG") -> dict[str, date]:
    with desk.store.reading("kade") as session:
        return {one.period: one.opened for one in session.cycles() if one.unit == unit}


def run_at(desk: Desk, *days: date) -> None:
    for day in days:
        desk.tick(day)


def test_a_programme_that_is_off_next_year_opens_this_year_and_the_year_after(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    choose(desk, None)
    run_at(desk, date(2026, 10, 1), date(2027, 10, 1), date(2028, 7, 3), date(2028, 10, 2))
    assert opened_on(desk) == {"2026-2027": date(2026, 10, 1), "2028-2029": date(2028, 10, 2)}


def test_a_programme_that_is_moved_opens_on_its_other_day_and_the_year_after_as_always(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    choose(desk, date(2028, 2, 1))
    run_at(desk, date(2026, 10, 1), date(2027, 10, 4), date(2028, 2, 1), date(2028, 10, 2))
    assert opened_on(desk) == {
        "2026-2027": date(2026, 10, 1),
        "2027-2028": date(2028, 2, 1),
        "2028-2029": date(2028, 10, 2),
    }


def test_who_asks_about_a_cycle_of_a_year_in_which_it_is_off_is_told_so(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    choose(desk, None)
    with pytest.raises(NotFound, match="its programme is off in 2027-2028"):
        why(desk.store, SHIPPED, f"{AUDIT}/BRUG/2027-2028", desk.at(BEGAN))


def test_what_was_chosen_can_be_undone_and_the_same_again_is_no_change(desk: Desk) -> None:
    audit = a_programme()
    desk.load(BEGAN, programmes=[audit])
    for wanted in (None, None, date(2028, 4, 1), date(2027, 10, 1)):
        choose(desk, wanted)
    with desk.store.reading("kade") as session:
        assert list(session.programmes()) == [audit]
        kinds = [one.kind for one in session.events(key=AUDIT)]
    assert kinds == ["programme_loaded", *["programme_changed"] * 3]
    assert desk.store.verify("kade") == []


def test_the_folder_takes_it_along_and_loading_it_again_undoes_nothing(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    choose(desk, date(2028, 2, 1))
    assert desk.load(BEGAN, programmes=[a_programme()]).is_empty
    with desk.store.reading("kade") as session:
        (programme,) = folder_of(session).programmes or ()
    assert programme.schedule.moved == (Moved("2027-2028", (2, 1)),)
    assert desk.load(BEGAN, programmes=[programme]).is_empty


def test_the_choices_are_the_months_of_that_school_year() -> None:
    coming = next_year_of(a_programme(), BEGAN)
    assert coming is not None
    assert (coming.year, coming.usual, coming.day) == ("2027-2028", date(2027, 10, 1), date(2027, 10, 1))
    months = [
        *(date(2027, month, 1) for month in range(8, 13)),
        *(date(2028, month, 1) for month in range(1, 8)),
    ]
    assert coming.choices == months


def test_a_programme_of_the_calendar_year_stays_in_its_year_and_a_late_day_fits_every_month() -> None:
    schedule = Schedule(every=Every.CALENDAR_YEAR, opens=(1, 31), first="2027")
    coming = next_year_of(a_programme(schedule=schedule), BEGAN)
    assert coming is not None
    assert coming.choices == [
        date(2028, month, day)
        for month, day in ((1, 31), (2, 29), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31))
    ]
    other = replace(schedule, moved=(Moved("2028", (3, 17)),))
    coming = next_year_of(a_programme(schedule=other), BEGAN)
    assert coming is not None
    assert coming.day == date(2028, 3, 17)
    assert coming.day in coming.choices


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(every=Every.RRULE, rrule="FREQ=YEARLY", first="2026-10-01"),
        Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2026-2027", years=3),
    ],
)
def test_a_programme_by_a_rule_of_its_own_or_not_due_then_has_nothing_to_choose(
    desk: Desk, schedule: Schedule
) -> None:
    programme = a_programme(schedule=schedule)
    assert next_year_of(programme, BEGAN) is None
    desk.load(BEGAN, programmes=[programme])
    for code in (AUDIT, "nothing"):
        with pytest.raises(NotFound):
            choose(desk, None, code=code)


def test_a_day_that_cannot_be_and_somebody_who_may_not_change_nothing(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    with pytest.raises(BadInput):
        choose(desk, date(2028, 3, 2))
    with pytest.raises(Refused, match="Sam"):
        choose(desk, None, SAM)
    with desk.store.reading("kade") as session:
        assert list(session.programmes()) == [a_programme()]


def test_what_opens_is_seen_first_for_whoever_takes_part_after_the_summer_too(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    with desk.store.board("kade") as session:
        write_approach(session, SHIPPED, Approach(units=("BRUG", "HAVEN")), NOOR, desk.at(BEGAN))
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(BEGAN))
        coming = next_year(situation, AUDIT)
        found = opening_then(situation, coming, date(2028, 2, 1))
        assert [(one.unit, one.day) for one in found] == [
            ("BRUG", date(2028, 2, 1)),
            ("HAVEN", date(2028, 2, 1)),
        ]
        late = next_year_of(a_programme(schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(7, 28))), BEGAN)
        assert late is not None
        assert {one.unit for one in opening_then(situation, late, late.usual)} == {"BRUG", "HAVEN"}
        assert opening_then(situation, coming, None) == []

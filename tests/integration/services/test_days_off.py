"""Days off of a unit: set by whoever leads there, counted from the next morning on."""

from datetime import date

import pytest

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.people.organisation import DayOff
from pdca.services.people.days_off import add_day_off, remove_day_off
from tests.builders.board import ANNA, BO, HUGO, NOOR, QUIN, SAM, TESS
from tests.integration.services.desk import SHIPPED, Desk, a_row

LOADED, CLOSED = date(2026, 11, 2), date(2026, 11, 16)
STUDY = DayOff(unit="BRUG", first=CLOSED, last=CLOSED, name="Studiedag")


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade with one action, due Friday 13 November."""
    desk.load(LOADED, a_row())
    return desk


def close(desk: Desk, off: DayOff = STUDY, by: str = SAM) -> DayOff:
    """Let somebody close a unit."""
    with desk.store.board("kade") as session:
        return add_day_off(session, SHIPPED, off, by, desk.at(LOADED))


def open_again(desk: Desk, by: str = SAM, day: date = LOADED) -> None:
    """Let somebody take the day off away."""
    with desk.store.board("kade") as session:
        remove_day_off(session, SHIPPED, "BRUG", CLOSED, by, desk.at(day))


def escalated(desk: Desk) -> list[str]:
    """Return on which days the action was escalated."""
    return [day for day, step, _ in desk.told() if step.startswith("escalation")]


@pytest.mark.parametrize(("is_closed", "day"), [(False, "11-20"), (True, "11-23")])
def test_a_day_off_is_not_counted(board: Desk, day: str, *, is_closed: bool) -> None:
    if is_closed:
        close(board)
    board.run(LOADED, date(2026, 11, 24))
    assert escalated(board) == [day]


@pytest.mark.parametrize("by", [SAM, QUIN, NOOR])
def test_it_is_set_and_taken_away_by_whoever_leads_there(board: Desk, by: str) -> None:
    close(board, by=by)
    close(board, DayOff(unit="BRUG", first=CLOSED, last=date(2026, 11, 17), name="Studiedagen"), by)
    with board.store.reading("kade") as session:
        assert [(one.last.day, one.name) for one in session.days_off()] == [(17, "Studiedagen")]
    open_again(board, by)
    with board.store.reading("kade") as session:
        assert list(session.days_off()) == []


@pytest.mark.parametrize("by", [ANNA, TESS, HUGO, BO])
def test_others_do_not(board: Desk, by: str) -> None:
    with pytest.raises(Refused, match="De Brug"):
        close(board, by=by)
    close(board)
    with pytest.raises(Refused, match="De Brug"):
        open_again(board, by)


def test_days_are_in_order_named_shortly_and_what_is_over_stays(board: Desk) -> None:
    with pytest.raises(BadInput, match="before"):
        close(board, DayOff(unit="BRUG", first=CLOSED, last=LOADED))
    with pytest.raises(BadInput, match="120"):
        close(board, DayOff(unit="BRUG", first=CLOSED, last=CLOSED, name="a" * 121))
    with pytest.raises(NotFound):
        close(board, DayOff(unit="NERGENS", first=CLOSED, last=CLOSED))
    with pytest.raises(NotFound):
        open_again(board)
    close(board)
    with pytest.raises(Refused, match="over"):
        open_again(board, day=date(2026, 11, 17))

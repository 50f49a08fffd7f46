"""Language, stand-in and absences: one's own, those of whom one leads, and nobody else's."""

from datetime import date

import pytest

from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.people.organisation import Absence, Person
from pdca.services.people.own import (
    add_absence,
    change_deputy,
    change_language,
    end_absence,
    remove_absence,
)
from tests.builders.board import ANNA, BAS, BO, HUGO, NOOR, QUIN, SAM, TESS, a_leaver, a_person, mail
from tests.integration.services.desk import SHIPPED, Desk, a_row

LOADED = date(2026, 11, 2)
FIRST, LAST = date(2026, 11, 9), date(2026, 11, 20)


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade, with somebody who left and somebody who keeps the people."""
    people = [a_leaver(BAS, date(2026, 10, 1)), a_person("hanna", "BUR", "hr_adviser@KADE")]
    desk.load(LOADED, a_row(), people=people)
    return desk


def away(
    desk: Desk, first: date = FIRST, last: date | None = LAST, *, who: str = ANNA, by: str = ANNA
) -> Absence:
    """Note that somebody is away."""
    with desk.store.board("kade") as session:
        return add_absence(session, SHIPPED, who, first, last, by, desk.at(LOADED))


def absences(desk: Desk) -> list[Absence]:
    """Return all absences."""
    with desk.store.reading("kade") as session:
        return list(session.absences())


def person(desk: Desk, email: str = ANNA) -> Person:
    """Return somebody as stored."""
    with desk.store.reading("kade") as session:
        return next(one for one in session.people() if one.email == email)


@pytest.mark.parametrize("by", [ANNA, TESS, QUIN, SAM, NOOR, BO, mail("hanna")])
def test_one_sets_ones_own_and_so_does_whoever_leads_there(board: Desk, by: str) -> None:
    with board.store.board("kade") as session:
        change_language(session, SHIPPED, ANNA, "en", by, board.at(LOADED))
        change_deputy(session, SHIPPED, ANNA, TESS, by, board.at(LOADED))
    away(board, by=by)
    assert (person(board).locale, person(board).deputy) == ("en", TESS)
    assert absences(board) == [Absence(email=ANNA, first=FIRST, last=LAST)]
    assert board.store.verify("kade") == []


@pytest.mark.parametrize(("who", "by"), [(TESS, ANNA), (ANNA, HUGO), (SAM, TESS), (NOOR, TESS), (BAS, BAS)])
def test_nobody_sets_it_for_a_colleague_or_for_whoever_leads(board: Desk, who: str, by: str) -> None:
    with pytest.raises(Refused, match="may not change this"):
        away(board, who=who, by=by)
    with pytest.raises(NotFound):
        away(board, who=mail("niemand"), by=NOOR)
    assert absences(board) == []


def test_a_stand_in_works_here_and_is_somebody_else(board: Desk) -> None:
    for deputy in (ANNA, BAS, mail("niemand")):
        with pytest.raises(BadInput), board.store.board("kade") as session:
            change_deputy(session, SHIPPED, ANNA, deputy, ANNA, board.at(LOADED))
    with board.store.board("kade") as session:
        change_deputy(session, SHIPPED, QUIN, None, QUIN, board.at(LOADED))
    assert person(board, QUIN).deputy is None


def test_a_language_is_one_that_is_written(board: Desk) -> None:
    with pytest.raises(BadInput, match="de"), board.store.board("kade") as session:
        change_language(session, SHIPPED, ANNA, "de", ANNA, board.at(LOADED))


def test_absences_do_not_overlap_and_the_same_is_noted_once(board: Desk) -> None:
    away(board)
    away(board)
    for first, last in ((date(2026, 11, 1), FIRST), (LAST, None), (date(2026, 11, 1), None)):
        with pytest.raises(Refused, match="Anna is away from 2026-11-09 to 2026-11-20"):
            away(board, first, last)
    with pytest.raises(BadInput, match="before"):
        away(board, date(2026, 12, 2), date(2026, 12, 1))
    away(board, date(2026, 11, 21), None)
    with pytest.raises(Refused, match="from 2026-11-21 already"):
        away(board, date(2026, 12, 1), None)
    assert len(absences(board)) == 2


def test_an_absence_ends_earlier_or_is_taken_away(board: Desk) -> None:
    away(board, LOADED, None)
    with board.store.board("kade") as session:
        end_absence(session, SHIPPED, ANNA, LOADED, date(2026, 11, 6), ANNA, board.at(LOADED))
    away(board)
    with pytest.raises(Refused, match="2026-11-09"), board.store.board("kade") as session:
        end_absence(session, SHIPPED, ANNA, LOADED, FIRST, ANNA, board.at(LOADED))
    with pytest.raises(BadInput), board.store.board("kade") as session:
        end_absence(session, SHIPPED, ANNA, FIRST, LOADED, ANNA, board.at(LOADED))
    with board.store.board("kade") as session:
        remove_absence(session, SHIPPED, ANNA, FIRST, TESS, board.at(LOADED))
    assert absences(board) == [Absence(email=ANNA, first=LOADED, last=date(2026, 11, 6))]
    with pytest.raises(Refused, match="over since"), board.store.board("kade") as session:
        remove_absence(session, SHIPPED, ANNA, LOADED, ANNA, board.at(date(2026, 11, 9)))
    with pytest.raises(NotFound), board.store.board("kade") as session:
        remove_absence(session, SHIPPED, ANNA, FIRST, ANNA, board.at(LOADED))

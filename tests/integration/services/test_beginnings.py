"""The first line after something was agreed anew says what changed, and by whom; only what is new is called new."""

from datetime import date

import pytest

from pdca.domain.actions.action import Phase, Size
from pdca.domain.actions.action import Verdict as Effect
from pdca.domain.actions.machine import Event
from pdca.domain.notices.digest import Began, DigestLine
from tests.builders.board import ANNA, BAS, TESS
from tests.integration.services.desk import Desk, a_row

BEGAN, NEXT = date(2026, 9, 21), date(2026, 9, 22)


def first_line(desk: Desk, reader: str = ANNA, day: date = NEXT) -> DigestLine:
    """Return what somebody reads on the next day, which is the first notice of a new run."""
    desk.run(day)
    return desk.line_to(reader)


def what(line: DigestLine) -> tuple[Began, str, str]:
    return line.began, line.began_by, line.note


def test_what_was_loaded_or_added_is_new(desk: Desk) -> None:
    desk.load(BEGAN)
    assert what(first_line(desk, day=BEGAN)) == (Began.NEW, "", "")


def test_more_time_says_who_gave_it_and_the_owner_knows_the_own_reason(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.ASK_MORE_TIME, ANNA, reason="eerst langs de MR", until=date(2026, 12, 4))
    desk.act(BEGAN, Event.GRANT, TESS)
    line = first_line(desk)
    assert (*what(line), line.due) == (Began.MORE_TIME, "Tess", "", date(2026, 12, 4))


def test_a_reason_of_the_manager_is_told(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.EXTEND, TESS, reason="de MR vergadert later", due=date(2026, 12, 4))
    assert what(first_line(desk)) == (Began.MORE_TIME, "Tess", "de MR vergadert later")


def test_an_earlier_date_is_another_date(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.EXTEND, TESS, reason="voor de audit", due=date(2026, 10, 30))
    assert what(first_line(desk)) == (Began.NEW_DATE, "Tess", "voor de audit")


def test_who_waited_reads_that_the_waiting_is_over(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.ASK_TO_BLOCK, ANNA, reason="ICT", until=NEXT)
    assert what(first_line(desk, day=date(2026, 9, 23))) == (Began.WAITED, "", "")


def test_who_is_let_go_on_reads_by_whom_and_why(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.BLOCK, TESS, reason="ICT", until=date(2026, 10, 2))
    desk.act(BEGAN, Event.UNBLOCK, TESS, reason="ICT is klaar")
    assert what(first_line(desk)) == (Began.RESUMED, "Tess", "ICT is klaar")


def test_what_is_handed_over_is_new_to_who_gets_it_and_says_from_whom(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.REASSIGN, TESS, to=BAS, reason="Anna doet al veel")
    assert what(first_line(desk, BAS)) == (Began.HANDED, "Tess", "Anna doet al veel")


LATE, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


def test_what_is_late_and_passed_on_says_whose_it_was_on_the_day_and_to_the_reader_it_always_went(
    desk: Desk,
) -> None:
    desk.load(BEGAN)
    desk.act(LATE, Event.REASSIGN, TESS, to=BAS, reason="Anna doet al veel")
    line = first_line(desk, BAS, TOMORROW)
    assert (line.kind, line.step, line.due) == ("due", "0", date(2026, 11, 13))
    assert (*what(line), line.began_from) == (Began.HANDED, "Tess", "Anna doet al veel", "Anna")
    assert desk.told(first=LATE) == [("11-24", "0", "bas")]


@pytest.mark.parametrize("is_asked", [False, True])
def test_what_is_passed_on_with_another_date_begins_on_time(desk: Desk, *, is_asked: bool) -> None:
    desk.load(BEGAN)
    if is_asked:
        desk.act(LATE, Event.HAND_BACK, ANNA, reason="niet mijn vak")
    event = Event.GRANT if is_asked else Event.REASSIGN
    desk.act(LATE, event, TESS, to=BAS, reason="Anna doet al veel", due=date(2027, 1, 29))
    line = first_line(desk, BAS, TOMORROW)
    assert (line.kind, line.due, line.began_from) == ("assigned", date(2027, 1, 29), "Anna")


@pytest.mark.parametrize("own", ["", "Bas kent dit het best"])
def test_who_gets_what_another_handed_back_reads_the_words_of_who_granted_it_and_not_of_who_asked(
    desk: Desk, own: str
) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.HAND_BACK, ANNA, reason="niet mijn vak")
    desk.act(BEGAN, Event.GRANT, TESS, to=BAS, reason=own)
    assert what(first_line(desk, BAS)) == (Began.HANDED, "Tess", own)


def test_what_somebody_agreed_to_is_not_new_to_that_person(desk: Desk) -> None:
    desk.load(BEGAN, a_row(phase=Phase.PLAN, size=Size.SMALL))
    desk.act(BEGAN, Event.COMMIT, ANNA)
    assert what(first_line(desk)) == (Began.COMMITTED, "", "")


def test_an_adjustment_and_an_opening_again_are_told_as_such(desk: Desk) -> None:
    desk.load(BEGAN, a_row(size=Size.SMALL))
    desk.act(BEGAN, Event.REPORT_DONE, ANNA, done="klaar")
    half = {"verdict": Effect.PARTLY, "observed": "de helft leest"}
    desk.act(BEGAN, Event.ADJUST, TESS, goal="Iedereen leest", **half)
    assert what(first_line(desk)) == (Began.ADJUSTED, "Tess", "de helft leest")
    desk.act(NEXT, Event.CANCEL, TESS, reason="dubbel")
    desk.act(NEXT, Event.REOPEN, TESS, reason="toch niet dubbel")
    assert what(first_line(desk, day=date(2026, 9, 23))) == (Began.REOPENED, "Tess", "toch niet dubbel")


def test_who_checks_or_closes_gets_something_new(desk: Desk) -> None:
    desk.load(BEGAN, a_row(size=Size.SMALL))
    desk.act(BEGAN, Event.REPORT_DONE, ANNA, done="klaar")
    assert what(first_line(desk, TESS)) == (Began.NEW, "", "")


def test_a_later_notice_says_nothing_of_how_it_began(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.EXTEND, TESS, reason="de MR vergadert later", due=date(2026, 12, 4))
    desk.run(NEXT, date(2026, 12, 4))
    assert [one.began for digest in desk.digests for one in digest.lines] == [
        Began.MORE_TIME,
        *[Began.RUNNING] * 3,
    ]


@pytest.mark.parametrize("due", [date(2026, 12, 4), date(2026, 10, 30)])
def test_another_date_in_the_folder_is_another_date_for_the_same_owner(desk: Desk, due: date) -> None:
    desk.load(BEGAN)
    desk.load(NEXT, a_row(due=due))
    line = first_line(desk, day=date(2026, 9, 23))
    assert what(line)[:2] == (Began.MORE_TIME if due > date(2026, 11, 13) else Began.NEW_DATE, "")

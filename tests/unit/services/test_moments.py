"""When a board's day is decided, and what a message is called: the same wherever it is worked out."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from pdca.domain.board import Board
from pdca.domain.errors import BadInput
from pdca.domain.notices.policy import NoticeRules, Policy
from pdca.services.mailing.post import message_id
from pdca.services.situation import local_moment, require_aware

BOARD = Board(slug="kade", name="De Kade", mail_from="kwaliteit@kade.example")


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 11, 23), "Europe/Amsterdam", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        (date(2026, 7, 1), "Europe/Amsterdam", datetime(2026, 7, 1, 5, 30, tzinfo=UTC)),
        (
            date(2026, 3, 29),
            "Europe/Amsterdam",
            datetime(2026, 3, 29, 5, 30, tzinfo=UTC),
        ),  # summer time begins
        (date(2026, 10, 25), "Europe/Amsterdam", datetime(2026, 10, 25, 6, 30, tzinfo=UTC)),  # and ends
        (date(2026, 11, 23), "America/Curacao", datetime(2026, 11, 23, 11, 30, tzinfo=UTC)),
    ],
)
def test_the_notices_of_a_day_are_decided_at_half_past_seven_where_the_board_is(
    day: date, zone: str, moment: datetime
) -> None:
    board = Board(slug="kade", name="De Kade", mail_from="kwaliteit@kade.example", time_zone=zone)
    found = local_moment(day, board, Policy())
    assert found == moment
    assert found.tzinfo is not None
    assert found.utcoffset() == timedelta(0)


def test_a_board_decides_at_the_hour_of_its_policy() -> None:
    early = Policy(notices=NoticeRules(send_at=time(6, 0)))
    assert local_moment(date(2026, 11, 23), BOARD, early) == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused_with_an_example() -> None:
    with pytest.raises(BadInput, match=r"2026-11-23T07:30:00\+01:00"):
        require_aware(datetime(2026, 11, 23, 7, 30))  # noqa: DTZ001 - that is what is refused
    aware = datetime(2026, 11, 23, 7, 30, tzinfo=timezone(timedelta(hours=1)))
    assert require_aware(aware) is aware


def test_a_mail_of_one_person_on_one_day_always_has_the_same_name() -> None:
    name = message_id("kade", "anna@kade.example", date(2026, 11, 23), "kade.example")
    assert name == message_id("kade", "anna@kade.example", date(2026, 11, 23), "kade.example")
    assert name.startswith("20261123.")
    assert name.endswith("@kade.example")
    assert "anna" not in name
    others = {
        message_id("haven", "anna@kade.example", date(2026, 11, 23), "kade.example"),
        message_id("kade", "tess@kade.example", date(2026, 11, 23), "kade.example"),
        message_id("kade", "anna@kade.example", date(2026, 11, 24), "kade.example"),
        name,
    }
    assert len(others) == 4

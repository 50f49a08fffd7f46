"""Whoever guesses is slowed down at the number that the table says, and keeps nobody else out."""

from datetime import UTC, datetime, timedelta

import pytest

from pdca.services.access.limits import RATES, Limit, Limits, Rate, TooOften

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANNA, SCHOOL, ELSEWHERE = "anna@kade.example", "192.0.2.7", "198.51.100.9"


def tries(limits: Limits, limit: Limit, number: int, *key: str, at: datetime = NOW) -> int:
    """Try so often; return how often that was allowed."""
    allowed = 0
    for _ in range(number):
        try:
            limits.take(limit, at, *key)
        except TooOften:
            continue
        allowed += 1
    return allowed


@pytest.mark.parametrize(
    ("limit", "number", "most"),
    [
        (Limit.PASSWORD_HERE, 1000, 5),
        (Limit.LINK_GUESSED, 5000, 30),
        (Limit.EXPORT, 200, 60),
        (Limit.LINK_ASKED, 1000, 10),
    ],
)
def test_a_limit_is_hit_at_its_number(limit: Limit, number: int, most: int) -> None:
    assert tries(Limits(), limit, number, ANNA, ELSEWHERE) == most


def test_whoever_is_kept_waiting_elsewhere_gets_in_from_here() -> None:
    limits = Limits()
    assert tries(limits, Limit.PASSWORD_HERE, 1000, ANNA, ELSEWHERE) == 5
    assert tries(limits, Limit.PASSWORD_HERE, 1, ANNA, SCHOOL) == 1


def test_tries_come_back_evenly_with_time() -> None:
    limits = Limits({Limit.CODE: Rate(5, timedelta(minutes=15))})
    assert tries(limits, Limit.CODE, 9, ANNA) == 5
    assert tries(limits, Limit.CODE, 9, ANNA, at=NOW + 2 * MINUTE) == 0
    assert tries(limits, Limit.CODE, 9, ANNA, at=NOW + 3 * MINUTE) == 1
    assert tries(limits, Limit.CODE, 9, ANNA, at=NOW + 9 * MINUTE) == 2
    assert tries(limits, Limit.CODE, 9, ANNA, at=NOW + timedelta(days=1)) == 5


def test_it_says_how_long_to_wait() -> None:
    limits = Limits()
    tries(limits, Limit.LINK_ASKED, 10, ANNA)
    with pytest.raises(TooOften) as refused:
        limits.take(Limit.LINK_ASKED, NOW + MINUTE, ANNA)
    assert refused.value.headers == {"retry-after": "300"}


def test_links_that_others_ask_for_come_often_enough_for_one_that_works() -> None:
    rate = RATES[Limit.LINK_ASKED]
    assert rate.within / rate.most <= timedelta(minutes=10)  # as long as a link works


def test_looking_counts_nothing() -> None:
    limits = Limits({Limit.CODE: Rate(1, MINUTE)})
    for _ in range(3):
        limits.check(Limit.CODE, NOW, ANNA)
    limits.take(Limit.CODE, NOW, ANNA)
    with pytest.raises(TooOften):
        limits.check(Limit.CODE, NOW, ANNA)


def test_the_right_one_is_forgiven_the_wrong_ones() -> None:
    limits = Limits()
    tries(limits, Limit.PASSWORD_HERE, 4, ANNA, SCHOOL)
    limits.forgive(Limit.PASSWORD_HERE, ANNA, SCHOOL)
    assert tries(limits, Limit.PASSWORD_HERE, 9, ANNA, SCHOOL) == 5


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    limits = Limits()
    tries(limits, Limit.PASSWORD_HERE, 3, ANNA, SCHOOL)
    assert tries(limits, Limit.PASSWORD_HERE, 9, ANNA, SCHOOL, at=NOW - timedelta(days=1)) == 2


def test_only_so_many_keys_are_remembered() -> None:
    limits = Limits(most_keys=100)
    assert tries(limits, Limit.PASSWORD_HERE, 9, ANNA, SCHOOL) == 5
    for number in range(100):
        limits.take(Limit.PASSWORD_HERE, NOW, ANNA, f"192.0.2.{number + 100}")
    assert len(limits._buckets) == 100
    assert tries(limits, Limit.PASSWORD_HERE, 9, ANNA, SCHOOL) == 5


def test_every_limit_has_a_rate() -> None:
    assert RATES.keys() == set(Limit)

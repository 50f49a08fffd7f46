"""A calendar is open to whoever has its address, until its person closes it or leaves."""

from datetime import date, timedelta

import pytest

from pdca.domain.errors import NotFound
from pdca.services.calendar.feeds import MOST, close_feed, feed_of, feeds_of, open_feed
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOW, person, seeded
from tests.integration.access.people import member

CHANCE = seeded(16)
MINUTE = timedelta(minutes=1)


def test_a_calendar_is_found_by_its_address_only(store: SqlStore) -> None:
    access = store.access()
    own = open_feed(access, member(store), None, NOW, CHANCE)
    of_unit = open_feed(access, member(store), "BRUG", NOW, CHANCE)
    assert len(own) == 43  # 256 bits
    feed, whose = feed_of(access, of_unit, NOW)
    assert (feed.unit, whose.person.email) == ("BRUG", ANNA)
    assert feed_of(access, own, NOW)[0].unit is None
    for token in ("", own[:-1], feed.token_hash, "x" * 10_000):
        with pytest.raises(NotFound):
            feed_of(access, token, NOW)


def test_a_calendar_closes_when_its_person_says_so(store: SqlStore) -> None:
    access = store.access()
    token = open_feed(access, member(store), None, NOW, CHANCE)
    (feed,) = feeds_of(access, member(store))
    with pytest.raises(NotFound):
        close_feed(access, member(store, KARIM), feed.token_hash, NOW)
    close_feed(access, member(store), feed.token_hash, NOW)
    with pytest.raises(NotFound):
        close_feed(access, member(store), feed.token_hash, NOW)
    with pytest.raises(NotFound):
        feed_of(access, token, NOW)


def test_a_calendar_closes_when_its_person_leaves(store: SqlStore) -> None:
    token = open_feed(store.access(), member(store), "BRUG", NOW, CHANCE)
    with store.board("kade") as writing:
        writing.record("changed", person(active_until=date(2026, 11, 19)), actor="load", at=NOW)
    with pytest.raises(NotFound):
        feed_of(store.access(), token, NOW)


def test_the_oldest_closes_when_there_are_too_many(store: SqlStore) -> None:
    access = store.access()
    tokens = [
        open_feed(access, member(store), None, NOW + number * MINUTE, CHANCE) for number in range(MOST + 2)
    ]
    assert len(feeds_of(access, member(store))) == MOST
    for token in tokens[:2]:
        with pytest.raises(NotFound):
            feed_of(access, token, NOW)
    assert feed_of(access, tokens[2], NOW)

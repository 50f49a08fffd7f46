"""A session lasts half an hour without a page and twelve hours with them, and ends when its person says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pdca.domain.people.organisation import RoleAt
from pdca.services.access.ports import How
from pdca.services.access.sessions import Entered, current, end, end_all, enter, sessions_of, waiting
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOW, board, person, seeded, unit

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CHANCE = seeded(12)


def come_in(store: SqlStore, email: str = ANNA, how: How = How.MAIL, slug: str = "kade") -> Entered:
    member = store.access().member(slug, email)
    assert member is not None
    return enter(store.access(), member, how, NOW, CHANCE)


def is_in(
    store: SqlStore, entered: Entered, later: timedelta = SECOND, seen: timedelta | None = None
) -> bool:
    moment = NOW + later
    return current(store.access(), entered.id, NOW + seen if seen is not None else moment, moment) is not None


def change(store: SqlStore, **changes: object) -> None:
    with store.board("kade") as writing:
        anna = next(one for one in writing.people() if one.email == ANNA)
        writing.record("changed", replace(anna, **changes), actor="load", at=NOW)  # type: ignore[arg-type]  # by keyword


def test_every_session_has_an_id_of_its_own_of_256_bits(store: SqlStore) -> None:
    ids = {come_in(store).id for _ in range(20)}
    assert len(ids) == 20
    assert {len(id) for id in ids} == {43}


def test_a_session_ends_after_half_an_hour_without_a_page(store: SqlStore) -> None:
    entered = come_in(store)
    assert is_in(store, entered, 30 * MINUTE, seen=timedelta(0))
    assert not is_in(store, entered, 30 * MINUTE + SECOND, seen=timedelta(0))
    assert is_in(store, entered, 40 * MINUTE, seen=20 * MINUTE)


def test_a_session_ends_after_twelve_hours_however_busy_it_is(store: SqlStore) -> None:
    entered = come_in(store)
    assert is_in(store, entered, 12 * HOUR)
    assert not is_in(store, entered, 12 * HOUR + SECOND)


def test_an_id_that_was_never_given_out_opens_nothing(store: SqlStore) -> None:
    come_in(store)
    for id in ("", "x", "é", "\ud800", "a" * 100_000):
        assert current(store.access(), id, NOW, NOW) is None
        assert waiting(store.access(), id, NOW, NOW) is None


def test_a_demo_session_lives_through_the_weeks_that_its_clock_skips(store: SqlStore) -> None:
    entered = come_in(store, how=How.DEMO)
    assert is_in(store, entered, timedelta(days=400), seen=timedelta(0))


CHANGES: dict[str, Callable[[SqlStore, Entered], object]] = {
    "signing out": lambda store, one: end(store.access(), one.session, NOW),
    "signing out everywhere": lambda store, _: end_all(store.access(), "kade", ANNA, NOW),
    "leaving": lambda store, _: change(store, active_until=date(2026, 11, 19)),
    "another role": lambda store, _: change(store, roles=(RoleAt("team_leader", "BRUG"),)),
    "one role more": lambda store, _: change(
        store, roles=(RoleAt("staff", "BRUG"), RoleAt("team_leader", "BRUG"))
    ),
    "no role any more": lambda store, _: change(store, roles=()),
}


@pytest.mark.parametrize("event", CHANGES)
def test_the_next_request_is_refused_after(store: SqlStore, event: str) -> None:
    entered = come_in(store)
    assert is_in(store, entered)
    CHANGES[event](store, entered)
    assert not is_in(store, entered)


def test_a_session_outlives_what_changes_nothing_about_who_somebody_is(store: SqlStore) -> None:
    entered = come_in(store)
    change(store, name="Anna de Wit", locale="en", roles=(RoleAt("staff", "KADE"),))
    assert is_in(store, entered)


def test_the_list_shows_where_a_person_is_signed_in_on_this_board(store: SqlStore) -> None:
    store.create(board("dok"), actor="load", at=NOW)
    with store.board("dok") as writing:
        for one in (unit("DOK", None), person(ANNA, "DOK")):
            writing.record("loaded", one, actor="load", at=NOW)
    first, second = come_in(store), come_in(store)
    come_in(store, KARIM)
    come_in(store, slug="dok")
    listed = {one.id_hash for one in sessions_of(store.access(), first.session, NOW)}
    assert listed == {first.session.id_hash, second.session.id_hash}


def test_one_of_the_list_can_be_ended_and_only_of_ones_own(store: SqlStore) -> None:
    first, second, other = come_in(store), come_in(store), come_in(store, KARIM)
    access = store.access()
    assert end(access, first.session, NOW, only=second.session.id_hash)
    assert not end(access, first.session, NOW, only=second.session.id_hash)
    assert not end(access, first.session, NOW, only=other.session.id_hash)
    assert [is_in(store, one) for one in (first, second, other)] == [True, False, True]


def test_all_others_can_be_ended(store: SqlStore) -> None:
    first, second, third = come_in(store), come_in(store), come_in(store)
    assert end_all(store.access(), "kade", ANNA, NOW, but=second.session.id_hash) == 2
    assert [is_in(store, one) for one in (first, second, third)] == [False, True, False]


def test_looking_who_is_in_writes_nothing(store: SqlStore) -> None:
    entered = come_in(store)
    before = store.access().session(entered.session.id_hash)
    for minute in range(20):
        assert is_in(store, entered, minute * MINUTE)
    assert store.access().session(entered.session.id_hash) == before

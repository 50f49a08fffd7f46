"""Sign-in keeps who may look: links that work once, sessions that end, what people set up for themselves."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from pdca.domain.errors import NotFound
from pdca.services.access.ports import Access, Feed
from pdca.store import SqlStore
from pdca.store.schema.access import sessions, sign_in_links
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, TODAY, board, person, unit
from tests.contract.signed_in import HOUR, MINUTE, credential, link, session


def second_board(store: SqlStore) -> None:
    store.create(board("dok"), actor="load", at=NOW)
    with store.board("dok") as writing:
        for one in (unit("DOK", None), person(ANNA, "DOK", name="Anna van het Dok")):
            writing.record("loaded", one, actor="load", at=NOW)


@pytest.fixture
def access(store: SqlStore) -> Access:
    return store.access()


def count(store: SqlStore, column: Any, *where: Any) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(select(func.count(column)).where(*where)).scalar_one())


# -- people -----------------------------------------------------------------------------------------------
def test_a_person_is_known_on_every_board_that_has_the_address(store: SqlStore, access: Access) -> None:
    second_board(store)
    assert [(one.board.slug, one.person.name) for one in access.members(ANNA)] == [
        ("dok", "Anna van het Dok"),
        ("kade", "Anna"),
    ]
    assert access.members("nobody@kade.example") == []
    found = access.member("dok", ANNA)
    assert found is not None
    assert found.person.unit == "DOK"
    assert access.member("dok", KARIM) is None
    assert access.member("nowhere", ANNA) is None


def test_who_left_is_told_from_who_works_here_by_the_day_of_the_board(
    store: SqlStore, access: Access
) -> None:
    with store.board("kade") as writing:
        leaver = person(active_until=date(2026, 11, 20))
        writing.record("changed", leaver, actor="load", at=NOW)
    found = access.member("kade", ANNA)
    assert found is not None
    midnight_here = NOW.replace(hour=23, minute=0)  # 20 November, 23:00 UTC is midnight in Amsterdam
    assert found.is_active(midnight_here - MINUTE)
    assert not found.is_active(midnight_here)


def test_an_address_that_somebody_left_behind_is_no_way_in_for_the_next(
    store: SqlStore, access: Access
) -> None:
    second_board(store)
    for email in (ANNA, KARIM, "removed@kade.example"):
        access.keep(credential(person=email))
        access.start(session(email, person=email))
        access.make_links([link(email, person=email)], 3, NOW)
        access.make_feed(Feed(token_hash=email, board="kade", person=email, made=NOW))
    access.keep(credential(board="dok"))
    access.make_links([link("nobody", board=None)], 3, NOW)
    with store.board("kade") as writing:
        writing.record("changed", person(active_until=TODAY), actor="load", at=NOW)
    assert access.forget_leavers("kade", TODAY) == 4  # all of whoever is not in the people at all
    assert access.credential("kade", ANNA) is not None
    assert access.forget_leavers("kade", TODAY + timedelta(days=1)) == 4
    assert access.credential("kade", ANNA) is None
    assert access.credential("dok", ANNA) is not None
    assert access.credential("kade", KARIM) is not None
    assert (access.feeds("kade", ANNA), access.live_sessions("kade", ANNA, NOW)) == ([], [])
    assert len(access.feeds("kade", KARIM)) == len(access.live_sessions("kade", KARIM, NOW)) == 1


# -- links ------------------------------------------------------------------------------------------------
def test_a_link_works_once(access: Access) -> None:
    assert access.make_links([link()], 3, NOW) == {"l1"}
    assert access.use_link("l1", NOW + MINUTE) == link(used=NOW + MINUTE)
    assert access.use_link("l1", NOW + MINUTE) is None
    assert access.use_link("l2", NOW) is None


def test_a_link_works_to_the_last_second_of_its_time(access: Access) -> None:
    access.make_links([link(), link("l2")], 3, NOW)
    assert access.use_link("l2", NOW + 10 * MINUTE + timedelta(seconds=1)) is None
    assert access.use_link("l1", NOW + 10 * MINUTE) is not None


def test_no_more_links_of_a_person_work_at_once_than_may(store: SqlStore, access: Access) -> None:
    second_board(store)
    assert access.make_links([link(f"l{number}") for number in range(5)], 3, NOW) == {"l0", "l1", "l2"}
    assert access.make_links([link("k", person=KARIM), link("d", board="dok")], 3, NOW) == {"k", "d"}
    assert access.use_link("l3", NOW) is None
    access.use_link("l0", NOW)
    assert access.make_links([link("l5"), link("l6")], 3, NOW) == {"l5"}
    later = NOW + 11 * MINUTE
    assert access.make_links([link("l7", made=later, expires=later)], 3, later) == {"l7"}


def test_a_link_for_nobody_is_kept_and_opens_nothing(store: SqlStore, access: Access) -> None:
    assert access.make_links([link(board=None, person="x@kade.example")], 3, NOW) == frozenset()
    assert count(store, sign_in_links.c.token_hash) == 1
    assert count(store, sign_in_links.c.token_hash, sign_in_links.c.person == "") == 1
    assert access.use_link("l1", NOW) is None


def test_what_expired_a_week_ago_is_forgotten(store: SqlStore, access: Access) -> None:
    access.make_links([link()], 3, NOW)
    access.start(session())
    much_later = NOW + timedelta(days=8)
    access.make_links([link("l2", expires=much_later)], 3, much_later)
    access.start(session("s2", created=much_later, expires=much_later))
    assert count(store, sign_in_links.c.token_hash) == count(store, sessions.c.id_hash) == 1


def test_one_link_is_used_by_one_of_many(shared_store: SqlStore) -> None:
    shared_store.access().make_links([link()], 3, NOW)
    with ThreadPoolExecutor(8) as pool:
        used = list(pool.map(lambda _: shared_store.access().use_link("l1", NOW), range(16)))
    assert sum(one is not None for one in used) == 1


def test_links_asked_for_at_the_same_moment_are_counted_too(shared_store: SqlStore) -> None:
    def ask(number: int) -> frozenset[str]:
        return shared_store.access().make_links([link(f"l{number}")], 3, NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sum(map(len, pool.map(ask, range(16)))) == 3


# -- sessions ---------------------------------------------------------------------------------------------
def test_a_session_comes_back_as_it_was_with_its_person(access: Access) -> None:
    access.start(session(is_strong=True))
    found = access.session("s1")
    assert found is not None
    assert found[0] == session(is_strong=True)
    assert (found[1].board.slug, found[1].person) == ("kade", person())
    assert access.session("s2") is None


def test_a_session_needs_a_board_and_a_person_that_are_there(access: Access) -> None:
    with pytest.raises(NotFound):
        access.start(session(board="nowhere"))
    access.start(session(person="gone@kade.example"))
    assert access.session("s1") is None


def test_a_new_session_ends_the_one_it_takes_the_place_of(access: Access) -> None:
    access.start(session())
    access.start(session("s2"))
    access.start(session("s3", created=NOW + MINUTE), instead_of=["s1"])
    first = access.session("s1")
    assert first is not None
    assert first[0].ended == NOW + MINUTE
    assert [one.id_hash for one in access.live_sessions("kade", ANNA, NOW)] == ["s3", "s2"]


def test_sessions_end_one_by_one_all_but_one_or_all(store: SqlStore, access: Access) -> None:
    second_board(store)
    for id_hash in ("s1", "s2", "s3", "s4"):
        access.start(session(id_hash))
    access.start(session("k", person=KARIM))
    access.start(session("d", board="dok"))
    later = NOW + HOUR
    assert access.end_sessions("kade", ANNA, later, only="k") == 0
    assert access.end_sessions("kade", ANNA, later, only="s1") == 1
    assert access.end_sessions("kade", ANNA, later, only="s1") == 0
    assert access.end_sessions("kade", ANNA, later, but="s2") == 2
    assert [one.id_hash for one in access.live_sessions("kade", ANNA, later)] == ["s2"]
    assert access.end_sessions("kade", ANNA, later) == 1
    assert access.live_sessions("kade", ANNA, later) == []
    assert (
        len(access.live_sessions("kade", KARIM, later)) == len(access.live_sessions("dok", ANNA, later)) == 1
    )
    assert access.live_sessions("kade", KARIM, NOW + 13 * HOUR) == []


# -- passwords and the second step ------------------------------------------------------------------------
def test_what_somebody_set_up_is_kept_and_replaced(store: SqlStore, access: Access) -> None:
    second_board(store)
    assert access.credential("kade", ANNA) is None
    access.keep(credential())
    access.keep(credential(board="dok", recovery=()))
    assert access.credential("kade", ANNA) == credential()
    access.keep(credential(password_hash="", totp_secret=b""))
    assert access.credential("kade", ANNA) == credential(password_hash="", totp_secret=b"")
    assert [one.board for one in access.credentials(ANNA)] == ["dok", "kade"]
    assert access.credentials(NOOR) == []
    with pytest.raises(NotFound):
        access.keep(credential(board="nowhere"))


def test_a_step_of_time_is_taken_once_and_never_an_earlier_one(access: Access) -> None:
    assert not access.take_step("kade", ANNA, 100)
    access.keep(credential())
    assert access.take_step("kade", ANNA, 100)
    assert not access.take_step("kade", ANNA, 100)
    assert not access.take_step("kade", ANNA, 99)
    assert access.take_step("kade", ANNA, 101)


def test_a_recovery_code_is_gone_when_it_was_taken(access: Access) -> None:
    assert not access.take_recovery("kade", ANNA, "a")
    access.keep(credential())
    assert access.take_recovery("kade", ANNA, "a")
    assert not access.take_recovery("kade", ANNA, "a")
    assert access.credential("kade", ANNA) == credential(recovery=("b",))


def test_a_code_is_taken_by_one_of_many(shared_store: SqlStore) -> None:
    shared_store.access().keep(credential())

    def take(number: int) -> bool:
        access = shared_store.access()
        return access.take_step("kade", ANNA, 7) if number % 2 else access.take_recovery("kade", ANNA, "b")

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(16)))
    assert (sum(taken[::2]), sum(taken[1::2])) == (1, 1)


# -- calendars --------------------------------------------------------------------------------------------
def test_a_calendar_is_open_until_its_person_closes_it(access: Access) -> None:
    own = Feed(token_hash="f1", board="kade", person=ANNA, made=NOW)
    of_unit = replace(own, token_hash="f2", unit="BRUG")
    access.make_feed(own)
    access.make_feed(of_unit)
    found = access.feed("f2")
    assert found is not None
    assert (found[0], found[1].person) == (of_unit, person())
    assert access.feeds("kade", ANNA) == [own, of_unit]
    assert not access.end_feed("kade", KARIM, "f1", NOW)
    assert access.end_feed("kade", ANNA, "f1", NOW)
    assert not access.end_feed("kade", ANNA, "f1", NOW)
    assert access.feeds("kade", ANNA) == [of_unit]
    ended = access.feed("f1")
    assert ended is not None
    assert ended[0].ended == NOW
    assert access.feed("f3") is None
    with pytest.raises(NotFound):
        access.make_feed(replace(own, board="nowhere"))

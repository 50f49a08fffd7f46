"""A password opens what its person set it for, and whether somebody has one shows in nothing."""

import time
from datetime import date, timedelta
from statistics import median

import pytest

from pdca.domain.errors import BadInput, Refused
from pdca.identity.hashing import Argon2
from pdca.services.access.passwords import remove_password, who_has
from pdca.services.access.ports import How
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, board, person, unit
from tests.integration.access.people import (
    HASHER,
    OTHER,
    RIGHT,
    choose,
    come_in,
    is_in,
    lead_a_team,
    set_up,
)

HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """What is tried here hangs on the rules more than on the database: two kinds are enough."""
    return "sqlite://" if request.param == "memory" else str(request.getfixturevalue("postgresql_url"))


def boards_of(store: SqlStore, email: str, password: str) -> list[str]:
    return [one.board.slug for one in who_has(store.access(), HASHER, email, password, NOW)]


def test_the_right_password_opens_and_no_other(store: SqlStore) -> None:
    choose(store, come_in(store))
    assert boards_of(store, "Anna@Kade.example ", RIGHT) == ["kade"]
    for wrong in ("", OTHER, RIGHT + " ", RIGHT.upper(), RIGHT[:-1], RIGHT + "x" * 200):
        assert boards_of(store, ANNA, wrong) == []
    assert boards_of(store, KARIM, RIGHT) == boards_of(store, "nobody@kade.example", RIGHT) == []


def test_a_password_is_the_same_from_every_keyboard(store: SqlStore) -> None:
    choose(store, come_in(store), "één café aan zee")
    assert boards_of(store, ANNA, "e\u0301e\u0301n cafe\u0301 aan zee") == ["kade"]


def test_a_password_that_is_easy_to_guess_is_not_kept(store: SqlStore) -> None:
    entered = come_in(store)
    with pytest.raises(BadInput):
        choose(store, entered, "welkom2026!!")
    assert store.access().credential("kade", ANNA) is None


def test_somebody_who_left_has_no_password(store: SqlStore) -> None:
    choose(store, come_in(store))
    with store.board("kade") as writing:
        writing.record("changed", person(active_until=date(2026, 11, 19)), actor="load", at=NOW)
    assert boards_of(store, ANNA, RIGHT) == []


def test_a_password_is_that_of_one_board(store: SqlStore) -> None:
    store.create(board("dok"), actor="load", at=NOW)
    with store.board("dok") as writing:
        for one in (unit("DOK", None), person(ANNA, "DOK")):
            writing.record("loaded", one, actor="load", at=NOW)
    choose(store, come_in(store))
    assert boards_of(store, ANNA, RIGHT) == ["kade"]


@pytest.mark.parametrize("event", ["first", "another", "removed"])
def test_all_other_sessions_end_when_a_password_changes(store: SqlStore, event: str) -> None:
    here = come_in(store)
    if event != "first":
        choose(store, here)
    others = [come_in(store) for _ in range(3)]
    if event == "removed":
        remove_password(store.access(), here.session, NOW + HOUR)
    else:
        choose(store, here, OTHER, NOW + HOUR)
    assert is_in(store, here)
    assert not any(is_in(store, one) for one in others)
    assert boards_of(store, ANNA, RIGHT) == []
    assert boards_of(store, ANNA, OTHER) == ([] if event == "removed" else ["kade"])


def test_a_password_that_is_not_there_is_removed_without_ado(store: SqlStore) -> None:
    here, other = come_in(store), come_in(store)
    remove_password(store.access(), here.session, NOW)
    assert is_in(store, other)


def test_a_role_beyond_staff_needs_the_second_step_before_a_password(store: SqlStore) -> None:
    lead_a_team(store)
    here = come_in(store, NOOR)
    with pytest.raises(Refused, match="second step"):
        choose(store, here)
    _, confirmed = set_up(store, here)
    choose(store, confirmed.entered)
    assert boards_of(store, NOOR, RIGHT) == ["kade"]
    assert come_in(store, NOOR, How.PASSWORD).session.needs_code


def test_whoever_takes_on_a_role_later_is_told_so_only_after_the_right_password(store: SqlStore) -> None:
    choose(store, come_in(store))
    lead_a_team(store, ANNA)
    assert boards_of(store, ANNA, OTHER) == []
    with pytest.raises(Refused, match="with a link by mail"):
        boards_of(store, ANNA, RIGHT)


def test_a_hash_of_older_settings_is_made_anew_when_the_password_is_known(store: SqlStore) -> None:
    choose(store, come_in(store))
    before = store.access().credential("kade", ANNA)
    today = Argon2(passes=2, memory_kib=64)
    assert who_has(store.access(), today, ANNA, OTHER, NOW) == []
    assert store.access().credential("kade", ANNA) == before
    assert len(who_has(store.access(), today, ANNA, RIGHT, NOW)) == 1
    after = store.access().credential("kade", ANNA)
    assert after is not None
    assert not today.is_outdated(after.password_hash)
    assert len(who_has(store.access(), today, ANNA, RIGHT, NOW)) == 1


def test_an_unknown_address_takes_as_long_as_a_known_one(store: SqlStore) -> None:
    hasher = Argon2(passes=1, memory_kib=8192)
    choose(store, come_in(store))
    hasher.is_right("", "")  # what is made once is made now
    credential = store.access().credential("kade", ANNA)
    assert credential is not None
    who_has(store.access(), hasher, ANNA, RIGHT, NOW)  # and the hash has the settings of this hasher
    took: dict[str, list[float]] = {ANNA: [], KARIM: [], "nobody@kade.example": []}
    for _ in range(100):
        for email, times in took.items():
            start = time.perf_counter()
            assert who_has(store.access(), hasher, email, OTHER, NOW) == []
            times.append(time.perf_counter() - start)
    medians = [median(times) for times in took.values()]
    assert max(medians) - min(medians) < 0.005

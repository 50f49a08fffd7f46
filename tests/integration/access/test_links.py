"""A link by mail signs its person in once within ten minutes, and says nothing about who is known."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

import pytest
from sqlalchemy import String, Text, cast, select

from pdca.domain.errors import NotFound
from pdca.services.access.links import LinkToSend, ask_link, known_as, open_with_link
from pdca.services.access.ports import How
from pdca.services.access.sessions import current
from pdca.store import SqlStore
from pdca.store.schema.access import sessions, sign_in_links
from tests.contract.builders import ANNA, NOW, board, person, seeded, unit

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CHANCE = seeded(11)
REFUSED = "this link does not work any more"


def one_link(store: SqlStore, email: str = ANNA) -> LinkToSend:
    (link,) = ask_link(store.access(), email, NOW, CHANCE)
    return link


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(NotFound) as refused:
        attempt()
    return str(refused.value)


def leave(store: SqlStore) -> None:
    with store.board("kade") as writing:
        leaver = person(active_until=date(2026, 11, 19))
        writing.record("changed", leaver, actor="load", at=NOW)


def test_a_link_signs_its_person_in(store: SqlStore) -> None:
    link = one_link(store)
    assert (link.member.board.slug, link.member.person.email) == ("kade", ANNA)
    entered = open_with_link(store.access(), link.token, NOW + MINUTE, CHANCE, label="Firefox, Windows")
    session = current(store.access(), entered.id, NOW + MINUTE, NOW + 2 * MINUTE)
    assert session == entered.session
    assert (session.board, session.person, session.how) == ("kade", ANNA, How.MAIL)
    assert (session.created, session.expires) == (NOW + MINUTE, NOW + MINUTE + timedelta(hours=12))
    assert session.label == "Firefox, Windows"


def test_a_link_works_once(store: SqlStore) -> None:
    link = one_link(store)
    open_with_link(store.access(), link.token, NOW, CHANCE)
    assert refusal(lambda: open_with_link(store.access(), link.token, NOW + SECOND, CHANCE)) == REFUSED


def test_a_link_works_for_ten_minutes_and_not_a_second_longer(store: SqlStore) -> None:
    first, second = one_link(store), one_link(store)
    late = NOW + 10 * MINUTE + SECOND
    assert refusal(lambda: open_with_link(store.access(), first.token, late, CHANCE)) == REFUSED
    assert open_with_link(store.access(), second.token, NOW + 10 * MINUTE, CHANCE).session.person == ANNA


@pytest.mark.parametrize("token", ["", "x", "é", "\ud800", "a" * 100_000, "' OR 1=1 --"])
def test_what_is_no_link_is_refused_in_the_same_words(store: SqlStore, token: str) -> None:
    assert refusal(lambda: open_with_link(store.access(), token, NOW, CHANCE)) == REFUSED


def test_a_link_with_anything_changed_is_refused_in_the_same_words(store: SqlStore) -> None:
    token = one_link(store).token
    others = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(43)
    ]
    for other in (*others, token[:-1], token + "A", token.swapcase()):
        assert refusal(lambda other=other: open_with_link(store.access(), other, NOW, CHANCE)) == REFUSED  # type: ignore[misc]  # bound per turn
    assert open_with_link(store.access(), token, NOW, CHANCE).session.person == ANNA


def test_a_link_of_somebody_who_left_since_is_refused_in_the_same_words(store: SqlStore) -> None:
    link = one_link(store)
    leave(store)
    assert refusal(lambda: open_with_link(store.access(), link.token, NOW, CHANCE)) == REFUSED


def test_nobody_gets_a_link_who_is_unknown_or_left(store: SqlStore) -> None:
    leave(store)
    for email in (
        ANNA,
        "x@kade.example",
        "",
        "@",
        "a" * 10_000,
        "' OR 1=1 --",
        f"{ANNA}\r\nBcc: x@kade.example",
    ):
        assert ask_link(store.access(), email, NOW, CHANCE) == []


def test_an_address_is_known_however_it_is_typed() -> None:
    assert known_as("  Anna@KADE.example ") == ANNA
    assert known_as("x" * 255) == ""


def test_whoever_works_at_two_boards_gets_a_link_for_each(store: SqlStore) -> None:
    store.create(board("dok"), actor="load", at=NOW)
    with store.board("dok") as writing:
        for one in (unit("DOK", None), person(ANNA, "DOK")):
            writing.record("loaded", one, actor="load", at=NOW)
    links = ask_link(store.access(), ANNA, NOW, CHANCE)
    entered = [open_with_link(store.access(), one.token, NOW, CHANCE).session.board for one in links]
    assert entered == ["dok", "kade"]


def test_of_many_links_three_work_and_those_stay(store: SqlStore) -> None:
    links = [link for _ in range(10) for link in ask_link(store.access(), ANNA, NOW, CHANCE)]
    assert len(links) == 3
    for link in links:
        assert open_with_link(store.access(), link.token, NOW + MINUTE, CHANCE).session.person == ANNA
    assert len(ask_link(store.access(), ANNA, NOW + MINUTE, CHANCE)) == 1


def test_an_id_that_the_browser_had_before_is_worth_nothing_after_signing_in(store: SqlStore) -> None:
    access = store.access()
    before = open_with_link(access, one_link(store).token, NOW, CHANCE)
    after = open_with_link(access, one_link(store).token, NOW, CHANCE, instead_of=before.id)
    assert after.id != before.id
    assert current(access, before.id, NOW, NOW) is None
    assert current(access, after.id, NOW, NOW) is not None


def test_the_database_holds_nothing_that_opens_anything(store: SqlStore) -> None:
    link = one_link(store)
    used = one_link(store)
    entered = open_with_link(store.access(), used.token, NOW, CHANCE)
    stored = []
    with store.engine.connect() as connection:
        for table in (sessions, sign_in_links):
            texts = [cast(column, Text) for column in table.c if isinstance(column.type, String | Text)]
            stored += [str(row) for row in connection.execute(select(*texts))]
    assert len(stored) == 3
    for secret in (link.token, used.token, entered.id):
        assert len(secret) == 43  # 256 bits
        assert not any(secret in row for row in stored)
        assert secret not in repr((link, used, entered))


def test_an_address_that_is_unknown_takes_as_long_as_one_that_is_known(shared_store: SqlStore) -> None:
    took: dict[str, list[float]] = {ANNA: [], "nobody@kade.example": []}
    for number in range(500):
        for email, times in took.items():
            start = time.perf_counter()
            ask_link(shared_store.access(), email, NOW + number * 11 * MINUTE, CHANCE)
            times.append(time.perf_counter() - start)
    known, unknown = map(median, took.values())
    assert abs(known - unknown) < 0.005

"""At the door nothing tells whether an address is known: not the answer to its last sign, nor the work behind it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import argon2
import pytest
from sqlalchemy import func, select

from pdca.mail.kept import Mailbox
from pdca.store.schema import tables
from pdca.store.schema.access import sign_in_links
from tests.web.coming_in.people_at_the_door import BRAM, DAAN, QUICK, RIGHT, with_password
from tests.web.house import BOARD, House, who

LINK, PASSWORD = "/sign-in", "/sign-in/password"
WRONG = "kikkerdril op toast"
LEFT = "f.stroobach"
WAYS: dict[str, dict[str, str]] = {LINK: {}, PASSWORD: {"password": WRONG}}


@pytest.fixture
def known(house: House) -> dict[str, str]:
    """Addresses that the board knows, by what they are to it: one has a password, one has none, one left."""
    with_password(house, DAAN)
    with house.runtime.store.board(BOARD) as session:
        person = next(one for one in session.people() if one.email == who(LEFT))
        gone = replace(person, active_until=house.today - timedelta(days=1))
        session.record("left", gone, actor="load", at=house.clock.now())
    return {"has a password": who(DAAN), "has none": who(BRAM), "left": who(LEFT)}


def unknown(address: str) -> str:
    """Return an address that nobody has, as long as one that somebody has."""
    return address.replace(address[0], "q", 1)


def answer(house: House, way: str, address: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return the whole answer to somebody who tries an address, but for what is drawn by lot each time."""
    browser = house.browser()
    browser.client.headers["accept-encoding"] = "identity"
    browser.get(way)
    page = browser.submit(way, email=address, **WAYS[way])
    heads = [(name, _without_lots(value)) for name, value in page.headers.multi_items()]
    return page.status_code, heads, _without_lots(page.text).replace(address, "*")


def _without_lots(text: str) -> str:
    return re.sub(r"nonce(-|=\")[^\s\"']+|[0-9a-f]{16,}", "", text)


@pytest.mark.parametrize("way", WAYS)
def test_status_heads_and_page_are_the_same_to_the_last_sign(
    house: House, known: dict[str, str], way: str
) -> None:
    for address in known.values():
        assert answer(house, way, address) == answer(house, way, unknown(address))


@pytest.mark.parametrize("way", WAYS)
def test_the_database_is_asked_and_told_the_same(house: House, known: dict[str, str], way: str) -> None:
    answer(house, way, unknown(who(DAAN)))  # what is done once is done
    ran = []
    for address in [*known.values(), unknown(who(DAAN))]:
        with house.counted() as statements:
            answer(house, way, address)
        ran.append(statements)
    assert ran[0]
    assert all(one == ran[0] for one in ran)


def test_a_link_is_kept_for_everybody_and_nothing_goes_into_the_outbox(
    house: House, known: dict[str, str]
) -> None:
    def kept() -> Counter[str]:
        with house.runtime.store.engine.connect() as connection:
            return Counter(
                {
                    table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                    for table in (sign_in_links, tables.messages, tables.notices, tables.events)
                }
            )

    for address in [*known.values(), unknown(who(DAAN))]:
        before, mails = kept(), len(Mailbox(house.mail).envelopes())
        answer(house, LINK, address)
        assert kept() - before == Counter({"sign_in_links": 1})
        is_mailed = address in (known["has a password"], known["has none"])
        assert len(Mailbox(house.mail).envelopes()) == mails + is_mailed


def test_a_password_is_looked_at_once_and_as_thoroughly_whoever_it_is(
    house: House, known: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, argon2.Parameters | None]] = []
    plain_hash, plain_verify = argon2.PasswordHasher.hash, argon2.PasswordHasher.verify

    def hash_(self: argon2.PasswordHasher, *given: Any, **named: Any) -> str:
        done.append(("hash", None))
        return plain_hash(self, *given, **named)

    def verify(self: argon2.PasswordHasher, kept: str, password: str) -> bool:
        done.append(("verify", argon2.extract_parameters(kept)))
        return plain_verify(self, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "hash", hash_)
    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    work = {}
    for address in [unknown(who(DAAN)), *known.values(), "geen adres"]:
        house.runtime.hasher = type(QUICK)(passes=1, memory_kib=64)  # one that has done nothing yet
        done.clear()
        answer(house, PASSWORD, address)
        work[address] = list(done)
    assert [step for step, _ in work[who(DAAN)]] == ["verify"]
    assert all(one == work[who(DAAN)] for one in work.values())


@pytest.mark.parametrize("password", [WRONG, RIGHT, "x" * 5000])
def test_no_password_is_that_of_somebody_who_has_none(password: str) -> None:
    assert not QUICK.is_right("", password)

"""How people come in at the door of the pages: with a link, and with what they set up before."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp

from pdca.bootstrap import Runtime
from pdca.identity.hashing import Argon2
from pdca.services.access.links import ask_link
from pdca.services.access.passwords import set_password
from pdca.services.access.ports import How, Member
from pdca.services.access.second_step import Confirmed, confirm, offer
from pdca.services.access.sessions import Entered, current, enter
from pdca.web.app import Web
from pdca.web.door.passes import SESSION
from tests.web.house import BOARD, Browser, House, who

STEP = timedelta(seconds=30)
BRAM, DAAN, NADIA = "b.uitgeester", "d.ruitenboer", "n.berkaoui"
"""Bram keeps the school safe and so decides about the work of others; Daan is staff."""

QUICK = Argon2(passes=1, memory_kib=64)
"""What is tried is what is done with hashes, not how slow they are."""

RIGHT = "paard batterij nietje juist"


def member(house: House, name: str, board: str = BOARD) -> Member:
    found = house.web.site.access.member(board, name if "@" in name else who(name))
    assert found is not None
    return found


def link_of(house: House, name: str) -> str:
    """Return the place to which the link of a mail leads."""
    (link,) = ask_link(house.web.site.access, who(name), house.clock.now(), house.runtime.entropy)
    return f"/sign-in/{link.token}"


def come_in(house: House, name: str, browser: Browser | None = None) -> Browser:
    """Sign in with a link; return the browser where that led it."""
    browser = browser or house.browser()
    place = link_of(house, name)
    browser.get(place)
    browser.submit(place)
    return browser


def begun(house: House, name: str) -> Entered:
    """Begin a session of somebody, as any way in does."""
    return enter(
        house.web.site.access, member(house, name), How.MAIL, house.clock.now(), house.runtime.entropy
    )


def with_second_step(house: House, name: str) -> tuple[str, Confirmed]:
    """Let somebody have a second step since two minutes; return what their phone holds, and their paper."""
    entered, means, now = begun(house, name), house.runtime.second_step, house.clock.now()
    secret = offer(means, member(house, name)).secret
    done = confirm(
        means,
        member(house, name),
        entered.session,
        secret,
        code_of(house, secret),
        now,
        instead_of=entered.id,
    )
    house.clock.forward(4 * STEP)
    return secret, done


def with_password(house: House, name: str, password: str = RIGHT, board: str = BOARD) -> None:
    """Let somebody have a password."""
    house.runtime.hasher = QUICK
    access, now = house.web.site.access, house.clock.now()
    whose = member(house, name, board)
    entered = enter(access, whose, How.MAIL, now, house.runtime.entropy, is_strong=True)
    common = house.runtime.shipped.common_passwords
    set_password(access, house.runtime.hasher, common, whose, entered.session, password, now)


def configure(house: House, **given: object) -> None:
    """Give a house other settings of its own."""
    settings = house.runtime.settings.model_copy(update=given)
    house.close()
    house.runtime = Runtime(settings, clock=house.clock)
    house.web = Web(house.runtime)


def code_of(house: House, secret: str) -> str:
    """Return the code that a phone shows now."""
    return pyotp.TOTP(secret).at(house.clock.now())


def wrong_code(house: House, secret: str) -> str:
    """Return a code that the phone does not show now, nor shortly before or after."""
    shown = {pyotp.TOTP(secret).at(house.clock.now() + many * STEP) for many in range(-3, 4)}
    return next(code for code in ("000000", *(f"{one:06}" for one in range(1, 9))) if code not in shown)


def pass_of(browser: Browser) -> str:
    """Return the pass that a browser holds; empty when it holds none."""
    return dict(browser.client.cookies).get(SESSION, "")


def plant(browser: Browser, text: str) -> None:
    """Let a browser hold a pass that it did not get from us."""
    browser.client.cookies.set(SESSION, text, domain="127.0.0.1", path="/")


def session_id(browser: Browser) -> str:
    """Return the id of the session in the pass of a browser."""
    return pass_of(browser).partition(".")[0]


def is_in(house: House, browser: Browser) -> bool:
    """Tell whether the pass of a browser opens anything."""
    passed = house.web.site.cookie.read(pass_of(browser))
    if passed is None:
        return False
    return current(house.web.site.access, passed.id, passed.seen, house.clock.now()) is not None


def set_cookies(browser: Browser) -> list[str]:
    """Return what the last answer let the browser keep of its session, as it was sent."""
    assert browser.page is not None
    return [
        header
        for answer in (*browser.page.history, browser.page)
        for header in answer.headers.get_list("set-cookie")
        if re.match(r"(__Host-pdca|pdca-session)=", header)
    ]

"""Sessions at the door: an id of their own at every sign-in, an end whatever a browser says, and what ends them."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pdca.demo.build import Demo
from pdca.domain.people.organisation import RoleAt
from pdca.mail.kept import Mailbox
from pdca.services.access.ports import How
from tests.web.coming_in.people_at_the_door import (
    BRAM,
    DAAN,
    NADIA,
    come_in,
    is_in,
    link_of,
    member,
    pass_of,
    plant,
    session_id,
    set_cookies,
)
from tests.web.house import BASE, BOARD, Browser, House, who

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WORK = f"/b/{BOARD}/work"
HOME = "https://pdca.dewaterlijn.example"


@pytest.fixture
def browser(house: House) -> Browser:
    """A browser in which Daan is signed in."""
    return come_in(house, DAAN)


def opens(browser: Browser) -> bool:
    """Tell whether a browser gets to the own work."""
    browser.get(WORK)
    return browser.at == WORK


# -- coming in --------------------------------------------------------------------------------------------
def test_a_link_comes_by_mail_and_lets_in(house: House) -> None:
    browser = house.browser()
    browser.get("/sign-in")
    browser.submit("/sign-in", email=who(DAAN))
    assert "Kijk in je mail" in browser.says
    (newest,) = Mailbox(house.mail).envelopes(who(DAAN))[:1]
    opened = Mailbox(house.mail).open(newest.name)
    (place,) = set(re.findall(rf"{BASE}(/sign-in/[\w-]{{43}})", opened.text))
    browser.get(place)
    browser.submit(place)
    assert browser.at == WORK


def test_an_address_that_nobody_has_gets_the_same_page_and_no_mail(house: House) -> None:
    pages = []
    before = len(Mailbox(house.mail).envelopes())
    for email in (who(DAAN), "nobody@dewaterlijn.example"):
        browser = house.browser()
        browser.get("/sign-in")
        page = browser.submit("/sign-in", email=email).text
        pages.append(re.sub(r"nonce(-|=\")\S+|[0-9a-f]{16,48}", "", page).replace(email, ""))
    assert pages[0] == pages[1]
    assert len(Mailbox(house.mail).envelopes()) == before + 1


def test_a_link_is_used_up_by_its_button_and_by_nothing_else(house: House) -> None:
    place, browser, before = link_of(house, DAAN), house.browser(), house.fingerprint()
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        browser.client.request(method, place)
    assert house.fingerprint() == before
    browser.get(place)
    browser.submit(place)
    assert is_in(house, browser)
    second = house.browser()
    second.get(place)
    assert second.submit(place).status_code == 404
    assert "Deze link werkt niet meer." in second.says
    assert not is_in(house, second)


@pytest.mark.parametrize(("waited", "is_let_in"), [(9 * MINUTE, True), (10 * MINUTE + MINUTE, False)])
def test_a_link_works_for_ten_minutes(house: House, waited: timedelta, is_let_in: bool) -> None:
    place, browser = link_of(house, DAAN), house.browser()
    house.clock.forward(waited)
    browser.get(place)
    browser.submit(place)
    assert is_in(house, browser) is is_let_in


def test_thirty_guessed_links_make_a_place_wait(house: House) -> None:
    browser = house.browser()
    statuses = []
    for number in range(31):
        place = f"/sign-in/{number:043}"
        browser.get(place)
        statuses.append(browser.submit(place).status_code)
    assert statuses == [404] * 30 + [429]


def test_ten_links_an_hour_can_be_asked_for_one_person(house: House) -> None:
    browser = house.browser()
    statuses = []
    for _ in range(11):
        browser.get("/sign-in")
        statuses.append(browser.submit("/sign-in", email=who(DAAN)).status_code)
    assert statuses == [200] * 10 + [429]
    assert browser.page is not None
    assert browser.page.headers["retry-after"] == "360", "ten an hour is one in six minutes"
    assert "Over 6 min kan het weer" in browser.says
    house.clock.forward(timedelta(seconds=360))
    browser.get("/sign-in")
    assert browser.submit("/sign-in", email=who(DAAN)).status_code == 200


# -- the id -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "planted",
    ["x", "A" * 43, "A" * 43 + ".65f0aa00." + "A" * 24, "../../etc", "a.b.c.d", "\N{SNOWMAN}".encode().hex()],
)
def test_a_session_that_somebody_planted_is_not_taken_over(house: House, planted: str) -> None:
    browser = house.browser()
    plant(browser, planted)
    assert not opens(browser)
    come_in(house, DAAN, browser)
    assert is_in(house, browser)
    assert session_id(browser) != planted.partition(".")[0]


def test_every_sign_in_has_an_id_of_its_own_and_ends_the_one_before(house: House, browser: Browser) -> None:
    before, old = session_id(browser), pass_of(browser)
    come_in(house, DAAN, browser)
    assert session_id(browser) != before
    thief = house.browser()
    plant(thief, old)
    assert not opens(thief)
    assert len({session_id(come_in(house, DAAN)) for _ in range(20)}) == 20


@pytest.mark.parametrize("at", [0, 20, 43, 50, -1])
def test_a_pass_of_which_one_sign_is_another_opens_nothing(house: House, browser: Browser, at: int) -> None:
    text = pass_of(browser)
    at %= len(text)
    forged = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    browser.client.cookies.clear()
    plant(browser, forged)
    assert not opens(browser)


# -- how long ---------------------------------------------------------------------------------------------
def test_after_half_an_hour_of_doing_nothing_it_ends(house: House, browser: Browser) -> None:
    house.clock.forward(29 * MINUTE)
    assert opens(browser)
    house.clock.forward(31 * MINUTE)
    assert not opens(browser)


def test_whoever_keeps_at_it_stays_in_and_not_for_more_than_twelve_hours(
    house: House, browser: Browser
) -> None:
    for _ in range(28):
        house.clock.forward(25 * MINUTE)
        assert opens(browser)
    house.clock.forward(25 * MINUTE)  # 12 hours and 5 minutes
    assert not opens(browser)


def test_an_older_pass_of_the_same_session_is_worth_no_more_than_it_says(
    house: House, browser: Browser
) -> None:
    old = pass_of(browser)
    house.clock.forward(20 * MINUTE)
    assert opens(browser)
    assert pass_of(browser) != old
    house.clock.forward(11 * MINUTE)
    thief = house.browser()
    plant(thief, old)
    assert not opens(thief)
    assert opens(browser)


# -- what the browser keeps -------------------------------------------------------------------------------
def test_the_cookie_is_for_this_site_only_and_no_script_reads_it(browser: Browser) -> None:
    (kept,) = set_cookies(browser)
    assert kept.startswith("pdca-session=")
    parts = {part.strip().lower() for part in kept.split(";")[1:]}
    assert parts == {"path=/", "httponly", "samesite=lax", "max-age=43200"}


def test_over_https_it_is_bound_to_the_host(tmp_path: Path, lived_in: Demo) -> None:
    house = House(tmp_path, lived_in, base_url=HOME)
    try:
        client = TestClient(
            house.web, base_url=HOME, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
        )
        place = link_of(house, DAAN)
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(place).text)
        assert found is not None
        answer = client.post(place, data={"csrf": found[1]})
        (kept,) = [one for one in answer.headers.get_list("set-cookie") if "__Host-pdca=" in one]
        parts = {part.strip().lower() for part in kept.split(";")[1:]}
        assert parts == {"path=/", "httponly", "samesite=lax", "max-age=43200", "secure"}
        assert client.get(WORK).status_code == 200
        answer = client.post("/sign-out", data={"csrf": "0" * 48})
        assert answer.status_code == 403
        for one in client.get("/sign-in?next=/b/waterlijn/work").headers.get_list("set-cookie"):
            assert "secure" in one.lower()
    finally:
        house.close()


# -- what ends it -----------------------------------------------------------------------------------------
def test_signing_out_ends_the_session_itself_and_clears_the_browser(house: House, browser: Browser) -> None:
    old = pass_of(browser)
    browser.get(WORK)
    browser.client.follow_redirects = False
    answer = browser.submit("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert pass_of(browser) == ""
    thief = house.browser()
    plant(thief, old)
    assert not opens(thief)


def test_signing_out_here_leaves_the_other_browsers_in(house: House, browser: Browser) -> None:
    other = come_in(house, DAAN)
    browser.get(WORK)
    browser.submit("/sign-out")
    assert opens(other)


def test_another_role_means_signing_in_anew(house: House, browser: Browser) -> None:
    others = [come_in(house, DAAN) for _ in range(2)]
    person = member(house, DAAN).person
    with house.runtime.store.board(BOARD) as writing:
        roles = (*person.roles, RoleAt("team_leader", person.unit))
        writing.record("changed", replace(person, roles=roles), actor="load", at=house.clock.now())
    assert [opens(one) for one in (browser, *others)] == [False] * 3
    assert is_in(house, come_in(house, DAAN, browser))


def test_whoever_leaves_is_out_at_the_next_request(house: House, browser: Browser) -> None:
    others = [come_in(house, DAAN) for _ in range(2)]
    gone = replace(member(house, DAAN).person, active_until=house.today - timedelta(days=1))
    with house.runtime.store.board(BOARD) as writing:
        writing.record("changed", gone, actor="load", at=house.clock.now())
    assert [opens(one) for one in (browser, *others)] == [False] * 3


def test_the_sessions_of_others_stay(house: House, browser: Browser) -> None:
    others = [come_in(house, name) for name in (BRAM, NADIA)]
    browser.get(f"/b/{BOARD}/me/sign-in")
    browser.submit("/password", password="paard batterij nietje juist")
    assert all(opens(one) for one in others)


def test_a_form_of_a_session_that_ended_is_kept_to_be_sent_again(house: House, browser: Browser) -> None:
    browser.get(f"/b/{BOARD}/me/sign-in")
    house.clock.forward(HOUR)
    answer = browser.submit("/password", password="paard batterij nietje juist")
    assert answer.status_code == 401
    assert "paard batterij" not in answer.text  # what was typed is given back, but never a password


def test_in_a_demo_whoever_plays_somebody_stays_in(house: House) -> None:
    browser = house.browser(DAAN)
    house.clock.forward(timedelta(days=90))
    assert opens(browser)
    assert house.web.site.access.live_sessions(BOARD, who(DAAN), house.clock.now())[0].how is How.DEMO

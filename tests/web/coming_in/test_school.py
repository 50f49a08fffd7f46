"""Signing in with the account of a school, at a real provider: there, back, and in; and when that fails."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from pydantic import SecretStr

from pdca.services.access.ports import How
from tests.servers.oidc import CLIENT, SECRET, Behaviour, OidcProvider, another_key
from tests.web.coming_in.people_at_the_door import (
    BRAM,
    DAAN,
    STEP,
    code_of,
    come_in,
    configure,
    is_in,
    pass_of,
    plant,
    session_id,
    with_second_step,
)
from tests.web.house import Browser, House, who

THERE, BACK = "/sign-in/with", "/sign-in/school/back"
BUTTON = "Inloggen met het account van je school"


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    """One provider for all tests of this module."""
    with OidcProvider() as provider:
        yield provider


@pytest.fixture
def other(house: House, running: OidcProvider) -> OidcProvider:
    """The provider, where Daan has an account and signs in."""
    configure(house, oidc_issuer=running.issuer, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET))
    running.behaviour = Behaviour(now=int(house.clock.now().timestamp()), claims={"email": who(DAAN)})
    return running


@pytest.fixture
def browser(house: House, other: OidcProvider) -> Browser:
    """A browser of somebody who did not sign in yet."""
    browser = house.browser()
    browser.client.follow_redirects = False
    return browser


def go_there(browser: Browser) -> str:
    """Go to the provider, sign in there, and return the place where it sends the browser back to."""
    there = browser.get(THERE)
    assert there.status_code == 303
    back = httpx.get(there.headers["location"], follow_redirects=False)
    assert back.status_code == 302
    parts = urlsplit(back.headers["location"])
    assert (f"{parts.scheme}://{parts.netloc}", parts.path) == ("http://127.0.0.1:8000", BACK)
    return f"{parts.path}?{parts.query}"


def go_and_come_in(browser: Browser) -> None:
    """Go there, come back and press the button; what follows is followed."""
    browser.get(go_there(browser))
    browser.client.follow_redirects = True
    browser.submit(BACK)


# -- it works ---------------------------------------------------------------------------------------------
def test_somebody_with_an_account_of_the_school_comes_in_under_an_id_of_their_own(
    house: House, browser: Browser
) -> None:
    go_and_come_in(browser)
    assert browser.at == "/b/waterlijn/work"
    assert is_in(house, browser)
    newest = house.web.site.access.live_sessions("waterlijn", who(DAAN), house.clock.now())[0]
    assert newest.how is How.OIDC


def test_coming_back_is_looking_and_only_the_button_begins_a_session(house: House, browser: Browser) -> None:
    before, place = house.fingerprint(), go_there(browser)
    for _ in range(3):
        assert browser.get(place).status_code == 200
    browser.client.head(place)
    assert house.fingerprint() == before
    assert pass_of(browser) == ""
    browser.client.follow_redirects = True
    browser.submit(BACK)
    assert is_in(house, browser)


def test_the_page_goes_on_by_itself_where_scripts_run(browser: Browser) -> None:
    page = browser.get(go_there(browser)).text
    assert "data-go-on" in page
    assert '<script nonce="' in page


def test_one_leads_on_to_where_one_wanted_to_go(browser: Browser) -> None:
    browser.client.follow_redirects = True
    browser.get("/b/waterlijn/actions/A-004")
    browser.client.follow_redirects = False
    go_and_come_in(browser)
    assert browser.at == "/b/waterlijn/actions/A-004"


def test_whoever_set_up_a_second_step_here_takes_it(
    house: House, other: OidcProvider, browser: Browser
) -> None:
    secret, _ = with_second_step(house, BRAM)
    other.behaviour = Behaviour(now=int(house.clock.now().timestamp()), claims={"email": who(BRAM)})
    go_and_come_in(browser)
    assert browser.at == "/sign-in/second-step"
    assert not is_in(house, browser)
    browser.submit("/second-step", code=code_of(house, secret))
    assert is_in(house, browser)


def test_a_second_step_at_the_school_is_enough(house: House, other: OidcProvider, browser: Browser) -> None:
    with_second_step(house, BRAM)
    now = int(house.clock.now().timestamp())
    other.behaviour = Behaviour(now=now, claims={"email": who(BRAM), "amr": ["pwd", "mfa"]})
    go_and_come_in(browser)
    assert is_in(house, browser)


def test_the_session_that_a_browser_had_before_ends(house: House, browser: Browser) -> None:
    come_in(house, BRAM, browser)
    old, id_ = pass_of(browser), session_id(browser)
    go_and_come_in(browser)
    assert session_id(browser) not in ("", id_)
    thief = house.browser()
    plant(thief, old)
    assert not is_in(house, thief)


# -- it is bound to one browser and one visit -------------------------------------------------------------
def refused(house: House, browser: Browser, said: str, status: int = 422) -> None:
    """Look that nobody came in, that it was said clearly, and that the other ways in stand there."""
    assert browser.page is not None
    assert browser.page.status_code == status
    assert said in browser.says
    assert "Stuur mij een link" in browser.says
    assert not is_in(house, browser)


def test_the_way_back_of_somebody_else_lets_nobody_in(house: House, browser: Browser) -> None:
    place = go_there(browser)
    victim = house.browser()
    victim.get(place)
    victim.submit(BACK)
    refused(house, victim, "Inloggen met het account van de school lukte niet.")


@pytest.mark.parametrize("changed", [{"state": "x" * 43}, {"state": ""}, {"code": ""}, {"code": "code-x"}])
def test_another_state_or_code_lets_nobody_in(
    house: House, browser: Browser, changed: dict[str, str]
) -> None:
    browser.get(go_there(browser))
    browser.submit(BACK, **changed)
    refused(house, browser, "lukte niet")


def test_a_way_back_serves_once(house: House, browser: Browser) -> None:
    place = go_there(browser)
    kept = dict(browser.client.cookies)["pdca-school"]
    browser.get(place)
    browser.client.follow_redirects = True
    browser.submit(BACK)
    assert is_in(house, browser)
    again = house.browser()
    again.client.cookies.set("pdca-school", kept)
    again.get(place)
    again.submit(BACK)
    refused(house, again, "lukte niet")


def test_the_way_back_is_open_for_ten_minutes(house: House, browser: Browser) -> None:
    browser.get(go_there(browser))
    house.clock.forward(21 * STEP)
    browser.submit(BACK)
    refused(house, browser, "lukte niet")


def test_whoever_breaks_it_off_there_reads_that_and_may_choose_another_way(
    house: House, browser: Browser
) -> None:
    go_there(browser)
    browser.get(f"{BACK}?error=access_denied&error_description=%3Cb%3Eno%3C/b%3E&state=x")
    refused(house, browser, "lukte niet")
    assert browser.page is not None
    assert "<b>no" not in browser.page.text


# -- it is not believed, or not there ---------------------------------------------------------------------
def test_an_address_that_the_school_does_not_vouch_for_does_not_count(
    house: House, other: OidcProvider, browser: Browser
) -> None:
    other.behaviour.left_out = frozenset({"email_verified"})
    go_and_come_in(browser)
    refused(house, browser, "lukte niet")


def test_a_word_that_was_signed_by_somebody_else_does_not_count(
    house: House, other: OidcProvider, browser: Browser
) -> None:
    other.behaviour.key = another_key("RS256")
    go_and_come_in(browser)
    refused(house, browser, "lukte niet")


def test_whoever_does_not_work_here_is_told_whom_to_ask(
    house: House, other: OidcProvider, browser: Browser
) -> None:
    other.behaviour.claims = {"email": "anna@kade.example"}
    go_and_come_in(browser)
    refused(house, browser, "vraag de kwaliteitsmanager")


def test_a_school_that_does_not_answer_is_told_and_the_link_by_mail_works(house: House) -> None:
    with OidcProvider() as gone:
        issuer = gone.issuer
    configure(house, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET))
    browser = house.browser()
    browser.get(THERE)
    refused(house, browser, "is nu niet bereikbaar", status=503)
    assert is_in(house, come_in(house, DAAN, browser))


def test_after_thirty_that_failed_a_place_waits(browser: Browser) -> None:
    place = go_there(browser)
    statuses = []
    for _ in range(31):
        browser.get(place)
        statuses.append(browser.submit(BACK, state="x" * 43).status_code)
    assert statuses == [422] * 30 + [429]


def test_where_nothing_is_set_up_nothing_is_shown(house: House) -> None:
    browser = house.browser()
    browser.get("/sign-in")
    assert BUTTON not in browser.says
    for place in (THERE, f"{BACK}?code=a&state=b"):
        assert browser.get(place).status_code == 404
    browser.get("/sign-in")
    assert browser.post(BACK, {"code": "a", "state": "b"}).status_code == 404


def test_where_it_is_set_up_a_button_leads_there(browser: Browser) -> None:
    page = browser.get("/sign-in").text
    assert BUTTON in browser.says
    assert f'href="{THERE}"' in page


@pytest.mark.parametrize(
    "given",
    [
        {
            "oidc_issuer": "http://login.school.example",
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
        },
        {"oidc_issuer": "https://login.school.example", "oidc_client_id": "", "oidc_client_secret": ""},
    ],
)
def test_settings_that_cannot_work_leave_the_other_ways_in_as_they_are(
    house: House, given: dict[str, str]
) -> None:
    configure(house, **{**given, "oidc_client_secret": SecretStr(given["oidc_client_secret"])})
    browser = house.browser()
    assert browser.get("/sign-in").status_code == 200
    assert BUTTON not in browser.says
    assert browser.get(THERE).status_code == 404

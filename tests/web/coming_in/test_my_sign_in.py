"""How I come in: where I am signed in, ending that, and the password; whatever changes ends the other sessions."""

import pytest

from pdca.services.access.ports import How
from tests.web.coming_in.people_at_the_door import (
    BRAM,
    DAAN,
    NADIA,
    RIGHT,
    STEP,
    come_in,
    is_in,
    member,
    with_password,
    with_second_step,
)
from tests.web.house import Browser, House, who

PLACE = "/b/waterlijn/me/sign-in"
OTHER_WORDS = "lantaarn spijker dinsdag"


@pytest.fixture
def browser(house: House) -> Browser:
    """Daan's browser, who signed in with a link just now."""
    browser = come_in(house, DAAN)
    browser.get(PLACE)
    return browser


def elsewhere(house: House, agent: str = "Mozilla/5.0 (iPhone) Safari/605", name: str = DAAN) -> Browser:
    """Return another browser in which the same person signed in."""
    other = house.browser()
    other.client.headers["user-agent"] = agent
    return come_in(house, name, other)


def has_password(house: House, name: str = DAAN) -> bool:
    found = house.web.site.access.credential("waterlijn", who(name))
    return found is not None and found.password_hash != ""


# -- where I am signed in ---------------------------------------------------------------------------------
def test_it_lists_where_one_is_signed_in_and_which_one_is_this(house: House, browser: Browser) -> None:
    elsewhere(house)
    browser.get(PLACE)
    assert "Safari, iPhone" in browser.says
    assert browser.says.count("Deze") == 1
    assert browser.says.count("Sinds 23 november 2026") == 2
    assert "met een link per mail" in browser.says


def test_sessions_of_others_and_those_that_wait_for_a_code_are_not_listed(
    house: House, browser: Browser
) -> None:
    elsewhere(house, name=BRAM)
    browser.get(PLACE)
    assert "iPhone" not in browser.says
    assert "nergens anders ingelogd" in browser.says


def test_another_one_can_be_ended_and_stops_at_its_next_request(house: House, browser: Browser) -> None:
    other = elsewhere(house)
    browser.get(PLACE)
    browser.submit("/end")
    assert "Daar ben je nu afgemeld." in browser.says
    assert "iPhone" not in browser.says
    other.get("/b/waterlijn/work")
    assert other.at == "/sign-in"
    assert is_in(house, browser)


def test_all_others_can_be_ended_at_once(house: House, browser: Browser) -> None:
    others = [elsewhere(house) for _ in range(3)]
    browser.get(PLACE)
    browser.submit("/end-others")
    assert [is_in(house, other) for other in others] == [False] * 3
    assert is_in(house, browser)


def test_nobody_ends_the_session_of_somebody_else(house: House, browser: Browser) -> None:
    other = elsewhere(house, name=BRAM)
    (session,) = house.web.site.access.live_sessions("waterlijn", who(BRAM), house.clock.now())
    for given in (session.id_hash, "", "0" * 64):
        assert browser.post(f"{PLACE}/end", {"session": given}).status_code == 404
        browser.get(PLACE)
    assert is_in(house, other)
    assert is_in(house, browser)


def test_many_are_counted_and_ended_with_the_rest(house: House, browser: Browser) -> None:
    others = [elsewhere(house) for _ in range(22)]
    browser.get(PLACE)
    assert "En nog 2." in browser.says
    browser.submit("/end-others")
    assert not any(is_in(house, other) for other in others)


# -- a password -------------------------------------------------------------------------------------------
def test_a_password_is_chosen_and_the_other_sessions_end(house: House, browser: Browser) -> None:
    other = elsewhere(house)
    browser.submit("/password", password=RIGHT)
    assert "Je wachtwoord werkt vanaf nu." in browser.says
    assert is_in(house, browser)
    assert not is_in(house, other)
    other.get("/sign-in/password")
    other.submit("/password", email=who(DAAN), password=RIGHT)
    assert is_in(house, other)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Vul dit in."),
        ("elf tekens!", "te kort"),
        ("x" * 129, "te lang"),
        ("wachtwoord2026", "denken veel mensen"),
        ("daanruitenboer", "eigen naam"),
    ],
)
def test_one_that_is_no_good_is_told_at_the_field_and_never_shown(
    house: House, browser: Browser, password: str, said: str
) -> None:
    answer = browser.submit("/password", password=password)
    assert answer.status_code == 422
    assert said in browser.says
    assert 'aria-describedby="f-password-hint f-password-error"' in answer.text
    assert not password or password not in answer.text
    assert not has_password(house)


def test_it_is_changed_and_the_old_one_opens_nothing_any_more(house: House) -> None:
    with_password(house, DAAN)
    browser = come_in(house, DAAN)
    browser.get(PLACE)
    assert "Kies een ander wachtwoord" in browser.says
    browser.submit("/password", password=OTHER_WORDS)
    old = house.browser()
    old.get("/sign-in/password")
    assert old.submit("/password", email=who(DAAN), password=RIGHT).status_code == 422
    old.submit("/password", email=who(DAAN), password=OTHER_WORDS)
    assert is_in(house, old)


def test_it_is_taken_away_and_the_other_sessions_end(house: House) -> None:
    with_password(house, DAAN)
    browser, other = come_in(house, DAAN), elsewhere(house)
    browser.get(PLACE)
    browser.submit("/password/remove")
    assert "Je wachtwoord is weg." in browser.says
    assert not has_password(house)
    assert is_in(house, browser)
    assert not is_in(house, other)


def test_with_a_role_beyond_staff_the_second_step_comes_first(house: House) -> None:
    browser = come_in(house, BRAM)
    browser.get(PLACE)
    assert "kan een wachtwoord pas na de tweede stap" in browser.says
    assert f"{PLACE}/password" not in (browser.page.text if browser.page else "")
    assert browser.post(f"{PLACE}/password", {"password": RIGHT}).status_code == 409
    assert "stel eerst de tweede stap in" in browser.says
    assert not has_password(house, BRAM)


# -- only lately signed in --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("/password", {"password": RIGHT}),
        ("/password/remove", {}),
        ("/second-step/remove", {}),
    ],
)
def test_on_a_screen_that_was_left_open_nothing_of_it_can_be_changed(
    house: House, place: str, given: dict[str, str]
) -> None:
    with_password(house, DAAN, OTHER_WORDS)
    browser = come_in(house, DAAN)
    browser.get(PLACE)
    house.clock.forward(32 * STEP)
    before = house.fingerprint()
    assert browser.post(f"{PLACE}{place}", given).status_code == 409
    assert "Log eerst nog een keer in." in browser.says
    assert house.fingerprint() == before


def test_whoever_signs_in_once_more_comes_back_and_may_change_it(house: House, browser: Browser) -> None:
    house.clock.forward(32 * STEP)
    browser.get(PLACE)
    assert "log je nog een keer in" in browser.says
    assert f"{PLACE}/second-step" not in (browser.page.text if browser.page else "")
    browser.get(f"{PLACE}/second-step")
    assert browser.page is not None
    assert browser.page.status_code == 409
    browser.get(f"/sign-in?next={PLACE}")
    come_in(house, DAAN, browser)
    assert browser.at == PLACE
    browser.submit("/password", password=RIGHT)
    assert has_password(house)


def test_ending_sessions_asks_for_no_signing_in_anew(house: House, browser: Browser) -> None:
    other = elsewhere(house)
    house.clock.forward(32 * STEP)
    browser.get(PLACE)
    browser.submit("/end-others")
    assert not is_in(house, other)


# -- how it looks -----------------------------------------------------------------------------------------
def test_it_stands_in_the_menu_and_costs_few_statements(house: House, browser: Browser) -> None:
    browser.get("/b/waterlijn/work")
    assert f'href="{PLACE}"' in (browser.page.text if browser.page else "")
    before = house.fingerprint()
    with house.counted() as ran:
        browser.get(PLACE)
    assert len(ran) <= 12
    assert house.fingerprint() == before


def test_a_supervisor_is_spoken_to_formally_and_english_is_spoken_too(house: House) -> None:
    browser = house.browser("t.harkenma")
    browser.get(PLACE)
    assert "Waar u ingelogd bent" in browser.says
    browser.submit("/look", language="en", back=PLACE)
    assert "Where you are signed in" in browser.says
    assert "in the demo" in browser.says


def test_no_id_of_a_session_stands_on_the_page(house: House) -> None:
    _ = with_second_step(house, NADIA)
    browser = house.browser(NADIA)
    browser.get(PLACE)
    passed = dict(browser.client.cookies)["pdca-session"].partition(".")[0]
    assert browser.page is not None
    assert passed not in browser.page.text
    assert member(house, NADIA).person.email not in browser.page.text
    assert How.DEMO in {
        one.how for one in house.web.site.access.live_sessions("waterlijn", who(NADIA), house.clock.now())
    }

"""The second step at the door: until a code is given nothing is open, and each code opens once."""

import pytest
from pydantic import SecretStr

from pdca.services.access.sessions import CODE_WITHIN
from tests.web.coming_in.people_at_the_door import (
    BRAM,
    DAAN,
    STEP,
    code_of,
    come_in,
    configure,
    is_in,
    session_id,
    with_second_step,
    wrong_code,
)
from tests.web.house import Browser, House, who

PLACE = "/sign-in/second-step"


@pytest.fixture
def secret(house: House) -> str:
    """What Bram's phone holds."""
    return with_second_step(house, BRAM)[0]


@pytest.fixture
def browser(house: House, secret: str) -> Browser:
    """Bram's browser after the link of a mail, where a code is waited for."""
    return come_in(house, BRAM)


def test_after_the_link_a_code_is_asked_for_and_nothing_else_is_open(house: House, browser: Browser) -> None:
    assert browser.at == PLACE
    assert "De code in je app" in browser.says
    assert not is_in(house, browser)
    browser.get("/b/waterlijn/work")
    assert browser.at == "/sign-in"


def test_whoever_has_no_second_step_is_in_at_once(house: House) -> None:
    assert come_in(house, DAAN).at == "/b/waterlijn/work"


def test_with_the_code_of_the_phone_everything_is_open_under_another_id(
    house: House, browser: Browser, secret: str
) -> None:
    half = session_id(browser)
    browser.submit(PLACE, code=code_of(house, secret))
    assert browser.at == "/b/waterlijn/work"
    assert is_in(house, browser)
    assert session_id(browser) not in ("", half)


def test_a_code_may_be_typed_as_the_app_shows_it(house: House, browser: Browser, secret: str) -> None:
    code = code_of(house, secret)
    browser.submit(PLACE, code=f" {code[:3]} {code[3:]} ")
    assert browser.at == "/b/waterlijn/work"


def test_one_leads_on_to_where_one_wanted_to_go(house: House, secret: str) -> None:
    browser = house.browser()
    browser.get("/b/waterlijn/actions/A-004")
    come_in(house, BRAM, browser)
    browser.submit(PLACE, code=code_of(house, secret))
    assert browser.at == "/b/waterlijn/actions/A-004"


@pytest.mark.parametrize("given", ["12345", "abcdef", "١٢٣٤٥٦", "x" * 40, "'; drop table sessions; --"])
def test_anything_else_opens_nothing_and_is_told_at_the_field(
    house: House, browser: Browser, given: str
) -> None:
    answer = browser.submit(PLACE, code=given)
    assert answer.status_code == 422
    assert "deze code klopt niet" in browser.says
    assert 'aria-describedby="f-code-error"' in answer.text
    assert not is_in(house, browser)


def test_an_empty_form_asks_for_a_code_and_counts_as_no_try(
    house: House, browser: Browser, secret: str
) -> None:
    for _ in range(15):
        assert browser.submit(PLACE, code="  ").status_code == 422
    assert "Vul dit in." in browser.says
    browser.submit(PLACE, code=code_of(house, secret))
    assert is_in(house, browser)


def test_a_code_of_the_phone_opens_once(house: House, browser: Browser, secret: str) -> None:
    other = come_in(house, BRAM)
    code = code_of(house, secret)
    browser.submit(PLACE, code=code)
    assert other.submit(PLACE, code=code).status_code == 422
    assert not is_in(house, other)


def test_a_code_on_paper_opens_once(house: House) -> None:
    _, done = with_second_step(house, BRAM)
    paper = done.recovery[0]
    first, second = come_in(house, BRAM), come_in(house, BRAM)
    first.submit(PLACE, paper=paper.upper())
    assert is_in(house, first)
    answer = second.submit(PLACE, paper=paper)
    assert answer.status_code == 422
    assert 'aria-describedby="f-paper-hint f-paper-error"' in answer.text
    assert '<details class="fold" open>' in answer.text
    assert not is_in(house, second)


def test_with_another_key_of_the_installation_the_paper_still_lets_in(house: House) -> None:
    secret, done = with_second_step(house, BRAM)
    configure(house, secret_key=SecretStr("another-k3y-of-th1s-1nstallation-since-today"))
    browser = come_in(house, BRAM)
    assert browser.submit(PLACE, code=code_of(house, secret)).status_code == 422
    assert "Gebruik een code van papier" in browser.says
    browser.submit(PLACE, paper=done.recovery[0], code="")
    assert is_in(house, browser)


def test_the_code_of_somebody_else_opens_nothing(house: House, browser: Browser) -> None:
    hers, _ = with_second_step(house, DAAN)
    assert browser.submit(PLACE, code=code_of(house, hers)).status_code == 422
    assert not is_in(house, browser)


def test_after_ten_wrong_codes_even_the_right_one_waits(house: House, browser: Browser, secret: str) -> None:
    wrong = wrong_code(house, secret)
    statuses = [browser.submit(PLACE, code=wrong).status_code for _ in range(10)]
    assert statuses == [422] * 10
    assert browser.submit(PLACE, code=code_of(house, secret)).status_code == 429
    assert "min kan het weer" in browser.says
    again = come_in(house, BRAM)  # another session does not begin the count anew
    assert again.submit(PLACE, code=code_of(house, secret)).status_code == 429
    house.clock.forward(6 * STEP)
    again.get(PLACE)
    again.submit(PLACE, code=code_of(house, secret))
    assert is_in(house, again)


def test_a_code_is_waited_for_ten_minutes(house: House, browser: Browser, secret: str) -> None:
    browser.get(PLACE)
    house.clock.forward(CODE_WITHIN + STEP)
    browser.submit(PLACE, code=code_of(house, secret))
    assert browser.at == "/sign-in"
    assert "Dat duurde te lang" in browser.says
    assert not is_in(house, browser)


def test_whoever_does_not_wait_for_a_code_is_sent_on(house: House) -> None:
    browser = house.browser()
    browser.get(PLACE)
    assert browser.at == "/sign-in"
    come_in(house, DAAN, browser)
    browser.get(PLACE)
    assert browser.at == "/b/waterlijn/work"


def test_it_can_be_broken_off(house: House, browser: Browser, secret: str) -> None:
    browser.submit("/sign-out")
    assert browser.at == "/sign-in"
    browser.get(PLACE)
    assert browser.at == "/sign-in"


def test_looking_changes_nothing(house: House, browser: Browser) -> None:
    before = house.fingerprint()
    with house.counted() as ran:
        browser.get(PLACE)
    assert len(ran) <= 12
    browser.client.head(PLACE)
    assert house.fingerprint() == before


def test_it_speaks_english_too(house: House, browser: Browser) -> None:
    browser.submit("/look", language="en", back=PLACE)
    assert "The code in your app" in browser.says
    browser.submit(PLACE, code="12345")
    assert "this code is not right" in browser.says


def test_the_page_says_nobodys_name_or_address_while_it_waits(browser: Browser) -> None:
    assert browser.page is not None
    assert who(BRAM) not in browser.page.text
    assert "Bram" not in browser.says

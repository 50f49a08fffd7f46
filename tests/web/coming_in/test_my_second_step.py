"""Setting up the second step: nothing counts before the first code, the papers are shown once, all else ends."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.coming_in.people_at_the_door import (
    BRAM,
    RIGHT,
    STEP,
    code_of,
    come_in,
    is_in,
    pass_of,
    plant,
    session_id,
    with_password,
    wrong_code,
)
from tests.web.house import Browser, House, who

PLACE = "/b/waterlijn/me/sign-in"
SET_UP = f"{PLACE}/second-step"


@pytest.fixture
def browser(house: House) -> Browser:
    """Bram's browser on the page that offers a secret."""
    browser = come_in(house, BRAM)
    browser.get(SET_UP)
    return browser


def secret_on(browser: Browser) -> str:
    """Read the secret as a phone does that opens the address."""
    assert browser.page is not None
    (address,) = re.findall(r'href="(otpauth://[^"]+)"', browser.page.text)
    return parse_qs(urlsplit(html.unescape(address)).query)["secret"][0]


def papers_on(browser: Browser) -> list[str]:
    assert browser.page is not None
    return re.findall(r"<li><code>([\w-]+)</code></li>", browser.page.text)


def is_set_up(house: House) -> bool:
    found = house.web.site.access.credential("waterlijn", who(BRAM))
    return found is not None and found.totp_secret != b""


def test_the_secret_is_there_as_a_picture_as_an_address_and_to_copy(browser: Browser) -> None:
    assert browser.page is not None
    page = browser.page.text
    secret = secret_on(browser)
    assert len(secret) == 32
    assert " ".join(re.findall("....", secret)) in browser.says
    assert 'role="img" aria-label="Een QR-code' in page
    assert "style=" not in page


def test_nothing_is_kept_before_the_first_code_and_each_look_offers_another_secret(
    house: House, browser: Browser
) -> None:
    first, before = secret_on(browser), house.fingerprint()
    browser.get(SET_UP)
    assert secret_on(browser) != first
    assert house.fingerprint() == before
    assert not is_set_up(house)


def test_the_first_code_sets_it_up_shows_the_papers_and_signs_out_everywhere_else(
    house: House, browser: Browser
) -> None:
    other, before = come_in(house, BRAM), session_id(browser)
    answer = browser.submit(SET_UP, code=code_of(house, secret_on(browser)))
    papers = papers_on(browser)
    assert len(set(papers)) == 8
    assert answer.headers["cache-control"] == "no-store"
    assert is_in(house, browser)
    assert session_id(browser) not in ("", before)
    assert not is_in(house, other)
    browser.get(PLACE)
    assert "Je hebt nog 8 ongebruikte codes op papier." in browser.says
    assert not papers_on(browser)


def test_the_session_from_before_opens_nothing_any_more(house: House, browser: Browser) -> None:
    old = pass_of(browser)
    browser.submit(SET_UP, code=code_of(house, secret_on(browser)))
    thief = house.browser()
    plant(thief, old)
    thief.get("/b/waterlijn/work")
    assert thief.at == "/sign-in"


def test_the_forms_of_the_page_with_the_papers_work(house: House, browser: Browser) -> None:
    browser.submit(SET_UP, code=code_of(house, secret_on(browser)))
    browser.submit("/look", language="en", back=PLACE)
    assert "Signing in" in browser.says


def test_from_then_on_phone_and_paper_open(house: House, browser: Browser) -> None:
    secret = secret_on(browser)
    browser.submit(SET_UP, code=code_of(house, secret))
    paper = papers_on(browser)[3]
    house.clock.forward(3 * STEP)
    phone, by_paper = come_in(house, BRAM), come_in(house, BRAM)
    phone.submit("/sign-in/second-step", code=code_of(house, secret))
    by_paper.submit("/sign-in/second-step", paper=paper)
    assert is_in(house, phone)
    assert is_in(house, by_paper)


def test_a_wrong_code_is_told_at_its_field_and_the_same_secret_is_shown_again(
    house: House, browser: Browser
) -> None:
    secret = secret_on(browser)
    for given, said in ((wrong_code(house, secret), "deze code klopt niet"), ("", "Vul dit in.")):
        answer = browser.submit(SET_UP, code=given)
        assert answer.status_code == 422
        assert said in browser.says
        assert secret_on(browser) == secret
    assert not is_set_up(house)
    browser.submit(SET_UP, code=code_of(house, secret))
    assert is_set_up(house)


@pytest.mark.parametrize(
    "offered", ["", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "WzE5OTk5OTk5OTksIkpCU1dZIl0.AAAA"]
)
def test_a_secret_that_was_not_offered_here_is_not_taken(
    house: House, browser: Browser, offered: str
) -> None:
    answer = browser.submit(SET_UP, offered=offered, code="123456")
    assert answer.status_code == 422
    assert "Scan dit nieuwe plaatje" in browser.says
    assert not is_set_up(house)


def test_a_secret_that_was_offered_to_another_session_is_not_taken(house: House, browser: Browser) -> None:
    other = come_in(house, BRAM)
    other.get(SET_UP)
    theirs = secret_on(other)
    found = re.search(r'name="offered" value="([^"]+)"', other.page.text)  # type: ignore[union-attr]  # it is open
    assert found is not None
    assert browser.submit(SET_UP, offered=found[1], code=code_of(house, theirs)).status_code == 422
    assert not is_set_up(house)


def test_an_offer_holds_a_quarter_of_an_hour(house: House, browser: Browser) -> None:
    secret = secret_on(browser)
    house.clock.forward(31 * STEP)
    assert browser.submit(SET_UP, code=code_of(house, secret)).status_code == 422
    assert not is_set_up(house)


def test_a_new_phone_takes_the_place_of_the_old_one_and_the_old_papers_are_worth_nothing(
    house: House, browser: Browser
) -> None:
    old = secret_on(browser)
    browser.submit(SET_UP, code=code_of(house, old))
    paper = papers_on(browser)[0]
    browser.get(SET_UP)
    new = secret_on(browser)
    browser.submit(SET_UP, code=code_of(house, new))
    house.clock.forward(3 * STEP)
    at_the_door = come_in(house, BRAM)
    assert at_the_door.submit("/second-step", code=code_of(house, old)).status_code == 422
    assert at_the_door.submit("/second-step", paper=paper).status_code == 422
    at_the_door.submit("/second-step", code=code_of(house, new))
    assert is_in(house, at_the_door)


def test_one_can_do_without_it_again_and_the_other_sessions_end(house: House, browser: Browser) -> None:
    secret = secret_on(browser)
    browser.submit(SET_UP, code=code_of(house, secret))
    house.clock.forward(3 * STEP)
    other = come_in(house, BRAM)
    other.submit("/second-step", code=code_of(house, secret))
    browser.get(PLACE)
    browser.submit("/second-step/remove")
    assert "De tweede stap is weg." in browser.says
    assert not is_set_up(house)
    assert is_in(house, browser)
    assert not is_in(house, other)
    assert come_in(house, BRAM).at == "/b/waterlijn/work"


def test_with_a_role_beyond_staff_and_a_password_it_stays(house: House, browser: Browser) -> None:
    browser.submit(SET_UP, code=code_of(house, secret_on(browser)))
    with_password(house, BRAM, RIGHT)
    house.clock.forward(3 * STEP)
    browser = house.browser(BRAM)  # who plays Bram in a demo took no second step
    browser.get(PLACE)
    assert browser.submit("/second-step/remove").status_code == 409
    assert is_set_up(house)
    browser.get(SET_UP)
    assert browser.page is not None
    assert browser.page.status_code == 409
    assert "log eerst opnieuw in met de tweede stap" in browser.says


def test_the_page_with_the_secret_costs_few_statements(house: House, browser: Browser) -> None:
    with house.counted() as ran:
        browser.get(SET_UP)
    assert len(ran) <= 12

"""Signing in with a password: the same answer whatever is wrong, and limits that keep nobody out."""

import re

import pytest

from pdca.domain.people.organisation import RoleAt
from pdca.services.access.ports import How
from tests.contract.builders import person
from tests.web.coming_in.people_at_the_door import (
    BRAM,
    DAAN,
    RIGHT,
    STEP,
    code_of,
    come_in,
    is_in,
    member,
    plant,
    session_id,
    with_password,
    with_second_step,
)
from tests.web.house import Browser, House, who

PLACE = "/sign-in/password"
WRONG = "kikkerdril op toast"


@pytest.fixture
def browser(house: House) -> Browser:
    """A browser in front of the form; Daan has a password."""
    with_password(house, DAAN)
    browser = house.browser()
    browser.get(PLACE)
    return browser


def bare(page: str) -> str:
    """Return a page without what is another each time: numbers, and the address that was typed."""
    return re.sub(r"nonce(-|=\")\S+|[0-9a-f]{16,48}|[\w.]+@[\w.]+", "", page)


def from_place(browser: Browser, place: str) -> Browser:
    """Let a browser come from another address of the network, through the web server on this machine."""
    browser.client.headers["x-forwarded-for"] = place
    return browser


def test_with_the_right_password_one_is_in_under_an_id_of_ones_own(house: House, browser: Browser) -> None:
    browser.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert browser.at == "/b/waterlijn/work"
    assert is_in(house, browser)
    (session,) = house.web.site.access.live_sessions("waterlijn", who(DAAN), house.clock.now())[:1]
    assert session.how is How.PASSWORD


def test_an_address_may_be_typed_in_any_case_and_the_password_may_not(house: House, browser: Browser) -> None:
    assert browser.submit(PLACE, email=who(DAAN), password=RIGHT.upper()).status_code == 422
    browser.submit(PLACE, email=f" {who(DAAN).upper()} ", password=RIGHT)
    assert is_in(house, browser)


def test_whatever_is_wrong_the_answer_is_the_same(browser: Browser) -> None:
    answers = [
        browser.submit(PLACE, email=email, password=password)
        for email, password in (
            (who(DAAN), WRONG),
            (who(BRAM), RIGHT),  # who has no password
            ("nobody@dewaterlijn.example", RIGHT),
            ("geen adres", RIGHT),
            (who(DAAN), "x" * 5000),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({bare(answer.text).replace("geen adres", "") for answer in answers}) == 1
    assert "horen niet bij elkaar" in browser.says


def test_the_address_is_kept_and_the_password_is_not(browser: Browser) -> None:
    answer = browser.submit(PLACE, email=who(DAAN), password=WRONG)
    assert f'value="{who(DAAN)}"' in answer.text
    assert WRONG not in answer.text


def test_what_is_left_out_is_asked_for_at_its_field_and_counts_as_no_try(
    house: House, browser: Browser
) -> None:
    for _ in range(10):
        assert browser.submit(PLACE, email=who(DAAN), password="").status_code == 422
    assert "Vul dit in." in browser.says
    browser.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert is_in(house, browser)


def test_whoever_has_a_second_step_takes_it_too(house: House) -> None:
    secret, _ = with_second_step(house, BRAM)
    with_password(house, BRAM)
    browser = house.browser()
    browser.get(PLACE)
    browser.submit(PLACE, email=who(BRAM), password=RIGHT)
    assert browser.at == "/sign-in/second-step"
    assert not is_in(house, browser)
    browser.submit("/second-step", code=code_of(house, secret))
    assert is_in(house, browser)


def test_with_a_role_beyond_staff_a_password_alone_is_not_enough_any_more(
    house: House, browser: Browser
) -> None:
    with house.runtime.store.board("waterlijn") as writing:
        roles = (RoleAt("staff", "PSL-ONB"), RoleAt("team_leader", "PSL-ONB"))
        writing.record(
            "changed", person(who(DAAN), "PSL-ONB", roles=roles), actor="load", at=house.clock.now()
        )
    assert browser.submit(PLACE, email=who(DAAN), password=WRONG).status_code == 422
    assert browser.submit(PLACE, email=who(DAAN), password=RIGHT).status_code == 409
    assert "een wachtwoord alleen niet genoeg" in browser.says
    assert not is_in(house, browser)


def test_the_session_that_a_browser_had_before_ends(house: House, browser: Browser) -> None:
    come_in(house, BRAM, browser)
    old = dict(browser.client.cookies)["pdca-session"]
    before = session_id(browser)
    browser.get(PLACE)
    browser.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert session_id(browser) != before
    thief = house.browser()
    plant(thief, old)
    assert not is_in(house, thief)


# -- limits -----------------------------------------------------------------------------------------------
def test_after_five_wrong_ones_even_the_right_one_waits_and_a_link_by_mail_still_works(
    house: House, browser: Browser
) -> None:
    statuses = [browser.submit(PLACE, email=who(DAAN), password=WRONG).status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert browser.submit(PLACE, email=who(DAAN), password=RIGHT).status_code == 429
    assert browser.page is not None
    minutes = -(-int(browser.page.headers["retry-after"]) // 60)
    assert f"Over {minutes} min kan het weer" in browser.says
    assert f'value="{who(DAAN)}"' in browser.page.text
    assert is_in(house, come_in(house, DAAN))


def test_an_address_that_nobody_has_meets_the_same_limit(browser: Browser) -> None:
    email = "nobody@dewaterlijn.example"
    statuses = [browser.submit(PLACE, email=email, password=WRONG).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_whoever_guesses_elsewhere_keeps_nobody_out(house: House, browser: Browser) -> None:
    for _ in range(6):
        from_place(browser, "203.0.113.7").submit(PLACE, email=who(DAAN), password=WRONG)
    from_place(browser, "203.0.113.8").submit(PLACE, email=who(DAAN), password=RIGHT)
    assert is_in(house, browser)


def test_after_a_while_it_may_be_tried_again(house: House, browser: Browser) -> None:
    for _ in range(6):
        browser.submit(PLACE, email=who(DAAN), password=WRONG)
    house.clock.forward(7 * STEP)  # one more every three minutes
    browser.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert is_in(house, browser)


def test_a_right_one_forgets_the_wrong_ones_before_it(house: House, browser: Browser) -> None:
    for _ in range(3):
        for _ in range(4):
            browser.get(PLACE)
            assert browser.submit(PLACE, email=who(DAAN), password=WRONG).status_code == 422
        browser.submit(PLACE, email=who(DAAN), password=RIGHT)
        assert browser.at == "/b/waterlijn/work"


def test_one_place_guesses_at_sixty_accounts_and_no_more(browser: Browser) -> None:
    statuses = [
        browser.submit(PLACE, email=f"p{number}@dewaterlijn.example", password=WRONG).status_code
        for number in range(62)
    ]
    assert statuses == [422] * 60 + [429] * 2


def test_a_whole_school_behind_one_address_comes_in(house: House, browser: Browser) -> None:
    for _ in range(70):
        browser.get(PLACE)
        browser.submit(PLACE, email=who(DAAN), password=RIGHT)
        assert browser.at == "/b/waterlijn/work"


def test_a_hundred_guesses_from_everywhere_close_the_password_for_a_while(
    house: House, browser: Browser
) -> None:
    for number in range(100):
        from_place(browser, f"198.51.100.{number}").submit(PLACE, email=who(DAAN), password=WRONG)
    from_place(browser, "203.0.113.8").submit(PLACE, email=who(DAAN), password=RIGHT)
    assert browser.page is not None
    assert browser.page.status_code == 429


# -- several boards ---------------------------------------------------------------------------------------
@pytest.fixture
def on_both(house: House) -> Browser:
    """Daan works on a second board too, with the same password on each."""
    board = house.other
    with house.runtime.store.board(board) as writing:
        writing.record("added", person(who(DAAN), "KADE"), actor="load", at=house.clock.now())
    with_password(house, DAAN)
    with_password(house, who(DAAN), board=board)
    browser = house.browser()
    browser.get(PLACE)
    return browser


def test_whoever_works_on_two_boards_chooses_one(house: House, on_both: Browser) -> None:
    on_both.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert on_both.at == "/sign-in/board"
    assert not is_in(house, on_both)
    assert member(house, DAAN).board.name in on_both.says
    assert member(house, DAAN, house.other).board.name in on_both.says
    on_both.post("/sign-in/board", {"board": house.other})
    assert on_both.at == f"/b/{house.other}/work"
    on_both.get("/sign-in/board")
    assert on_both.at == "/sign-in"  # a choice is made once


def test_whoever_wanted_to_go_to_one_of_them_goes_there_at_once(house: House, on_both: Browser) -> None:
    on_both.get("/b/waterlijn/actions")
    on_both.get(PLACE)
    on_both.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert on_both.at == "/b/waterlijn/actions"


@pytest.mark.parametrize("board", ["geen-bord", "", "waterlijn/"])
def test_no_other_board_can_be_chosen(house: House, on_both: Browser, board: str) -> None:
    on_both.submit(PLACE, email=who(DAAN), password=RIGHT)
    assert on_both.post("/sign-in/board", {"board": board}).status_code == 404
    assert not is_in(house, on_both)


def test_a_choice_that_was_made_up_or_is_old_opens_nothing(house: House, on_both: Browser) -> None:
    on_both.submit(PLACE, email=who(DAAN), password=RIGHT)
    mark = on_both.mark()
    forger = house.browser()
    forger.get("/sign-in")
    forger.client.cookies.set("pdca-choice", "WzE5OTk5OTk5OTksWyJwYXNzd29yZCJdXQ.AAAA")
    forger.post("/sign-in/board", {"board": "waterlijn"})
    assert forger.at == "/sign-in"
    house.clock.forward(11 * STEP)
    on_both.client.post("/sign-in/board", data={"board": "waterlijn", "csrf": mark})
    assert not is_in(house, on_both)

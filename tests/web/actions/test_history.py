"""What happened to an action is told in the words of whoever said them; what was taken back left its line."""

import pytest

from tests.web.house import BOARD, Browser, House

PAGE = f"/b/{BOARD}/actions/A-004"
WHY = "De conciërge is ziek"


def part(browser: Browser, begin: str, end: str = "") -> str:
    """Return what a page says from one heading to the next."""
    browser.get(PAGE)
    after = browser.says.split(begin, 1)[1]
    return after.split(end, 1)[0] if end else after


def history(browser: Browser) -> str:
    return part(browser, "Wat er gebeurde")


def line(browser: Browser) -> str:
    return part(browser, "Van bevinding tot effect", "Wat er gebeurde")


@pytest.fixture
def owner(house: House) -> Browser:
    """The owner, who asked for more time."""
    browser = house.browser("b.uitgeester")
    browser.get(f"{PAGE}/do/ask_more_time")
    browser.submit("/do/ask_more_time", until="2026-12-04", reason=WHY)
    return browser


def test_what_came_from_a_list_was_found_when_the_list_says_it_began(house: House) -> None:
    board = house.browser("m.oldenhuis")
    board.get(f"/b/{BOARD}/actions/B-010")
    assert "Gevonden: interne audit 16 feb 2026" in " ".join(board.says.split())
    assert "Wat je kunt doen" in board.says, "there is nothing that she was asked first"


def test_whoever_asked_for_more_time_sees_until_when_it_was_asked(owner: Browser) -> None:
    owner.get(PAGE)
    assert "Bram Uitgeester vroeg meer tijd, tot 4 december 2026. Tot er een antwoord is" in owner.says
    assert f"Bram Uitgeester vroeg om meer tijd 23 nov 2026 “{WHY}” Tot 4 december 2026" in history(owner)


def test_a_granted_question_is_not_in_the_words_of_whoever_granted_it(house: House, owner: Browser) -> None:
    manager = house.browser("a.kuipershof")
    manager.get(f"{PAGE}/do/grant")
    manager.submit("/do/grant", due="2026-12-04")
    told = history(owner)
    assert told.count(WHY) == 1
    assert "Arjan Kuipershof veranderde de datum" in told
    assert "Daar had Bram Uitgeester om gevraagd." in told


def test_the_history_of_the_board_says_whose_words_a_granted_question_carries(
    house: House, owner: Browser
) -> None:
    for_the_board, manager = house.browser("n.berkaoui"), house.browser("a.kuipershof")
    manager.get(f"{PAGE}/do/grant")
    manager.submit("/do/grant", due="2026-12-04")
    for place in ("", "?sort=action"):
        for_the_board.get(f"/b/{BOARD}/trust/events{place}")
        newest = for_the_board.says.split("Arjan Kuipershof veranderde de datum", 1)[1]
        assert f"Bram Uitgeester vroeg: {WHY}" in newest.split("nummer", 2)[1]
    assert house.runtime.store.verify(BOARD) == []


def test_the_history_of_the_board_leaves_the_words_of_whoever_granted_as_their_own(
    house: House, owner: Browser
) -> None:
    for_the_board, manager = house.browser("n.berkaoui"), house.browser("a.kuipershof")
    manager.get(f"{PAGE}/do/grant")
    manager.submit("/do/grant", due="2026-12-04", reason="Na de vakantie")
    for_the_board.get(f"/b/{BOARD}/trust/events?sort=action")
    newest = for_the_board.says.split("Arjan Kuipershof veranderde de datum", 1)[1].split("nummer", 2)[1]
    assert "Na de vakantie" in newest
    assert "vroeg:" not in newest


def test_a_date_that_was_moved_unasked_is_told_with_its_reason(house: House) -> None:
    manager = house.browser("c.bosmade")
    manager.get(f"{PAGE}/do/extend")
    manager.submit("/do/extend", due="2026-12-18", reason="Na de MR")
    told = history(manager)
    assert "Carolien Bosmade veranderde de datum 23 nov 2026 “Na de MR”" in told
    assert "om gevraagd" not in told


def test_what_was_taken_back_is_no_step_of_the_line_but_stays_in_the_history(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    browser.submit("/do/report_done", done="Het nieuwe rooster geldt sinds vandaag")
    assert "Klaar 23 nov 2026" in line(house.browser("b.uitgeester"))
    browser.submit("/undo")
    browser.get(PAGE)
    assert "Klaar 23 nov 2026" not in browser.says
    told = history(browser)
    assert "Bram Uitgeester meldde het klaar 23 nov 2026 “Het nieuwe rooster geldt sinds vandaag”" in told
    assert "nam de laatste stap terug" in told

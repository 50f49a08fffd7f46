"""The demo's own pages: today's mail with the people to play first, and a clock that a double click moves once."""

import re

import pytest

from pdca.demo.stage import CAST, DemoStage
from pdca.web.app import Web
from tests.web.house import Browser, House, forms_of


@pytest.fixture
def front(house: House) -> Browser:
    """The first page of the demo, opened by nobody yet."""
    house.web = Web(house.runtime, DemoStage(house.demo, house.runtime))
    browser = house.browser()
    browser.get("/demo")
    return browser


def test_the_mail_of_today_says_how_much_there_is_and_begins_with_who_can_be_played(front: Browser) -> None:
    assert "Je ziet er 8 van 16." in front.says
    assert front.page is not None
    page = front.page.text
    cast = re.findall(r"<span><strong>([^<]+)</strong>", page)
    letters = re.findall(r'<a href="/demo/mail/[^"]+"><strong>([^<]+)</strong>', page)
    assert len(cast) == len(CAST)
    assert len(letters) == 8
    played = [one in cast for one in letters]
    assert played == sorted(played, reverse=True)
    assert {"Carolien Bosmade", "Inge Marsdiep", "Naima Berkaoui", "Marijke Oldenhuis"} <= set(letters)


def test_a_double_click_lets_one_day_go_by_and_a_click_on_the_next_page_another(
    house: House, front: Browser
) -> None:
    assert front.page is not None
    form = next(one for one in forms_of(front.page.text) if one.action == "/demo/later")
    first, again = (front.client.post(form.action, data=form.values) for _ in range(2))
    assert "Het is 24 november 2026." in first.text
    assert "Het is 24 november 2026." in again.text
    assert house.today.isoformat() == "2026-11-24"
    front.get("/demo")
    front.submit("/demo/later")
    assert house.today.isoformat() == "2026-11-25"


def test_the_kept_mail_is_read_page_by_page_also_that_of_one_person(front: Browser) -> None:
    for to in ("", "b.uitgeester@dewaterlijn.example"):
        seen: set[str] = set()
        place: str | None = f"/demo/mail?to={to}"
        while place is not None:
            page = front.get(place).text
            shown = set(re.findall(r'<li><a href="(/demo/mail/[^"]+)">', page))
            assert shown
            assert not shown & seen
            seen |= shown
            after = re.search(r'rel="next" href="([^"]+)"', page)
            place = after[1].replace("&amp;", "&") if after else None
        assert len(seen) == {"": 381}.get(to, 17)

"""What hangs: the team leader hears of it, moves it, and it climbs no further."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.served import PHONE, Served
from tests.browser.steps import action, letters, mornings, open_letter

pytestmark = pytest.mark.browser

FIRST_LEVEL = date(2026, 11, 30)  # B-013 was agreed for 23 November: five school days later
SECOND_LEVEL = date(2026, 12, 7)


def test_a_team_leader_moves_what_hangs_and_it_climbs_no_further(site: Served) -> None:
    mornings(site, FIRST_LEVEL)
    assert "B-013" in letters(site, "a.kuipershof")[0]

    leader = site.page(size=PHONE)
    open_letter(site, leader, "a.kuipershof")
    leader.get_by_role("link", name="Kies een vervolg").click()
    expect(leader.get_by_role("heading", name="Afspraken over telefoons")).to_be_visible()
    leader.locator("summary", has_text="Andere datum").click()
    leader.get_by_label("De nieuwe datum", exact=True).fill("2026-12-16")
    leader.get_by_label("Waarom?").locator("visible=true").fill("Fenna nam een zieke collega waar")
    leader.get_by_role("button", name="Andere datum").click()
    expect(leader.get_by_role("status")).to_be_visible()
    assert action(site, "B-013").due == date(2026, 12, 16)

    told = len(letters(site, "a.kuipershof"))
    mornings(site, SECOND_LEVEL)
    assert not any("B-013" in text for text in letters(site, "i.marsdiep"))
    assert any("A-004" in text for text in letters(site, "i.marsdiep"))  # what nobody moved did climb
    fresh = [text for text in letters(site, "a.kuipershof")[:-told] if "B-013" in text]
    assert len(fresh) == 1
    assert "Weer in beweging" in fresh[0]
    assert "Hulp nodig" not in fresh[0]

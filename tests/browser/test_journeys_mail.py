"""From the mail, on a phone of 320 px, without signing in: done in two taps, and a question that is answered."""

from datetime import date

import pytest
from playwright.sync_api import expect

from pdca.domain.actions.action import Phase
from tests.browser.served import PHONE, Served
from tests.browser.steps import AT, Hand, action, letters, mornings, open_letter

pytestmark = pytest.mark.browser

REMINDED = date(2026, 11, 27)  # A-004 was agreed for 13 November: ten school days later


def test_an_owner_is_done_in_two_taps_undoes_it_and_the_team_leader_gets_to_see_it(site: Served) -> None:
    mornings(site, REMINDED)
    phone, hand = site.page(size=PHONE), Hand()
    open_letter(site, phone, "b.uitgeester")
    hand.press(phone.get_by_role("link", name="Het is klaar"))
    hand.press(phone.get_by_role("button", name="Het is klaar"))
    assert hand.clicks == 2
    assert action(site, "A-004").phase is Phase.CHECK
    expect(phone.get_by_role("status")).to_contain_text("Arjan Kuipershof kijkt nu of het helpt.")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    phone.get_by_role("button", name="Ongedaan maken").click()
    undone = action(site, "A-004")
    assert (undone.phase, undone.due) == (Phase.DO, date(2026, 11, 13))

    open_letter(site, phone, "b.uitgeester")
    phone.get_by_role("link", name="Het is klaar").click()
    phone.get_by_text("Vertel er iets bij").click()
    phone.get_by_label("Wat is er gedaan?").fill("Het nieuwe rooster hangt in de personeelskamer")
    phone.get_by_role("button", name="Het is klaar").click()
    leader = site.page("a.kuipershof")
    leader.goto(f"{AT}/work")
    leader.get_by_role("link", name="Pleinrooster en toezicht").click()
    expect(leader.get_by_text("Het nieuwe rooster hangt in de personeelskamer").first).to_be_visible()
    expect(leader.get_by_role("button", name="Toets en borg")).to_be_visible()


def test_more_time_is_asked_from_the_mail_and_the_team_leader_decides_on_my_work(site: Served) -> None:
    mornings(site, REMINDED)
    phone = site.page(size=PHONE)
    open_letter(site, phone, "b.uitgeester")
    phone.get_by_role("link", name="Het is klaar").click()
    phone.get_by_text("Meer tijd").first.click()
    phone.get_by_label("Wanneer is het klaar?").fill("2026-12-18")
    phone.get_by_label("Waarom?").locator("visible=true").fill("De MR praat er pas op 15 december over")
    phone.get_by_role("button", name="Meer tijd").click()
    expect(phone.get_by_text("Tot er een antwoord is, verandert er niets.")).to_be_visible()
    assert action(site, "A-004").due == date(2026, 11, 13)

    leader = site.page("a.kuipershof")
    leader.goto(f"{AT}/work")
    leader.get_by_role("link", name="Pleinrooster en toezicht").click()
    expect(leader.get_by_text("De MR praat er pas op 15 december over").first).to_be_visible()
    leader.get_by_role("button", name="Sta het toe").click()
    expect(leader.get_by_role("status")).to_be_visible()
    assert action(site, "A-004").due == date(2026, 12, 18)

    mornings(site, date(2026, 11, 30))
    assert "18 december" in letters(site, "b.uitgeester")[0]

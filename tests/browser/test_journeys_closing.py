"""A school leader closes a cycle: what is missing is said and offered, and what is ready takes a few clicks."""

from datetime import date

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from pdca.domain.actions.action import Phase
from pdca.domain.cycles.cycle import CycleState
from tests.browser.served import DESK, PHONE, Served
from tests.browser.steps import AT, Hand, action, cycle, letters, mornings, open_letter, tab_to

pytestmark = pytest.mark.browser

READY, LACKING = "results-final/PSL/2026-2027", "results-final/SLH/2026-2027"
GROUND = "Besproken met het team op maandag"


def closes_from_my_work(page: Page) -> int:
    """Close the cycle that waits on My work; return how many clicks it took."""
    hand = Hand()
    page.goto(f"{AT}/work")
    hand.press(page.get_by_role("link", name="Analyse eindopbrengsten en uitstroom"))
    hand.write(page.get_by_label("Waarom kan deze cyclus dicht?"), GROUND)
    hand.press(page.get_by_role("button", name="Sluit deze cyclus"))
    expect(page.get_by_role("status")).to_contain_text("De cirkel is rond")
    return hand.clicks


MISSING = "er volgt nog geen actie uit; koppel er een, of schrijf op waarom het niet nodig is"


def test_a_cycle_that_lacks_something_says_what_offers_the_step_and_then_closes(site: Served) -> None:
    leader, runs_it = site.page("a.duivenkamp"), site.page("p.hoogakker")
    leader.goto(f"{AT}/work")
    leader.get_by_role("link", name="Cycli").first.click()
    leader.get_by_role("link", name="Analyse eindopbrengsten en uitstroom").click()
    leader.get_by_role("link", name="Naar het sluiten").click()
    expect(leader.get_by_text(MISSING)).to_be_visible()
    expect(leader.get_by_text("Petra Hoogakker kan dit doen.").first).to_be_visible()
    expect(leader.get_by_role("button", name="Sluit deze cyclus")).to_have_count(0)

    runs_it.goto(f"{AT}/work")
    runs_it.get_by_role("link", name="Analyse eindopbrengsten en uitstroom").click()
    expect(runs_it.get_by_text(MISSING)).to_be_visible()
    runs_it.get_by_role("link", name="Voeg een actie toe").click()
    runs_it.get_by_label("Wat gaat er gebeuren?").fill("Doelen per leerroute bijstellen")
    runs_it.get_by_label("Wie zorgt ervoor?").fill("Koen Rijpwetering")
    runs_it.get_by_label("Waar komt het vandaan?").select_option(label="Anders")
    runs_it.get_by_role("button", name="Voeg de actie toe").click()
    expect(runs_it.get_by_role("status")).to_contain_text("A-")
    ref = runs_it.url.rpartition("/")[2]
    mornings(site, date(2026, 11, 24))
    assert ref in letters(site, "k.rijpwetering")[0]

    runs_it.goto(f"{AT}/work")
    runs_it.get_by_role("link", name="Analyse eindopbrengsten en uitstroom").click()
    expect(runs_it.get_by_text(f"samen te voegen of te laten vallen: {ref}")).to_be_visible()
    runs_it.get_by_label("Neem ze mee naar").select_option(label="Jaarplan 2026-2027")
    runs_it.get_by_label("Waarom?").fill("Dit loopt door in het jaarplan")
    runs_it.get_by_role("button", name="Besluit dit").click()
    expect(runs_it.get_by_role("status")).to_be_visible()
    assert action(site, ref).cycle == "annual-plan/SLH/2026-2027"

    assert closes_from_my_work(leader) <= 6
    assert cycle(site, LACKING).state is CycleState.CLOSED


def test_a_ready_cycle_takes_at_most_six_clicks_from_my_work_and_its_record_tells_it(site: Served) -> None:
    page = site.page("c.bosmade")
    assert closes_from_my_work(page) <= 6
    page.get_by_role("link", name="Het dossier van deze cyclus").first.click()
    for told in ("23 november 2026", "Carolien Bosmade", GROUND, "Yara Nijkampf"):
        expect(page.get_by_text(told).first).to_be_visible()
    page.goto(f"{AT}/work")
    expect(page.get_by_role("link", name="Analyse eindopbrengsten en uitstroom")).to_have_count(0)


def test_what_was_opened_again_meanwhile_is_told_what_was_written_stays_and_then_it_closes(
    site: Served,
) -> None:
    leader, colleague = site.page("c.bosmade"), site.page("y.nijkampf")
    leader.goto(f"{AT}/cycles/{READY}/closing")
    leader.get_by_label("Waarom kan deze cyclus dicht?").fill(GROUND)
    colleague.goto(f"{AT}/cycles/{READY}")
    colleague.locator("#task-actions").get_by_role("button", name="weer open").click()
    expect(colleague.get_by_role("status")).to_be_visible()
    leader.get_by_role("button", name="Sluit deze cyclus").click()
    expect(leader.get_by_text("Kies met elk team wat anders gaat").first).to_be_visible()
    expect(leader.get_by_text(GROUND)).to_be_visible()
    assert cycle(site, READY).state is CycleState.ACT

    colleague.locator("#task-actions").get_by_role("button", name="Klaar").click()
    expect(colleague.get_by_role("status")).to_be_visible()
    assert closes_from_my_work(leader) <= 6
    assert cycle(site, READY).state is CycleState.CLOSED


def test_closing_and_acting_from_the_mail_need_no_javascript(site: Served) -> None:
    assert closes_from_my_work(site.page("c.bosmade", has_script=False)) <= 6
    assert cycle(site, READY).closed_by == "c.bosmade@dewaterlijn.example"

    mornings(site, date(2026, 11, 27))
    phone = site.page(size=PHONE, has_script=False)
    open_letter(site, phone, "b.uitgeester")
    phone.get_by_role("link", name="Het is klaar").click()
    phone.get_by_role("button", name="Het is klaar").click()
    expect(phone.get_by_role("status")).to_contain_text("Arjan Kuipershof kijkt nu of het helpt.")
    phone.get_by_role("button", name="Ongedaan maken").click()
    assert action(site, "A-004").phase is Phase.DO


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_cycle_is_closed_with_the_keyboard_alone_and_one_always_sees_where_one_is(
    site: Served, size: ViewportSize
) -> None:
    page = site.page("c.bosmade", size=size)
    page.goto(f"{AT}/work")
    tab_to(page, page.get_by_role("link", name="Analyse eindopbrengsten en uitstroom"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/closing")
    tab_to(page, page.get_by_label("Waarom kan deze cyclus dicht?"))
    page.keyboard.type(GROUND)
    tab_to(page, page.get_by_role("button", name="Sluit deze cyclus"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("De cirkel is rond")
    assert cycle(site, READY).ground == GROUND

"""From a finding to what stays: an action of a cycle is planned, done, checked, and secured a year later."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from pdca.domain.actions.action import Phase
from tests.browser.served import Served
from tests.browser.steps import AT, action, leap, letters, mornings

pytestmark = pytest.mark.browser

CYCLE = f"{AT}/cycles/internal-audit/PSL/2026-2027"
TITLE = "Evaluatie van het OPP na elke rapportperiode"


def at_work(site: Served, ref: str) -> Page:
    """Open, from My work, an action that waits for somebody."""
    page = site.page(str(action(site, ref).responsible))
    page.goto(f"{AT}/work")
    page.get_by_role("link", name=TITLE).click()
    return page


def finding(site: Served) -> str:
    """Add a finding of the audit as an action; return its reference."""
    page = site.page("i.marsdiep")
    page.goto(CYCLE)
    page.get_by_role("link", name="Voeg een actie toe").click()
    expect(page.get_by_label("Waar komt het vandaan?")).to_have_value("internal_audit")
    page.get_by_label("Wat gaat er gebeuren?").fill(TITLE)
    page.get_by_label("Wie zorgt ervoor?").fill("Daan Ruitenboer")
    page.get_by_label("Wat voor actie is het?").select_option("minor")
    page.get_by_role("button", name="Voeg de actie toe").click()
    expect(page.get_by_role("status")).to_contain_text("Daan Ruitenboer")
    return page.url.rpartition("/")[2]


def test_a_finding_becomes_an_action_and_is_secured_a_year_later(site: Served) -> None:
    ref = finding(site)
    assert action(site, ref).cycle == "internal-audit/PSL/2026-2027"
    mornings(site, date(2026, 11, 24))
    assert TITLE in letters(site, "d.ruitenboer")[0]

    owner = at_work(site, ref)
    owner.get_by_label("Wat is er dan beter?").fill("Elk OPP is na elke periode besproken")
    owner.get_by_label("Het is te meten").check()
    owner.get_by_label("Wanneer is het klaar?").fill("2027-02-12")
    owner.get_by_label("Wanneer kijken we of het hielp?").fill("2027-06-18")
    owner.get_by_label("Vanaf wanneer kan het te zien zijn?").fill("2027-06-01")
    owner.get_by_role("button", name="Ik ga dit doen").click()
    assert action(site, ref).phase is Phase.DO

    leap(site, date(2027, 2, 8))
    owner = at_work(site, ref)
    owner.get_by_label("Wat is er gedaan?").fill("Na elke periode staat het op de agenda")
    owner.get_by_label("Waar is dat te zien?").fill("Agenda van de commissie, januari")
    owner.get_by_role("button", name="Het is klaar").click()
    assert action(site, ref).phase is Phase.CHECK

    leap(site, date(2027, 6, 2))
    checker = at_work(site, ref)
    checker.get_by_label("Ja, het werkt").check()
    checker.get_by_label("Wat zag je?").fill("Van de twintig dossiers waren er twintig besproken")
    checker.get_by_role("button", name="Toets de actie").click()
    assert action(site, ref).phase is Phase.ACT

    leap(site, date(2028, 6, 6))
    closer = at_work(site, ref)
    closer.get_by_label("Waar is het geborgd?").fill("Jaaragenda van de commissie")
    closer.get_by_label("Wie let er daar op?").fill("Erik van Tolberg")
    closer.get_by_role("button", name="Borg het resultaat").click()
    expect(closer.get_by_text("Geborgd en gesloten op 6 juni 2028").first).to_be_visible()

    cycle = site.page("i.marsdiep")
    cycle.goto(CYCLE)
    row = cycle.get_by_role("row").filter(has=cycle.get_by_role("link", name=TITLE))
    expect(row).to_contain_text("Geborgd")
    cycle.get_by_role("link", name="Het dossier van deze cyclus").click()
    expect(cycle.get_by_text("Van de twintig dossiers waren er twintig besproken")).to_be_visible()

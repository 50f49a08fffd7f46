"""Back in the browser after a form was sent, and sent again: nothing happens twice, and every page is one of ours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import PHONE, Served
from tests.browser.steps import AT
from tests.web.house import BOARD

pytestmark = pytest.mark.browser

WORDS = "Het hangt er sinds gisteren."


def add_an_action(page: Page) -> None:
    page.get_by_label("Wat gaat er gebeuren?").fill("Fietsenrek bij de poort verplaatsen")
    page.get_by_label("Wie zorgt ervoor?").fill("Fenna Stroobach")
    page.get_by_label("Waar komt het vandaan?").select_option("other")
    page.get_by_role("button", name="Voeg de actie toe").click()


def set_another_date(page: Page) -> None:
    page.locator("#f-due").fill("2026-12-18")
    page.locator("#f-reason").fill("Na de MR")
    page.locator("form[action$='/do/extend'] button").last.click()


def say_something(page: Page) -> None:
    box = page.get_by_label("Zeg iets")
    if not box.is_visible():
        page.get_by_text("Vraag of vertel iets hierover").click()
    box.fill(WORDS)
    page.get_by_role("button", name="Plaats").click()


def note_an_absence(page: Page) -> None:
    first = page.get_by_label("Eerste dag afwezig")
    if not first.is_visible():
        page.get_by_text("Geef afwezigheid door").click()
    first.fill("2026-12-07")
    page.get_by_label("Laatste dag afwezig").fill("2026-12-08")
    page.locator("form[action$='/absence'] button").click()


FORMS: tuple[tuple[str, Callable[[Page], None], str, str], ...] = (
    (f"{AT}/actions/new", add_an_action, "action_new", "Er is al een actie die hier veel op lijkt"),
    (f"{AT}/actions/A-004/do/extend", set_another_date, "action_extend", "Dat lukte niet"),
    (f"{AT}/actions/A-004", say_something, "comment_said", WORDS),
    (f"{AT}/me", note_an_absence, "absence_added", "Afwezig van 7 december 2026"),
)


@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without"])
@pytest.mark.parametrize(("place", "send", "kind", "said"), FORMS, ids=lambda one: str(one)[:24])
def test_back_and_sent_again_does_nothing_twice_and_says_how_it_is(
    site: Served, place: str, send: Callable[[Page], None], kind: str, said: str, *, has_script: bool
) -> None:
    page = site.page("c.bosmade", size=PHONE, has_script=has_script)
    page.goto(place)
    send(page)
    expect(page.get_by_role("status").first).to_be_visible()
    page.wait_for_load_state()
    sent = page.url
    assert number_of(site, kind) == 1
    page.go_back()
    expect(page.locator("main")).to_be_visible()
    send(page)
    expect(page.get_by_text(said).first).to_be_visible()
    assert number_of(site, kind) == 1
    page.goto(sent)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def number_of(site: Served, kind: str) -> int:
    """Return how often something was recorded on the day of the visit."""
    with site.house.runtime.store.reading(BOARD) as session:
        return sum(one.kind == kind and one.at.date() == site.house.today for one in session.events())


def test_back_over_a_form_that_was_not_right_at_first_leads_to_the_form(site: Served) -> None:
    page = site.page("c.bosmade", size=PHONE)
    page.goto(f"{AT}/actions/new")
    page.get_by_label("Wat gaat er gebeuren?").fill("Fietsenrek bij de poort verplaatsen")
    page.get_by_role("button", name="Voeg de actie toe").click()
    expect(page.get_by_text("Vul dit in.").first).to_be_visible()
    add_an_action(page)
    expect(page.get_by_role("status")).to_contain_text("Toegevoegd als")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nieuwe actie")
    assert number_of(site, "action_new") == 1

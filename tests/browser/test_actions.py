"""The pages of actions in a real browser: typing and dragging work, also by keyboard alone and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.served import PHONE, Served
from tests.web.house import BOARD

pytestmark = pytest.mark.browser

AT = f"/b/{BOARD}"
def test_a_pasted_link_in_a_title_or_in_what_is_said_breaks_on_a_phone(site: Served) -> None:
    link = "https://intranet.kade.example/kwaliteit/" + "auditverslag" * 6
    browser = site.house.browser("c.bosmade")
    browser.get(f"{AT}/actions/new")
    browser.submit("/actions/new", title=link, owner="Carolien Bosmade", source="other", grade="improvement")
    place = browser.at
    browser.submit("/talk", text=link)
    page = site.page("c.bosmade", size=PHONE)
    for shown in (
        place,
        f"{place}/do/report_done",
        f"{AT}/work",
        f"{AT}/actions?unit=PSL",
        f"{AT}/actions/board",
    ):
        page.goto(shown)
        expect(page.get_by_text(link).first).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], shown


def test_the_list_narrows_while_somebody_types_and_the_address_goes_along(site: Served) -> None:
    page = site.page("c.bosmade")
    page.goto(f"{AT}/actions")
    page.locator("#list-q").press_sequentially("pleinrooster")
    expect(page.locator(".row-ref")).to_have_text(["A-004"])
    expect(page).to_have_url(re.compile("q=pleinrooster"))
    expect(page.locator("#list-q")).to_be_focused()


def test_a_few_lines_come_under_the_search_box_and_lead_on(site: Served) -> None:
    page = site.page("c.bosmade")
    page.goto(f"{AT}/actions")
    page.locator("#top-search").press_sequentially("pleinrooster")
    page.locator("#top-found").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/actions/A-004$"))


def test_dragging_a_card_opens_the_form_of_its_step_and_changes_nothing(site: Served) -> None:
    page = site.page("c.bosmade")
    page.goto(f"{AT}/actions/board")
    before = site.house.fingerprint()
    page.locator('[data-key="A-009"] > a >> nth=0').drag_to(page.locator('[data-phase="do"] .board-head'))
    expect(page).to_have_url(re.compile("/actions/A-009/do/commit$"))
    assert site.house.fingerprint() == before


def test_a_card_moves_with_the_keyboard_alone(site: Served) -> None:
    page = site.page("c.bosmade", has_script=False)
    page.goto(f"{AT}/actions/board")
    page.locator('[data-key="A-009"] .slip-move').focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/actions/A-009/do/commit$"))


def test_an_action_is_reported_done_without_javascript(site: Served) -> None:
    page = site.page("b.uitgeester", size=PHONE, has_script=False)
    page.goto(f"{AT}/actions/A-004")
    page.get_by_label("Wat is er gedaan?").fill("Het nieuwe rooster hangt")
    page.get_by_role("button", name="Het is klaar").click()
    expect(page.locator(".flash")).to_be_visible()
    expect(page.get_by_text("Het nieuwe rooster hangt").first).to_be_visible()

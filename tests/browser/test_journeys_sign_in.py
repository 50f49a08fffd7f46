"""Coming in on a phone: with a second step that was set up there, with a password, with the account of the school."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from pdca.identity.provider import Provider
from pdca.services.access.elsewhere import BACK
from pdca.services.access.links import ask_link
from tests.browser.served import DESK, PHONE, Served
from tests.browser.steps import AT
from tests.browser.test_every_page import faults, too_wide
from tests.servers.oidc import CLIENT, SECRET, Behaviour, OidcProvider
from tests.web.house import who

pytestmark = pytest.mark.browser

BRAM, DAAN = "b.uitgeester", "d.ruitenboer"


def open_link(site: Served, page: Page, name: str) -> None:
    """Sign in with the link of a mail."""
    house = site.house
    (link,) = ask_link(house.web.site.access, who(name), house.clock.now(), house.runtime.entropy)
    page.goto(f"/sign-in/{link.token}")
    page.get_by_role("button", name="Inloggen").click()


def looks_right(page: Page) -> None:
    """See that a page of the way in has no fault and fits on a phone."""
    assert faults(page, "nl") + too_wide(page, DESK) + too_wide(page, PHONE) == []


def test_a_second_step_is_set_up_and_asked_for_from_then_on(site: Served) -> None:
    phone = site.page(size=PHONE)
    open_link(site, phone, BRAM)
    phone.goto(f"{AT}/me/sign-in")
    phone.get_by_role("link", name="De tweede stap instellen").click()
    expect(phone.get_by_role("img", name=re.compile("QR-code"))).to_be_visible()
    phone.get_by_text("Scannen lukt niet").click()
    secret = phone.locator("code").inner_text().replace(" ", "")
    phone.get_by_label("De code in je app").fill(pyotp.TOTP(secret).at(site.house.clock.now()))
    phone.get_by_role("button", name="De tweede stap instellen").click()
    papers = phone.locator("li code")
    expect(papers).to_have_count(8)
    looks_right(phone)
    paper = papers.nth(2).inner_text()
    phone.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(phone.get_by_text("Je hebt nog 8 ongebruikte codes op papier.")).to_be_visible()

    site.house.clock.forward(timedelta(minutes=2))
    later = site.page(size=PHONE)
    open_link(site, later, BRAM)
    looks_right(later)
    expect(later.get_by_label("De code in je app")).to_be_focused()
    later.keyboard.type(pyotp.TOTP(secret).at(site.house.clock.now()))
    later.keyboard.press("Enter")
    expect(later.get_by_role("heading", level=1)).to_be_visible()
    expect(later).to_have_url(re.compile("/work$"))

    lost = site.page(size=PHONE)
    open_link(site, lost, BRAM)
    lost.get_by_text("Je telefoon is niet bij de hand").click()
    lost.get_by_label("Een code van je papier").fill(paper)
    lost.get_by_role("button", name="Naar binnen").locator("visible=true").last.click()
    expect(lost).to_have_url(re.compile("/work$"))


def test_a_password_is_chosen_and_lets_in_without_a_script(site: Served) -> None:
    page = site.page(size=PHONE, has_script=False)
    open_link(site, page, DAAN)
    page.goto(f"{AT}/me/sign-in")
    page.get_by_text("Kies een wachtwoord").click()
    page.get_by_label("Nieuw wachtwoord").fill("paard batterij nietje juist")
    page.get_by_role("button", name="Bewaar dit wachtwoord").click()
    expect(page.get_by_role("status")).to_contain_text("Je wachtwoord werkt vanaf nu.")

    other = site.page(size=PHONE, has_script=False)
    other.goto("/sign-in")
    other.get_by_role("link", name="Inloggen met een wachtwoord").click()
    other.get_by_label("Je mailadres").fill(who(DAAN))
    other.get_by_label("Je wachtwoord").fill("paard batterij nietje juist")
    other.get_by_role("button", name="Inloggen").click()
    expect(other).to_have_url(re.compile("/work$"))


@pytest.fixture
def school(site: Served) -> Iterator[OidcProvider]:
    """The sign-in of a school, where Daan has an account."""
    with OidcProvider() as provider:
        provider.behaviour = replace(
            Behaviour(), now=int(site.house.clock.now().timestamp()), claims={"email": who(DAAN)}
        )
        party = Provider(provider.issuer, CLIENT, SECRET, site.address + BACK)
        vars(site.house.runtime)["elsewhere"] = party  # in the place of what the settings would make
        yield provider


@pytest.mark.parametrize("has_script", [True, False])
def test_with_the_account_of_the_school_one_is_in_and_back_does_not_lead_there_again(
    site: Served, school: OidcProvider, *, has_script: bool
) -> None:
    page = site.page(size=PHONE, has_script=has_script)
    page.goto(f"{AT}/actions/B-013")
    page.get_by_role("link", name="Inloggen met het account van je school").click()
    if not has_script:
        page.get_by_role("button", name="Inloggen").click()
    expect(page).to_have_url(re.compile("/actions/B-013$"))
    expect(page.get_by_role("heading", name="Niet gevonden")).to_have_count(0)
    if has_script:
        page.go_back()
        expect(page).not_to_have_url(re.compile(BACK))
    assert len(school.asked) == 1


def test_the_page_after_the_school_has_no_fault(site: Served, school: OidcProvider) -> None:
    page = site.page(size=PHONE)
    page.route("**/pdca.js*", lambda route: route.abort())  # or it would be gone before it is looked at
    page.goto("/sign-in/with")
    expect(page.get_by_role("heading", name="Bijna binnen")).to_be_visible()
    looks_right(page)
    site.complaints.said.clear()  # the script that was held back


@pytest.mark.parametrize("has_script", [True, False])
def test_what_was_written_while_the_session_ran_out_is_sent_once_after_signing_in(
    site: Served, *, has_script: bool
) -> None:
    page = site.page(DAAN, size=PHONE, has_script=has_script)
    page.goto(f"{AT}/actions/B-013")
    page.get_by_text("Vraag of vertel iets hierover").click()
    page.get_by_label("Zeg iets").fill("Wat ik schreef\nterwijl de dag voorbijging.")
    page.context.clear_cookies()  # what a browser does with a pass that is over
    page.get_by_role("button", name="Plaats").click()
    expect(page.get_by_role("heading", name="Je bent uitgelogd")).to_be_visible()
    if has_script:
        looks_right(page)
    beside = page.context.new_page()
    open_link(site, beside, DAAN)
    page.get_by_role("button", name="Nog een keer versturen").click()
    expect(page).to_have_url(re.compile("/actions/B-013"))
    expect(page.get_by_text("terwijl de dag voorbijging").first).to_be_visible()

"""The quality manager: other rules only after it is seen what they do, and a next year that opens itself."""

import io
import zipfile
from datetime import date

import pytest
from playwright.sync_api import expect

from pdca.domain.errors import NotFound
from tests.browser.served import Served
from tests.browser.steps import AT, cycle, leap, letters, mornings

pytestmark = pytest.mark.browser

AUDIT = "internal-audit/PSL/2027-2028"


def test_other_rules_are_previewed_and_hold_from_the_day_that_was_chosen(site: Served) -> None:
    page = site.page("n.berkaoui")
    page.goto(f"{AT}/work")
    page.get_by_role("link", name="Herinneringen").first.click()
    page.get_by_label("Stap 1: na zoveel dagen").fill("2")
    page.get_by_role("button", name="Laat zien wat dit doet").click()
    expect(page.get_by_role("heading", name="Wie krijgt meer of minder mail")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Mails", exact=True).first).to_be_visible()
    page.get_by_label("Vanaf welke dag?").fill("2026-12-01")
    page.get_by_label("Waarom?").fill("Hulp komt nu te laat")
    page.get_by_role("button", name="Laat deze regels gelden").click()
    expect(page.get_by_text("Vanaf 1 december 2026 gelden andere regels")).to_be_visible()
    expect(page.get_by_text("5 dagen na de datum")).to_be_visible()

    mornings(site, date(2026, 12, 9))
    page.goto(f"{AT}/policy")
    expect(page.get_by_text("2 dagen na de datum")).to_be_visible()
    assert "B-014" in letters(site, "l.zwanenbeek")[0]  # agreed for 7 December, two school days before


def test_a_day_off_next_year_moves_what_would_open_then(site: Served) -> None:
    page = site.page("n.berkaoui")
    page.goto(f"{AT}/year/PSL?year=2027-2028")
    page.get_by_role("link", name="Inrichting").first.click()
    page.get_by_text("Voeg vrije dagen toe").click()
    page.get_by_label("Welke eenheid?").select_option("PSL")
    page.get_by_label("Eerste dag").fill("2027-10-01")
    page.get_by_label("Waarvoor?").fill("studiedag")
    page.get_by_role("button", name="Leg vast").click()
    expect(page.get_by_role("status")).to_be_visible()

    leap(site, date(2027, 10, 1))
    with pytest.raises(NotFound):
        cycle(site, AUDIT)
    mornings(site, date(2027, 10, 4))
    assert cycle(site, AUDIT).opened == date(2027, 10, 4)
    page.goto(f"{AT}/cycles/{AUDIT}")
    expect(page.get_by_text("4 oktober 2027").first).to_be_visible()


def test_next_year_is_set_up_with_the_folder_of_the_board(site: Served) -> None:
    page = site.page("n.berkaoui")
    page.goto(f"{AT}/setup")
    with page.expect_download() as download:
        page.get_by_role("link", name="Neem de map mee").click()
    page.get_by_role("link", name="Breng tabellen in").click()
    page.get_by_label("Bestanden").set_input_files(
        {
            "name": "waterlijn.zip",
            "mimeType": "application/zip",
            "buffer": _later(download.value.path().read_bytes()),
        }
    )
    page.get_by_role("button", name="Laat zien wat er verandert").click()
    expect(page.get_by_text("begint op: 10-01 → 11-01")).to_be_visible()
    page.get_by_role("button", name="Neem dit zo over").click()
    expect(page.get_by_role("status")).to_be_visible()
    leap(site, date(2027, 11, 1))
    assert cycle(site, AUDIT).opened == date(2027, 11, 1)


def _later(packed: bytes) -> bytes:
    """Return the folder of the board with audits that begin on 1 November instead of 1 October."""
    name, made = "waterlijn/programmes/internal-audit.toml", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            text = old.read(one)
            if one == name:
                assert b'"10-01"' in text
                text = text.replace(b'"10-01"', b'"11-01"')
            new.writestr(one, text)
    return made.getvalue()

"""Another month for a programme next school year, or not at all: seen first, then kept, and only for that year."""

import re
from datetime import date

import pytest

from pdca.domain.calendar.recurrence import Moved, Schedule
from tests.web.house import BOARD, Browser, House

LIST, PLACE = "/b/waterlijn/setup/programmes", "/b/waterlijn/setup/programmes/internal-audit"
YEAR = "/b/waterlijn/year/PSL?kind=internal_audit"
NOTHING = "In deze periode loopt geen cyclus"


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager at the list of programmes."""
    browser = house.browser("n.berkaoui")
    browser.get(LIST)
    return browser


def schedule(house: House) -> Schedule:
    with house.runtime.store.reading(BOARD) as session:
        return next(one for one in session.programmes() if one.code == "internal-audit").schedule


def test_what_opens_is_shown_first_and_kept_then(house: House, manager: Browser) -> None:
    assert "internal-audit" in str(manager.page and manager.page.text)
    manager.get(PLACE)
    assert "Schooljaar 2027-2028" in manager.says
    assert "Zo staat het nu." in manager.says
    before = house.fingerprint()
    manager.get(f"{PLACE}?opens=2028-02-01")
    assert "Dit is nog niet bewaard" in manager.says
    assert "De Peilschaal 1 februari 2028" in manager.says
    assert house.fingerprint() == before
    manager.submit("/internal-audit/next-year")
    assert manager.at == LIST
    assert "Bewaard: Interne audit." in manager.says
    assert "in 2027-2028: 1 februari 2028" in manager.says
    assert schedule(house).moved == (Moved("2027-2028", (2, 1)),)
    for month, is_empty in (("2027-10", True), ("2028-02", False)):
        manager.get(f"{YEAR}&zoom=month&at={month}")
        assert (NOTHING in manager.says) is is_empty
    assert house.runtime.store.verify(BOARD) == []


def test_a_programme_that_is_off_is_gone_from_that_year_plan_and_comes_back(
    house: House, manager: Browser
) -> None:
    manager.get(f"{YEAR}&year=2027-2028")
    assert NOTHING not in manager.says
    manager.get(f"{PLACE}?opens=off")
    assert "In 2027-2028 gaat er niets open." in manager.says
    manager.submit("/internal-audit/next-year")
    assert "niet in 2027-2028" in manager.says
    manager.get(f"{YEAR}&year=2027-2028")
    assert NOTHING in manager.says
    manager.get(f"{PLACE}?opens=2027-10-01")
    manager.submit("/internal-audit/next-year")
    assert "niet in 2027-2028" not in manager.says
    assert (schedule(house).skip, schedule(house).moved) == ((), ())


def test_who_was_overtaken_reads_by_whom_and_may_send_it_again(house: House, manager: Browser) -> None:
    other = house.browser("s.wannema")
    manager.get(f"{PLACE}?opens=off")
    other.get(f"{PLACE}?opens=2028-02-01")
    other.submit("/internal-audit/next-year")
    assert manager.submit("/internal-audit/next-year").status_code == 409
    assert "Iemand heeft dit intussen veranderd" in manager.says
    assert "Sjoerd Wannema" in manager.says
    assert schedule(house).skip == ()
    manager.submit("/internal-audit/next-year")
    assert schedule(house).skip == ("2027-2028",)


@pytest.mark.parametrize("opens", ["", "2027-10-02", "2031-10-01", "soon"])
def test_a_day_that_cannot_be_is_refused_at_its_field(house: House, manager: Browser, opens: str) -> None:
    manager.get(f"{PLACE}?opens=off")
    before = house.fingerprint()
    assert manager.submit("/internal-audit/next-year", opens=opens).status_code == 422
    assert house.fingerprint() == before


def test_a_programme_that_cannot_be_chosen_says_why_in_its_row(house: House, manager: Browser) -> None:
    assert manager.page is not None
    rows = re.findall(
        r'<th role="rowheader".*?</th>', manager.page.text.split('id="processes"')[0], re.DOTALL
    )
    chosen = [one for one in rows if "/setup/programmes/" in one]
    others = [one for one in rows if "/setup/programmes/" not in one]
    assert chosen
    assert others
    assert all("niets te kiezen" in one for one in others)
    assert not any("niets te kiezen" in one for one in chosen)
    head = house.browser("c.bosmade")
    head.get(LIST)
    assert "niets te kiezen" not in head.says


def test_who_does_not_set_up_sees_the_list_and_no_form(house: House) -> None:
    head = house.browser("c.bosmade")
    head.get(LIST)
    assert "Kies een programma" not in head.says
    assert head.get(PLACE).status_code == 404
    assert head.post(f"{PLACE}/next-year", {"opens": "off", "version": "0"}).status_code == 404


def test_it_reads_in_english_and_stays_within_twelve_statements(house: House, manager: Browser) -> None:
    manager.submit("/look", language="en")
    manager.get(f"{PLACE}?opens={date(2028, 2, 1)}")
    assert "This is not kept yet" in manager.says
    for place in (LIST, PLACE, f"{PLACE}?opens=off"):
        with house.counted() as statements:
            manager.get(place)
        assert len(statements) <= 12, statements

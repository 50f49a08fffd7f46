"""The set-up page: what the board is built on, days off by whoever may set them, and who works here."""

from datetime import date

import pytest

from tests.web.house import BOARD, Browser, House

PLACE = "/b/waterlijn/setup"


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager on the set-up page."""
    browser = house.browser("n.berkaoui")
    browser.get(PLACE)
    return browser


def closed_days(house: House, unit: str) -> list[tuple[date, date, str]]:
    with house.runtime.store.reading(BOARD) as session:
        return [(one.first, one.last, one.name) for one in session.days_off() if one.unit == unit]


def test_it_shows_the_tree_the_programmes_and_the_days_off(manager: Browser) -> None:
    for said in ("De Peilschaal onderbouw", "Interne audit", "studiedag", "59 personen"):
        assert said in manager.says


def test_a_programme_that_comes_next_year_leads_to_where_its_month_is_chosen(
    house: House, manager: Browser
) -> None:
    link = f'href="{PLACE}/programmes/internal-audit"'
    assert manager.page is not None
    assert link in manager.page.text
    assert f'href="{PLACE}/programmes/school-plan"' not in manager.page.text, "it comes every four years"
    assert "Leidt het: kwaliteitscoördinator Sluit af: schoolleider" in " ".join(manager.says.split())
    assert link not in house.browser("c.bosmade").get(PLACE).text


def test_a_study_day_is_noted_and_taken_away_again(house: House, manager: Browser) -> None:
    before = closed_days(house, "PSL")
    manager.submit("/setup/days-off", unit="PSL", first="2027-04-09", last="", name="studiedag rekenen")
    assert "studiedag rekenen" in manager.says
    day = date(2027, 4, 9)
    assert sorted(closed_days(house, "PSL")) == sorted([*before, (day, day, "studiedag rekenen")])
    manager.post(f"{PLACE}/days-off/end", {"unit": "PSL", "first": "2027-04-09"})
    assert closed_days(house, "PSL") == before
    assert "gewone dag" in manager.says


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"first": ""}, "Vul dit in."),
        ({"first": "2027-04-09", "last": "2027-04-01"}, "komt vóór"),
        ({"first": "geen dag"}, "datum"),
        ({"first": "2027-04-09", "name": "x" * 121}, "120"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_noted(
    house: House, manager: Browser, given: dict[str, str], said: str
) -> None:
    before = house.fingerprint()
    answer = manager.submit("/setup/days-off", **{"unit": "PSL", "name": "studiedag", **given})
    assert answer.status_code == 422
    assert said in manager.says
    assert given["first"] in answer.text
    assert house.fingerprint() == before


def test_a_head_of_school_closes_the_own_school_and_no_other(house: House) -> None:
    head = house.browser("c.bosmade")
    head.get(PLACE)
    assert "Breng tabellen in" not in head.says
    answer = head.post(f"{PLACE}/days-off", {"unit": "KRI", "first": "2027-04-09", "name": "vrij"})
    assert answer.status_code == 422
    assert closed_days(house, "KRI") == [one for one in closed_days(house, "KRI") if one[2] != "vrij"]
    head.get(PLACE)
    head.submit("/setup/days-off", unit="PSL", first="2027-04-09", name="vrij")
    assert (date(2027, 4, 9), date(2027, 4, 9), "vrij") in closed_days(house, "PSL")


def test_people_are_found_by_a_part_of_the_name_and_by_unit(manager: Browser) -> None:
    manager.get(f"{PLACE}/people?q=bosm")
    assert "1 persoon" in manager.says
    assert "Carolien Bosmade" in manager.says
    manager.get(f"{PLACE}/people?unit=PSL")
    assert "Carolien Bosmade" in manager.says
    assert "Karin Meeuwenoord" not in manager.says
    manager.get(f"{PLACE}/people?q=zzzz")
    assert "Niemand past" in manager.says


@pytest.mark.parametrize("place", [PLACE, f"{PLACE}/people"])
def test_a_teacher_finds_nothing_here(house: House, place: str) -> None:
    teacher = house.browser("d.ruitenboer")
    assert teacher.get(place).status_code == 404


def test_the_pages_stay_within_twelve_statements(house: House, manager: Browser) -> None:
    for place in (PLACE, f"{PLACE}/people"):
        with house.counted() as statements:
            manager.get(place)
        assert len(statements) <= 12, statements


def test_where_a_table_is_to_be_brought_in_its_dutch_name_stands_beside_the_way_there(
    manager: Browser,
) -> None:
    there = 'href="/b/waterlijn/setup/import"'
    assert there in manager.get(f"{PLACE}/people").text
    assert "Pas de tabel met mensen aan (personen.csv of personen.xlsx) en breng die in." in manager.says
    assert there in manager.get(f"{PLACE}/plan?step=scope").text
    assert "de tabel met processen (processen.csv of processen.xlsx)" in manager.says


@pytest.mark.parametrize("place", ["people", "programmes", "plan", "plan?step=scope"])
def test_no_file_is_named_in_english_to_a_dutch_reader(manager: Browser, place: str) -> None:
    manager.get(f"{PLACE}/{place}")
    for name in ("people.csv", "units.csv", "processes.csv", "programmes/"):
        assert name not in manager.says


def test_who_may_look_people_up_but_bring_nothing_in_is_not_sent_there(house: House) -> None:
    browser = house.browser("h.quaak")
    assert "/setup/import" not in browser.get(f"{PLACE}/people").text

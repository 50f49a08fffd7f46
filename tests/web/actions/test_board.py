"""The actions on the wheel: four columns, and moving a card opens the form of the step that moves it."""

import re

import pytest

from tests.web.actions.test_list import add
from tests.web.house import BOARD, House

LIST = f"/b/{BOARD}/actions"


def column(page: str, phase: str) -> list[str]:
    """Return the references in a column."""
    found = re.search(rf'data-phase="{phase}">(.*?)</section>', page, re.DOTALL)
    return re.findall(r'class="row-ref">([^<]+)<', found[1]) if found else []


def test_each_open_action_stands_in_the_column_of_its_phase(house: House) -> None:
    page = house.browser("c.bosmade").get(f"{LIST}/board").text
    assert "A-009" in column(page, "plan")
    assert "A-004" in column(page, "do")
    assert "A-002" in column(page, "check")
    assert "A-030" not in page


def test_the_board_takes_the_same_filters(house: House) -> None:
    browser = house.browser("c.bosmade")
    page = browser.get(f"{LIST}/board?state=late&q=pleinrooster").text
    assert column(page, "do") == ["A-004"]
    assert column(page, "plan") == []


def test_a_column_shows_twelve_cards_and_a_way_to_the_others(house: House) -> None:
    for number in range(17):
        add(house, f"C-{number:03}", f"Nummer {number}")
    browser = house.browser("c.bosmade")
    page = browser.get(f"{LIST}/board?q=nummer").text
    assert len(column(page, "do")) == 12
    assert "Nog 5" in browser.says
    browser.get(f"{LIST}?q=nummer&phase=do")
    assert "17 acties" in browser.says


@pytest.mark.parametrize(
    ("person", "ref", "to", "leads_to"),
    [
        ("b.uitgeester", "A-004", "check", "/do/report_done"),
        ("c.bosmade", "A-009", "do", "/do/commit"),
        ("i.marsdiep", "A-004", "check", ""),
        ("b.uitgeester", "A-004", "closed", ""),
        ("b.uitgeester", "A-004", "nonsense", ""),
    ],
)
def test_moving_a_card_leads_to_the_form_of_the_step_or_says_it_is_not_possible(
    house: House, person: str, ref: str, to: str, leads_to: str
) -> None:
    browser = house.browser(person)
    before = house.fingerprint()
    answer = browser.get(f"{LIST}/{ref}/move?to={to}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{LIST}/{ref}{leads_to}"
    if not leads_to:
        browser.get(f"{LIST}/{ref}")
        assert "Deze stap kan nu niet, of hij is aan een ander." in browser.says
    assert house.fingerprint() == before, "moving a card by itself changes nothing"


def test_a_card_of_somebody_elses_school_cannot_be_moved(house: House) -> None:
    assert house.browser("f.stroobach").get(f"{LIST}/A-030/move?to=check").status_code == 404


def test_the_board_takes_few_statements(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}/board")
    with house.counted() as ran:
        browser.get(f"{LIST}/board")
    assert len(ran) <= 12, ran


def test_somebody_without_actions_reads_that_nothing_is_there(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(f"{LIST}/board?q=nietsgevonden")
    assert browser.says.count("Hier staat nu niets.") == 4

"""Searching: actions, cycles and people, and of all of them only what one may see."""

from tests.web.house import BOARD, House

SEARCH = f"/b/{BOARD}/search"


def test_an_action_is_found_by_a_word_and_by_its_number(house: House) -> None:
    browser = house.browser("c.bosmade")
    for text in ("pleinrooster", "A-004"):
        browser.get(f"{SEARCH}?q={text}")
        assert "Pleinrooster en toezicht" in browser.says


def test_what_one_may_not_see_is_not_found(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.get(f"{SEARCH}?q=A-030")
    assert "Niets gevonden." in browser.says
    assert "Handelingsdeel" not in browser.says


def test_cycles_and_people_are_found_by_name_without_addresses(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{SEARCH}?q=interne+audit")
    assert "Interne audit 2026-2027" in browser.says
    page = browser.get(f"{SEARCH}?q=stroobach").text
    assert "Fenna Stroobach" in browser.says
    assert "f.stroobach@" not in page


def test_a_teacher_does_not_find_the_people_of_another_school(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.get(f"{SEARCH}?q=vermolenaar")
    assert "Niets gevonden." in browser.says
    leading = house.browser("n.berkaoui")
    leading.get(f"{SEARCH}?q=vermolenaar")
    assert "Els Vermolenaar" in leading.says


def test_one_letter_is_too_little_and_nothing_is_asked_for_it(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{SEARCH}?q=a")
    assert "Typ minstens twee letters." in browser.says


def test_the_box_gets_a_few_lines_while_somebody_types(house: House) -> None:
    browser = house.browser("c.bosmade")
    page = browser.get(f"{SEARCH}?q=de", headers={"hx-request": "true", "hx-target": "top-found"}).text
    assert "<html" not in page
    assert 0 < page.count("/actions/") <= 5


def test_signs_that_mean_something_to_a_database_are_plain_signs(house: House) -> None:
    browser = house.browser("c.bosmade")
    for text in ("%25%25", "__", "%27%22", "%3Cb%3E"):
        browser.get(f"{SEARCH}?q={text}")
        assert "Niets gevonden." in browser.says


def test_searching_takes_few_statements(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{SEARCH}?q=de")
    with house.counted() as ran:
        browser.get(f"{SEARCH}?q=de")
    assert len(ran) <= 12, ran

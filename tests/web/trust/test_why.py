"""Who was told what about an item, and why: for whoever sees it, the short of it first."""

import pytest

from pdca.domain.actions.action import RequestState
from tests.web.house import BOARD, House

WHY = f"/b/{BOARD}/why"
MOST_STATEMENTS = 12


def test_whoever_sees_an_action_reads_who_was_told_and_what_comes(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(f"{WHY}/A-004")
    short, _, full = browser.says.partition("Elke stap, met de regels erachter")
    assert "Wat er komt als er niets verandert" in short
    assert "27 november" in short, "the day on which help is asked"
    assert "Inge Marsdiep" in short, "the one who is asked then"
    assert "De ladder" not in short
    assert "Welke dagen tellen" in full


def test_the_sentences_of_a_part_stand_under_its_heading(house: House) -> None:
    page = house.browser("b.uitgeester").get(f"{WHY}/A-004").text
    assert "<h3>Wat er komt als er niets verandert</h3><ul><li>" in page


def test_a_request_a_cycle_and_a_task_are_explained_too(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        request = next(one for one in session.requests() if one.state is RequestState.OPEN)
        cycle = session.cycles(is_open=True)[0]
    for item in (request.id, cycle.id, cycle.task_id(cycle.tasks[0].code)):
        browser = house.browser("n.berkaoui")
        assert browser.get(f"{WHY}/{item}").status_code == 200, item
        assert item in browser.says
        assert "In het kort" in browser.says


UNKNOWN = (
    "Z-999",
    "A-004/request-99",
    "a/b/c",
    "a/b/c/d",
    "b.uitgeester@dewaterlijn.example",
    "overview/a/b",
)


@pytest.mark.parametrize("item", UNKNOWN)
def test_what_is_not_there_is_not_found(house: House, item: str) -> None:
    assert house.browser("n.berkaoui").get(f"{WHY}/{item}").status_code == 404


def test_a_task_that_its_cycle_does_not_have_is_not_found(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        cycle = session.cycles()[0]
    assert house.browser("n.berkaoui").get(f"{WHY}/{cycle.id}/nothing-like-this").status_code == 404


def test_whoever_does_not_see_the_item_finds_nothing(house: House) -> None:
    assert house.browser("f.stroobach").get(f"{WHY}/A-030").status_code == 404
    assert house.browser("b.uitgeester").get(f"/b/{house.other}/why/A-004").status_code == 404


def test_looking_changes_nothing_and_asks_little(house: House) -> None:
    browser = house.browser("n.berkaoui")
    browser.get(f"{WHY}/A-004")
    before = house.fingerprint()
    with house.counted() as ran:
        browser.get(f"{WHY}/A-004")
    assert house.fingerprint() == before
    assert len(ran) <= MOST_STATEMENTS, "\n".join(ran)


def test_it_is_told_in_english_too(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(f"{WHY}/A-004")
    assert "Every step, with the rules behind it" in browser.says
    assert "What comes, when nothing changes" in browser.says

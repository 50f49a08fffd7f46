"""The record of a cycle: once it is closed it is the same paper on any later day, with the seal of its closing."""

import re
from datetime import timedelta

from pdca.services.mailing.links import Capability
from tests.web.house import BOARD, Browser, House, who

READY = "results-final/PSL/2026-2027"
PLACE = f"/b/{BOARD}/cycles/{READY}"


def close(house: House) -> Browser:
    leader = house.browser("c.bosmade")
    leader.get(f"{PLACE}/closing")
    leader.submit("/do/close", ground="Alle teams hebben het besproken")
    return leader


def test_the_record_of_a_closed_cycle_bears_the_seal_of_its_closing(house: House) -> None:
    leader = close(house)
    with house.runtime.store.reading(BOARD) as session:
        (closed,) = [one for one in session.events(key=READY) if one.kind == "cycle_close"]
    seal = f"Zegel van de laatste stap: nummer {closed.seq}, {closed.hash}"
    leader.get(f"{PLACE}/record")
    assert seal in leader.says
    said = " ".join(leader.says.split())
    assert "Waarom het dicht kon Alle teams hebben het besproken Verslag Niet vastgelegd" in said
    assert re.search(r"deed een taak: Zet eindresultaten", said)
    house.morning(7)
    with house.runtime.store.reading(BOARD) as session:
        assert session.head()[0] > closed.seq, "the board went on"
    later = house.browser("c.bosmade")
    later.get(f"{PLACE}/record")
    assert seal in later.says
    assert "Stand op" not in later.says


def test_an_old_mail_link_to_a_closed_cycle_names_the_tasks_that_were_done(house: House) -> None:
    close(house)
    asked = Capability(
        board=BOARD,
        item=READY,
        version=1,
        person=who("n.berkaoui"),
        purpose="act",
        until=house.today + timedelta(days=30),
    )
    browser = house.browser()
    browser.get(house.runtime.links.to(asked).removeprefix("http://127.0.0.1:8000"))
    assert "Yara Nijkampf deed een taak: Kies met elk team wat anders gaat" in " ".join(browser.says.split())


def test_the_file_of_a_closed_cycle_is_the_same_a_week_later(house: House) -> None:
    first = close(house).get(f"{PLACE}/record.pdf").content
    house.morning(7)
    assert first.startswith(b"%PDF-")
    assert house.browser("c.bosmade").get(f"{PLACE}/record.pdf").content == first


def test_the_record_of_an_open_cycle_says_on_which_day_it_stood_so(house: House) -> None:
    leader = house.browser("c.bosmade")
    leader.get(f"{PLACE}/record")
    assert "Stand op 23 november 2026" in leader.says
    assert not re.search(r"[0-9a-f]{64}", leader.says)

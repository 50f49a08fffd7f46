"""A database that takes no changes: the page says in one's own language what is wrong, and keeps what was written."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.web.house import BOARD, House, forms_of

ACTION, DONE = f"/b/{BOARD}/actions/A-004", "/do/report_done"
WROTE = "Het rooster hangt in de hal.\n\nOok de ouders weten het nu. " * 60
READ_ONLY, WRITABLE = "PRAGMA query_only=ON", "PRAGMA query_only=OFF"
FULL, ROOM = "PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000"


def tell(house: House, statement: str) -> None:
    """Tell every connection to the database something from now on."""
    event.listen(
        house.runtime.store.engine, "checkout", lambda connection, *_: connection.cursor().execute(statement)
    )


def pack(house: House) -> None:
    """Leave no room in the database itself."""
    own = house.runtime.store.engine.raw_connection()
    own.cursor().execute("VACUUM")
    own.close()


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        (
            READ_ONLY,
            WRITABLE,
            {"nl": "De database is nu alleen te lezen", "en": "The database can only be read"},
        ),
        (FULL, ROOM, {"nl": "De schijf van de database is vol", "en": "The disk of the database is full"}),
    ],
    ids=["read-only", "full"],
)
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_what_was_written_comes_back_with_what_to_do_and_counts_once_there_is_room(
    house: House, wrong: str, right: str, told: dict[str, str], locale: str
) -> None:
    browser = house.browser("b.uitgeester")
    browser.client.cookies.set("pdca-lang", locale)
    browser.get(ACTION)
    pack(house)
    before = house.fingerprint()
    tell(house, wrong)
    page = browser.submit(DONE, done=WROTE)
    assert page.status_code == 507
    assert told[locale] in browser.says
    assert {"nl": "of vraag het de beheerder", "en": "or ask whoever runs"}[locale] in browser.says
    assert {"nl": "readonly", "en": "attempt to write"}[locale] not in browser.says
    kept = next(one for one in forms_of(page.text) if one.action.endswith(DONE))
    assert kept.values["done"][0].split() == WROTE.split()
    tell(house, right)
    assert house.fingerprint() == before
    assert browser.submit(DONE).status_code == 200
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-004").done.split() == WROTE.split()
        assert [one.kind for one in session.events(key="A-004")].count("action_report_done") == 1
    assert house.runtime.store.verify(BOARD) == []


def test_everything_can_still_be_looked_at(house: House) -> None:
    browser = house.browser("b.uitgeester")
    tell(house, READ_ONLY)
    for place in ("work", "actions", "actions/A-004", "year", "overview"):
        assert browser.get(f"/b/{BOARD}/{place}").status_code == 200


def test_somebody_at_the_door_is_told_the_same_whether_known_or_not(house: House) -> None:
    tell(house, READ_ONLY)
    answers: list[Any] = []
    for address in ("b.uitgeester@dewaterlijn.example", "niemand@dewaterlijn.example"):
        browser = house.browser()
        browser.get("/sign-in")
        answers.append(browser.submit("/sign-in", email=address))
    assert [one.status_code for one in answers] == [507, 507]
    assert "alleen te lezen" in answers[0].text

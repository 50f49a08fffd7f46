"""The mail log: each mail with its lines, by person and by state, and sent once more with a reason that stays."""

import html
import re
from urllib.parse import unquote

import pytest

from pdca.services.records import Message, MessageState
from tests.web.house import BOARD, Browser, House, who

MAIL = f"/b/{BOARD}/trust/mail"
BRAM = who("b.uitgeester")


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager, with the log open."""
    browser = house.browser("n.berkaoui")
    browser.get(MAIL)
    return browser


def a_mail(house: House, recipient: str = BRAM) -> Message:
    with house.runtime.store.reading(BOARD) as session:
        return session.messages_page(recipient=recipient).rows[0]


def test_a_name_or_a_part_of_it_shows_the_mail_of_one_person(manager: Browser) -> None:
    manager.submit("/trust/mail", person="uitgeest")
    assert "Bram Uitgeester" in manager.says
    assert "Inge Marsdiep" not in manager.says


def test_each_mail_says_what_it_is_about(house: House, manager: Browser) -> None:
    with house.runtime.store.reading(BOARD) as session:
        title = session.action("A-004").title
    manager.submit("/trust/mail", person="uitgeest")
    assert f"A-004 {title}" in manager.says


def test_mails_about_cycles_are_told_apart_by_task_period_and_unit(house: House, manager: Browser) -> None:
    with house.runtime.store.reading(BOARD) as session:
        page = session.messages_page()
        lines = session.lines([one.id for one in page.rows])
        items = {row.notice.item for rows in lines.values() for row in rows[:1] if "/" in row.notice.item}
        item = next(one for one in sorted(items) if one.count("/") == 3)
        cycle = session.cycle(item.rpartition("/")[0])
        unit = next(one.name for one in session.units() if one.code == cycle.unit)
        task = cycle.task(item.rpartition("/")[2]).title.nl
    manager.submit("/trust/mail", about=item)
    assert f"{task}: {cycle.title.nl} {cycle.period} ({unit})" in manager.says


def test_the_mail_about_one_action_is_found_by_its_number(house: House, manager: Browser) -> None:
    with house.runtime.store.reading(BOARD) as session:
        rows = [row for row in session.ledger() if row.notice.item.split("/")[0] == "A-004"]
    wanted = {row.message for row in rows if row.message is not None}
    page = manager.submit("/trust/mail", about=" a-004 ")
    shown = set(re.findall(rf'href="{MAIL}/([^"?]+)"', page.text))
    assert 0 < len(wanted) <= 30, "they fit on one page"
    assert {unquote(html.unescape(one)) for one in shown} == wanted
    manager.submit("/trust/mail", about="Z-999")
    assert "Hier is geen mail" in manager.says


def test_a_part_of_several_names_asks_whom_is_meant(manager: Browser) -> None:
    page = manager.submit("/trust/mail", person="de")
    assert "Wie bedoel" in manager.says
    assert f"{MAIL}?person=" in page.text


def test_a_name_that_nobody_has_says_so(manager: Browser) -> None:
    manager.submit("/trust/mail", person="Zzz")
    assert "Niemand heet hier zo" in manager.says


def test_a_state_without_mail_says_so(manager: Browser) -> None:
    manager.submit("/trust/mail", state="failed")
    assert "Hier is geen mail" in manager.says


def test_a_page_beyond_the_end_or_an_odd_address_breaks_nothing(manager: Browser) -> None:
    for odd in ("?page=99999", "?page=x", "?page=0", "?state=zzz", "?page=" + "9" * 50):
        assert manager.get(MAIL + odd).status_code == 200, odd


def test_one_mail_shows_its_lines_with_the_way_to_why(house: House, manager: Browser) -> None:
    mail = a_mail(house)
    page = manager.get(f"{MAIL}/{mail.id}")
    assert "Wat erin stond" in manager.says
    assert f"/b/{BOARD}/why/A-" in page.text
    assert "De mailserver zei Niets: de mail is in een map bewaard." in " ".join(manager.says.split())
    assert "kept in a folder" not in manager.says


def test_a_mail_that_is_not_there_is_not_found(manager: Browser) -> None:
    assert manager.get(f"{MAIL}/nothing@dewaterlijn.example").status_code == 404


def test_a_mail_leaves_once_more_and_the_history_says_who_asked_and_why(
    house: House, manager: Browser
) -> None:
    mail = a_mail(house)
    manager.get(f"{MAIL}/{mail.id}")
    manager.submit("/again", reason="Zat bij de ongewenste mail")
    assert "volgende mailronde" in manager.says
    assert house.runtime.store.outbox().find([mail.id])[mail.id].state is MessageState.QUEUED
    with house.runtime.store.reading(BOARD) as session:
        last = session.events_page(limit=1)[0]
    assert (last.kind, last.key, last.actor) == ("mail_again", mail.id, who("n.berkaoui"))
    assert last.reason == "Zat bij de ongewenste mail"
    assert house.runtime.store.verify(BOARD) == []
    manager.get(f"/b/{BOARD}/trust/events?sort=seal")
    assert "Naima Berkaoui verstuurde een mail nog een keer" in manager.says
    assert "Zat bij de ongewenste mail" in manager.says


def test_without_a_reason_nothing_leaves(house: House, manager: Browser) -> None:
    mail = a_mail(house)
    manager.get(f"{MAIL}/{mail.id}")
    page = manager.submit("/again", reason=" ")
    assert page.status_code == 422
    assert 'id="f-reason-error"' in page.text
    assert house.runtime.store.outbox().find([mail.id])[mail.id].state is MessageState.SENT


def test_a_mail_that_is_on_its_way_is_not_sent_twice(house: House, manager: Browser) -> None:
    mail = a_mail(house)
    twin = house.browser("n.berkaoui")
    for browser in (manager, twin):
        browser.get(f"{MAIL}/{mail.id}")
    manager.submit("/again", reason="Kwijt")
    page = twin.submit("/again", reason="Ook kwijt")
    assert page.status_code == 409
    assert "al onderweg" in twin.says


def test_somebody_without_the_right_sends_nothing(house: House) -> None:
    mail = a_mail(house)
    teacher = house.browser("b.uitgeester")
    teacher.get(f"/b/{BOARD}/work")
    assert teacher.get(f"{MAIL}/{mail.id}").status_code == 404
    assert teacher.post(f"{MAIL}/{mail.id}/again", {"reason": "x"}).status_code == 404
    assert house.runtime.store.outbox().find([mail.id])[mail.id].state is MessageState.SENT

"""The engine room: whether reminders run and mail leaves, and that what is recorded still holds together."""

import re

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from tests.servers.waiting import until
from tests.web.house import BOARD, Browser, House

TRUST = f"/b/{BOARD}/trust"
MOST_STATEMENTS = 12
PAGES = ("", "/mail", "/runs", "/events")


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager."""
    return house.browser("n.berkaoui")


def result_of(browser: Browser) -> str:
    """Return what a check found, once it is there."""
    browser.get(TRUST)
    browser.submit("/trust/verify")
    assert browser.page is not None
    place = browser.page.url.path
    until(lambda: "wordt gecontroleerd" not in browser.get(place).text, "the check is done", every=0.1)
    return browser.says


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_those_who_keep_the_house_only(house: House, manager: Browser, page: str) -> None:
    assert manager.get(TRUST + page).status_code == 200
    assert house.browser("b.uitgeester").get(TRUST + page).status_code == 404
    assert manager.get(f"/b/{house.other}/trust{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_looking_changes_nothing_and_asks_little(house: House, manager: Browser, page: str) -> None:
    manager.get(TRUST + page)
    before = house.fingerprint()
    with house.counted() as ran:
        manager.get(TRUST + page)
    assert house.fingerprint() == before
    assert len(ran) <= MOST_STATEMENTS, "\n".join(ran)


def test_the_overview_counts_the_mail_of_the_board_and_names_its_last_event(
    house: House, manager: Browser
) -> None:
    manager.get(TRUST)
    with house.runtime.store.engine.connect() as connection:
        sent = connection.execute(text("SELECT count(*) FROM messages WHERE state = 'sent'")).scalar_one()
        events = connection.execute(text("SELECT count(*) FROM events")).scalar_one()
    assert f"Bewaard {sent}" in manager.says
    assert "Verstuurd" not in manager.says
    assert f"Gebeurtenissen {events}" in manager.says


def test_mail_that_is_only_kept_is_never_called_sent_nor_well(house: House, manager: Browser) -> None:
    page = manager.get(TRUST).text
    assert "De mail vertrekt nog niet" in manager.says
    assert "Alles gaat goed" not in manager.says
    assert re.search(
        r'class="[^"]*tone-late[^"]*"(?:(?!</(?:section|aside)>).)*De mail vertrekt', page, re.DOTALL
    )
    manager.get(f"{TRUST}/mail")
    assert "Bewaard" in manager.says
    assert "Verstuurd" not in manager.says
    house.morning()
    manager.get(f"{TRUST}/runs")
    assert "bewaard:" in manager.says
    assert "verstuurd:" not in manager.says


def test_mail_that_really_leaves_is_called_sent_and_well(house: House, manager: Browser) -> None:
    settings = house.runtime.settings
    house.runtime.settings = settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:2525")})
    manager.get(TRUST)
    assert "Verstuurd" in manager.says
    assert "Alles gaat goed" in manager.says
    assert "De mail vertrekt nog niet" not in manager.says


def test_an_engine_that_stands_still_is_said_at_the_top(house: House, manager: Browser) -> None:
    manager.get(TRUST)
    assert "staat stil" not in manager.says
    with house.runtime.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM runs WHERE name = 'escalate'"))
    manager.get(TRUST)
    assert "heeft nog nooit gelopen" in manager.says


def test_mail_that_was_given_up_lately_is_said_and_leads_to_its_list(house: House, manager: Browser) -> None:
    with house.runtime.store.engine.begin() as connection:
        connection.execute(text("UPDATE messages SET state = 'failed' WHERE day = '2026-11-23'"))
        old = "UPDATE messages SET state = 'expired' WHERE day = '2026-10-30'"
        assert connection.execute(text(old)).rowcount, "mail of more than two weeks ago"
        count = connection.execute(text("SELECT count(*) FROM messages WHERE state = 'failed'")).scalar_one()
    page = manager.get(TRUST).text
    assert f"Mails die de laatste twee weken zijn opgegeven: {count}" in manager.says
    assert "Alles gaat goed" not in manager.says
    assert f'href="{TRUST}/mail?state=failed"' in page
    manager.get(f"{TRUST}/mail?state=failed")
    assert manager.page.text.count("row-name") == count  # type: ignore[union-attr]  # a page is open


def test_a_check_says_that_all_holds_together(manager: Browser) -> None:
    assert "Alles klopt" in result_of(manager)


def test_a_check_names_what_was_changed_behind_its_back(house: House, manager: Browser) -> None:
    with house.runtime.store.engine.begin() as connection:
        connection.execute(
            text("UPDATE actions SET body = replace(body, 'Pleinrooster', 'Rooster') WHERE key = 'A-004'")
        )
    assert "klopt niet" in result_of(manager)
    assert "A-004" in manager.says


def test_a_check_is_not_begun_by_somebody_else_nor_shown_to_them(house: House, manager: Browser) -> None:
    result_of(manager)
    assert manager.page is not None
    place = manager.page.url.path
    teacher = house.browser("b.uitgeester")
    teacher.get(f"/b/{BOARD}/work")
    assert teacher.post(f"{TRUST}/verify").status_code == 404
    assert teacher.get(place).status_code == 404


def test_the_runs_say_what_was_done(house: House, manager: Browser) -> None:
    house.morning()
    manager.get(f"{TRUST}/runs")
    assert "Versturen van mail" in manager.says
    assert "Bepalen van berichten" in manager.says


def test_a_run_that_failed_stands_out(house: House, manager: Browser) -> None:
    store, now = house.runtime.store, house.clock.now()
    store.end(store.begin("escalate", now), now, {}, "the disk is full")
    manager.get(f"{TRUST}/runs")
    assert "the disk is full" in manager.says
    assert "Mislukt" in manager.says


def test_the_history_is_turned_page_by_page_without_gap(house: House, manager: Browser) -> None:
    def numbers(place: str) -> list[int]:
        page = manager.get(place).text
        return [int(one) for one in re.findall(r"nummer (\d+)", page)]

    first = numbers(f"{TRUST}/events")
    assert len(first) == 50
    assert first == list(range(first[0], first[0] - 50, -1))
    assert f"before={first[-1]}" in manager.page.text  # type: ignore[union-attr]  # a page is open
    assert numbers(f"{TRUST}/events?before={first[-1]}")[0] == first[-1] - 1


def test_the_history_tells_who_did_what_with_what(house: House, manager: Browser) -> None:
    with house.runtime.store.reading(BOARD) as session:
        asked = next(one for one in session.events_page(entities=["request"]) if one.kind == "request_open")
        title = session.action(asked.key.partition("/")[0]).title
        asker = next(one.name for one in session.people() if one.email == asked.actor)
    page = manager.get(f"{TRUST}/events?sort=request").text
    assert f"{asker} vroeg iets" in manager.says
    assert f"Verzoek {title}" in manager.says
    assert f'href="/b/{BOARD}/why/{asked.key}"' in page
    assert "Actie " not in manager.says.partition("nummer")[2]


def test_it_is_told_in_english_too(manager: Browser) -> None:
    manager.client.cookies.set("pdca-lang", "en")
    for page, says in zip(
        PAGES, ("Mail does not leave yet", "Mail log", "Runs of the engine", "History"), strict=True
    ):
        manager.get(TRUST + page)
        assert says in manager.says or page == "", page


def test_what_is_not_as_it_was_recorded_is_said_in_the_language_of_the_reader(
    house: House, manager: Browser
) -> None:
    with house.runtime.store.engine.begin() as connection:
        connection.execute(
            text("UPDATE actions SET body = replace(body, 'pauze', 'rust') WHERE key = 'A-004'")
        )
    assert "actie A-004: is niet wat de gebeurtenissen zeggen" in result_of(manager)


def test_the_history_calls_people_programmes_and_days_off_by_their_names(manager: Browser) -> None:
    manager.get(f"{TRUST}/events?sort=person")
    assert "Persoon Bram Uitgeester" in " ".join(manager.says.split())
    told = ""
    for before in range(150, 0, -50):  # the folder came in first of all
        manager.get(f"{TRUST}/events?before={before}")
        told += " ".join(manager.says.split())
    for said in (
        "Programma Interne audit",
        "Afwezigheid Dilan Yoldas",
        "studiedag · De Peilschaal",
        "Proces Stage",
    ):
        assert said in told
    assert "person-" not in told

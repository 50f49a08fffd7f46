"""Calendars to subscribe to: right, stable and silent about everything but days; closed, they open nothing."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import text

from pdca.documents.calendar import DayEvent, calendar_file
from pdca.domain.actions.action import Phase, Size
from pdca.domain.notices.notice import ItemKind
from tests.web.house import BOARD, Browser, House, who

AT = f"/b/{BOARD}/calendars"
OWNER, LEADER, TEAM_LEADER = "b.uitgeester", "a.duivenkamp", "l.zwanenbeek"


def opened(browser: Browser, unit: str | None = None) -> str:
    """Open a calendar and return the path of its address."""
    browser.get(AT)
    browser.post(AT, {"unit": unit or "", "once": f"once-{unit}"})
    assert browser.page is not None
    assert browser.page.status_code == 200, browser.says
    found = re.search(r'value="http://[^/]+(/calendar/[\w-]+\.ics)"', browser.page.text)
    assert found
    return found[1]


def events(house: House, place: str) -> dict[str, Any]:
    """Read a calendar without signing in, as a program does; return its events by their ids."""
    answer = house.browser().get(place)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert calendar["VERSION"] == "2.0"
    found = {str(one["UID"]): one for one in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def owed(house: House, email: str) -> dict[str, date]:
    with house.runtime.store.reading(BOARD) as session:
        return {
            one.deadline.item: one.deadline.due
            for one in session.deadlines()
            if one.deadline.owner == email and one.deadline.kind is not ItemKind.CYCLE
        }


def test_a_calendar_of_ones_own_holds_what_waits_on_whole_days(house: House) -> None:
    found = events(house, opened(house.browser(OWNER)))
    days = owed(house, who(OWNER))
    assert days
    for item, due in days.items():
        [event] = [one for uid, one in found.items() if uid.partition("/")[2].partition("@")[0] == item]
        assert event["DTSTART"].dt == due
        assert type(event["DTSTART"].dt) is date
        assert event["DTEND"].dt == due + timedelta(days=1)
        assert event["DTSTAMP"].dt.tzinfo is not None


def test_whoever_runs_a_cycle_finds_its_phases(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        cycle = next(one for one in session.cycles(is_open=True) if one.owner and one.state == "plan")
    found = events(house, opened(house.browser(cycle.owner or "")))
    mine = {uid: one for uid, one in found.items() if cycle.id in uid and uid.startswith("phase/")}
    assert {one["DTSTART"].dt for one in mine.values()} == {phase.due for phase in cycle.phases}
    called: dict[date, list[str]] = {phase.due: [] for phase in cycle.phases}
    for one in mine.values():
        called[one["DTSTART"].dt].append(str(one["SUMMARY"]).partition(f": {cycle.title.nl}")[0])
    wanted = {"plan": "Plan af", "do": "Uitvoering af", "check": "Toets af", "act": "Borgen en sluiten"}
    assert all(wanted[phase.name] in called[phase.due] for phase in cycle.phases)


BEGINS = {
    ("plan", False): ("Plan af: ", "Plan due: "),
    ("do", False): ("Actie af: ", "Action due: "),
    ("check", False): ("Toets af: ", "Check due: "),
    ("act", True): ("Akkoord geven: ", "Agree: "),
    ("act", False): ("Borgen of bijstellen: ", "Secure or adjust: "),
}


@pytest.mark.parametrize(("phase", "is_agreement"), BEGINS, ids=str)
def test_an_action_in_a_calendar_says_what_is_to_be_done_by_then(
    house: House, phase: str, *, is_agreement: bool
) -> None:
    with house.runtime.store.board(BOARD) as session:
        action = session.action("A-004")
        turned = replace(
            action,
            phase=Phase(phase),
            size=Size.LARGE,
            checker=action.owner,
            closer=action.owner,
            agreer=action.owner if is_agreement else None,
            agreed_by=None,
        )
        session.record("turned", turned, actor=who("n.berkaoui"), at=house.clock.now())
    browser = house.browser(OWNER)
    place = opened(browser)
    for locale, begin in zip(("nl", "en"), BEGINS[phase, is_agreement], strict=True):
        with house.runtime.store.board(BOARD) as session:
            person = next(one for one in session.people() if one.email == who(OWNER))
            session.record("set", replace(person, locale=locale), actor=person.email, at=house.clock.now())
        titles = [str(one["SUMMARY"]) for one in events(house, place).values()]
        assert f"{begin}A-004 {action.title} (De Peilschaal)" in titles


def test_a_day_that_moves_keeps_its_id(house: House) -> None:
    browser = house.browser(OWNER)
    place = opened(browser)
    before = events(house, place)
    item, due = next(iter(owed(house, who(OWNER)).items()))
    uid = next(one for one in before if one.partition("/")[2].partition("@")[0] == item)
    with house.runtime.store.board(BOARD) as session:
        held = session.deadline(item)
        assert held is not None
        later = replace(held.deadline, due=due + timedelta(days=7))
        session.plan(replace(held, deadline=later), known_at=house.clock.now())
    after = events(house, place)
    assert set(after) == set(before)
    assert after[uid]["DTSTART"].dt == due + timedelta(days=7)


def test_a_calendar_says_nothing_about_reasons_or_people(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        asked = next(one for one in session.requests() if one.state == "open" and one.responsible)
        people = [one.name for one in session.people()]
    body = house.browser().get(opened(house.browser(asked.responsible or ""))).text.replace("\r\n ", "")
    assert "Verzoek beantwoorden" in body
    assert asked.reason not in body
    assert "DESCRIPTION" not in body
    assert not [name for name in people if name in body]
    assert "@dewaterlijn" not in body


def test_the_year_plan_of_a_unit_holds_openings_and_phases_also_those_to_come(house: House) -> None:
    found = events(house, opened(house.browser(LEADER), "SLH"))
    titles = {str(one["SUMMARY"]) for one in found.values()}
    assert any(one.startswith("Schoolplan") or "begint" in one for one in titles)
    coming = [uid for uid in found if uid.startswith("opens/") and "URL" not in found[uid]]
    assert coming
    assert all(found[uid]["DTSTART"].dt >= house.today for uid in coming)


def test_a_calendar_names_its_board_once(house: House) -> None:
    browser = house.browser("n.berkaoui")

    def called(unit: str | None) -> str:
        answer = house.browser().get(opened(browser, unit))
        return str(Calendar.from_ical(answer.content)["X-WR-CALNAME"])

    assert called("BST") == "Jaarplan van Stichting De Waterlijn"
    assert called("PSL") == "Jaarplan van De Peilschaal – Stichting De Waterlijn"


def test_a_calendar_of_a_unit_that_one_may_not_see_cannot_be_opened(house: House) -> None:
    browser = house.browser(TEAM_LEADER)
    browser.get(AT)
    assert browser.post(AT, {"unit": "KRW", "once": "x"}).status_code == 404
    assert browser.post(AT, {"unit": "nowhere", "once": "x"}).status_code == 404


def test_the_address_is_shown_once_and_kept_nowhere(house: House) -> None:
    browser = house.browser(OWNER)
    place = opened(browser)
    token = place.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in browser.get(AT).text
    assert "Nu open 1" in browser.says
    with house.runtime.store.engine.connect() as connection:
        rows = [repr(row) for row in connection.execute(text("SELECT * FROM calendar_feeds"))]
    assert len(rows) == 1
    assert token not in rows[0]


def test_sending_the_form_twice_opens_one_calendar(house: House) -> None:
    browser = house.browser(OWNER)
    opened(browser)
    browser.post(AT, {"unit": "", "once": "once-None"})
    assert "Deze agenda stond al open" in browser.says
    assert "Nu open 1" in browser.says


def test_a_closed_calendar_is_gone(house: House) -> None:
    browser = house.browser(OWNER)
    place = opened(browser)
    assert house.browser().get(place).status_code == 200
    browser.get(AT)
    browser.submit("/calendars/close")
    assert "De agenda is gesloten." in browser.says
    assert house.browser().get(place).status_code == 404


def test_nobody_closes_the_calendar_of_somebody_else(house: House) -> None:
    mine = house.browser(OWNER)
    place = opened(mine)
    [key] = re.findall(r'name="feed" value="([0-9a-f]+)"', mine.get(AT).text)
    other = house.browser(LEADER)
    other.get(AT)
    assert other.post(f"{AT}/close", {"feed": key}).status_code == 404
    assert house.browser().get(place).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f", "%00"])
def test_an_address_that_was_made_up_opens_nothing(house: House, token: str) -> None:
    assert house.browser().get(f"/calendar/{token}.ics").status_code == 404


def test_the_calendars_of_somebody_who_left_stop(house: House) -> None:
    place = opened(house.browser(OWNER))
    with house.runtime.store.board(BOARD) as session:
        person = next(one for one in session.people() if one.email == who(OWNER))
        gone = replace(person, active_until=house.today - timedelta(days=1))
        session.record("left", gone, actor=who("n.berkaoui"), at=house.clock.now())
    assert house.browser().get(place).status_code == 404


def test_a_year_plan_stops_when_its_reader_may_not_see_the_unit_any_more(house: House) -> None:
    place = opened(house.browser(TEAM_LEADER), "PSL-BOV")
    assert house.browser().get(place).status_code == 200
    with house.runtime.store.board(BOARD) as session:
        person = next(one for one in session.people() if one.email == who(TEAM_LEADER))
        moved = replace(person, unit="KRW-SO", roles=())
        session.record("moved", moved, actor=who("n.berkaoui"), at=house.clock.now())
    assert house.browser().get(place).status_code == 404


def test_a_program_that_reads_changes_nothing(house: House) -> None:
    place = opened(house.browser(OWNER))
    before = house.fingerprint()
    events(house, place)
    assert house.fingerprint() == before


def test_a_calendar_takes_few_statements(house: House) -> None:
    for browser, unit in ((house.browser(OWNER), None), (house.browser(LEADER), "SLH")):
        place = opened(browser, unit)
        reader = house.browser()
        reader.get(place)
        with house.counted() as ran:
            reader.get(place)
        assert len(ran) <= 12


def test_the_page_in_english(house: House) -> None:
    browser = house.browser(OWNER)
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(AT)
    assert "Open my calendar" in browser.says


NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "Plan; doen, toetsen \\ borgen",
        "Zeer lange naam van een ontwikkelingsperspectief met eë en ✓ en " + "nog meer woorden " * 12,
        "Regel een\nBEGIN:VEVENT",
    ],
)
def test_any_title_comes_back_as_it_was_and_no_line_is_longer_than_the_standard_allows(title: str) -> None:
    body = calendar_file("Mijn agenda", [DayEvent(uid="a@b", day=date(2026, 11, 13), title=title)], NOW)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]) == title


def test_the_same_days_give_the_same_file() -> None:
    days = [DayEvent(uid="a@b", day=date(2026, 11, 13), title="Klaar", place="https://pdca.example/b/x")]
    assert calendar_file("x", days, NOW) == calendar_file("x", days, NOW)

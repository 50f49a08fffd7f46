"""Details, days off and rules: who was overtaken reads by whom and when, loses nothing, and sends it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import httpx2 as httpx
import pytest

from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.people.organisation import Absence, DayOff, Person
from pdca.services.people.days_off import add_day_off, remove_day_off
from pdca.services.people.own import add_absence, change_deputy, change_language, end_absence, remove_absence
from pdca.services.policy.planning import plan_policy
from pdca.services.ports import BoardSession
from tests.servers.waiting import until
from tests.web.house import BOARD, Browser, House, forms_of, who

ARJAN, BRAM, NAIMA = who("a.kuipershof"), who("b.uitgeester"), who("n.berkaoui")
DIRECTOR = who("m.oldenhuis")
ME, THEIRS = f"/b/{BOARD}/me", f"/b/{BOARD}/people/{BRAM}"
OVERTAKEN = "Iemand heeft dit intussen veranderd"


def meanwhile(house: House, act: Callable[[BoardSession], object]) -> None:
    """Let somebody do something while a page is open elsewhere."""
    house.clock.forward(timedelta(minutes=1))
    with house.runtime.store.board(BOARD) as session:
        act(session)


def bram(house: House) -> Person:
    with house.runtime.store.reading(BOARD) as session:
        return next(one for one in session.people() if one.email == BRAM)


def away(house: House) -> list[Absence]:
    with house.runtime.store.reading(BOARD) as session:
        return [one for one in session.absences() if one.email == BRAM]


def closed(house: House) -> list[DayOff]:
    with house.runtime.store.reading(BOARD) as session:
        return [one for one in session.days_off() if one.unit == "PSL" and one.first == date(2027, 4, 9)]


@pytest.fixture
def owner(house: House) -> Browser:
    """Somebody with the own details open."""
    browser = house.browser(BRAM)
    browser.get(ME)
    return browser


def test_another_deputy_that_was_named_meanwhile_is_told_before_mine_counts(
    house: House, owner: Browser
) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    meanwhile(house, lambda s: change_deputy(s, shipped, BRAM, who("c.bosmade"), ARJAN, now()))
    page = owner.submit("/me/deputy", deputy="")
    assert page.status_code == 409
    assert OVERTAKEN in owner.says
    assert "Arjan Kuipershof koos een vervanger · 23 november 2026" in owner.says
    assert "“Carolien Bosmade”" in owner.says
    assert bram(house).deputy == who("c.bosmade")
    assert owner.submit("/me/deputy").status_code == 200
    assert bram(house).deputy is None


def test_what_else_was_changed_of_somebody_is_in_nobodys_way(house: House, owner: Browser) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    meanwhile(house, lambda s: change_language(s, shipped, BRAM, "en", ARJAN, now()))
    owner.submit("/me/deputy", deputy="")
    assert bram(house).deputy is None
    assert bram(house).locale == "en"


def test_who_stands_in_for_somebody_else_is_in_nobodys_way(house: House, owner: Browser) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    meanwhile(house, lambda s: change_deputy(s, shipped, NAIMA, DIRECTOR, DIRECTOR, now()))
    assert owner.submit("/me/deputy", deputy=who("c.bosmade")).status_code == 200
    assert bram(house).deputy == who("c.bosmade")


def test_what_i_did_on_another_page_myself_is_no_news_to_me(house: House, owner: Browser) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    meanwhile(house, lambda s: change_deputy(s, shipped, BRAM, who("c.bosmade"), BRAM, now()))
    assert owner.submit("/me/deputy", deputy="").status_code == 200
    assert bram(house).deputy is None


def test_a_language_that_was_chosen_meanwhile_is_told(house: House) -> None:
    leader = house.browser(ARJAN)
    leader.get(THEIRS)
    shipped, now = house.runtime.shipped, house.clock.now
    meanwhile(house, lambda s: change_language(s, shipped, BRAM, "en", BRAM, now()))
    assert leader.submit("/language", language="nl").status_code == 409
    assert "Bram Uitgeester koos een taal" in leader.says
    assert bram(house).locale == "en"


def test_an_absence_that_somebody_else_noted_is_told_and_mine_stays_filled_in(
    house: House, owner: Browser
) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    first, last = date(2026, 12, 1), date(2026, 12, 2)
    meanwhile(house, lambda s: add_absence(s, shipped, BRAM, first, last, ARJAN, now()))
    page = owner.submit("/me/absence", first="2026-12-07", last="2026-12-11")
    assert page.status_code == 409
    assert "Arjan Kuipershof voegde het toe" in owner.says
    assert "Afwezig van 1 december 2026 tot en met 2 december 2026." in owner.says
    assert 'value="2026-12-07"' in page.text
    assert len(away(house)) == 1
    owner.submit("/me/absence")
    assert [one.first for one in away(house)] == [first, date(2026, 12, 7)]


def test_an_absence_that_became_longer_is_not_called_off_unseen(house: House, owner: Browser) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    first = date(2026, 12, 1)
    meanwhile(house, lambda s: add_absence(s, shipped, BRAM, first, first, ARJAN, now()))
    owner.get(ME)
    meanwhile(house, lambda s: end_absence(s, shipped, BRAM, first, date(2026, 12, 9), ARJAN, now()))
    assert owner.submit("/me/absence/cancel").status_code == 409
    assert OVERTAKEN in owner.says
    assert away(house) == [Absence(email=BRAM, first=first, last=date(2026, 12, 9))]
    owner.submit("/me/absence/cancel")
    assert away(house) == []


def test_an_absence_that_somebody_else_called_off_is_told(house: House, owner: Browser) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    first = date(2026, 12, 1)
    meanwhile(house, lambda s: add_absence(s, shipped, BRAM, first, None, ARJAN, now()))
    owner.get(ME)
    meanwhile(house, lambda s: remove_absence(s, shipped, BRAM, first, ARJAN, now()))
    assert owner.submit("/me/absence", first="2026-12-07", last="2026-12-11").status_code == 409
    assert "Arjan Kuipershof haalde het weg" in owner.says
    assert away(house) == []
    owner.submit("/me/absence")
    assert [one.first for one in away(house)] == [date(2026, 12, 7)]


def test_an_absence_of_somebody_else_that_was_called_off_is_in_nobodys_way(
    house: House, owner: Browser
) -> None:
    shipped, now = house.runtime.shipped, house.clock.now
    first = date(2026, 12, 1)
    meanwhile(house, lambda s: add_absence(s, shipped, NAIMA, first, None, DIRECTOR, now()))
    owner.get(ME)
    meanwhile(house, lambda s: remove_absence(s, shipped, NAIMA, first, DIRECTOR, now()))
    assert owner.submit("/me/absence", first="2026-12-07", last="2026-12-11").status_code == 200
    assert [one.first for one in away(house)] == [date(2026, 12, 7)]


def test_days_off_that_somebody_else_noted_are_not_overwritten_unseen(house: House) -> None:
    leader, day = house.browser("c.bosmade"), date(2027, 4, 9)
    leader.get(f"/b/{BOARD}/setup")
    theirs = DayOff(unit="PSL", first=day, last=date(2027, 4, 12), name="Studiedagen")
    meanwhile(house, lambda s: add_day_off(s, house.runtime.shipped, theirs, NAIMA, house.clock.now()))
    page = leader.submit("/setup/days-off", unit="PSL", first="2027-04-09", name="Sportdag")
    assert page.status_code == 409
    assert "Naima Berkaoui voegde het toe" in leader.says
    assert 'value="Sportdag"' in page.text
    assert closed(house) == [theirs]
    leader.submit("/setup/days-off")
    assert [one.name for one in closed(house)] == ["Sportdag"]


def take_away(leader: Browser) -> httpx.Response:
    assert leader.page is not None
    found = (one for one in forms_of(leader.page.text) if one.action.endswith("/days-off/end"))
    (form,) = (one for one in found if one.values["first"] == ["2027-04-09"])
    return leader.post(form.action, form.values)


def test_days_off_that_changed_are_not_taken_away_unseen(house: House) -> None:
    leader, day = house.browser("c.bosmade"), date(2027, 4, 9)
    shipped, now = house.runtime.shipped, house.clock.now
    short, long = (DayOff(unit="PSL", first=day, last=last) for last in (day, date(2027, 4, 12)))
    meanwhile(house, lambda s: add_day_off(s, shipped, short, NAIMA, now()))
    leader.get(f"/b/{BOARD}/setup")
    meanwhile(house, lambda s: add_day_off(s, shipped, long, NAIMA, now()))
    assert take_away(leader).status_code == 409
    assert OVERTAKEN in leader.says
    assert closed(house) == [long]
    assert take_away(leader).status_code == 200
    assert closed(house) == []


def test_days_off_that_somebody_else_took_away_are_told_before_they_are_noted_anew(house: House) -> None:
    leader, day = house.browser("c.bosmade"), date(2027, 4, 9)
    shipped, now = house.runtime.shipped, house.clock.now
    off = DayOff(unit="PSL", first=day, last=day, name="Studiedag")
    meanwhile(house, lambda s: add_day_off(s, shipped, off, NAIMA, now()))
    leader.get(f"/b/{BOARD}/setup")
    meanwhile(house, lambda s: remove_day_off(s, shipped, "PSL", day, NAIMA, now()))
    page = leader.submit("/setup/days-off", unit="PSL", first="2027-04-09", name="Sportdag")
    assert page.status_code == 409
    assert "Naima Berkaoui haalde het weg" in leader.says
    assert closed(house) == []
    leader.submit("/setup/days-off")
    assert [one.name for one in closed(house)] == ["Sportdag"]


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager, with the rules open."""
    browser = house.browser(NAIMA)
    browser.get(f"/b/{BOARD}/policy")
    return browser


def planned_by_another(house: House, reason: str = "Sneller hulp") -> None:
    def plan(session: BoardSession) -> None:
        rules = session.policy()
        wanted = replace(rules, ladder=(replace(rules.ladder[0], step=1), *rules.ladder[1:]))
        first = date(2026, 12, 1)
        plan_policy(session, house.runtime.shipped, DIRECTOR, wanted, first, reason, house.clock.now())

    meanwhile(house, plan)


def planned(house: House) -> PlannedPolicy | None:
    with house.runtime.store.reading(BOARD) as session:
        return session.planned_policy()


def test_rules_that_somebody_else_planned_are_told_before_mine_are_tried(
    house: House, manager: Browser
) -> None:
    planned_by_another(house)
    page = manager.submit("/policy/preview", **{"step-0": "2"})
    assert page.status_code == 409
    assert OVERTAKEN in manager.says
    assert "Marijke Oldenhuis plande andere regels" in manager.says
    assert "“Sneller hulp”" in manager.says
    assert forms_of(page.text)[-2].values["step-0"] == ["2"]
    manager.submit("/policy/preview")
    assert "/policy/preview/" in manager.at


def test_rules_that_somebody_else_planned_are_not_replaced_unseen(house: House, manager: Browser) -> None:
    manager.submit("/policy/preview", **{"step-0": "2"})
    place = manager.at
    until(lambda: "Van 24 november" in manager.get(place).text, "the preview is there", every=0.2)
    planned_by_another(house)
    plan = f"/policy/plan/{place.rpartition('/')[2]}"
    page = manager.submit(plan, first="2026-11-25", reason="Eerder hulp")
    assert page.status_code == 409
    assert OVERTAKEN in manager.says
    assert "Eerder hulp" in page.text
    found = planned(house)
    assert found is not None
    assert found.reason == "Sneller hulp"
    assert manager.submit(plan).status_code == 200
    found = planned(house)
    assert found is not None
    assert found.reason == "Eerder hulp"


def test_rules_that_somebody_else_planned_are_not_called_off_unseen(house: House, manager: Browser) -> None:
    planned_by_another(house)
    manager.get(f"/b/{BOARD}/policy")
    planned_by_another(house, "Nog sneller hulp")
    assert manager.submit("/policy/cancel").status_code == 409
    assert OVERTAKEN in manager.says
    assert planned(house) is not None
    manager.submit("/policy/cancel")
    assert planned(house) is None

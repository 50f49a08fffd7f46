"""My details: absence, who stands in and language; for oneself, and for whoever one leads."""

from dataclasses import replace
from datetime import date

import pytest

from pdca.domain.people.organisation import Absence, Person
from tests.web.house import BOARD, Browser, House, who

ME = "/b/waterlijn/me"
PEOPLE = "/b/waterlijn/people"


def person(house: House, name: str) -> Person:
    with house.runtime.store.reading(BOARD) as session:
        return next(one for one in session.people() if one.email == who(name))


def absences(house: House, name: str) -> list[tuple[date, date | None]]:
    with house.runtime.store.reading(BOARD) as session:
        return sorted((one.first, one.last) for one in session.absences() if one.email == who(name))


@pytest.fixture
def owner(house: House) -> Browser:
    """The safety coordinator, for whom the team leader stands in, on the own page."""
    browser = house.browser("b.uitgeester")
    browser.get(ME)
    return browser


def test_the_menu_leads_to_the_own_details(house: House) -> None:
    browser = house.browser("d.ruitenboer")
    assert f'href="{ME}"' in browser.get("/b/waterlijn/work").text
    browser.get(ME)
    for said in ("Mijn gegevens", "Afwezig", "Wie vervangt?", "Taal van de mail en de pagina's"):
        assert said in browser.says


def test_a_noted_absence_says_who_gets_the_reminders(house: House, owner: Browser) -> None:
    owner.submit("/me/absence", first="2026-12-07", last="2026-12-11")
    assert owner.at == ME
    assert "Afwezig van 7 december 2026 tot en met 11 december 2026." in owner.says
    assert "Arjan Kuipershof krijgt dan je herinneringen." in owner.says
    assert absences(house, "b.uitgeester") == [(date(2026, 12, 7), date(2026, 12, 11))]


def test_what_the_page_promises_is_what_the_engine_does(house: House, owner: Browser) -> None:
    owner.submit("/me/absence", first="2026-11-23", last="")
    assert "Afwezig vanaf 23 november 2026, tot nader bericht." in owner.says
    assert "Arjan Kuipershof krijgt dan je herinneringen." in owner.says
    house.morning(14)
    with house.runtime.store.reading(BOARD) as session:
        posted = [
            (row.notice.recipient, one.deadline.owner)
            for row in session.ledger(first=date(2026, 11, 24))
            for one in session.deadlines_of_people([who("b.uitgeester")])
            if row.notice.item == one.deadline.item and row.notice.kind in ("overdue", "reminder", "due")
        ]
    assert posted
    assert {to for to, _ in posted} == {who("a.kuipershof")}


def test_without_anybody_to_stand_in_the_reminders_wait(house: House) -> None:
    teacher = house.browser("d.ruitenboer")
    teacher.get(ME)
    teacher.submit("/me/absence", first="2026-12-07", last="2026-12-07")
    assert "Afwezig op 7 december 2026." in teacher.says
    assert "Er is geen vervanger. Je herinneringen wachten tot je terug bent." in teacher.says
    assert "niet binnen 3 schooldagen terug" in teacher.says


@pytest.mark.parametrize(
    ("deputy_away", "said"),
    [
        ((date(2026, 12, 9), None), "Is Arjan Kuipershof er ook niet, dan wachten ze."),
        ((date(2026, 12, 1), date(2026, 12, 20)), "Arjan Kuipershof is er dan ook niet."),
        ((date(2026, 12, 12), date(2026, 12, 20)), "Arjan Kuipershof krijgt dan je herinneringen. Haal weg"),
    ],
)
def test_an_absence_of_the_deputy_is_taken_into_account(
    house: House, owner: Browser, deputy_away: tuple[date, date | None], said: str
) -> None:
    deputy = house.browser("a.kuipershof")
    deputy.get(ME)
    first, last = deputy_away
    deputy.submit("/me/absence", first=first.isoformat(), last=last.isoformat() if last else "")
    owner.submit("/me/absence", first="2026-12-07", last="2026-12-11")
    assert said in owner.says


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"first": ""}, 422, "Vul dit in."),
        ({"first": "morgen"}, 422, "Dit is geen datum"),
        ({"first": "2026-12-11", "last": "2026-12-07"}, 422, "komt vóór"),
        ({"first": "2026-11-09", "last": "2026-11-20"}, 422, "Deze dagen zijn al voorbij."),
        ({"first": "2027-02-05", "last": "2027-02-09"}, 409, "al afwezig van 1 februari 2027"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_noted(
    house: House, owner: Browser, given: dict[str, str], status: int, said: str
) -> None:
    owner.submit("/me/absence", first="2027-02-01", last="2027-02-05")
    before = house.fingerprint()
    answer = owner.submit("/me/absence", **{"last": "", **given})
    assert answer.status_code == status
    assert said in owner.says
    assert f'value="{given["first"]}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert house.fingerprint() == before


def test_an_absence_that_began_earlier_and_ends_today_is_noted(house: House, owner: Browser) -> None:
    owner.submit("/me/absence", first="2026-11-19", last="2026-11-23")
    assert "Afwezig van 19 november 2026 tot en met 23 november 2026." in owner.says
    assert absences(house, "b.uitgeester") == [(date(2026, 11, 19), date(2026, 11, 23))]


def test_the_same_absence_sent_twice_is_noted_once(house: House, owner: Browser) -> None:
    for _ in range(2):
        answer = owner.submit("/me/absence", first="2027-02-01", last="2027-02-05")
        assert answer.status_code == 200
    assert absences(house, "b.uitgeester") == [(date(2027, 2, 1), date(2027, 2, 5))]


def test_an_absence_to_come_is_taken_away_and_one_that_runs_ends_yesterday(
    house: House, owner: Browser
) -> None:
    owner.submit("/me/absence", first="2026-12-07", last="2026-12-11")
    owner.submit("/me/absence/cancel")
    assert "Je herinneringen komen weer bij jou." in owner.says
    assert absences(house, "b.uitgeester") == []
    owner.submit("/me/absence", first="2026-11-16", last="")
    assert "Ik ben er weer" in owner.says
    owner.submit("/me/absence/cancel")
    assert absences(house, "b.uitgeester") == [(date(2026, 11, 16), date(2026, 11, 22))]
    assert "Er staat geen afwezigheid." in owner.says


def test_calling_off_what_is_not_there_shows_how_it_is(house: House, owner: Browser) -> None:
    before = house.fingerprint()
    answer = owner.post(f"{ME}/absence/cancel", {"first": "2026-12-07"})
    assert answer.status_code == 409
    assert "Dit is intussen veranderd." in owner.says
    assert house.fingerprint() == before


def test_somebody_of_the_own_school_is_chosen_to_stand_in(house: House) -> None:
    teacher = house.browser("d.ruitenboer")
    page = teacher.get(ME).text
    assert "Fenna Stroobach" in page
    assert "Kees Vlotbrugge" not in page
    teacher.submit("/me/deputy", deputy=who("f.stroobach"))
    assert "Ben je afwezig, dan krijgt Fenna Stroobach je herinneringen." in teacher.says
    assert person(house, "d.ruitenboer").deputy == who("f.stroobach")
    teacher.submit("/me/deputy", deputy="")
    assert "Er is nu geen vervanger." in teacher.says
    assert person(house, "d.ruitenboer").deputy is None


@pytest.mark.parametrize("chosen", ["k.vlotbrugge", "d.ruitenboer", "nobody"])
def test_nobody_else_can_be_chosen_by_hand(house: House, chosen: str) -> None:
    teacher, before = house.browser("d.ruitenboer"), house.fingerprint()
    teacher.get(ME)
    answer = teacher.submit("/me/deputy", deputy=who(chosen))
    assert answer.status_code == 422
    assert "Kies een van deze mogelijkheden." in teacher.says
    assert house.fingerprint() == before


def test_a_deputy_of_elsewhere_stays_among_the_choices(house: House) -> None:
    moment = house.clock.now()
    with house.web.site.writing(BOARD) as session:
        held = next(one for one in session.people() if one.email == who("d.ruitenboer"))
        session.record(
            "person_deputy", replace(held, deputy=who("k.vlotbrugge")), actor=who("n.berkaoui"), at=moment
        )
    teacher = house.browser("d.ruitenboer")
    assert "Kees Vlotbrugge" in teacher.get(ME).text
    teacher.submit("/me/deputy")
    assert person(house, "d.ruitenboer").deputy == who("k.vlotbrugge")


def test_the_language_is_that_of_the_mail_and_of_the_pages(house: House, owner: Browser) -> None:
    owner.submit("/look", language="nl")
    owner.get(ME)
    owner.submit("/me/language", language="en")
    assert "Your mail and the pages are in English from now on." in owner.says
    assert "My details" in owner.says
    assert person(house, "b.uitgeester").locale == "en"
    owner.submit("/me/language", language="nl")
    assert "De mail en de pagina's zijn vanaf nu in het Nederlands." in owner.says


def test_a_language_that_is_not_there_is_refused(house: House, owner: Browser) -> None:
    before = house.fingerprint()
    assert owner.submit("/me/language", language="fr").status_code == 422
    assert house.fingerprint() == before


def test_whoever_leads_notes_the_absence_of_somebody_who_is_ill(house: House) -> None:
    leader = house.browser("a.kuipershof")
    leader.get(ME)
    assert "Geef door dat iemand anders afwezig is" in leader.says
    leader.get(f"{PEOPLE}?q=stroob")
    assert "Fenna Stroobach" in leader.says
    assert "Daan Ruitenboer" not in leader.says
    leader.get(f"{PEOPLE}/{who('f.stroobach')}")
    leader.submit("/absence", first="2026-11-23", last="")
    assert "De herinneringen wachten tot Fenna Stroobach terug is." in leader.says
    assert absences(house, "f.stroobach") == [(date(2026, 11, 23), None)]
    leader.submit("/deputy", deputy=who("d.ruitenboer"))
    assert "Daan Ruitenboer is vanaf nu de vervanger." in leader.says
    assert "Daan Ruitenboer krijgt dan de herinneringen van Fenna Stroobach." in leader.says
    leader.submit("/language", language="en")
    assert "De mail voor Fenna Stroobach is vanaf nu in het Engels." in leader.says
    assert person(house, "f.stroobach") == Person(
        email=who("f.stroobach"),
        name="Fenna Stroobach",
        unit="PSL-ONB",
        roles=person(house, "f.stroobach").roles,
        locale="en",
        deputy=who("d.ruitenboer"),
    )
    leader.submit("/absence/cancel")
    assert absences(house, "f.stroobach") == []


def test_the_event_says_who_noted_it(house: House) -> None:
    leader = house.browser("a.kuipershof")
    leader.get(f"{PEOPLE}/{who('f.stroobach')}")
    leader.submit("/absence", first="2026-12-07", last="")
    with house.runtime.store.reading(BOARD) as session:
        noted = [one for one in session.events() if one.kind == "absence_added"]
    assert noted[-1].actor == who("a.kuipershof")


@pytest.mark.parametrize(
    ("reader", "other"),
    [("d.ruitenboer", "f.stroobach"), ("a.kuipershof", "k.vlotbrugge"), ("a.kuipershof", "c.bosmade")],
)
def test_whoever_does_not_lead_somebody_finds_nothing(house: House, reader: str, other: str) -> None:
    browser = house.browser(reader)
    browser.get(ME)
    before, place = house.fingerprint(), f"{PEOPLE}/{who(other)}"
    assert browser.post(f"{place}/absence", {"first": "2026-12-07"}).status_code == 404
    browser.get(ME)
    assert browser.post(f"{place}/deputy", {"deputy": ""}).status_code == 404
    browser.get(ME)
    assert browser.post(f"{place}/language", {"language": "en"}).status_code == 404
    assert browser.get(place).status_code == 404
    assert browser.get(f"{PEOPLE}/{who('nobody')}").status_code == 404
    assert house.fingerprint() == before


def test_the_own_page_among_the_people_is_the_own_page(house: House) -> None:
    leader = house.browser("a.kuipershof")
    leader.get(f"{PEOPLE}/{who('a.kuipershof')}")
    assert leader.at == ME


def test_the_people_of_the_set_up_lead_to_their_details(house: House) -> None:
    manager = house.browser("n.berkaoui")
    page = manager.get("/b/waterlijn/setup/people?q=stroob").text
    assert f'href="{PEOPLE}/f.stroobach%40dewaterlijn.example"' in page


def test_it_reads_in_english(house: House) -> None:
    browser = house.browser("c.brouwenstijn")
    browser.get(ME)
    browser.submit("/me/absence", first="2026-12-07", last="2026-12-11")
    assert "Away from 7 December 2026 up to and including 11 December 2026." in browser.says
    assert "Nobody stands in: your reminders wait until you are back." in browser.says


def test_the_pages_stay_within_twelve_statements(house: House) -> None:
    manager = house.browser("n.berkaoui")
    for place in (ME, PEOPLE, f"{PEOPLE}/{who('f.stroobach')}"):
        manager.get(place)
        with house.counted() as statements:
            manager.get(place)
        assert len(statements) <= 12, statements


def test_an_absence_in_the_far_future_is_shown(house: House, owner: Browser) -> None:
    answer = owner.submit("/me/absence", first="9999-12-31", last="")
    assert answer.status_code == 200
    assert Absence(email=who("b.uitgeester"), first=date(9999, 12, 31)) in _all(house)


def _all(house: House) -> tuple[Absence, ...]:
    with house.runtime.store.reading(BOARD) as session:
        return tuple(session.absences())

"""The plan of approach: four steps, each kept by itself; what it cannot change is said; and how far the board is."""

import re
from datetime import date

import pytest

from pdca.domain.approach import Approach, Certification
from tests.web.house import BOARD, Browser, House

PLACE = "/b/waterlijn/setup/plan"
WHY = "Punten uit een audit blijven niet meer liggen."


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager on the first step."""
    browser = house.browser("n.berkaoui")
    browser.get(f"{PLACE}?step=why")
    return browser


def kept(house: House) -> Approach | None:
    with house.runtime.store.reading(BOARD) as session:
        return session.approach()


def fill_in(browser: Browser) -> None:
    """Go through the four steps."""
    browser.get(f"{PLACE}?step=why")
    browser.submit("/setup/plan", why=WHY)
    browser.submit("/setup/plan", units=["PSL"])
    browser.submit("/setup/plan", start="2027-08-01")
    browser.submit("/setup/plan", certification="phased", certified_in="2029")


def test_four_steps_lead_to_a_plan_that_can_be_read_whole(house: House, manager: Browser) -> None:
    fill_in(manager)
    assert kept(house) == Approach(
        version=4,
        why=WHY,
        units=("PSL",),
        start=date(2027, 8, 1),
        certification=Certification.PHASED,
        certified_in=2029,
    )
    assert "Het plan van aanpak is klaar" in manager.says
    for said in (WHY, "De Peilschaal", "augustus 2027 (schooljaar 2027-2028)", "In 2029 heeft iedereen"):
        assert said in manager.says
    assert house.runtime.store.verify(BOARD) == []


def test_the_step_of_who_takes_part_says_at_once_what_it_does(manager: Browser) -> None:
    manager.get(f"{PLACE}?step=scope")
    said = "alleen nieuwe cycli voor wie meedoet"
    assert manager.says.index(said) < manager.says.index("Begin gerust klein")
    assert "Dan doet iedereen mee." in manager.says


def test_it_may_be_left_after_any_step_and_goes_on_where_it_was(house: House, manager: Browser) -> None:
    manager.submit("/setup/plan", why=WHY)
    house.morning()
    manager.get(PLACE)
    assert "Wie doet mee?" in manager.says
    manager.get(f"{PLACE}?step=overview")
    assert WHY in manager.says
    assert manager.says.count("Nog niet besloten.") == 3
    assert "Er zijn nog 3 stappen open." in manager.says


@pytest.mark.parametrize(
    ("step", "given", "said"),
    [
        ("why", {"why": "  "}, "Vul dit in."),
        ("why", {"why": "x" * 2001}, "2000"),
        ("scope", {"units": []}, "Kies er ten minste één"),
        ("scope", {"units": ["PSL-ONB"]}, "PSL-ONB"),
        ("start", {"start": ""}, "Kies een van deze mogelijkheden."),
        ("start", {"start": "2027-08-15"}, "eerste dag van een maand"),
        ("certificate", {"certification": ""}, "Kies een van deze mogelijkheden."),
        ("certificate", {"certification": "maybe"}, "Kies een van deze mogelijkheden."),
        ("certificate", {"certification": "phased", "certified_in": ""}, "Kies een van deze mogelijkheden."),
        ("certificate", {"certification": "phased", "certified_in": "1999"}, "1999"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    house: House, manager: Browser, step: str, given: dict[str, str], said: str
) -> None:
    manager.get(f"{PLACE}?step={step}")
    before = house.fingerprint()
    answer = manager.submit("/setup/plan", **given)
    assert answer.status_code == 422
    assert said in manager.says
    assert kept(house) is None
    assert house.fingerprint() == before


def test_what_was_filled_in_comes_back_with_what_is_wrong(house: House, manager: Browser) -> None:
    manager.get(f"{PLACE}?step=certificate")
    answer = manager.submit("/setup/plan", certification="phased", certified_in="")
    assert 'value="phased" checked' in answer.text


def test_who_was_overtaken_reads_by_whom_keeps_the_input_and_may_send_it_again(
    house: House, manager: Browser
) -> None:
    other = house.browser("n.berkaoui")
    other.get(f"{PLACE}?step=why")
    other.submit("/setup/plan", why="Iedereen weet wat er is afgesproken.")
    answer = manager.submit("/setup/plan", why=WHY)
    assert answer.status_code == 409
    for said in ("heeft het plan intussen veranderd", "Veranderd is: Waarom", "Iedereen weet wat er is", WHY):
        assert said in manager.says or said in answer.text
    now = kept(house)
    assert now is not None
    assert (now.version, now.why) == (1, "Iedereen weet wat er is afgesproken.")
    manager.submit("/setup/plan")
    now = kept(house)
    assert now is not None
    assert (now.version, now.why) == (2, WHY)


def test_the_same_form_sent_twice_is_one_version(house: House, manager: Browser) -> None:
    form = {"step": "why", "version": "0", "why": WHY}
    mark = manager.mark()
    for _ in range(2):
        answer = manager.client.post(PLACE, data={"csrf": mark, **form})
        assert answer.status_code == 200
    now = kept(house)
    assert now is not None
    assert now.version == 1


def test_a_later_change_is_a_new_version_and_the_earlier_ones_stay(house: House, manager: Browser) -> None:
    fill_in(manager)
    house.morning()
    manager.get(f"{PLACE}?step=certificate")
    manager.submit("/setup/plan", certification="no")
    assert manager.at == PLACE
    assert "Geen certificaat. We doen dit voor onszelf." in manager.says
    assert "Versie 5" in manager.says
    assert "Versie 1" in manager.says
    with house.runtime.store.reading(BOARD) as session:
        third = session.events(key="approach")[3]
        then = session.value_at(Approach, "approach", third.seq)
    assert then is not None
    assert then.certification is Certification.PHASED


def test_only_who_takes_part_is_named_with_a_programme_and_what_is_open_goes_on(
    house: House, manager: Browser
) -> None:
    manager.get(f"{PLACE}?step=overview")
    assert "loopt door" not in manager.says
    fill_in(manager)
    with house.runtime.store.reading(BOARD) as session:
        units = {one.code: one for one in session.units()}
        below = {one.code for one in units.values() if "PSL" in (one.code, one.parent)} | {"BST"}
        going_on = sum(one.unit not in below for one in session.cycles(is_open=True))
        others = [one.name for one in units.values() if one.kind == "school" and one.code != "PSL"]
    assert going_on > 1
    assert f"{going_on} open cycli lopen door" in manager.says
    assert manager.page is not None
    for name in others:
        assert name not in manager.page.text
    assert "Sommige programma’s gaan open vóór de start" in manager.says
    assert "bij first het eerste schooljaar" in manager.says


def test_the_list_of_programmes_and_the_year_plan_say_who_does_not_take_part(
    house: House, manager: Browser
) -> None:
    with house.runtime.store.reading(BOARD) as session:
        others = [one for one in session.units() if one.kind == "school" and one.code != "PSL"]
    places = (f"/b/waterlijn/year/{others[0].code}?year=2027-2028", "/b/waterlijn/setup/programmes")
    for place in places:
        manager.get(place)
        assert "nog niet" not in manager.says
    manager.get(places[0])
    assert "Interne audit" in manager.says
    fill_in(manager)
    manager.get(places[0])
    assert f"Wie nog niet meedoet: {others[0].name}" in manager.says
    assert "Interne audit" not in manager.says
    manager.get("/b/waterlijn/year/PSL?year=2027-2028")
    assert "Wie nog niet meedoet" not in manager.says
    assert "Interne audit" in manager.says
    manager.get(places[1])
    assert "Nog niet iedereen doet mee" in manager.says
    assert "alleen voor De Peilschaal" in manager.says


def test_the_whole_board_takes_part_with_everybody_in_it(house: House, manager: Browser) -> None:
    manager.get(f"{PLACE}?step=scope")
    manager.submit("/setup/plan", units=["BST"])
    manager.get(f"{PLACE}?step=overview")
    assert "Het hele bestuur: iedereen doet mee" in manager.says
    assert "lopen door" not in manager.says
    manager.get("/b/waterlijn/setup/programmes")
    assert "Nog niet iedereen doet mee" not in manager.says


def test_the_checklist_says_what_is_there_and_what_is_not(house: House, manager: Browser) -> None:
    manager.get(f"{PLACE}?step=overview")
    assert manager.page is not None
    met = {
        text: state == "is-met"
        for state, text in re.findall(
            r'class="gate (is-\w+)">.*?<strong>(.*?)</strong>', manager.page.text, re.DOTALL
        )
    }
    assert met == {
        "Het plan van aanpak is klaar": False,
        "De scholen en teams staan erin": True,
        "De mensen staan erin": True,
        "Elke rol die nodig is, heeft iemand": True,
        "De programma’s staan erin": True,
        "De vrije dagen staan erin": True,
        "De mail gaat echt weg": False,
    }


def test_a_name_of_a_pupil_in_it_is_warned_of(manager: Browser) -> None:
    manager.submit("/setup/plan", why="Het gaat beter met leerling Daan Pietersen.")
    assert "lijkt de naam van een leerling" in manager.says or "leerling Daan Pietersen" in manager.says


def test_only_who_sets_up_is_offered_the_plan_and_only_as_long_as_it_is_not_complete(
    house: House, manager: Browser
) -> None:
    offer = "met een plan van aanpak"
    head, teacher = house.browser("c.bosmade"), house.browser("d.ruitenboer")
    for browser, place, is_offered in (
        (manager, "/b/waterlijn/setup", True),
        (manager, "/b/waterlijn/overview", True),
        (head, "/b/waterlijn/setup", False),
        (head, "/b/waterlijn/overview", False),
        (teacher, "/b/waterlijn/work", False),
    ):
        browser.get(place)
        assert (offer in browser.says) is is_offered, place
    fill_in(manager)
    for place in ("/b/waterlijn/setup", "/b/waterlijn/overview"):
        manager.get(place)
        assert offer not in manager.says
        assert "Ga verder met het plan" not in manager.says


def test_a_head_of_school_reads_the_plan_and_changes_nothing(house: House, manager: Browser) -> None:
    fill_in(manager)
    head = house.browser("c.bosmade")
    head.get(f"{PLACE}?step=why")
    assert WHY in head.says
    assert "Verander dit" not in head.says
    assert head.post(PLACE, {"step": "why", "version": "4", "why": "anders"}).status_code == 404


def test_programmes_and_processes_stand_in_a_list_with_how_they_open(house: House, manager: Browser) -> None:
    manager.get("/b/waterlijn/setup/programmes")
    for said in ("Interne audit", "Elk schooljaar, vanaf 1 oktober", "Sluit af: schoolleider", "Breng tabellen in"):
        assert said in manager.says
    head = house.browser("c.bosmade")
    head.get("/b/waterlijn/setup/programmes")
    assert "Interne audit" in head.says
    assert "Breng tabellen in" not in head.says
    assert house.browser("d.ruitenboer").get("/b/waterlijn/setup/programmes").status_code == 404


def test_the_plan_reads_in_english(manager: Browser) -> None:
    manager.submit("/look", language="en")
    manager.get(f"{PLACE}?step=scope")
    assert "Which units take part?" in manager.says
    manager.get("/b/waterlijn/setup/programmes")
    assert "Every school year, from 1 October on" in manager.says


def test_the_pages_stay_within_twelve_statements(house: House, manager: Browser) -> None:
    fill_in(manager)
    steps = [f"{PLACE}?step={one}" for one in ("why", "scope", "start", "certificate", "overview")]
    for place in (*steps, "/b/waterlijn/setup", "/b/waterlijn/setup/programmes"):
        with house.counted() as statements:
            manager.get(place)
        assert len(statements) <= 12, statements

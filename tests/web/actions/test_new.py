"""A new action: one short form; what is wrong stands at its field, and sending twice makes one."""

import re

import pytest

from pdca.domain.actions.action import Phase, Size
from tests.web.house import BOARD, Browser, House, who

NEW = f"/b/{BOARD}/actions/new"
FILLED = {
    "title": "Kapstokken labelen",
    "owner": "Fenna Stroobach",
    "source": "other",
    "grade": "improvement",
}


def number_of(house: House) -> int:
    with house.runtime.store.reading(BOARD) as session:
        return len(session.actions())


def filled_in(browser: Browser, **fields: str) -> Browser:
    """Open the form, fill it in and send it."""
    browser.get(NEW)
    browser.submit("/actions/new", **{**FILLED, **fields})
    return browser


def test_a_new_action_is_made_with_a_free_reference_and_its_page_opens(house: House) -> None:
    before = number_of(house)
    browser = filled_in(house.browser("a.kuipershof"))
    assert browser.page is not None
    assert "Kapstokken labelen" in browser.says
    assert "Fenna Stroobach hoort het in de eerstvolgende mail." in browser.says
    ref = str(browser.page.url).rpartition("/")[2]
    with house.runtime.store.reading(BOARD) as session:
        made = session.action(ref)
    assert number_of(house) == before + 1
    assert (made.owner, made.unit, made.phase, made.size) == (
        who("f.stroobach"),
        "PSL-ONB",
        Phase.DO,
        Size.SMALL,
    )
    assert made.due is not None
    assert made.due.isoformat() == "2027-01-04", "twenty school days: the Christmas holiday does not count"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (
            "2026-12-27",
            "Zondag 27 december 2026 valt in de kerstvakantie. De eerste schooldag erna is maandag 4 januari 2027.",
        ),
        (
            "2026-12-05",
            "Zaterdag 5 december 2026 valt in het weekend. De eerste schooldag erna is maandag 7 december 2026.",
        ),
        ("2028-07-31", "De eerste schooldag erna is"),
    ],
)
def test_a_day_on_which_nobody_is_there_is_taken_and_said(house: House, due: str, said: str) -> None:
    browser = filled_in(house.browser("a.kuipershof"), due=due)
    assert "Kapstokken labelen" in browser.says
    assert said in browser.says


def test_nothing_is_said_of_a_day_that_counts(house: House) -> None:
    browser = filled_in(house.browser("a.kuipershof"), due="2026-12-07")
    assert "Kapstokken labelen" in browser.says
    assert "De eerste schooldag erna" not in browser.says


@pytest.mark.parametrize(
    ("last", "deputy_away", "said"),
    [
        (
            "2026-11-27",
            False,
            "Bram Uitgeester is afwezig tot en met 27 november 2026. Arjan Kuipershof krijgt de mail.",
        ),
        ("", False, "Bram Uitgeester is afwezig tot nader bericht. Arjan Kuipershof krijgt de mail."),
        ("2026-11-27", True, "Er is geen vervanger. De herinneringen wachten tot Bram Uitgeester terug is."),
        ("2026-11-23", False, "Bram Uitgeester hoort het in de eerstvolgende mail."),
    ],
)
def test_work_for_somebody_who_is_away_says_who_gets_the_mail(
    house: House, last: str, deputy_away: bool, said: str
) -> None:
    away = [("b.uitgeester", last), *([("a.kuipershof", "2026-11-27")] if deputy_away else [])]
    for name, until in away:
        person = house.browser(name)
        person.get(f"/b/{BOARD}/me")
        person.submit("/me/absence", first="2026-11-23", last=until)
    browser = filled_in(house.browser("c.bosmade"), owner="Bram Uitgeester", due="2026-12-18")
    assert "Toegevoegd als" in browser.says
    assert said in browser.says


def test_sending_the_form_twice_makes_one_action(house: House) -> None:
    browser = house.browser("a.kuipershof")
    page = browser.get(NEW)
    before = number_of(house)
    for _ in range(2):
        browser.page = page
        browser.submit("/actions/new", **FILLED)
    assert number_of(house) == before + 1
    assert "Kapstokken labelen" in browser.says


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Vul dit in."),
        ("owner", "", "Vul dit in."),
        ("owner", "Niemand Hier", "Niemand hier heet zo."),
        ("owner", "inge", "Bedoel je Inge Marsdiep?"),
        ("due", "morgen", "Dit is geen datum."),
        ("due", "2026-11-22", "22 november 2026 is te vroeg. Kies 23 november 2026 of later."),
        ("due", "2028-08-01", "1 augustus 2028 is te ver weg. Kies uiterlijk 31 juli 2028"),
        ("source", "", "Kies een van deze mogelijkheden."),
        ("unit", "KRW", "Kies een van deze mogelijkheden."),
        ("grade", "huge", "Kies een van deze mogelijkheden."),
        ("norms", "ISO:99.9", "ISO:99.9"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    house: House, field: str, value: str, said: str
) -> None:
    before = number_of(house)
    browser = filled_in(house.browser("f.stroobach"), **{field: value})
    assert browser.page is not None
    assert browser.page.status_code == 422
    assert f'id="f-{field}-error"' in browser.page.text
    assert said in browser.says
    assert field == "title" or 'value="Kapstokken labelen"' in browser.page.text
    assert number_of(house) == before


def test_a_title_that_is_too_long_is_said_at_its_field_and_none_of_it_is_lost(house: House) -> None:
    before, long = number_of(house), "Kapstokken " * 454 + "labelen"
    browser = house.browser("f.stroobach")
    page = browser.get(f"{NEW}?title={long}")
    assert f'value="{long}"' in page.text
    field = re.search(r'<input[^>]* id="f-title"[^>]*>', page.text)
    assert field is not None
    assert "maxlength" not in field[0], "a browser would cut it without a word"
    browser.submit("/actions/new", **{**FILLED, "title": long})
    assert browser.page is not None
    assert browser.page.status_code == 422
    assert 'id="f-title-error"' in browser.page.text
    assert "Dit is te lang. Gebruik hoogstens 200 tekens." in browser.says
    assert f'value="{long}"' in browser.page.text
    assert number_of(house) == before


PROPOSED = "Voorstel: 4 januari 2027, 20 schooldagen vanaf vandaag."


@pytest.mark.parametrize("due", ["2026-11-29", "2020-01-06"])
def test_the_proposed_day_is_explained_by_its_date_and_not_beside_another_one(house: House, due: str) -> None:
    browser = house.browser("f.stroobach")
    browser.get(NEW)
    assert PROPOSED in browser.says
    browser.submit("/actions/new", **{**FILLED, "title": ""})
    assert PROPOSED in browser.says
    browser.submit("/actions/new", **{**FILLED, "title": "", "due": due})
    assert "schooldagen vanaf vandaag" not in browser.says


def test_a_day_that_has_passed_is_refused_at_its_field(house: House) -> None:
    browser = filled_in(house.browser("f.stroobach"), due="2026-11-20")
    assert browser.page is not None
    assert browser.page.status_code == 422
    assert 'id="f-due-error"' in browser.page.text


def test_a_title_that_looks_like_a_pupil_is_warned_about_and_saved(house: House) -> None:
    browser = filled_in(house.browser("f.stroobach"), title="Gesprek met leerling Kees Jansma")
    assert "leerling Kees Jansma" in browser.says
    assert "namen van leerlingen horen hier niet" in browser.says


def test_a_finding_of_a_cycle_becomes_an_action_of_that_cycle(house: House) -> None:
    cycle = "internal-audit/RIV/2026-2027"
    browser = house.browser("n.berkaoui")
    browser.get(f"{NEW}?cycle={cycle}")
    assert "Deze actie komt bij Interne audit 2026-2027." in browser.says
    browser.submit("/actions/new", title="Vluchtplan ophangen", owner="Noor Wijdeven")
    assert browser.page is not None
    with house.runtime.store.reading(BOARD) as session:
        made = session.action(str(browser.page.url).rpartition("/")[2])
    assert (made.cycle, made.source, made.unit) == (cycle, "internal_audit", "RIV")


def test_a_cycle_that_one_does_not_see_is_not_there(house: House) -> None:
    browser = house.browser("f.stroobach")
    assert browser.get(f"{NEW}?cycle=internal-audit/RIV/2026-2027").status_code == 404
    browser.get(NEW)
    assert browser.submit("/actions/new", **FILLED, cycle="internal-audit/RIV/2026-2027").status_code == 404


def test_the_form_in_english(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(NEW)
    assert "What is going to happen?" in browser.says
    assert "Wat gaat" not in browser.says


def test_the_form_takes_few_statements(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.get(NEW)
    with house.counted() as ran:
        browser.get(NEW)
    assert len(ran) <= 12, ran


def test_one_line_one_person_and_one_date_are_enough(house: House) -> None:
    browser, before = house.browser("a.kuipershof"), number_of(house)
    browser.get(NEW)
    browser.submit("/actions/new", title="Kapstokken labelen", owner="Fenna Stroobach")
    assert number_of(house) == before + 1


def test_an_action_that_is_nearly_there_already_is_told_first_and_may_be_added_all_the_same(
    house: House,
) -> None:
    browser = filled_in(house.browser("a.kuipershof"))
    assert browser.page is not None
    ref, before = str(browser.page.url).rpartition("/")[2], number_of(house)
    page = browser.get(NEW)
    page = browser.submit("/actions/new", **{**FILLED, "title": "kapstokken labellen!"})
    assert page.status_code == 409
    assert "Er is al een actie die hier veel op lijkt" in browser.says
    assert f'href="/b/{BOARD}/actions/{ref}"' in page.text
    assert "Kapstokken labelen" in browser.says
    assert 'value="kapstokken labellen!"' in page.text
    assert "Toch toevoegen" in browser.says
    assert number_of(house) == before
    browser.submit("/actions/new")
    assert number_of(house) == before + 1
    assert "kapstokken labellen!" in browser.says


def test_the_same_title_at_another_unit_or_closed_is_another_action(house: House) -> None:
    browser = filled_in(house.browser("c.bosmade"), unit="PSL-ONB")
    before = number_of(house)
    filled_in(browser, unit="PSL-BOV")
    assert number_of(house) == before + 1
    ref = browser.at.rpartition("/")[2]
    closer = house.browser("l.zwanenbeek")
    closer.get(f"/b/{BOARD}/actions/{ref}/do/cancel")
    closer.submit("/do/cancel", reason="Niet meer nodig")
    filled_in(browser, unit="PSL-BOV")
    assert number_of(house) == before + 2


def test_what_somebody_may_not_see_is_not_told(house: House) -> None:
    filled_in(house.browser("c.bosmade"), owner="Bram Uitgeester", unit="PSL")
    before = number_of(house)
    filled_in(house.browser("f.stroobach"), unit="PSL")
    assert number_of(house) == before + 1


def test_a_title_that_changes_is_looked_up_again(house: House) -> None:
    browser = house.browser("a.kuipershof")
    filled_in(browser)
    filled_in(browser, title="Pleinrooster en toezicht herzien")
    before = number_of(house)
    filled_in(browser)
    browser.submit("/actions/new", title="Pleinrooster en toezicht herzien.")
    assert "Er is al een actie die hier veel op lijkt" in browser.says
    assert number_of(house) == before

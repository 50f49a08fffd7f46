"""A school or a team gets its last day: what is there is seen first, and afterwards nothing new begins there."""

from datetime import date, timedelta

import pytest

from pdca.domain.people.organisation import Unit
from tests.web.house import BOARD, Browser, House

AT = "/b/waterlijn"
SETUP, PLACE, TEAM = f"{AT}/setup", f"{AT}/setup/units/PSL", f"{AT}/setup/units/PSL-ONB"
LAST = date(2027, 7, 31)
NOTHING = "In deze periode loopt geen cyclus"


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager at the page of De Peilschaal."""
    browser = house.browser("n.berkaoui")
    browser.get(PLACE)
    return browser


def unit(house: House, code: str = "PSL") -> Unit:
    with house.runtime.store.reading(BOARD) as session:
        return next(one for one in session.units() if one.code == code)


def test_what_is_there_is_seen_before_a_last_day_is_kept_and_taken_back(
    house: House, manager: Browser
) -> None:
    for said, href in (
        ("open cycli", "/cycles"),
        ("open acties", "/actions"),
        ("mensen die hier", "/setup/people"),
    ):
        assert said in manager.says
        assert f'href="{AT}{href}?unit=PSL"' in str(manager.page and manager.page.text)
    manager.get(f"{AT}/year/PSL?year=2027-2028")
    assert NOTHING not in manager.says
    manager.get(PLACE)
    manager.submit("/units/PSL/last-day", last="31-07-2027")
    assert "Bewaard: na 31 juli 2027 gaat er niets nieuws meer open." in manager.says
    assert "De laatste dag is 31 juli 2027" in manager.says
    assert unit(house).active_until == LAST
    manager.get(f"{AT}/year/PSL?year=2027-2028")
    assert NOTHING in manager.says
    manager.get(SETUP)
    assert "laatste dag 31 juli 2027" in manager.says
    manager.get(TEAM)
    assert "Dit hoort bij De Peilschaal. De laatste dag daarvan is 31 juli 2027." in manager.says
    manager.get(PLACE)
    manager.submit("/units/PSL/last-day", last="off")
    assert "Bewaard: het gaat door." in manager.says
    assert unit(house).active_until is None
    assert house.runtime.store.verify(BOARD) == []


@pytest.mark.parametrize(
    ("given", "said"), [("", "Vul dit in."), ("31-02-2027", "bestaat niet"), ("ooit", "datum")]
)
def test_a_day_that_cannot_be_is_refused_at_its_field(
    house: House, manager: Browser, given: str, said: str
) -> None:
    before = house.fingerprint()
    assert manager.submit("/units/PSL/last-day", last=given).status_code == 422
    assert said in manager.says
    assert house.fingerprint() == before


def test_a_team_does_not_outlive_its_school(house: House, manager: Browser) -> None:
    manager.submit("/units/PSL/last-day", last=LAST.isoformat())
    manager.get(TEAM)
    assert manager.submit("/PSL-ONB/last-day", last="2027-08-01").status_code == 422
    assert "laatste dag van De Peilschaal, waar het bij hoort, is 31 juli 2027" in manager.says
    assert unit(house, "PSL-ONB").active_until is None


def test_who_was_overtaken_reads_by_whom_and_may_send_it_again(house: House, manager: Browser) -> None:
    other = house.browser("s.wannema")
    other.get(PLACE)
    other.submit("/units/PSL/last-day", last="2028-07-31")
    assert manager.submit("/units/PSL/last-day", last=LAST.isoformat()).status_code == 409
    assert "Sjoerd Wannema legde een laatste dag vast" in manager.says
    assert 'value="2027-07-31"' in str(manager.page and manager.page.text)
    assert unit(house).active_until == date(2028, 7, 31)
    manager.submit("/units/PSL/last-day", last=LAST.isoformat())
    assert unit(house).active_until == LAST


def test_after_its_last_day_a_unit_is_no_choice_for_something_new(house: House, manager: Browser) -> None:
    manager.submit("/units/PSL/last-day", last=(house.today - timedelta(days=1)).isoformat())
    choice = '<option value="PSL"'
    for place, is_choice in (
        (f"{AT}/actions/new", False),
        (f"{SETUP}#days-off", False),
        (f"{AT}/actions", True),
        (f"{AT}/cycles", True),
        (f"{SETUP}/people", True),
    ):
        text = manager.get(place).text
        assert (choice in text) is is_choice, place
    assert 'value="PSL"' not in manager.get(f"{SETUP}/plan?step=scope").text
    manager.get(f"{AT}/actions/new?cycle=internal-audit/PSL/2026-2027")
    assert '<option value="BST" selected' in str(manager.page and manager.page.text)
    answer = manager.submit(
        "/actions/new",
        title="Pleinrooster maken",
        unit="PSL-ONB",
        owner="n.berkaoui@dewaterlijn.example",
        due=(house.today + timedelta(days=30)).isoformat(),
    )
    assert answer.status_code == 422
    assert house.browser("b.uitgeester").get(f"{AT}/actions/new").status_code == 200


def test_the_decision_about_open_actions_says_that_no_cycle_follows(house: House, manager: Browser) -> None:
    owner, place = house.browser("e.demirtas"), f"{AT}/cycles/internal-audit/RIV/2026-2027/closing"
    said = "is 31 juli 2027. Daarna gaat daar geen nieuwe cyclus open."
    owner.get(place)
    assert said not in owner.says
    manager.get(f"{SETUP}/units/RIV")
    manager.submit("/units/RIV/last-day", last=LAST.isoformat())
    owner.get(place)
    assert said in owner.says


def test_a_last_day_comes_in_with_a_table_and_one_before_it_came_is_refused(
    house: House, manager: Browser
) -> None:
    header = "code;naam;soort;valt onder;regio;actief tot\n"
    with house.runtime.store.reading(BOARD) as session:
        rows = {
            one.code: f"{one.code};{one.name};{one.kind};{one.parent or ''};{one.region};"
            for one in session.units()
        }
    new = "NIEUW;De Nieuwe;school;BST;zuid;"

    def bring(**last: str) -> int:
        manager.get(f"{SETUP}/import")
        table = [f"{row}{last.get(code, '')}" for code, row in {**rows, "NIEUW": new}.items()]
        files = [("files", ("eenheden.csv", (header + "\n".join(table)).encode()))]
        return manager.submit("/setup/import", files=files).status_code

    assert bring(PSL="31-07-2027") == 200
    assert "actief tot en met: – → 31 juli 2027" in manager.says
    manager.submit(str(manager.page and manager.page.url.path))
    assert (unit(house).active_until, unit(house, "NIEUW").since) == (LAST, house.today)
    before = house.fingerprint()
    assert bring(NIEUW="01-09-2026") == 422
    for one in ("eenheden.csv", f"regel {len(rows) + 2}", "actief tot", "1 september 2026 ligt voor"):
        assert one in manager.says
    assert house.fingerprint() == before


def test_the_board_itself_and_who_does_not_set_up_get_no_page(house: House, manager: Browser) -> None:
    assert manager.get(f"{SETUP}/units/BST").status_code == 404
    head = house.browser("c.bosmade")
    assert head.get(PLACE).status_code == 404
    assert head.post(f"{PLACE}/last-day", {"last": LAST.isoformat(), "version": "0"}).status_code == 404


def test_it_reads_in_english_and_stays_within_twelve_statements(house: House, manager: Browser) -> None:
    manager.submit("/look", language="en")
    manager.get(PLACE)
    assert "What is below it counts too." in manager.says
    with house.counted() as statements:
        manager.get(PLACE)
    assert len(statements) <= 12, statements

"""The list of actions: only what one may see, filtered, kept, taken along, and many at once or none."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from pdca.domain.actions.action import Phase, Source
from pdca.domain.folder import ActionRow
from pdca.services.actions.new_action import new_action
from pdca.web.sheets import safe_cell
from tests.web.house import BOARD, Browser, House, who

LIST = f"/b/{BOARD}/actions"


def refs_in(browser: Browser) -> list[str]:
    """Return the references that an open list shows, in order."""
    assert browser.page is not None
    return [part.split("<")[0] for part in browser.page.text.split('<span class="row-ref">')[1:]]


def add(house: House, ref: str, title: str) -> None:
    """Add an action of a teacher of De Peilschaal."""
    row = ActionRow(
        ref=ref,
        title=title,
        unit="PSL",
        owner=who("b.uitgeester"),
        source=Source.OTHER,
        grade="improvement",
        phase=Phase.DO,
        due=house.today + timedelta(days=30),
    )
    with house.runtime.store.board(BOARD) as session:
        new_action(session, house.runtime.shipped, row, who("c.bosmade"), house.clock.now())


def test_a_school_leader_sees_the_open_actions_of_the_own_school_and_none_of_another(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(LIST)
    shown = refs_in(browser)
    assert "A-004" in shown
    assert "B-013" in shown
    assert "A-030" not in shown, "that one is De Kribwal's"


def test_a_teacher_sees_no_action_of_another_team_but_does_see_the_own_one(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(f"{LIST}?who=me")
    assert refs_in(browser) == ["A-004"]
    browser.get(f"{LIST}?state=all&q=A-030")
    assert refs_in(browser) == []
    assert "Geen actie gevonden" in browser.says


def test_every_filter_narrows_and_the_number_says_how_many(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?state=late")
    assert "A-004" in refs_in(browser)
    assert "B-013" not in refs_in(browser)
    browser.get(f"{LIST}?q=pleinrooster")
    assert refs_in(browser) == ["A-004"]
    assert "Eén actie" in browser.says
    browser.get(f"{LIST}?person=Bram+Uitgeester&phase=do")
    assert refs_in(browser) == ["A-004"]
    browser.get(f"{LIST}?person=Nobody+Here")
    assert refs_in(browser) == []


def test_an_order_can_be_turned_around(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?sort=ref")
    forward = refs_in(browser)
    browser.get(f"{LIST}?sort=ref&way=down")
    assert refs_in(browser) == forward[::-1]
    assert forward == sorted(forward)


def test_nonsense_in_the_address_shows_the_plain_list(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(LIST)
    plain = refs_in(browser)
    assert browser.get(f"{LIST}?state=x&sort=x&phase=x&grade=x&unit=x&page=99&way=x").status_code == 200
    assert refs_in(browser) == plain


def test_a_list_is_kept_opened_again_and_removed(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?state=late&unit=PSL")
    browser.submit("/actions/views", name="Te laat bij ons")
    assert "Te laat bij ons" in browser.says
    browser.get(LIST)
    assert "unit=PSL&amp;state=late" in browser.page.text if browser.page else False
    other = house.browser("b.uitgeester")
    other.get(LIST)
    assert "Te laat bij ons" not in other.says
    browser.submit("/views/remove")
    browser.get(LIST)
    assert "Te laat bij ons" not in browser.says


def test_a_list_without_a_name_is_asked_for_one(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?state=late")
    assert browser.submit("/actions/views", name=" ").status_code == 422
    assert "Vul dit in." in browser.says


def test_the_sheet_holds_the_same_rows_and_no_cell_is_a_formula(house: House) -> None:
    add(house, "C-900", "=HYPERLINK(1)")
    browser = house.browser("c.bosmade")
    answer = browser.get(f"{LIST}/export.csv?state=open&unit=PSL")
    assert answer.headers["content-disposition"] == 'attachment; filename="actions-waterlijn.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert "C-900" in {row[0] for row in rows}
    assert "A-030" not in {row[0] for row in rows}
    assert [row[1] for row in rows if row[0] == "C-900"] == ["'=HYPERLINK(1)"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "'="])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["Pleinrooster", "a=b", "2026", "'s middags", ""])
def test_plain_text_stays_as_it_is_in_a_sheet(text: str) -> None:
    assert safe_cell(text) == text


def test_ticked_actions_go_to_somebody_else_with_a_reason(house: House) -> None:
    add(house, "C-901", "Eerste")
    add(house, "C-902", "Tweede")
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?q=C-90")
    browser.submit(
        "/actions/many", ref=["C-901", "C-902"], event="reassign", to="Fenna Stroobach", reason="ruil"
    )
    assert "2 acties zijn veranderd." in browser.says
    with house.runtime.store.reading(BOARD) as session:
        assert {session.action(ref).owner for ref in ("C-901", "C-902")} == {who("f.stroobach")}


def test_giving_many_to_somebody_who_is_away_or_leaves_says_so(house: House) -> None:
    add(house, "C-901", "Eerste")
    add(house, "C-902", "Tweede")
    away, browser = house.browser("f.stroobach"), house.browser("c.bosmade")
    away.get(f"/b/{BOARD}/me")
    away.submit("/me/absence", first="2026-11-23", last="2026-11-27")
    house.leaves("f.stroobach", date(2026, 11, 30))
    browser.get(f"{LIST}?q=C-90")
    given = {"event": "reassign", "to": "Fenna Stroobach", "reason": "ruil"}
    browser.submit("/actions/many", ref=["C-901", "C-902"], **given)
    assert "2 acties zijn veranderd." in browser.says
    assert "Fenna Stroobach is afwezig tot en met 27 november 2026." in browser.says
    assert (
        "Fenna Stroobach werkt hier tot en met 30 november 2026. Dat is voor de afgesproken datum."
        in browser.says
    )


def test_when_one_of_them_cannot_be_done_nothing_changes_and_each_refusal_is_told(house: House) -> None:
    add(house, "C-901", "Eerste")
    add(house, "C-902", "Tweede")
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?q=C-90")
    fields = {"event": "reassign", "to": "Fenna Stroobach", "reason": "ruil"}
    page = browser.submit("/actions/many", ref=["C-901", "A-030", "C-999"], **fields)
    assert page.status_code == 409
    assert "A-030 : er is geen actie" in browser.says
    assert "C-999 : er is geen actie" in browser.says
    assert "2 acties kunnen niet. Daarom is er niets veranderd." in browser.says
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("C-901").owner == who("b.uitgeester")


def test_many_at_once_asks_for_what_lacks_and_keeps_what_was_ticked(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?q=A-004")
    page = browser.submit("/actions/many", ref=["A-004"], event="extend", reason="")
    assert page.status_code == 422
    assert 'value="A-004" checked' in page.text
    assert "Vul dit in." in browser.says


@pytest.mark.parametrize("event", ["reassign", "extend"])
@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-22", "22 november 2026 is te vroeg. Kies 23 november 2026 of later."),
        ("2028-08-01", "1 augustus 2028 is te ver weg. Kies uiterlijk 31 juli 2028"),
    ],
)
def test_a_date_for_many_has_the_limits_of_a_date_for_one(
    house: House, event: str, due: str, said: str
) -> None:
    add(house, "C-901", "Eerste")
    browser = house.browser("c.bosmade")
    browser.get(f"{LIST}?q=C-90")
    given = {"event": event, "to": "Fenna Stroobach", "due": due, "reason": "ruil"}
    page = browser.submit("/actions/many", ref=["C-901"], **given)
    assert page.status_code == 422
    assert re.search(rf'id="f-due-error"[^>]*>.{{0,200}}?{re.escape(said)}', page.text, re.DOTALL)
    assert f'value="{due}"' in page.text
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("C-901").owner == who("b.uitgeester")
    browser.submit("/actions/many", ref=["C-901"], **given | {"due": "2028-07-31"})
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("C-901").due == date(2028, 7, 31)


def test_a_teacher_is_not_offered_many_at_once_and_is_refused(house: House) -> None:
    browser = house.browser("f.stroobach")
    page = browser.get(LIST)
    assert "/actions/many" not in page.text
    fields = {"ref": ["A-004"], "event": "extend", "due": "2027-01-15", "reason": "later"}
    assert browser.post(f"{LIST}/many", fields).status_code == 409


def test_the_list_in_english(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(LIST)
    assert "All that I may see" in browser.says
    assert "Alles" not in browser.says


def test_the_list_takes_few_statements(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(LIST)
    with house.counted() as ran:
        browser.get(LIST)
    assert len(ran) <= 12, ran

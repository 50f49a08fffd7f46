"""The page of an action: whose turn it is, what comes if nothing happens, its steps as forms, and what happened."""

import re
from datetime import date, timedelta

import pytest

from pdca.domain.actions.action import Action, Phase
from tests.web.house import BOARD, Browser, House, who

PAGE = f"/b/{BOARD}/actions/A-004"


def action(house: House, ref: str = "A-004") -> Action:
    with house.runtime.store.reading(BOARD) as session:
        return session.action(ref)


def test_the_owner_reads_what_is_asked_by_when_and_what_comes_if_nothing_happens(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    assert "Nu: Bram Uitgeester, doen en klaar melden" in browser.says
    assert "13 november" in browser.says
    assert "Is het op vrijdag 27 november nog niet klaar, dan vragen we Inge Marsdiep" in browser.says


def test_whoever_does_not_see_it_finds_nothing(house: House) -> None:
    assert house.browser("f.stroobach").get(f"/b/{BOARD}/actions/A-030").status_code == 404
    assert house.browser("b.uitgeester").get(f"/b/{BOARD}/actions/Z-999").status_code == 404
    assert house.browser("b.uitgeester").get(f"/b/{house.other}/actions/A-004").status_code == 404


def test_reporting_done_moves_it_on_and_can_be_undone(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    browser.submit("/do/report_done", done="Het nieuwe rooster geldt sinds vandaag")
    assert "Het nieuwe rooster geldt sinds vandaag" in browser.says
    assert action(house).phase is Phase.CHECK
    page = browser.page
    for _ in range(2):
        browser.page = page
        assert browser.submit("/undo").status_code == 200
        assert action(house).phase is Phase.DO


def asked(house: House) -> Browser:
    browser = house.browser("b.uitgeester")
    browser.get(f"{PAGE}/do/ask_more_time")
    browser.submit("/do/ask_more_time", reason="Het rooster wacht op de MR", until="2026-12-11")
    return browser


def waits(house: House) -> bool:
    with house.runtime.store.reading(BOARD) as session:
        return session.open_request("A-004") is not None


def test_a_question_can_be_withdrawn_where_it_was_asked(house: House) -> None:
    browser = asked(house)
    elsewhere = house.browser("b.uitgeester")
    elsewhere.get(f"{PAGE}/do/withdraw")
    assert waits(house)
    browser.submit("/do/withdraw")
    assert not waits(house)
    assert "Ingetrokken. De afspraak blijft staan, voor 13 november 2026." in browser.says
    assert elsewhere.submit("/do/withdraw").status_code == 200
    assert "Bram Uitgeester trok de vraag in." in elsewhere.says


def test_a_question_that_was_refused_meanwhile_is_told_with_why(house: House) -> None:
    browser = asked(house)
    manager = house.browser("a.kuipershof")
    manager.get(f"{PAGE}/do/refuse")
    manager.submit("/do/refuse", reason="Samen komen we eruit")
    assert browser.submit("/do/withdraw").status_code == 200
    assert "Arjan Kuipershof wees het verzoek af." in browser.says
    assert "Samen komen we eruit" in browser.says


def test_a_first_wait_is_granted_at_once_and_there_is_no_question_to_withdraw(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(f"{PAGE}/do/ask_to_block")
    page = browser.submit("/do/ask_to_block", reason="Wacht op de drukker", until="2026-12-11")
    assert "/do/withdraw" not in page.text
    assert "Het wacht tot en met 11 december 2026: Wacht op de drukker" in browser.says
    assert "leave" not in browser.says


def test_what_an_action_waits_for_is_told_in_the_words_of_whoever_asked_and_not_once_it_is_over(
    house: House,
) -> None:
    owner, manager = house.browser("b.uitgeester"), house.browser("c.bosmade")
    for until, reason in (("2026-11-24", "Wacht op de drukker"), ("2026-11-27", "Wacht op de verf")):
        owner.get(f"{PAGE}/do/ask_to_block")
        owner.submit("/do/ask_to_block", reason=reason, until=until)
        if until == "2026-11-24":
            house.morning(2)
    manager.get(f"{PAGE}/do/grant")
    manager.submit("/do/grant", reason="Akkoord, maar niet langer")
    assert "Het wacht tot en met 27 november 2026: Wacht op de verf" in manager.says
    assert "“Akkoord, maar niet langer”" in manager.says
    house.morning(5)
    owner.get(PAGE)
    assert "Het wacht tot en met" not in owner.says


def test_a_date_that_was_asked_for_and_went_by_is_not_what_granting_begins_with(house: House) -> None:
    asked(house)
    house.clock.forward(timedelta(days=21))
    manager = house.browser("c.bosmade")
    page = manager.get(f"{PAGE}/do/grant")
    assert 'value="2026-12-11"' not in page.text
    manager.submit("/do/grant")
    assert "Sta het toe" not in manager.says
    assert action(house).due in [house.today + timedelta(days=one) for one in range(1, 60)]


def test_a_step_that_lacks_something_comes_back_with_what_was_written(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(f"{PAGE}/do/ask_more_time")
    page = browser.submit("/do/ask_more_time", reason="Het rooster wacht op de MR", until="")
    assert page.status_code == 422
    assert "Het rooster wacht op de MR</textarea>" in page.text
    assert 'id="f-until-error"' in page.text
    assert re.search(
        r'class="faults".*href="#f-until">Wanneer is het klaar\? Vul dit in\.<', page.text, re.DOTALL
    )


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-11-10", "10 november 2026 is te vroeg. Kies 23 november 2026 of later."),
        ("2099-01-01", "1 januari 2099 is te ver weg. Kies uiterlijk 31 juli 2028"),
    ],
)
def test_a_day_that_cannot_be_is_said_at_its_field(house: House, until: str, said: str) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(f"{PAGE}/do/ask_more_time")
    page = browser.submit("/do/ask_more_time", reason="Het rooster wacht op de MR", until=until)
    assert page.status_code == 422
    assert re.search(rf'id="f-until-error"[^>]*>.{{0,200}}?{re.escape(said)}', page.text, re.DOTALL)
    assert f'value="{until}"' in page.text
    assert "Dat lukte niet" not in browser.says


def test_a_day_off_is_said_by_whoever_asks_for_it_and_whoever_grants_it(house: House) -> None:
    owner, manager = house.browser("b.uitgeester"), house.browser("c.bosmade")
    owner.get(f"{PAGE}/do/ask_more_time")
    owner.submit("/do/ask_more_time", reason="Het rooster wacht op de MR", until="2026-12-27")
    assert "Zondag 27 december 2026 valt in de kerstvakantie." in owner.says
    manager.get(f"{PAGE}/do/grant")
    page = manager.submit("/do/grant", due="2028-12-25")
    assert page.status_code == 422
    assert 'id="f-due-error"' in page.text
    manager.submit("/do/grant", due="2026-12-25")
    assert "De eerste schooldag erna is maandag 4 januari 2027." in manager.says
    assert action(house).due == date(2026, 12, 25)


def test_giving_it_to_somebody_who_is_away_says_who_gets_the_mail(house: House) -> None:
    away, manager = house.browser("d.ruitenboer"), house.browser("c.bosmade")
    away.get(f"/b/{BOARD}/me")
    away.submit("/me/absence", first="2026-11-23", last="2026-11-27")
    manager.get(f"{PAGE}/do/reassign")
    manager.submit("/do/reassign", to=who("d.ruitenboer"), reason="Bram heeft het druk")
    assert action(house).owner == who("d.ruitenboer")
    assert "is afwezig tot en met 27 november 2026. Er is geen vervanger." in manager.says
    for browser, is_told in ((house.browser("a.kuipershof"), True), (away, False)):
        browser.get(PAGE)
        assert ("Daan Ruitenboer is afwezig tot en met 27 november 2026." in browser.says) is is_told


def test_giving_it_to_somebody_who_leaves_before_it_is_due_says_so(house: House) -> None:
    manager = house.browser("c.bosmade")
    manager.get(f"{PAGE}/do/extend")
    manager.submit("/do/extend", due="2026-12-18", reason="Na de MR")
    house.leaves("d.ruitenboer", date(2026, 12, 17))
    manager.get(f"{PAGE}/do/reassign")
    manager.submit("/do/reassign", to=who("d.ruitenboer"), reason="Bram heeft het druk")
    assert "werkt hier tot en met 17 december 2026. Dat is voor de afgesproken datum." in manager.says


def test_a_page_that_somebody_overtook_keeps_what_was_written(house: House) -> None:
    mine, theirs = house.browser("b.uitgeester"), house.browser("c.bosmade")
    mine.get(PAGE)
    theirs.get(f"{PAGE}/do/extend")
    theirs.submit("/do/extend", due="2026-12-18", reason="Na de MR")
    page = mine.submit("/do/report_done", done="Klaar, het hangt er")
    assert page.status_code == 409
    assert "Klaar, het hangt er" in page.text
    assert "Carolien Bosmade veranderde de datum" in mine.says
    assert "“Na de MR”" in mine.says
    assert action(house).phase is Phase.DO
    assert mine.submit("/do/report_done").status_code == 200
    assert action(house).phase is Phase.CHECK


def test_the_same_form_sent_twice_does_it_once(house: House) -> None:
    browser = house.browser("b.uitgeester")
    page = browser.get(PAGE)
    for _ in range(2):
        browser.page = page
        assert browser.submit("/do/report_done", done="Klaar").status_code == 200
    with house.runtime.store.reading(BOARD) as session:
        assert [one.kind for one in session.events(key="A-004")].count("action_report_done") == 1


@pytest.mark.parametrize("event", ["extend", "reassign", "grant", "cancel", "secure", "nonsense"])
def test_a_step_that_is_not_ones_own_is_neither_shown_nor_taken(house: House, event: str) -> None:
    browser = house.browser("b.uitgeester")
    page = browser.get(PAGE)
    assert f"/do/{event}" not in page.text
    before = house.fingerprint()
    fields = {"version": "1", "reason": "x", "due": "2027-01-11", "to": who("f.stroobach")}
    assert browser.post(f"{PAGE}/do/{event}", fields).status_code in (404, 409)
    assert house.fingerprint() == before


def test_a_manager_answers_a_question_and_the_history_tells_it_by_name(house: House) -> None:
    asker = house.browser("b.uitgeester")
    asker.get(f"{PAGE}/do/ask_more_time")
    asker.submit("/do/ask_more_time", reason="Het wacht op de MR", until="2026-12-11")
    with house.runtime.store.reading(BOARD) as session:
        request = session.open_request("A-004")
    assert request is not None
    assert request.responsible is not None
    manager = house.browser(request.responsible)
    manager.get(PAGE)
    assert "Bram Uitgeester vraagt meer tijd" in manager.says
    manager.submit("/do/refuse", reason="Eerst het rooster")
    asker.get(PAGE)
    assert "wees het verzoek af" in asker.says
    assert "“Eerst het rooster”" in asker.says


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        ("hand_back", "Bram Uitgeester vraagt of een ander dit kan doen"),
        ("ask_more_time", "Bram Uitgeester vraagt meer tijd"),
    ],
)
def test_what_is_asked_is_told_as_one_sentence(house: House, step: str, asked: str) -> None:
    asker = house.browser("b.uitgeester")
    asker.get(f"{PAGE}/do/{step}")
    until = {"until": "2026-12-11"} if step == "ask_more_time" else {}
    asker.submit(f"/do/{step}", reason="Het wacht op de MR", **until)
    with house.runtime.store.reading(BOARD) as session:
        request = session.open_request("A-004")
    assert request is not None
    assert request.responsible is not None
    manager = house.browser(request.responsible)
    manager.get(PAGE)
    assert asked in manager.says
    asker.get(PAGE)
    assert asked.replace("vraagt", "vroeg") in asker.says


def test_why_a_step_is_not_possible_ends_as_a_sentence_does(house: House) -> None:
    manager = house.browser("a.kuipershof")
    manager.get(f"{PAGE}/do/reassign")
    manager.submit("/do/reassign", to=who("b.uitgeester"), reason="Bram blijft het doen")
    assert "A-004 ligt al bij Bram Uitgeester." in manager.says


def test_the_history_tells_old_and_new_values_in_words_and_names_nobody_by_address(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{PAGE}/do/reassign")
    browser.submit("/do/reassign", to="Fenna Stroobach", reason="Ruil")
    page = browser.get(PAGE).text
    assert "actiehouder: Bram Uitgeester → Fenna Stroobach" in browser.says
    history = page[page.index('id="history"') :]
    assert "@dewaterlijn.example" not in history
    browser.get(f"{PAGE}/do/extend")
    browser.submit("/do/extend", due="2026-12-18", reason="Na de MR")
    assert "datum: 13 november 2026 → 18 december 2026" in browser.says


def test_the_line_of_an_improvement_goes_from_finding_to_effect(house: House) -> None:
    browser = house.browser("n.berkaoui")
    page = browser.get(f"/b/{BOARD}/actions/A-029").text
    line = re.search(r'id="line".*?</section>', page, re.DOTALL)
    assert line is not None
    told = re.findall(r'<div class="history-text"><p>([^<]+)</p>', line[0])
    assert told == [
        "Gevonden: zelfevaluatie",
        "Er kwam een plan",
        "Klaar",
        "Getoetst: niet",
        "Bijgesteld: ronde 2 begon",
    ]


def test_an_action_that_was_carried_over_says_to_which_cycle(house: House) -> None:
    browser = house.browser("n.berkaoui")
    browser.get(f"/b/{BOARD}/actions/B-011")
    assert "Ging mee naar" in browser.says


def test_a_cycle_is_told_by_its_title(house: House) -> None:
    browser = house.browser("t.aertsveld")
    browser.get(f"/b/{BOARD}/actions/A-030")
    assert "cyclus: – → Interne audit 2026-2027" in browser.says


def test_the_page_in_english(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(PAGE)
    assert "What happened" in browser.says
    assert "Wat er gebeurde" not in browser.says


def test_whoever_looks_at_what_hangs_sees_who_was_asked_already_until_it_moves_on(house: House) -> None:
    board = house.browser("m.oldenhuis")
    board.get(f"/b/{BOARD}/actions/B-010")
    asked = "Gevraagd om mee te denken: Wendy Sloterman, Koen Rijpwetering, Annelies Duivenkamp, Marijke Oldenhuis"
    assert asked in board.says
    board.get(f"/b/{BOARD}/actions/B-010/do/extend")
    board.submit("/do/extend", due="2026-12-18", reason="Afgesproken met Niels")
    board.get(f"/b/{BOARD}/actions/B-010")
    assert "Gevraagd om mee te denken" not in board.says


@pytest.mark.parametrize(
    ("person", "ref"), [("n.berkaoui", "A-029"), ("b.uitgeester", "A-004"), ("n.berkaoui", "B-013")]
)
def test_the_page_takes_few_statements(house: House, person: str, ref: str) -> None:
    browser = house.browser(person)
    browser.get(f"/b/{BOARD}/actions/{ref}")
    with house.counted() as ran:
        browser.get(f"/b/{BOARD}/actions/{ref}")
    assert len(ran) <= 12, ran


def test_a_step_that_somebody_took_already_is_not_offered_again_and_its_date_reads_as_a_date(
    house: House,
) -> None:
    owner = house.browser("b.uitgeester")
    owner.get(f"{PAGE}/do/ask_more_time")
    owner.submit("/do/ask_more_time", until="2026-12-04", reason="De conciërge is ziek")
    first, second = house.browser("a.kuipershof"), house.browser("a.kuipershof")
    for tab in (first, second):
        tab.get(f"{PAGE}/do/grant")
    first.submit("/do/grant", due="2026-12-04")
    page = second.submit("/do/grant", due="2026-12-04")
    assert page.status_code == 409
    assert "Deze stap kan niet meer. Dit schreef je: 4 december 2026" in second.says
    assert "Er is niets weg: wat je invulde, staat hier nog. Kijk wat er gebeurde." in second.says
    assert "Verstuur het dan opnieuw" not in second.says
    assert "2026-12-04" not in second.says

"""Acting from a mail: one item for one person, without signing in; looking changes nothing."""

import re
from datetime import date, timedelta

import pytest

from pdca.domain.actions.action import Phase, RequestKind, RequestState
from pdca.domain.actions.machine import Event
from pdca.mail.kept import Mailbox
from pdca.services.mailing.links import Capability
from tests.web.house import BOARD, Browser, House, forms_of, who

BRAM, ARJAN = who("b.uitgeester"), who("a.kuipershof")


def link(
    house: House, item: str = "A-004", person: str = BRAM, purpose: str = "act", version: int = 1
) -> str:
    capability = Capability(
        board=BOARD,
        item=item,
        version=version,
        person=person,
        purpose=purpose,
        until=house.today + timedelta(days=30),
    )
    return house.runtime.links.to(capability).removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def browser(house: House) -> Browser:
    """A browser of nobody, as a mail opens it."""
    return house.browser()


def action_of(house: House, ref: str = "A-004"):  # type: ignore[no-untyped-def]  # as the store gives it
    with house.runtime.store.reading(BOARD) as session:
        return session.action(ref)


def test_a_link_says_what_is_asked_why_you_by_when_and_what_comes_if_nothing_happens(
    house: House, browser: Browser
) -> None:
    browser.get(link(house))
    assert "Pleinrooster en toezicht in de kleine pauze herzien" in browser.says
    assert "Afgesproken was 13 november, 6 schooldagen geleden." in browser.says
    assert "Je krijgt dit omdat jij aan zet bent." in browser.says
    assert "vragen we Inge Marsdiep" in browser.says


def test_whoever_is_asked_about_a_task_that_is_not_theirs_is_led_to_its_cycle(
    house: House, browser: Browser
) -> None:
    cycle = "safety-monitor/SLH/2026-2027"
    page = browser.get(link(house, f"{cycle}/announce", who("s.mulderink"))).text
    assert "aan zet" in browser.says
    assert f'href="/b/{BOARD}/cycles/{cycle}"' in page


def test_looking_changes_nothing_however_often_and_by_whatever_method(house: House, browser: Browser) -> None:
    before = house.fingerprint()
    for purpose in ("act", "why", "list"):
        place = link(house, purpose=purpose, item="" if purpose == "list" else "A-004")
        answers = [browser.client.request(method, place).status_code for method in ("HEAD", "GET", "HEAD")]
        assert answers == [200, 200, 200]
        browser.client.request("OPTIONS", place)
    assert house.fingerprint() == before


def test_from_a_mail_to_done_in_two_taps(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/report_done")
    assert action_of(house).phase is Phase.CHECK
    assert "Arjan Kuipershof kijkt nu of het helpt." in browser.says


def test_a_name_of_a_pupil_is_warned_of_from_the_mail_too(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/report_done", done="Besproken met leerling Daan Smit")
    assert action_of(house).phase is Phase.CHECK
    assert "'leerling Daan Smit' lijkt op de naam van een leerling. Gebruik een code" in browser.says


def test_who_is_asked_to_close_a_cycle_comes_to_the_page_for_it(house: House, browser: Browser) -> None:
    cycle = "results-final/PSL/2026-2027"
    for version, person, place in ((5, "c.bosmade", f"{cycle}/closing"), (5, "m.oldenhuis", cycle)):
        browser.get(link(house, cycle, who(person), version=version))
        assert f'href="/b/{BOARD}/cycles/{place}"' in str(browser.page and browser.page.text)


def test_a_second_click_finds_what_the_first_did(house: House, browser: Browser) -> None:
    place = link(house)
    page = browser.get(place)
    browser.submit("/report_done")
    after = house.fingerprint()
    browser.page = page
    answer = browser.submit("/report_done")
    assert answer.status_code == 200
    assert house.fingerprint() == after
    assert "Je hebt hierop al geantwoord" in browser.says


def test_what_was_done_is_undone_by_one_tap(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/report_done")
    assert [one.action.rpartition("/")[2] for one in forms_of(browser.page.text)].count("take_back") == 1  # type: ignore[union-attr]  # a page is open
    assert browser.says.count("Ongedaan maken") == 1
    assert "terug" not in browser.says
    browser.submit("/take_back")
    again = action_of(house)
    assert (again.phase, again.due.isoformat(), again.done) == (Phase.DO, "2026-11-13", "")
    browser.get(link(house))
    assert "Het is klaar" in browser.says


def test_a_wait_that_was_a_mistake_is_undone_by_one_tap_and_something_else_can_be_answered(
    house: House, browser: Browser
) -> None:
    place = link(house)
    browser.get(place)
    browser.submit("/ask_to_block", until="2026-12-07", reason="De verf moet nog komen")
    assert "Het wacht nu tot en met 7 december 2026." in browser.says
    waiting = browser.get(place)
    browser.submit("/unblock")
    again = action_of(house)
    assert (again.phase, again.due.isoformat(), again.blocked) == (Phase.DO, "2026-11-13", None)
    after = house.fingerprint()
    other = house.browser()
    other.page = waiting
    assert other.submit("/unblock").status_code == 200
    assert house.fingerprint() == after
    assert "Pak het weer op" not in other.says
    browser.submit("/report_done")
    assert action_of(house).phase is Phase.CHECK


def test_a_second_wait_in_a_row_is_said_to_be_a_question(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/ask_to_block", until="2026-11-24", reason="De verf moet nog komen")
    house.morning(2)
    browser.get(link(house, version=action_of(house).version))
    browser.submit("/ask_to_block", until="2026-11-27", reason="De kwasten ook")
    assert "Tot er een antwoord is, blijft de datum" in browser.says
    assert "Het wacht nu" not in browser.says


def test_more_time_is_asked_with_a_date_and_a_reason(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/ask_more_time", until="2026-12-04", reason="De conciërge is ziek")
    with house.runtime.store.reading(BOARD) as session:
        request = session.open_request("A-004")
    assert request is not None
    assert (request.kind, request.until) == (RequestKind.MORE_TIME, date(2026, 12, 4))
    assert "Tot er een antwoord is" in browser.says


def test_a_day_off_that_is_asked_for_from_a_mail_is_said_with_the_day_on_which_somebody_is_there_again(
    house: House, browser: Browser
) -> None:
    said = "Zondag 27 december 2026 valt in de kerstvakantie. De eerste schooldag erna is maandag 4 januari 2027."
    browser.get(link(house))
    browser.submit("/ask_more_time", until="2026-12-27", reason="De conciërge is ziek")
    assert said in browser.says
    manager = house.browser()
    manager.get(link(house, person=ARJAN))
    manager.submit("/grant", due="2026-12-27")
    assert said in manager.says
    assert action_of(house).due == date(2026, 12, 27)


def test_work_that_is_given_to_somebody_who_is_away_from_a_mail_says_so(
    house: House, browser: Browser
) -> None:
    away = house.browser("d.ruitenboer")
    away.get(f"/b/{BOARD}/me")
    away.submit("/me/absence", first="2026-11-23", last="2026-11-27")
    browser.get(link(house, person=ARJAN))
    browser.submit("/reassign", to=who("d.ruitenboer"), reason="Bram heeft het druk")
    assert action_of(house).owner == who("d.ruitenboer")
    assert "is afwezig tot en met 27 november 2026." in browser.says


def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(house: House, browser: Browser) -> None:
    browser.get(link(house))
    answer = browser.submit("/ask_more_time", until="2026-12-04", reason="")
    assert answer.status_code == 422
    assert 'value="2026-12-04"' in answer.text
    assert "Vul dit in." in browser.says
    assert 'aria-invalid="true"' in answer.text


NO_DATE, NO_SUCH_DAY = "Dit is geen datum. Schrijf hem als 13-11-2026.", "Deze dag bestaat niet."


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("volgende week", NO_DATE),
        ("13-11", NO_DATE),
        ("2026-99999999999999999999-01", NO_DATE),
        ("31-02-2027", NO_SUCH_DAY),
        ("2026-13-01", NO_SUCH_DAY),
    ],
)
def test_a_day_that_is_none_is_told_and_kept_as_typed(
    house: House, browser: Browser, day: str, said: str
) -> None:
    browser.get(link(house))
    answer = browser.submit("/ask_more_time", until=day, reason="ziek")
    assert answer.status_code == 422
    assert [one in browser.says for one in (NO_DATE, NO_SUCH_DAY)] == [said == NO_DATE, said == NO_SUCH_DAY]
    assert day in answer.text


def test_a_link_to_what_moved_on_tells_what_happened(house: House, browser: Browser) -> None:
    manager = house.browser("a.kuipershof")
    manager.get("/b/waterlijn/actions/A-004/do/reassign")
    manager.submit("/do/reassign", to="Daan Ruitenboer", reason="Bram is op cursus")
    before = house.fingerprint()
    browser.get(link(house))
    assert "Dit ligt nu bij Daan Ruitenboer. Je hoeft niets te doen." in browser.says
    assert "Arjan Kuipershof gaf het aan een ander" in browser.says
    assert "Bram is op cursus" in browser.says
    assert browser.client.post(link(house) + "/report_done", data={"csrf": browser.mark()}).status_code in (
        200,
        403,
    )
    assert house.fingerprint() == before


def test_what_is_passed_on_from_a_mail_may_get_another_date_and_the_new_owner_reads_whose_it_was(
    house: House, browser: Browser
) -> None:
    daan = who("d.ruitenboer")
    browser.get(link(house, person=ARJAN))
    assert "Laat je dit leeg, dan blijft de datum 13 november 2026." in browser.says
    for day in ("2026-11-20", "2029-01-01"):
        answer = browser.submit("/reassign", to=daan, due=day, reason="Bram heeft het druk")
        assert answer.status_code == 422
    browser.get(link(house, person=ARJAN))
    browser.submit("/reassign", to=daan, reason="Bram heeft het druk")
    assert (action_of(house).owner, action_of(house).due) == (daan, date(2026, 11, 13))
    browser.get(link(house, person=daan, version=2))
    assert "Het lag eerst bij Bram Uitgeester. Dat de afgesproken dag al voorbij is" in browser.says
    manager = house.browser("a.kuipershof")
    manager.get(f"/b/{BOARD}/actions/A-004/do/reassign")
    manager.submit("/do/reassign", to="Fenna Stroobach", due="2026-12-18", reason="Daan is ziek")
    assert (action_of(house).owner, action_of(house).due) == (who("f.stroobach"), date(2026, 12, 18))


def test_what_is_handed_back_may_go_on_with_another_date(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/hand_back", reason="Dit is van de pleinwerkgroep")
    decider = house.browser()
    decider.get(link(house, item="A-004/request-1", person=ARJAN))
    decider.submit("/grant", to="Fenna Stroobach", due="2026-12-18")
    assert (action_of(house).owner, action_of(house).due) == (who("f.stroobach"), date(2026, 12, 18))


def test_whoever_may_decide_grants_from_the_mail(house: House, browser: Browser) -> None:
    with house.runtime.store.reading(BOARD) as session:
        request = next(one for one in session.requests_open() if one.responsible)
    assert request.responsible is not None
    browser.get(link(house, item=request.id, person=request.responsible))
    browser.submit("/grant")
    with house.runtime.store.reading(BOARD) as session:
        assert session.request(request.id).state is RequestState.GRANTED


def test_a_list_opens_each_thing_with_a_link_of_its_own(house: House, browser: Browser) -> None:
    page = browser.get(link(house, item="", purpose="list", version=0))
    places = re.findall(r'href="(?:http://127\.0\.0\.1:8000)?(/m/[^"]+)"', page.text)
    assert places
    assert browser.get(places[0]).status_code == 200
    assert "Het is klaar" in browser.says


def test_why_is_told_without_signing_in(house: House, browser: Browser) -> None:
    assert browser.get(link(house, purpose="why")).status_code == 200
    assert "A-004" in browser.says


def mutations(token: str) -> list[str]:
    """Return ways in which a token can be damaged or made up."""
    flipped = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(token), 1)
    ]
    cut = [token[:at] for at in range(1, len(token), 7)]
    return [*flipped, *cut, token + "A", token.replace(".", ""), token.replace(".", ".."), "." + token, "x"]


def test_a_link_that_was_changed_anywhere_opens_nothing_and_says_always_the_same(house: House) -> None:
    token = link(house).removeprefix("/m/")
    answers = set()
    for one in mutations(token):
        browser = house.browser()
        house.web.site.limits = type(house.web.site.limits)()  # guesses of one place are counted
        answer = browser.client.get(f"/m/{one}")
        answers.add((answer.status_code, len(re.sub(r'nonce-[^"]+|/m/[^"]*', "", answer.text)) > 0))
        assert answer.status_code == 404, one
    assert len(answers) == 1


def test_a_link_for_one_thing_opens_nothing_else(house: House, browser: Browser) -> None:
    browser.get(link(house))
    for place in (
        "/b/waterlijn/work",
        "/b/waterlijn/actions",
        "/b/waterlijn/actions/A-004",
        "/b/waterlijn/overview",
    ):
        answer = browser.client.get(place, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
    for event in (Event.CANCEL, Event.REOPEN, Event.GROW, Event.BLOCK, "secure", "nothing"):
        before = house.fingerprint()
        browser.get(link(house))
        browser.client.post(f"{link(house)}/{event}", data={"csrf": browser.mark(), "reason": "x"})
        assert house.fingerprint() == before


def test_an_expired_link_and_that_of_somebody_who_left_open_nothing(house: House, browser: Browser) -> None:
    place = link(house)
    left = link(house, person=who("r.middelveen"))
    assert browser.get(left).status_code == 404
    house.clock.forward(timedelta(days=31))
    assert browser.get(place).status_code == 404


def test_guessing_is_ended_after_thirty_tries_and_others_still_come_in(house: House) -> None:
    guesser = house.browser()
    codes = [
        guesser.client.get(f"/m/abc{number}", headers={"x-forwarded-for": "192.0.2.1"}).status_code
        for number in range(40)
    ]
    assert codes[:30] == [404] * 30
    assert set(codes[31:]) == {429}
    assert (
        house.browser().client.get(link(house), headers={"x-forwarded-for": "192.0.2.2"}).status_code == 200
    )


def test_it_reads_in_english_for_whoever_reads_english(house: House, browser: Browser) -> None:
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(link(house))
    assert "It is done" in browser.says
    assert "Het is klaar" not in browser.says


def version_of(house: House, item: str) -> int:
    with house.runtime.store.reading(BOARD) as session:
        planned = session.deadline(item)
    assert planned is not None
    return planned.deadline.version


def test_whoever_is_asked_for_help_reads_who_has_it_since_when_and_what_to_choose(
    house: House, browser: Browser
) -> None:
    house.morning(3)
    browser.get(link(house, "B-013", ARJAN, version=version_of(house, "B-013")))
    assert "Fenna Stroobach is aan zet: doen en klaar melden." in browser.says
    assert "Afgesproken was 23 november" in browser.says
    assert "Bespreek samen wat er nodig is. Kies daarna hieronder: een andere datum" in browser.says
    assert "Is het klaar? Laat het weten." not in browser.says
    assert "je Fenna Stroobach vervangt" not in browser.says
    browser.submit("/extend", due="2026-12-14", reason="samen bekeken")
    assert action_of(house, "B-013").due == date(2026, 12, 14)


def test_the_owner_is_asked_and_not_spoken_about(house: House, browser: Browser) -> None:
    browser.get(link(house))
    assert "Is het klaar? Laat het weten." in browser.says
    assert "is aan zet:" not in browser.says


def asked_more_time(browser: Browser) -> None:
    browser.submit("/ask_more_time", until="2026-12-04", reason="De conciërge is ziek")


WAITS = ("Je vroeg op 23 november 2026 meer tijd, tot 4 december 2026.", "Arjan Kuipershof beslist.")


@pytest.mark.parametrize("is_undone_before", [False, True])
def test_a_question_from_the_mail_says_what_was_asked_who_decides_and_is_withdrawn_there(
    house: House, browser: Browser, is_undone_before: bool
) -> None:
    browser.get(link(house))
    if is_undone_before:
        browser.submit("/report_done")
        browser.submit("/take_back")
    asked_more_time(browser)
    browser.get(link(house))
    for said in WAITS:
        assert said in browser.says
    assert "Je hebt hierop al geantwoord" not in browser.says
    browser.submit("/withdraw")
    with house.runtime.store.reading(BOARD) as session:
        assert session.open_request("A-004") is None
    assert "Het is klaar" in browser.says


def test_a_question_that_was_withdrawn_elsewhere_is_gone_and_the_buttons_are_back(
    house: House, browser: Browser
) -> None:
    browser.get(link(house))
    asked_more_time(browser)
    stale = browser.get(link(house))
    elsewhere = house.browser("b.uitgeester")
    elsewhere.get("/b/waterlijn/actions/A-004/do/withdraw")
    elsewhere.submit("/do/withdraw")
    browser.page = stale
    assert browser.submit("/withdraw").status_code == 200
    assert "Je hebt je vraag ingetrokken" in browser.says
    assert "Je vroeg op 23 november 2026 meer tijd. Die vraag is nu weg." in browser.says
    offered = {one.action.rpartition("/")[2] for one in forms_of(browser.page.text)}
    assert {"report_done", "ask_more_time", "hand_back", "ask_to_block"} <= offered
    browser.submit("/report_done")
    assert action_of(house).phase is Phase.CHECK
    assert "ingetrokken" not in browser.says


def test_after_another_step_the_question_that_was_taken_back_before_is_told_no_more(
    house: House, browser: Browser
) -> None:
    browser.get(link(house))
    asked_more_time(browser)
    browser.submit("/withdraw")
    browser.get(link(house))
    assert "Je hebt je vraag ingetrokken" in browser.says
    browser.submit("/report_done")
    browser.submit("/take_back")
    assert "Teruggenomen. Het ligt weer bij jou." in browser.says
    assert "ingetrokken" not in browser.says
    assert "Het is klaar" in browser.says


def decided(house: House, step: str, **facts: str) -> None:
    manager = house.browser("a.kuipershof")
    manager.get(f"/b/waterlijn/actions/A-004/do/{step}")
    manager.submit(f"/do/{step}", **facts)


@pytest.mark.parametrize(
    ("step", "facts", "answer"),
    [
        ("refuse", {"reason": "Samen komen we eruit"}, "Arjan Kuipershof wees het verzoek af"),
        (
            "grant",
            {"due": "2026-12-11", "reason": "Samen komen we eruit"},
            "Arjan Kuipershof veranderde de datum",
        ),
    ],
)
def test_a_question_that_was_decided_meanwhile_is_not_withdrawn_and_the_answer_is_told(
    house: House, browser: Browser, step: str, facts: dict[str, str], answer: str
) -> None:
    browser.get(link(house))
    asked_more_time(browser)
    stale = browser.get(link(house))
    decided(house, step, **facts)
    after = house.fingerprint()
    browser.page = stale
    assert browser.submit("/withdraw").status_code == 200
    assert house.fingerprint() == after
    assert answer in browser.says
    assert "Samen komen we eruit" in browser.says
    assert "ingetrokken" not in browser.says


def test_after_a_refusal_one_may_ask_again_and_the_old_answer_is_gone(house: House, browser: Browser) -> None:
    browser.get(link(house))
    asked_more_time(browser)
    decided(house, "refuse", reason="Samen komen we eruit")
    browser.get(link(house))
    assert "Je vroeg op 23 november 2026 meer tijd." in browser.says
    asked_more_time(browser)
    assert WAITS[0] in browser.says
    assert "Samen komen we eruit" not in browser.says


def test_a_first_name_is_enough_to_be_asked_who_is_meant_and_only_of_those_in_the_list(
    house: House, browser: Browser
) -> None:
    for typed, said in (("Inge", "Bedoel je Inge Marsdiep?"), ("Esra", "Niemand hier heet zo.")):
        browser.get(link(house, person=ARJAN))
        answer = browser.submit("/reassign", to=typed, reason="Bram heeft het druk")
        assert answer.status_code == 422
        assert said in browser.says
        assert f'value="{typed}"' in answer.text
        assert "Esra" not in answer.text.replace('value="Esra"', "")
    assert action_of(house).owner == BRAM


WHOSE = "Deze link is van Bram Uitgeester"
ELSE = "Je bent hier als Arjan Kuipershof ingelogd. Wat je hier doet, staat op naam van Bram Uitgeester."


@pytest.mark.parametrize("purpose", ["act", "why", "list"])
@pytest.mark.parametrize(
    ("signed_in", "is_warned"), [("", False), ("b.uitgeester", False), ("a.kuipershof", True)]
)
def test_the_page_behind_a_link_says_whose_it_is_and_warns_whoever_is_signed_in_as_somebody_else(
    house: House, purpose: str, signed_in: str, *, is_warned: bool
) -> None:
    browser = house.browser(signed_in)
    browser.get(link(house, purpose=purpose, item="" if purpose == "list" else "A-004"))
    assert browser.says.count(WHOSE) == 1
    assert (ELSE in browser.says) is is_warned
    assert ("ingelogd" in browser.says) is is_warned


def test_what_somebody_else_does_by_a_link_is_still_told_to_be_that_of_its_holder(house: House) -> None:
    browser = house.browser("a.kuipershof")
    browser.get(link(house))
    browser.submit("/report_done")
    assert ELSE in browser.says
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(link(house))
    assert "This link belongs to Bram Uitgeester" in browser.says
    assert (
        "You are signed in here as Arjan Kuipershof. What you do here is done in the name of Bram Uitgeester."
        in browser.says
    )


def test_a_pass_that_is_over_warns_of_nobody(house: House) -> None:
    browser = house.browser("a.kuipershof")
    browser.get("/b/waterlijn/work")
    kept = dict(browser.client.cookies)
    browser.submit("/sign-out")
    browser.client.cookies.update(kept)
    browser.get(link(house))
    assert WHOSE in browser.says
    assert "ingelogd" not in browser.says


@pytest.mark.parametrize("own", ["", "Fenna kent het plein"])
@pytest.mark.parametrize("purpose", ["act", "why"])
def test_the_words_of_whoever_asked_are_not_those_of_whoever_granted_it(
    house: House, browser: Browser, purpose: str, own: str
) -> None:
    browser.get(link(house))
    browser.submit("/hand_back", reason="Dit is van de pleinwerkgroep")
    decided(house, "grant", to="Fenna Stroobach", reason=own)
    house.morning(1)
    if purpose == "act":
        browser.get(link(house))
        assert "Je vroeg om iemand anders “Dit is van de pleinwerkgroep”" in browser.says
        granted = "Arjan Kuipershof gaf het aan een ander"
        assert (f"{granted} “{own}”" if own else granted) in browser.says
        assert browser.says.count("pleinwerkgroep") == 1
    else:
        browser.get(link(house, person=who("f.stroobach"), purpose="why", version=2))
        assert "Arjan Kuipershof" in browser.says
        assert own in browser.says
        assert "pleinwerkgroep" not in browser.says


@pytest.mark.parametrize(
    ("language", "said", "log"),
    [
        (
            "nl",
            "Dit ligt nu bij Fenna Stroobach. Je hoeft niets te doen.",
            ["Je vroeg om iemand anders", "Je trok de vraag in", "Arjan Kuipershof gaf het aan een ander"],
        ),
        (
            "en",
            "This is with Fenna Stroobach now. You do not have to do anything.",
            [
                "You asked for somebody else",
                "You took the question back",
                "Arjan Kuipershof gave it to somebody else",
            ],
        ),
    ],
)
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_an_old_link_says_with_whom_it_is_now_and_then_what_happened(
    house: House, browser: Browser, language: str, said: str, log: list[str], *, is_withdrawn: bool
) -> None:
    browser.get(link(house))
    browser.submit("/hand_back", reason="Dit is van de pleinwerkgroep")
    if is_withdrawn:
        browser.get(link(house))
        browser.submit("/withdraw")
        decided(house, "reassign", to="Fenna Stroobach", reason="Toch maar wel")
    else:
        decided(house, "grant", to="Fenna Stroobach")
        log = [log[0], log[2]]
    browser.client.cookies.set("pdca-lang", language)
    browser.get(link(house))
    assert all(one in browser.says for one in (said, *log))
    places = [browser.says.index(one) for one in (said, *log)]
    assert places == sorted(places)
    assert ("trok de vraag in" in browser.says or "took the question" in browser.says) is is_withdrawn
    for gone in ("hierop al geantwoord", "have answered", "Bram Uitgeester vroeg", "Bram Uitgeester asked"):
        assert gone not in browser.says
    assert not [one for one in forms_of(browser.page.text) if "/m/" in one.action]  # type: ignore[union-attr]  # a page is open


def test_what_the_reader_reported_done_is_still_the_readers_answer(house: House, browser: Browser) -> None:
    browser.get(link(house))
    browser.submit("/report_done")
    browser.get(link(house))
    assert "Je hebt hierop al geantwoord" in browser.says
    assert "Je meldde het klaar" in browser.says
    assert "Dit ligt nu bij" not in browser.says


def test_a_question_is_told_with_the_day_on_which_its_action_climbs_further(house: House) -> None:
    # the question itself would climb on 14 December at the earliest, ten school days after 30 November
    asker, decider = house.browser(), house.browser()
    asker.get(link(house))
    asker.submit("/ask_more_time", until="2026-12-18", reason="Het rooster wacht op de MR")
    decider.get(link(house, item="A-004/request-1", person=ARJAN))
    assert "Is het op vrijdag 27 november nog niet klaar, dan vragen we Inge Marsdiep" in decider.says
    decider.get(link(house, item="", person=ARJAN, purpose="list"))
    row = decider.says.split("Meer tijd: Pleinrooster", 1)[1]
    assert row.index("13 nov 2026") < row.index("Te laat")


LAPSED = "De vraag verviel, omdat de actie verderging"


def test_a_question_that_lapsed_is_told_with_what_it_lapsed_by(house: House, browser: Browser) -> None:
    browser.get(link(house))
    asked_more_time(browser)
    decided(house, "extend", due="2026-12-11", reason="Met de hele bouw besproken")
    log = ["Je vroeg om meer tijd", "Arjan Kuipershof veranderde de datum", LAPSED]
    browser.get(link(house))
    assert [browser.says.count(one) for one in log] == [1, 1, 1]
    assert sorted(log, key=browser.says.index) == log
    browser.get(link(house, item="A-004/request-1", person=who("c.bosmade")))
    assert "Dit is klaar" in browser.says
    assert sorted(log[1:], key=browser.says.index) == log[1:]
    browser.get(link(house, item="A-004/request-1", person=ARJAN))
    assert browser.says.index("Je veranderde de datum") < browser.says.index(LAPSED)
    owner = house.browser("b.uitgeester")
    owner.get("/b/waterlijn/actions/A-004")
    assert LAPSED in owner.says
    assert "nam de vraag" not in owner.says
    assert "trok de vraag in" not in owner.says


def test_whoever_reports_done_while_the_own_question_waits_reads_that_it_lapsed(
    house: House, browser: Browser
) -> None:
    browser.get(link(house))
    asked_more_time(browser)
    browser.get(link(house))
    browser.submit("/report_done")
    assert browser.says.index("Je meldde het klaar") < browser.says.index(LAPSED)
    assert "Je hebt hierop al geantwoord" in browser.says


WISHES = ("ask_more_time", "hand_back", "ask_to_block")


@pytest.mark.parametrize("answer", [*WISHES, "report_done", "cancel", '"><b>', ""])
def test_a_mail_opens_the_form_of_the_answer_that_was_chosen_and_changes_nothing(
    house: House, browser: Browser, answer: str
) -> None:
    before = house.fingerprint()
    page = browser.get(link(house), params={"answer": answer}).text
    assert house.fingerprint() == before
    opened = re.findall(r'<details class="fold" id="(\w+)" open>', page)
    assert opened == ([answer] if answer in WISHES else [])
    browser.submit("/ask_more_time", until="2026-12-04", reason="De conciërge is ziek")
    with house.runtime.store.reading(BOARD) as session:
        assert session.open_request("A-004") is not None


def test_each_answer_in_a_mail_that_was_sent_leads_to_its_form(house: House) -> None:
    house.morning(4)  # on Friday 27 November A-004 is ten school days late
    box = Mailbox(house.mail)
    letter = box.open(box.envelopes(BRAM)[0].name)
    for part in (letter.text, letter.html):
        places = re.findall(r"http://127\.0\.0\.1:8000(/m/[^\s\"?]+\?answer=\w+)#(\w+)", part)
        assert [wish for _, wish in places] == list(WISHES) * (len(places) // 3)
        assert places
        for place, wish in places[:3]:
            assert f'<details class="fold" id="{wish}" open>' in house.browser().get(place).text

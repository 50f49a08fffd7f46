"""What somebody wrote is never lost: signed out, or while the database is away, it comes back to be sent again."""

from datetime import timedelta

import pytest

from pdca.services.access.sessions import current, end
from pdca.web.door.passes import SESSION
from tests.web.house import BOARD, Browser, House, forms_of, words_of

AUDIT = "internal-audit/RIV/2026-2027"
CYCLE = f"/b/{BOARD}/cycles/{AUDIT}"
LONG = 'Eerste regel van een lang verhaal.\n\nEn nog een alinea, met "aanhalingstekens" & <haken>.\n' * 20

FORMS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    (f"{CYCLE}/closing", "/do/reflect", {"reflection": "helped", "words": LONG}, "words"),
    (CYCLE, "/do/record_report", {"report": "Kast 3, bovenste plank, map 2026"}, "report"),
    (CYCLE, "/talk", {"text": LONG}, "text"),
    (
        f"/b/{BOARD}/actions/new",
        "/actions/new",
        {
            "title": "Pleinwacht herzien in zes stappen, met alle teams erbij en met de ouders",
            "owner": "Fenna Stroobach",
            "source": "goal",
        },
        "title",
    ),
    (f"/b/{BOARD}/actions/A-004", "/talk", {"text": LONG}, "text"),
    (f"/b/{BOARD}/actions/A-004/do/extend", "/do/extend", {"reason": LONG, "due": "2026-12-18"}, "reason"),
    (f"{CYCLE}/closing", "/decide", {"decision": "drop", "reason": LONG}, "reason"),
)


@pytest.mark.parametrize("is_forgotten", [False, True], ids=["the session ended", "the browser forgot it"])
@pytest.mark.parametrize(("place", "step", "fields", "name"), FORMS, ids=lambda one: str(one)[-24:])
def test_what_was_written_is_there_after_signing_in_again_and_is_carried_out(
    house: House, place: str, step: str, fields: dict[str, str], name: str, is_forgotten: bool
) -> None:
    browser = _owner(house, place)
    browser.get(place)
    _end_session(house, browser)
    if is_forgotten:
        browser.client.cookies.delete(SESSION)
    page = browser.submit(step, **fields)
    assert page.status_code in (401, 403)
    assert "uitgelogd" in browser.says
    assert "/sign-in?next=/signed-in" in page.text

    _come_in_as(browser, _owner(house, place))
    assert browser.submit(step).status_code == 200
    assert fields[name].partition("\n")[0] in _written_down(house)


def test_what_somebody_else_wrote_is_looked_at_before_it_is_sent_in_ones_own_name(house: House) -> None:
    browser, step = _signed_out_while_writing(house)
    _come_in_as(browser, house.browser("a.kuipershof"))
    back = browser.submit(step)
    assert back.status_code == 403
    assert "Je bent weer binnen" in words_of(back.text)
    kept = next(one for one in forms_of(back.text) if one.action.endswith(step))
    assert kept.values["text"] == [LONG]
    assert LONG.partition("\n")[0] not in _written_down(house)
    assert browser.submit(step).status_code == 200
    assert LONG.partition("\n")[0] in _written_down(house)


def test_a_form_that_was_kept_for_long_is_looked_at_before_it_is_sent(house: House) -> None:
    browser, step = _signed_out_while_writing(house)
    house.clock.forward(timedelta(days=4))
    _come_in_as(browser, _owner(house, "A-004"))
    assert browser.submit(step).status_code == 403
    assert "Je bent weer binnen" in browser.says
    assert browser.submit(step).status_code == 200
    assert LONG.partition("\n")[0] in _written_down(house)


def test_what_was_kept_is_taken_only_from_the_browser_and_for_the_form_that_it_was_kept_of(
    house: House,
) -> None:
    browser, step = _signed_out_while_writing(house)
    assert browser.page is not None
    kept = next(one for one in forms_of(browser.page.text) if one.action.endswith(step)).values
    elsewhere, again = _owner(house, "A-004"), _owner(house, "A-004")
    before = house.fingerprint()
    other = f"/b/{BOARD}/actions/A-004/do/extend"
    assert elsewhere.client.post(f"/b/{BOARD}{step}", data=kept).status_code == 403
    _come_in_as(browser, again)
    assert browser.client.post(other, data={**kept, "due": "2026-12-18", "reason": "x"}).status_code == 403
    forged = {**kept, "kept": [kept["kept"][0][:-1] + "_"]}
    assert browser.client.post(f"/b/{BOARD}{step}", data=forged).status_code == 403
    assert house.fingerprint() == before


def test_a_file_cannot_be_given_back_so_it_is_asked_for_again(house: House) -> None:
    browser = _owner(house, CYCLE)
    browser.get(CYCLE)
    _end_session(house, browser)
    sent = [("file", ("verslag.txt", b"besproken", "text/plain"))]
    page = browser.submit("/evidence", files=sent)
    assert 'type="file"' in page.text
    assert "Kies het bestand nog een keer" in browser.says
    _come_in_as(browser, _owner(house, CYCLE))
    browser.submit("/evidence", files=sent)
    with house.runtime.store.reading(BOARD) as session:
        assert [one.name for one in session.evidence_of([AUDIT])] == ["verslag.txt"]


def test_what_can_go_nowhere_can_still_be_copied(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.get(f"/b/{BOARD}/actions")
    page = browser.post(f"/b/{BOARD}/talk", {"item": "A-030", "text": "Dit schreef ik net"})
    assert page.status_code == 404
    assert "Dit schreef ik net" in browser.says


def _written_down(house: House) -> str:
    with house.runtime.store.reading(BOARD) as session:
        return "\n".join(f"{one.reason} {one.after}" for one in session.events())


def _signed_out_while_writing(house: House) -> tuple[Browser, str]:
    """Return a browser in which the words of somebody whose session ended are given back, and where they go."""
    browser = _owner(house, "A-004")
    browser.get(f"/b/{BOARD}/actions/A-004")
    _end_session(house, browser)
    browser.submit("/talk", text=LONG)
    return browser, "/talk"


def _come_in_as(browser: Browser, whose: Browser) -> None:
    browser.client.cookies.delete(SESSION)
    browser.client.cookies.set(SESSION, whose.client.cookies[SESSION])


def _end_session(house: House, browser: Browser) -> None:
    site = house.web.site
    passed = site.cookie.read(browser.client.cookies[SESSION])
    assert passed is not None
    session = current(site.access, passed.id, passed.seen, house.clock.now())
    assert session is not None
    end(site.access, session, house.clock.now())


def _owner(house: House, place: str) -> Browser:
    if place.startswith(CYCLE):
        with house.runtime.store.reading(BOARD) as session:
            return house.browser(str(session.cycle(AUDIT).owner))
    return house.browser("c.bosmade" if "A-004" in place else "a.kuipershof")

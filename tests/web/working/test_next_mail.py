"""The next mail before it leaves: the same words as the mail that then arrives, and nothing is written for it."""

import re
from datetime import date

import pytest

from pdca.domain.notices.digest import Digest
from pdca.mail.compose import render
from pdca.mail.kept import Mailbox
from pdca.services.situation import Situation
from pdca.services.work.next_mail import next_mail
from pdca.web.places.working.next_mail import OnPages
from tests.web.house import BOARD, House, who

PLACE = "/b/waterlijn/me/next-mail"
LINK = re.compile(r"http://\S+")
DAYS = 8
"""From Monday 23 November on: long enough for escalations, courtesies and work of others, before anything opens."""


def foreseen(house: House, email: str) -> Digest | None:
    with house.runtime.store.reading(BOARD) as session:
        situation = Situation(session, house.runtime.shipped, house.clock.now())
        links = OnPages(house.runtime.settings.base_url)
        found = next_mail(situation, links, house.runtime.words, email, captured=True)
        assert found.is_whole
        return found.digest


def plain(text: str) -> str:
    return " ".join(LINK.sub("-", text).split())


def test_what_is_foreseen_is_word_for_word_what_arrives_when_nobody_acts(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        people = [one.email for one in session.people() if one.is_active(house.today)]
    coming = {email: foreseen(house, email) for email in people}
    box = Mailbox(house.mail)
    before = {one.name for one in box.envelopes()}
    house.morning(DAYS)
    arrived: dict[str, tuple[date, str, str]] = {}
    for envelope in sorted(box.envelopes(), key=lambda one: one.sent):
        if envelope.name not in before and envelope.recipient not in arrived:
            letter = box.open(envelope.name)
            arrived[envelope.recipient] = (envelope.sent.date(), envelope.subject, plain(letter.text))
    assert len(arrived) >= 20
    for email, digest in coming.items():
        if digest is None or digest.as_of > house.today:
            assert email not in arrived
            continue
        parts = render(digest)
        assert arrived[email] == (digest.as_of, parts.subject.strip(), plain(parts.text)), email


def test_the_page_says_when_it_leaves_and_what_stands_in_it(house: House) -> None:
    owner = house.browser("f.stroobach")
    owner.get("/b/waterlijn/work")
    assert f'href="{PLACE}"' in owner.page.text  # type: ignore[union-attr]  # a page is open
    owner.get(PLACE)
    assert "Die gaat weg op maandag 30 november 2026 om 07:30." in owner.says
    assert "B-013" in owner.says
    assert "/b/waterlijn/actions/B-013" in owner.get(f"{PLACE}/body").text


def test_a_mail_that_has_not_left_holds_no_link_that_acts(house: House) -> None:
    for name in ("f.stroobach", "i.marsdiep", "k.meeuwenoord"):
        browser = house.browser(name)
        for place in (PLACE, f"{PLACE}/body"):
            page = browser.get(place)
            assert page.status_code == 200
            assert "/m/" not in page.text


def test_it_can_run_nothing_and_load_nothing(house: House) -> None:
    answer = house.browser("f.stroobach").get(f"{PLACE}/body")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "sandbox" in policy


def test_whoever_gets_no_mail_is_told_so(house: House) -> None:
    quiet = house.browser("m.aksoylu")
    quiet.get(PLACE)
    assert "Er staat geen mail klaar" in quiet.says
    assert "De komende 4 weken is er geen mail voor je." in quiet.says
    assert quiet.get(f"{PLACE}/body").status_code == 204


def test_whoever_is_away_gets_it_later_and_the_deputy_now(house: House) -> None:
    owner = house.browser("b.uitgeester")
    owner.get("/b/waterlijn/me")
    owner.submit("/me/absence", first="2026-11-23", last="2026-12-11")
    later, deputy = foreseen(house, who("b.uitgeester")), foreseen(house, who("a.kuipershof"))
    assert later is None or later.as_of > date(2026, 12, 11)
    assert deputy is not None
    assert deputy.as_of == date(2026, 11, 26)
    assert {one.item for one in deputy.lines} == {"risk-inventory-progress/PSL/2026-2027/discuss"}


def test_looking_writes_nothing(house: House) -> None:
    browser = house.browser("k.meeuwenoord")
    browser.get(PLACE)
    before = house.fingerprint()
    browser.get(PLACE)
    browser.get(f"{PLACE}/body")
    assert house.fingerprint() == before


@pytest.mark.parametrize("name", ["p.laanstra", "n.berkaoui", "k.meeuwenoord", "f.stroobach", "m.aksoylu"])
def test_it_stays_within_twelve_statements(house: House, name: str) -> None:
    browser = house.browser(name)
    for place in (PLACE, f"{PLACE}/body"):
        browser.get(place)
        with house.counted() as statements:
            browser.get(place)
        assert len(statements) <= 12, statements


def test_it_reads_in_english(house: House) -> None:
    browser = house.browser("c.brouwenstijn")
    browser.get(PLACE)
    assert "Your next mail" in browser.says
    assert "It leaves on Thursday 26 November 2026 at 07:30." in browser.says

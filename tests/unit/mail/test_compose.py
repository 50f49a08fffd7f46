"""What every composed mail promises, whatever it says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from itertools import pairwise

import pytest

from pdca.domain.notices.digest import Digest, Kind, from_json, in_order, to_json
from pdca.mail.compose import NothingToSay, compose, render
from pdca.mail.gallery import everything
from pdca.mail.mime import UnsafeHeader
from pdca.mail.words.samples import sample

EVERYTHING = everything()


def read(digest: Digest) -> EmailMessage:
    return message_from_bytes(compose(digest), policy=policy.default)


@pytest.fixture(params=sorted(EVERYTHING))
def digest(request: pytest.FixtureRequest) -> Digest:
    return EVERYTHING[request.param]


def words_of(html: str) -> str:
    """The text of a page, without its markup, its title and its preheader."""
    body = html.partition("<body")[2].partition("</div>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_a_digest_survives_json_and_composes_to_the_same_bytes(digest: Digest) -> None:
    again = from_json(to_json(digest))
    assert again == digest
    assert compose(again) == compose(digest)


def test_every_item_is_referred_to_in_text_and_html_and_named_in_the_subject(digest: Digest) -> None:
    parts = render(digest)
    for line in digest.lines:
        assert line.item in parts.text
        assert line.item in words_of(parts.html)
    if len(digest.lines) == 1 and digest.lines[0].kind is not Kind.OVERVIEW:
        (line,) = digest.lines
        reference, *more = line.item.split("/")
        assert (reference if len(more) < 2 else line.title) in parts.subject
    assert parts.subject.startswith(f"{digest.school_name}: ")
    assert len(parts.subject) < 200


def test_text_and_html_carry_the_same_facts(digest: Digest) -> None:
    parts = render(digest)
    html = words_of(parts.html)
    for sentence in parts.text.splitlines():
        for fact in filter(None, (part.strip(" -=[]") for part in sentence.split("  "))):
            if fact.endswith(":") or "https://" in fact or ", " in fact:
                continue  # headings of links, links, lists: looked at below
            assert " ".join(fact.split()) in html, fact
    links = set(re.findall(r"https://\S+", parts.text))
    assert links == {unescape(link) for link in re.findall(r'href="([^"]+)"', parts.html)}
    numbers = re.compile(r"\b\d{1,2} [a-z]{3,9}\b", re.IGNORECASE)
    assert set(numbers.findall(parts.text)) <= set(numbers.findall(html))


def test_the_real_date_stands_in_both_parts() -> None:
    parts = render(sample("overdue", "nl"))
    assert "Afgesproken was 13 november, 6 schooldagen geleden." in parts.text
    assert "Afgesproken was 13 november, 6 schooldagen geleden." in parts.html
    assert "vrijdag 27 november" in parts.text
    assert "Inge Marsdiep (kwaliteitscoördinator)" in parts.text


def test_every_page_is_small_and_fetches_nothing(digest: Digest) -> None:
    html = render(digest).html
    assert len(html.encode()) < 102_000
    assert "<img" not in html
    assert "@import" not in html
    assert "url(" not in html
    assert "<script" not in html


def test_every_page_says_its_language_and_has_headings_in_order(digest: Digest) -> None:
    html = render(digest).html
    assert f'<html lang="{digest.locale}"' in html
    assert html.count("<h1") == 1
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert re.search(r"<title>[^<]+</title>", html)
    tables = re.findall(r"<table[^>]*>", html)
    assert all('role="presentation"' in table for table in tables)


def test_every_item_told_in_full_has_one_button_and_one_why(digest: Digest) -> None:
    html = render(digest).html
    full = min(len(digest.lines), 12)
    assert html.count('class="act-link"') == full
    assert html.count('class="why"') == full


def test_more_than_twelve_items_become_references_of_one_line() -> None:
    digest = sample("long", "nl")
    text = render(digest).text
    assert text.count("Waarom krijg ik deze mail?") == 12
    assert f"En ook nog ({len(digest.lines) - 12})" in text


def test_the_most_urgent_stands_first() -> None:
    kinds = [line.kind for line in in_order(sample("digest", "nl").lines)]
    assert kinds == [
        *(Kind.ESCALATION, Kind.REASSIGN, Kind.OVERDUE, Kind.DUE, Kind.REMINDER, Kind.ASSIGNED),
        *(Kind.RESOLVED, Kind.THANKS, Kind.OVERVIEW),
    ]
    late = [line.days for line in in_order(sample("long", "nl").lines) if line.kind is Kind.OVERDUE]
    assert late == sorted(late, reverse=True)


def test_headers_are_those_of_an_automatic_mail(digest: Digest) -> None:
    message = read(digest)
    assert message["Message-ID"] == digest.message_id
    assert message["Date"].datetime == digest.sent_at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, DR, RN, NRN, AutoReply"
    assert message["List-ID"] == "<pdca.dewaterlijn.example>"
    assert message["Content-Language"] == digest.locale
    assert message["To"].addresses[0].display_name == digest.recipient_name
    assert message["From"].addresses[0].addr_spec == digest.sender
    assert ("List-Unsubscribe" in message) == (digest.unsubscribe_url is not None)


def test_one_click_unsubscribe_stands_only_where_the_mail_is_optional() -> None:
    message = read(EVERYTHING["thanks-nl-u"])
    assert message["List-Unsubscribe"] == "<https://pdca.dewaterlijn.example/af/7f3k>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in read(EVERYTHING["overdue-nl-u"])


def test_supervisors_and_outsiders_are_addressed_with_u() -> None:
    for name, digest in EVERYTHING.items():
        if name.endswith("-u"):
            text = render(digest).text
            assert not re.search(r"\b(je|jij|jou|jouw)\b", text, re.IGNORECASE), name
            assert re.search(r"\bu\b", text, re.IGNORECASE), name


def test_no_mark_of_a_choice_or_a_template_is_left(digest: Digest) -> None:
    for part in render(digest):
        assert "[[" not in part
        assert "{{" not in part
        assert "{%" not in part
        assert "None" not in part


def test_a_captured_mail_says_so() -> None:
    parts = render(replace(sample("due", "nl"), captured=True))
    assert "niet echt verstuurd" in parts.text
    assert "niet echt verstuurd" in parts.html


def test_markup_in_a_title_is_shown_and_not_obeyed() -> None:
    digest = sample("due", "nl")
    title = "<script>alert(1)</script> & <b>dik</b>"
    parts = render(replace(digest, lines=(replace(digest.lines[0], title=title),)))
    assert "<script>" not in parts.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;dik&lt;/b&gt;" in parts.html
    assert title in parts.text


def test_braces_in_a_name_are_plain_text() -> None:
    digest = sample("stand_in", "nl")
    parts = render(replace(digest, lines=(replace(digest.lines[0], owner_name="{weekday} {{ 7*7 }}"),)))
    assert "{weekday} {{ 7*7 }}" in parts.text


def test_an_unknown_locale_reads_dutch() -> None:
    assert render(replace(sample("due", "nl"), locale="fy-NL")).subject.endswith("is nu aan de orde")
    assert render(replace(sample("due", "en"), locale="en_GB")).subject.endswith("is due now")


def test_a_digest_without_lines_is_refused() -> None:
    with pytest.raises(NothingToSay):
        compose(replace(sample("due", "nl"), lines=()))


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(UnsafeHeader):
        compose(replace(sample("due", "nl"), sent_at=datetime(2026, 11, 23, 7, 30)))  # noqa: DTZ001 - the point

"""Addresses, files and ways back that want to be more than they are: text on a page, refused, or harmless."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest

from tests.browser.pages import EVERY
from tests.web.door.hostile import ONE_LINE, PAYLOADS, faults
from tests.web.house import BOARD, House, who

AT = f"/b/{BOARD}"
CAROLIEN, NAIMA, BRAM = "c.bosmade", "n.berkaoui", "b.uitgeester"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
Record = Callable[[str, object], None]

TYPED = "turned writing"
"""What somebody typed stands in the field again as it was typed; what is kept of it is another matter."""

PARTS = (
    "q",
    "person",
    "period",
    "unit",
    "sort",
    "down",
    "state",
    "page",
    "phase",
    "grade",
    "source",
    "priority",
)
MORE_PARTS = (
    "year",
    "zoom",
    "at",
    "kind",
    "what",
    "leaver",
    "successor",
    "day",
    "cycle",
    "to",
    "before",
    "next",
)


def test_what_stands_in_an_address_is_never_more_than_text_on_the_page(
    house: House, record_property: Record
) -> None:
    tried, wrong = 0, []
    asked = {one.place.partition("?")[0]: one.who for one in EVERY if "{" not in one.place}
    browsers = {name: house.browser(name) for name in {*asked.values()}}
    for place, name in asked.items():
        browser = browsers[name]
        for payload in (ONE_LINE, PAYLOADS[-1]):
            answer = browser.get(f"{place}?{urlencode(dict.fromkeys(PARTS + MORE_PARTS, payload))}")
            tried += 1
            told = [one for one in faults(answer.text) if one != TYPED]
            wrong += [f"{place}: {fault}" for fault in told]
            if not answer.headers["content-type"].startswith("text/html"):
                wrong.append(f"{place}: no page but {answer.headers['content-type']}")
            wrong += [f"{place}: {answer.status_code}"] if answer.status_code >= 500 else []
            wrong += [f"{place}: a header"] if "x-evil" in answer.headers else []
    assert not wrong, "\n".join(wrong)
    record_property("campaign", f"hostile addresses: {tried} asked, 0 that were more than text")


def test_a_hostile_path_is_not_there_and_stays_text(house: House) -> None:
    browser = house.browser(NAIMA)
    routes = (
        "actions/{}",
        "cycles/{}/PSL/2026-2027",
        "why/{}",
        "overview/{}",
        "year/{}",
        "evidence/{}",
        "trust/mail/{}",
    )
    for route in routes:
        for payload in PAYLOADS:
            answer = browser.get(f"{AT}/{route.format(quote(payload, safe=''))}")
            assert answer.status_code in (404, 422), (route, payload)
            assert set(faults(answer.text)) <= {TYPED}, (route, payload)


FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1")


def test_what_is_taken_along_holds_no_formula_and_no_line_of_its_own(house: House) -> None:
    browser = house.browser(CAROLIEN)
    for number, formula in enumerate(FORMULAS):
        browser.get(f"{AT}/actions/new")
        title = f"{formula} formule{number}\nBEGIN:VALARM"
        browser.submit("/actions/new", title=title, owner=who(BRAM), source="other")
    cells = [
        cell
        for row in csv.reader(io.StringIO(browser.get(f"{AT}/actions/export.csv").text), delimiter=";")
        for cell in row
    ]
    found = [cell for cell in cells if "formule" in cell]
    assert len(found) == len(FORMULAS)
    assert all(cell[0] not in "=+-@\t\r＝＋－＠" for cell in cells if cell)
    reader = house.browser(BRAM)
    reader.get(f"{AT}/calendars")
    reader.submit("/calendars")
    feed = re.search(r"/calendar/[\w.-]+\.ics", reader.page.text if reader.page else "")
    assert feed
    assert "BEGIN:VALARM" not in house.browser().get(feed[0]).text.split("\r\n")


FILES = (
    ("verslag.html", b"<html><script>pdcaEvil()</script>"),
    ("foto.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='pdcaEvil()'/>"),
    ("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='pdcaEvil()'/>"),
    ("foto.gif", b"GIF89a/*<script>pdcaEvil()</script>*/=1;"),
    ("leeg.pdf", b""),
    ("programma.exe", b"MZ\x90\x00"),
    ("boek.docx", b"PK\x03\x04 no archive at all"),
    ("pagina.pdf", b"<!doctype html>%PDF-1.4"),
)


@pytest.mark.parametrize(("name", "body"), FILES, ids=[name for name, _ in FILES])
def test_a_file_that_is_not_what_it_says_is_refused(house: House, name: str, body: bytes) -> None:
    browser = house.browser(BRAM)
    browser.get(f"{AT}/actions/A-004")
    before = house.fingerprint()
    answer = browser.submit("/evidence", files={"file": (name, body, "image/png")})
    assert answer.status_code == 422
    assert not faults(answer.text)
    assert house.fingerprint() == before


def test_a_file_that_is_too_large_is_refused_before_it_is_read(house: House) -> None:
    browser = house.browser(BRAM)
    browser.get(f"{AT}/actions/A-004")
    answer = browser.submit(
        "/evidence", files={"file": ("groot.pdf", PDF + b"0" * 21_000_000, "application/pdf")}
    )
    assert answer.status_code == 413
    assert "Een bestand mag hoogstens 20 MB zijn." in answer.text


NAMES = (
    "../../../etc/passwd.pdf",
    "C:\\windows\\evil.pdf",
    'x"><img src=x onerror=pdcaEvil()>.pdf',
    "x\r\nX-Evil: 1\r\n\r\n.pdf",
    "\u202efdp.exe.pdf",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere_and_runs_nothing(house: House, name: str) -> None:
    browser = house.browser(BRAM)
    browser.get(f"{AT}/actions/A-004")
    answer = browser.submit("/evidence", files={"file": (name, PDF, "application/pdf")})
    assert not faults(answer.text)
    if answer.status_code == 422:
        return
    found = browser.client.get(f"{AT}/evidence/A-004/evidence-1")
    assert found.headers["content-disposition"].startswith("attachment; ")
    assert "x-evil" not in found.headers
    assert not re.search(r'filename="[^"]*(/|\\|\.\.)', found.headers["content-disposition"])
    assert found.headers["content-type"] == "application/pdf"


ELSEWHERE = (
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:pdcaEvil()",
    "/\t/evil.example", "%2f%2fevil.example", "http:evil.example", "/b\r\nX-Evil: 1",
)  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_way_back_leads_out_of_the_product(house: House, place: str) -> None:
    browser = house.browser(BRAM)
    browser.client.follow_redirects = False
    browser.get(f"{AT}/work")
    answers = [
        browser.post("/look", {"language": "nl", "back": place}),
        browser.get(f"/sign-in?{urlencode({'next': place})}"),
    ]
    for answer in answers:
        led = answer.headers.get("location", "/")
        assert re.match(r"/(?![/\\])", led), led
        assert "x-evil" not in answer.headers
        assert not faults(answer.text)

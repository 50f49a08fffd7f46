"""What every answer carries, which hosts are answered, and how much may be sent."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.house import BASE, House

PLACES = ("/", "/sign-in", "/nothing-here", "/b/waterlijn/work", "/static/css/frame.css", "/robots.txt")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
AUDIT = "/b/waterlijn/cycles/internal-audit/PSL/2026-2027"
STRANGE_HOSTS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1@evil.example",
    "127.0.0.1:80:80",
    "xn--localhost-.example",
    "[::1].evil.example",
    "127.0.0.2",
    "10.0.0.1",
    "",
    " ",
    "localhost\x00.evil.example",
)


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_carries_the_headers_that_keep_a_browser_in_hand(house: House, place: str) -> None:
    answer = TestClient(house.web, base_url=BASE, follow_redirects=False).get(place)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_is_never_kept_and_a_static_file_that_is_asked_for_by_its_digest_for_ever(
    house: House,
) -> None:
    client = TestClient(house.web, base_url=BASE)
    page = client.get("/sign-in")
    assert page.headers["cache-control"] == "no-store"
    style = re.search(r'href="(/static/css/frame\.css\?v=\w+)"', page.text)
    assert style is not None
    assert client.get(style[1]).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/css/frame.css").headers["cache-control"] == "no-store"


def sent_for(web: Any, method: str, place: str) -> list[dict[str, Any]]:
    """Return what the application itself sends; a client would hide the body of an answer to HEAD."""
    sent: list[dict[str, Any]] = []
    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not asked:
            await asyncio.Event().wait()  # nothing more ever comes
        return asked.pop()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    path, _, query = place.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1:8000")],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
    }
    asyncio.run(web(scope, receive, send))
    return sent


@pytest.mark.parametrize("place", PLACES)
def test_head_gets_what_get_gets_but_its_body(house: House, place: str) -> None:
    head, page = sent_for(house.web, "HEAD", place), sent_for(house.web, "GET", place)
    assert head[0]["status"] == page[0]["status"]
    assert {name for name, _ in head[0]["headers"]} == {name for name, _ in page[0]["headers"]}
    assert [message.get("body", b"") for message in head[1:]] == [b""]
    assert not head[-1].get("more_body", False)


def test_head_leaves_what_is_still_to_be_said_to_the_page_that_is_looked_at(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get("/b/waterlijn/actions/A-004")
    browser.client.follow_redirects = False
    browser.submit("/actions/A-004/do/report_done", done="Het rooster hangt in de hal.")
    place = browser.page.headers["location"] if browser.page is not None else ""
    told = dict(browser.client.cookies)["pdca-said"]
    assert "set-cookie" not in browser.client.head(place).headers
    assert dict(browser.client.cookies)["pdca-said"] == told
    browser.get(place)
    assert "pdca-said" not in dict(browser.client.cookies)


def test_the_number_for_scripts_is_another_one_each_time(house: House) -> None:
    client = TestClient(house.web, base_url=BASE)
    assert len({client.get("/sign-in").headers["content-security-policy"] for _ in range(20)}) == 20


@pytest.mark.parametrize("host", STRANGE_HOSTS)
def test_another_host_is_not_answered(house: House, host: str) -> None:
    answer = TestClient(house.web, base_url=BASE).get("/sign-in", headers={"host": host})
    assert answer.status_code == 400
    assert host.strip() not in answer.text or not host.strip()


@pytest.mark.parametrize(
    "name", ["x-forwarded-host", "x-forwarded-proto", "forwarded", "x-original-url", "x-rewrite-url"]
)
def test_what_a_request_says_of_forwarding_changes_no_address(house: House, name: str) -> None:
    client = TestClient(house.web, base_url=BASE)
    plain = re.sub(r"nonce-\S+|[0-9a-f]{16,96}", "", client.get("/sign-in").text)
    told = re.sub(
        r"nonce-\S+|[0-9a-f]{16,96}", "", client.get("/sign-in", headers={name: "evil.example"}).text
    )
    assert told == plain


def test_more_than_a_form_can_weigh_is_not_read(house: House) -> None:
    client = TestClient(house.web, base_url=BASE, headers={"sec-fetch-site": "same-origin", "origin": BASE})
    answer = client.post("/sign-in", data={"email": "x" * 1_100_000})
    assert answer.status_code == 413


def test_a_body_that_is_longer_than_it_says_is_not_read(house: House) -> None:
    client = TestClient(house.web, base_url=BASE, headers={"sec-fetch-site": "same-origin", "origin": BASE})

    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"email=" + b"x" * 10_000 + b"&"

    answer = client.post(
        "/sign-in", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


def test_what_breaks_is_told_with_a_number_and_nothing_else(house: House) -> None:
    house.runtime.store.close()
    (house.mail.parent / "pdca.db").unlink()
    client = TestClient(house.web, base_url=BASE, raise_server_exceptions=False, follow_redirects=False)
    client.cookies.set("pdca-session", house_pass(house))
    answer = client.get("/")
    assert answer.status_code in (500, 503)
    assert not re.search(r"Traceback|sqlalchemy|SELECT|no such table|/tmp/", answer.text)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def house_pass(house: House) -> str:
    return house.web.site.cookie.write("someone", house.clock.now())


@pytest.mark.parametrize(
    ("form", "page"),
    [
        (f"{AUDIT}/do/close", AUDIT),
        (f"{AUDIT}/tasks/plan-made/done", AUDIT),
        ("/b/waterlijn/me/absence", "/b/waterlijn/me"),
        ("/b/waterlijn/talk", "/b/waterlijn/work"),
        ("/m/no.token/ask_more_time", "/m/no.token"),
    ],
)
def test_where_only_forms_go_somebody_who_goes_back_finds_the_page_of_the_form(
    house: House, form: str, page: str
) -> None:
    browser = house.browser("c.bosmade")
    browser.get(form)
    assert browser.at == page


@pytest.mark.parametrize(
    "place",
    [
        "/b/waterlijn/actions/A-004%00",
        "/b/waterlijn%00/work",
        "/b/waterlijn/cycles/internal-audit/PSL%00/2026-2027",
        "/b/waterlijn/overview/%00",
        "/b/waterlijn/why/A-004%00",
        "/b/waterlijn/search?q=%00veilig",
        "/b/waterlijn/actions?owner=%00&unit=PSL%00",
        "/sign-in/%00",
        "/m/%00.%00",
        "/help/%00",
    ],
)
def test_a_sign_that_no_name_can_hold_is_found_nowhere(house: House, place: str) -> None:
    browser = house.browser("n.berkaoui")
    assert browser.get(place).status_code == 404


def test_a_sign_that_no_name_can_hold_is_left_out_of_what_is_filled_in(house: House) -> None:
    browser = house.browser()
    browser.get("/sign-in")
    answer = browser.submit("/sign-in", email="b.uitgeester\0@dewaterlijn.example")
    assert answer.status_code == 200

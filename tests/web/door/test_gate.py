"""What every answer carries, which hosts are answered, and how much may be sent."""

import re
from collections.abc import Iterator

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
    plain = re.sub(r"nonce-\S+|[0-9a-f]{48}", "", client.get("/sign-in").text)
    told = re.sub(r"nonce-\S+|[0-9a-f]{48}", "", client.get("/sign-in", headers={name: "evil.example"}).text)
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

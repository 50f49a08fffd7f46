"""Style, script and icons are sent small to whoever takes them so."""

import gzip
import re

import pytest
from starlette.testclient import TestClient

from pdca.web.page.words import web_folder
from tests.web.house import BASE, House

STYLE, FONT = "/static/css/parts.css", "/static/fonts/atkinson-hyperlegible-next-5.3.0.woff2"
FIRST_BYTES_OF_GZIP = b"\x1f\x8b"


def asked(house: House, place: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return what is sent for a place, as it is sent: a client would unpack it on the way."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = TestClient(house.web, base_url=BASE)
    with client.stream("GET", place, headers={"accept-encoding": "identity", **named}) as answer:
        return answer.status_code, dict(answer.headers), b"".join(answer.iter_raw())


def on_disk(place: str) -> bytes:
    """Return what stands in the file of a place."""
    return (web_folder() / place.removeprefix("/")).read_bytes()


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "GZIP;q=0.5", "deflate, gzip;q=1.0, *;q=0.5"])
def test_a_browser_that_takes_gzip_gets_the_same_bytes_packed(house: House, accepted: str) -> None:
    status, headers, body = asked(house, STYLE, accept_encoding=accepted)
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "accept-encoding")
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert body[:2] == FIRST_BYTES_OF_GZIP
    assert int(headers["content-length"]) == len(body) < len(on_disk(STYLE)) / 3
    assert gzip.decompress(body) == on_disk(STYLE)


@pytest.mark.parametrize("accepted", ["identity", "", "br", "gzip;q=0", "gzip; q=0.000, br", "xgzip"])
def test_a_browser_that_does_not_gets_the_file_and_is_told_that_there_are_two(
    house: House, accepted: str
) -> None:
    status, headers, body = asked(house, STYLE, accept_encoding=accepted)
    assert (status, headers["vary"]) == (200, "accept-encoding")
    assert "content-encoding" not in headers
    assert body == on_disk(STYLE)


def test_what_is_packed_is_kept_as_long_as_what_is_not(house: House) -> None:
    page = TestClient(house.web, base_url=BASE).get("/sign-in").text
    style = re.search(r'href="(/static/css/parts\.css\?v=\w+)"', page)
    assert style is not None
    for accepted in ("gzip", "identity"):
        _, headers, _ = asked(house, style[1], accept_encoding=accepted)
        assert headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_file_that_a_browser_has_is_not_sent_again_packed_or_not(house: House) -> None:
    marks = {}
    for accepted in ("gzip", "identity"):
        _, headers, _ = asked(house, STYLE, accept_encoding=accepted)
        marks[accepted] = headers["etag"]
        status, again, body = asked(house, STYLE, accept_encoding=accepted, if_none_match=headers["etag"])
        assert (status, body, again["vary"]) == (304, b"", "accept-encoding")
    assert marks["gzip"] != marks["identity"]


def test_a_part_of_a_file_is_a_part_of_the_file_itself(house: House) -> None:
    status, headers, body = asked(house, STYLE, accept_encoding="gzip", range="bytes=0-9")
    assert (status, body) == (206, on_disk(STYLE)[:10])
    assert "content-encoding" not in headers


def test_a_font_is_packed_already(house: House) -> None:
    _, headers, body = asked(house, FONT, accept_encoding="gzip")
    assert "content-encoding" not in headers
    assert body == on_disk(FONT)

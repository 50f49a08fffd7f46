"""A form counts only when one of our own pages sent it, for the one to whom that page was shown."""

import pytest
from starlette.testclient import TestClient

from pdca.web.door.forgery import is_from_here, mark_of
from tests.web.house import BASE, House

FOREIGN: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": BASE},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": f"{BASE}.evil.example"},
    {"origin": "http://127.0.0.1:8001"},
    {},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_another_site_sends_is_refused_and_changes_nothing(
    house: House, headers: dict[str, str]
) -> None:
    before = house.fingerprint()
    client = TestClient(house.web, base_url=BASE)
    mark = mark_of(house.web.site.key, "nobody")
    answer = client.post(
        "/sign-in", data={"csrf": mark, "email": "b.uitgeester@dewaterlijn.example"}, headers=headers
    )
    assert answer.status_code == 403
    assert house.fingerprint() == before


@pytest.mark.parametrize("mark", ["", "0" * 48, "x", "é" * 48], ids=["none", "zeros", "short", "odd"])
def test_a_form_without_the_right_mark_is_given_back_with_everything_in_it(house: House, mark: str) -> None:
    before = house.fingerprint()
    client = TestClient(house.web, base_url=BASE, headers={"sec-fetch-site": "same-origin", "origin": BASE})
    answer = client.post("/sign-in", data={"csrf": mark, "email": "somebody@kade.example"})
    assert answer.status_code == 403
    assert "somebody@kade.example" in answer.text
    assert house.fingerprint() == before


def test_the_mark_of_one_session_is_no_mark_for_another(house: House) -> None:
    one, other = house.browser("b.uitgeester"), house.browser("a.kuipershof")
    one.get("/sign-in")
    before = house.fingerprint()
    answer = other.client.post("/sign-out", data={"csrf": one.mark()})
    assert answer.status_code == 403
    assert house.fingerprint() == before


def test_a_body_of_another_kind_carries_no_mark(house: House) -> None:
    client = TestClient(house.web, base_url=BASE, headers={"sec-fetch-site": "same-origin", "origin": BASE})
    mark = mark_of(house.web.site.key, "nobody")
    answer = client.post("/sign-in", content=f"csrf={mark}", headers={"content-type": "text/plain"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": "https://pdca.school.example"}, True),
        ({"origin": "https://PDCA.school.example"}, True),
        ({"origin": "null"}, False),
        ({"sec-fetch-site": "same-site", "origin": "https://pdca.school.example"}, False),
    ],
)
def test_a_browser_that_names_the_site_is_believed_and_an_older_one_shows_its_origin(
    headers: dict[str, str], is_ours: bool
) -> None:
    assert is_from_here(headers, "pdca.school.example") is is_ours

"""Every route, for every role: own and other school, own and other board, with every method."""

from __future__ import annotations

import re

import pytest

from pdca.web.places.all import PLACES
from tests.web.door.matrix import MATRIX, PEOPLE, PUBLIC, Door
from tests.web.house import BOARD, Browser, House

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
INSIDE = "/b/{board}"
DOORS = [(name, door) for name, doors in MATRIX.items() for door in doors]
POLICY = re.compile(r"default-src 'none'; (script-src 'nonce-|(?!.*(script-src|allow-scripts)).*; sandbox )")
"""A page runs what carries its nonce; what is shown in a frame runs nothing."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def routes() -> set[str]:
    return {
        f"{method} {route.path}"  # type: ignore[attr-defined]  # routes of an APIRouter have a path
        for place in PLACES
        for route in place.routes
        for method in route.methods  # type: ignore[attr-defined]  # and methods
    }


def test_every_route_has_its_entry_and_every_entry_its_route() -> None:
    inside = {name.replace(INSIDE, "") for name in routes() if INSIDE in name}
    assert inside == MATRIX.keys()
    assert {name for name in routes() if INSIDE not in name} == PUBLIC


@pytest.fixture(params=PEOPLE)
def role(request: pytest.FixtureRequest) -> str:
    """Each role in its turn."""
    return str(request.param)


def at_work(house: House, role: str) -> Browser:
    browser = house.browser(PEOPLE[role])
    browser.client.follow_redirects = False
    browser.get(f"/b/{BOARD}/work")
    assert browser.mark()
    return browser


def knock(browser: Browser, method: str, board: str, door: Door, mark: str) -> int:
    """Send a request and look at the headers of what comes back; the answer's number is returned."""
    data = {"csrf": mark, **dict(door.sent)} if method not in READING else None
    answer = browser.client.request(method, f"/b/{board}{door.path}", data=data)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, (method, door.path)
    policy = answer.headers["content-security-policy"]
    assert POLICY.match(policy), (method, door.path)
    return answer.status_code


def test_each_role_gets_through_its_own_doors_and_no_other(house: House, role: str) -> None:
    browser = at_work(house, role)
    mark = browser.mark()
    wrong: list[tuple[str, str, object]] = []
    for name, door in DOORS:
        method, before = name.split()[0], house.fingerprint()
        status = knock(browser, method, BOARD, door, mark)
        is_through = status < 400 or (method == "POST" and status in (409, 422))
        if (role in door.through) != is_through or (not is_through and status != 404):
            wrong.append((name, door.path, status))
        if (not is_through or method == "GET") and house.fingerprint() != before:
            wrong.append((name, door.path, "changed something"))
    assert not wrong, "\n".join(map(str, wrong))


def test_another_board_is_not_there_whatever_is_asked_of_it(house: House, role: str) -> None:
    other, browser = house.other, at_work(house, role)
    mark, wrong, before = browser.mark(), [], house.fingerprint()
    named = {name: name.split()[0] for name in MATRIX}
    for name, door in DOORS:
        for method in METHODS:
            status = knock(browser, method, other, door, mark)
            is_known = named[name] in (method, "GET" if method == "HEAD" else method)
            # 303: from where forms go to their page, which is asked for in turn
            elsewhere = (303, 404, 405) if method in READING else (404, 405)
            if status != 404 if is_known else status not in elsewhere:
                wrong.append((method, door.path, status))
    assert not wrong, "\n".join(map(str, wrong))
    assert house.fingerprint() == before


def test_a_board_that_is_not_there_answers_as_another_board_does(house: House) -> None:
    other, browser = house.other, at_work(house, "quality_manager")
    mark = browser.mark()
    for _, door in DOORS:
        for method in METHODS:
            answers = {knock(browser, method, board, door, mark) for board in (other, "geen-bord")}
            assert len(answers) == 1, (method, door.path)


def test_looking_changes_nothing(house: House, role: str) -> None:
    browser = at_work(house, role)
    mark, before = browser.mark(), house.fingerprint()
    for _, door in DOORS:
        for method in READING:
            assert knock(browser, method, BOARD, door, mark) < 500
    assert house.fingerprint() == before


def test_head_answers_as_get_does_and_without_a_body(house: House, role: str) -> None:
    browser = at_work(house, role)
    wrong, before = [], house.fingerprint()
    for name, door in DOORS:
        if name.startswith("GET"):
            place = f"/b/{BOARD}{door.path}"
            head, page = browser.client.head(place), browser.client.get(place)
            if (head.status_code, head.content, "set-cookie" in head.headers) != (
                page.status_code,
                b"",
                False,
            ):
                wrong.append((door.path, head.status_code, page.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    assert house.fingerprint() == before


def test_nobody_gets_in_without_signing_in(house: House) -> None:
    browser, before = house.browser(), house.fingerprint()
    browser.client.follow_redirects = False
    browser.get("/sign-in")
    mark, wrong = browser.mark(), []
    for name, door in DOORS:
        method = name.split()[0]
        status = knock(browser, method, BOARD, door, mark)
        if status not in (303, 401, 403):
            wrong.append((name, status))
    assert not wrong, "\n".join(map(str, wrong))
    assert house.fingerprint() == before


def test_a_form_without_its_mark_changes_nothing(house: House) -> None:
    browser, before = at_work(house, "quality_manager"), house.fingerprint()
    for name, door in DOORS:
        if name.startswith("POST"):
            assert knock(browser, "POST", BOARD, door, "") == 403, name
    assert house.fingerprint() == before

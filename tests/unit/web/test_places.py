"""Where a form may send a browser on to: places of ours, and nothing that may lead elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.web.page.paging import local_place, pages_of

ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "http:evil.example", "https:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "vbscript:x", "evil.example", "/%2fevil.example", "/%2Fevil.example",
    "/%5cevil.example", "/%5Cevil.example", "%2f%2fevil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r\nSet-Cookie:x=1", "/x\u0000y", "/%0d%0aSet-Cookie:x=1", "/%09/evil.example", " //evil.example",
    "\t//evil.example", "/ /evil.example", "//127.0.0.1:8000@evil.example", "/\\/evil.example",
    "/%5c/evil.example", "http://127.0.0.1:8000.evil.example", "//[::1]", "?next=x", "#x", "", "a", "../x",
    "./x", "ftp://evil.example", "mailto:x", "/%00", "/x%00", "/\u007f", "/" + "a" * 3000,
    "file:///etc/passwd", "blob:x", "//evil%E3%80%82example", "/\u2028x",
)  # fmt: skip
OURS = (
    "/",
    "/b/waterlijn/work",
    "/b/waterlijn/actions?phase=do&text=lezen",
    "/help/work#top",
    "/b/x/actions/A-004",
)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_may_lead_elsewhere_is_no_place(place: str) -> None:
    assert local_place(place) == ""


@pytest.mark.parametrize("place", OURS)
def test_a_place_of_ours_stays_as_it_is(place: str) -> None:
    assert local_place(place) == place


@given(st.integers(0, 5000), st.integers(-10, 400), st.integers(1, 200))
def test_pages_together_show_every_row_once(total: int, page: int, size: int) -> None:
    shown = pages_of(total, page, size)
    assert 1 <= shown.page <= shown.pages
    rows = [row for number in range(1, shown.pages + 1) for row in range(*span(total, number, size))]
    assert rows == list(range(total))


def span(total: int, page: int, size: int) -> tuple[int, int]:
    shown = pages_of(total, page, size)
    return shown.first, shown.last

"""The cookie of a session cannot be made up, and its key can be replaced while people are in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.services.access.cookie import SessionCookie

NOW = datetime(2026, 11, 23, 7, 30, 12, 999, tzinfo=UTC)
KEY, OTHER = b"k" * 32, b"o" * 32
COOKIE = SessionCookie((KEY,))
ID = "Zm9vYmFyYmF6-_8"


def test_a_cookie_gives_back_what_it_was_written_for() -> None:
    passed = COOKIE.read(COOKIE.write(ID, NOW))
    assert passed is not None
    assert (passed.id, passed.seen) == (ID, NOW.replace(microsecond=0))


@given(st.integers(0), st.characters(codec="ascii"))
def test_a_cookie_with_one_sign_changed_is_nothing(place: int, sign: str) -> None:
    text = COOKIE.write(ID, NOW)
    place %= len(text)
    changed = text[:place] + sign + text[place + 1 :]
    assert changed == text or COOKIE.read(changed) is None


@given(st.text(max_size=300))
def test_any_other_text_is_nothing(text: str) -> None:
    assert COOKIE.read(text) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", f"{ID}.0", f"{ID}..", "é" * 50, "\ud800.1.x", "a" * 10_000]
)
def test_a_text_that_only_looks_like_one_is_nothing(text: str) -> None:
    assert COOKIE.read(text) is None


def test_a_cookie_of_the_old_key_is_read_and_written_anew_with_the_new_one() -> None:
    old = SessionCookie((OTHER,)).write(ID, NOW)
    assert COOKIE.read(old) is None
    both = SessionCookie((KEY, OTHER))
    passed = both.read(old)
    assert passed is not None
    assert COOKIE.read(both.write(passed.id, NOW)) is not None


@pytest.mark.parametrize(
    ("later", "is_due"), [(0, False), (59, False), (60, True), (3600, True), (-3600, True)]
)
def test_a_cookie_is_written_again_once_a_minute(later: int, is_due: bool) -> None:
    passed = COOKIE.read(COOKIE.write(ID, NOW))
    assert passed is not None
    seen = NOW.replace(microsecond=0)
    assert passed.is_to_be_written(seen + timedelta(seconds=later)) is is_due


def test_over_https_the_name_binds_the_cookie_to_its_host() -> None:
    assert COOKIE.name(is_https=True).startswith("__Host-")
    assert not COOKIE.name(is_https=False).startswith("__")


def test_neither_key_nor_id_shows_when_it_is_printed() -> None:
    assert "kkk" not in repr(COOKIE)
    assert ID not in repr(COOKIE.read(COOKIE.write(ID, NOW)))

"""A link in a mail opens one item as one person until its day, and nothing else opens it."""

import base64
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.errors import NotFound
from pdca.services.mailing.links import Capability, Links

UNTIL = date(2026, 12, 13)
LINKS = Links("https://pdca.kade.example/", b"k" * 32)
ANNA, TESS = "anna@kade.example", "tess@kade.example"
PEOPLE = (TESS, ANNA)

words = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=30)
capabilities = st.builds(
    Capability,
    board=words,
    item=words,
    version=st.integers(0, 10_000),
    person=st.sampled_from(PEOPLE),
    purpose=st.sampled_from(["act", "why", "list", "overview"]),
    until=st.dates(date(2026, 1, 1), date(2100, 1, 1)),
)


def a_capability(**changes: Any) -> Capability:
    """Build Anna's leave to act on A-004."""
    return replace(
        Capability(board="kade", item="A-004", version=2, person=ANNA, purpose="act", until=UNTIL), **changes
    )


def token_of(capability: Capability, links: Links = LINKS) -> str:
    """Return the last part of the address."""
    return links.to(capability).rpartition("/")[2]


@given(capabilities)
def test_a_link_gives_back_what_it_was_made_for(capability: Capability) -> None:
    assert LINKS.read(token_of(capability), capability.until, PEOPLE) == capability
    assert LINKS.board_of(token_of(capability)) == capability.board


@given(capabilities, capabilities)
def test_two_capabilities_share_a_link_only_when_they_are_the_same(
    one: Capability, other: Capability
) -> None:
    assert (LINKS.to(one) == LINKS.to(other)) == (one == other)


def test_the_address_lies_below_the_one_of_the_settings_and_holds_no_address() -> None:
    address = LINKS.to(a_capability())
    assert address.startswith("https://pdca.kade.example/m/")
    assert "anna" not in address
    assert len(address) < 150


@given(st.data())
def test_a_link_that_was_changed_anywhere_opens_nothing(data: st.DataObject) -> None:
    token = token_of(a_capability())
    place = data.draw(st.integers(0, len(token)))
    length = data.draw(st.integers(0, 3))
    instead = data.draw(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=3))
    changed = token[:place] + instead + token[place + length :]
    if changed != token:
        with pytest.raises(NotFound):
            LINKS.read(changed, UNTIL, PEOPLE)
        with pytest.raises(NotFound):
            LINKS.board_of(changed)


@pytest.mark.parametrize("addition", ["=", "!", "\n", " ", ".", "%3D", "é"])
def test_a_link_has_one_spelling_only(addition: str) -> None:
    token = token_of(a_capability())
    for place in (0, 5, token.index("."), len(token)):
        with pytest.raises(NotFound):
            LINKS.read(token[:place] + addition + token[place:], UNTIL, PEOPLE)
    # 16 bytes leave four bits of the last character unused
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for last in alphabet.replace(token[-1], ""):
        with pytest.raises(NotFound):
            LINKS.read(token[:-1] + last, UNTIL, PEOPLE)


@given(st.text(max_size=80))
def test_any_other_text_opens_nothing(token: str) -> None:
    with pytest.raises(NotFound, match="does not work any more"):
        LINKS.read(token, UNTIL, PEOPLE)


def test_a_link_works_up_to_and_with_its_last_day() -> None:
    token = token_of(a_capability())
    assert LINKS.read(token, UNTIL, PEOPLE).until == UNTIL
    with pytest.raises(NotFound, match="does not work any more"):
        LINKS.read(token, UNTIL + timedelta(days=1), PEOPLE)


def test_a_link_opens_nothing_for_people_it_was_not_made_for() -> None:
    with pytest.raises(NotFound, match="does not work any more"):
        LINKS.read(token_of(a_capability()), UNTIL, [TESS])
    with pytest.raises(NotFound):
        LINKS.read(token_of(a_capability()), UNTIL, [])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(NotFound):
        replace(LINKS, key=b"x" * 32).read(token_of(a_capability()), UNTIL, PEOPLE)


def test_the_same_person_is_marked_differently_in_another_board() -> None:
    def last_fact(board: str) -> bytes:
        payload = token_of(a_capability(board=board)).partition(".")[0]
        return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).rpartition(b"\n")[2]

    assert last_fact("kade") != last_fact("haven")
    assert last_fact("kade") == last_fact("kade")

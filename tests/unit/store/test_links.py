"""What the chain hashes, checked against hashes computed here from the text of the rule."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pdca.store.chain.links import GENESIS, Header, commit_to, payload
from pdca.store.chain.sealing import digest_of

HEADER = Header(
    board="kade",
    seq=1,
    at=datetime(2026, 11, 20, 7, 30, tzinfo=UTC),
    kind="loaded",
    entity="action",
    key="A-001",
    commitment="c" * 64,
    prev=GENESIS,
)


def test_a_link_is_the_hash_of_its_header_in_canonical_json() -> None:
    text = (
        '{"at":"2026-11-20T07:30:00.000000+00:00","board":"kade","commitment":"'
        + "c" * 64
        + '","entity":"action",'
        '"key":"A-001","kind":"loaded","prev":"' + "0" * 64 + '","seq":1}'
    )
    assert HEADER.hash() == hashlib.sha256(text.encode()).hexdigest()


def test_the_same_instant_in_another_zone_is_the_same_link() -> None:
    there = HEADER.at.astimezone(timezone(timedelta(hours=2)))
    assert replace(HEADER, at=there).hash() == HEADER.hash()


@pytest.mark.parametrize("field", ["board", "kind", "entity", "key", "commitment", "prev"])
def test_every_field_counts(field: str) -> None:
    assert replace(HEADER, **{field: "x"}).hash() != HEADER.hash()  # type: ignore[arg-type]  # by name


def test_a_payload_is_canonical_json() -> None:
    text = payload("anna@kade.example", 'zei "ja"', '{"a":1}')
    assert text == '{"actor":"anna@kade.example","after":{"a":1},"reason":"zei \\"ja\\""}'
    assert json.loads(payload("a", "", None)) == {"actor": "a", "after": None, "reason": ""}


def test_a_commitment_hides_its_payload_behind_the_salt() -> None:
    assert commit_to(b"salt", "é") == hashlib.sha256(b"salt" + "é".encode()).hexdigest()
    assert commit_to(b"salt", "é") != commit_to(b"other", "é")


def test_the_digest_of_a_day_does_not_depend_on_the_order_of_its_rows() -> None:
    rows = [("A", 1, "0", "due", "anna@kade.example"), ("A", 1, "escalation-1", "escalation", "")]
    lines = ['["A",1,"0","due","anna@kade.example"]', '["A",1,"escalation-1","escalation",""]']
    assert (
        digest_of(rows) == digest_of(reversed(rows)) == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    )
    assert digest_of([]) == hashlib.sha256(b"").hexdigest()

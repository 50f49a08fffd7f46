"""Nobody writes a header through a title, a name or an address (RELIABILITY F2, B10)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from itertools import product
from typing import Any

import pytest

from pdca.domain.errors import PdcaError
from pdca.domain.notices.digest import Digest
from pdca.mail.compose import compose
from pdca.mail.sign_in import compose_sign_in, sample_sign_in
from pdca.mail.words.samples import sample

BREAKS = ("\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\u2028", "\u2029", "\x1b")
SMUGGLED = (
    "Bcc: evil@other.example",
    "Subject: other",
    "\r\nThis is a body",
    "Content-Type: text/html\r\n\r\n<b>x</b>",
    "From: board@other.example",
)
ENCODED = (
    "=?utf-8?q?Hi=0D=0ABcc:_evil@other.example?=",
    "=?utf-8?b?SGkNCkJjYzogZXZpbEBvdGhlci5leGFtcGxl?=",
    "=0D=0ABcc: evil@other.example",
    "%0d%0aBcc: evil@other.example",
    "x" * 5000,
    "é" * 900,
    "a,b <evil@other.example>",
    '"quoted" \\ (comment) <>,;:@[]',
    "Rémy Dü\u0301mmer 校長",
)
PAYLOADS = [f"Piet{a}{b}" for a, b in product(BREAKS, SMUGGLED)] + list(ENCODED)
FIELDS = (
    "recipient_name",
    "first_name",
    "board_name",
    "school_name",
    "recipient_email",
    "sender",
    "reply_to",
    "message_id",
)
LETTER_FIELDS = {
    "recipient_name",
    "first_name",
    "board_name",
    "recipient_email",
    "sender",
    "message_id",
    "url",
}
LINE_FIELDS = ("title", "item", "unit_name", "owner_name", "note")
EXPECTED = [
    *(
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
    ),
    *("List-ID", "Content-Language", "MIME-Version", "Content-Type"),
]

CASES = [(field, payload) for field in (*FIELDS, *LINE_FIELDS) for payload in PAYLOADS]


def with_payload(field: str, payload: str) -> Digest:
    digest = sample("overdue", "nl")
    if field in LINE_FIELDS:
        (line,) = digest.lines
        changed: Any = {field: payload}
        return replace(digest, lines=(replace(line, **changed),))
    if field in ("recipient_email", "sender", "reply_to"):
        payload += "@school.example"
    changes: Any = {field: payload}
    return replace(digest, **changes)


def test_there_are_enough_payloads() -> None:
    assert len(CASES) >= 500


@pytest.mark.parametrize("field", [*FIELDS, *LINE_FIELDS])
def test_no_field_can_add_a_header_or_a_recipient(field: str) -> None:
    for payload in PAYLOADS:
        try:
            raw = compose(with_payload(field, payload))
        except PdcaError:
            continue  # refused, with its name: the other good outcome
        head = raw.partition(b"\r\n\r\n")[0]
        assert [
            line.split(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in b" \t"
        ] == EXPECTED
        message = message_from_bytes(raw, policy=policy.default)
        assert message.keys() == EXPECTED
        assert len(message["To"].addresses) == 1
        assert len(message["From"].addresses) == 1
        assert [part.get_content_type() for part in message.walk()] == [
            *("multipart/alternative", "text/plain", "text/html")
        ]


@pytest.mark.parametrize("field", sorted(LETTER_FIELDS))
def test_no_field_of_a_letter_can_add_a_header_or_a_recipient(field: str) -> None:
    expected = [one for one in EXPECTED if one not in ("Reply-To", "List-ID")]
    for payload in PAYLOADS:
        is_address = field in ("recipient_email", "sender")
        changes: Any = {field: payload + "@school.example" if is_address else payload}
        try:
            raw = compose_sign_in(replace(sample_sign_in("nl"), **changes))
        except PdcaError:
            continue
        message = message_from_bytes(raw, policy=policy.default)
        assert message.keys() == expected
        assert len(message["To"].addresses) == len(message["From"].addresses) == 1


@pytest.mark.parametrize("field", sorted(LETTER_FIELDS - {"first_name"}))
@pytest.mark.parametrize("line_break", BREAKS)
def test_a_line_break_in_a_header_or_link_of_a_letter_is_refused(field: str, line_break: str) -> None:
    changes: Any = {field: f"Piet{line_break}Bcc: evil@other.example"}
    with pytest.raises(PdcaError):
        compose_sign_in(replace(sample_sign_in("nl"), **changes))


@pytest.mark.parametrize(
    "field", ["recipient_name", "board_name", "school_name", "message_id", "recipient_email"]
)
@pytest.mark.parametrize("line_break", BREAKS)
def test_a_header_value_with_a_line_break_is_refused_and_not_cleaned(field: str, line_break: str) -> None:
    with pytest.raises(PdcaError):
        compose(with_payload(field, f"Piet{line_break}Bcc: evil@other.example"))


@pytest.mark.parametrize("title", ["Plan\r\nBcc: evil@other.example", "=?utf-8?q?x?=", "Plan\u2028b"])
def test_a_title_that_cannot_stand_in_a_header_stays_out_of_the_subject_and_in_the_mail(title: str) -> None:
    digest = with_payload("title", title)

    message = message_from_bytes(compose(digest), policy=policy.default)

    assert message["Subject"] == "De Peilschaal: A-004 is nog niet klaar"
    text = message.get_body(("plain",))
    assert text is not None
    assert " ".join(title.split()) in text.get_content()

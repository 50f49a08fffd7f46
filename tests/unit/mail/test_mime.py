"""Our own MIME writer against the standard library's parser."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdca.mail.mime import (
    BadAddress,
    UnsafeHeader,
    addr_spec,
    is_header_safe,
    link,
    mailbox,
    message_id,
    serialise,
    unstructured,
)

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
LONG_LINES = st.text("abcdefgh é=.", min_size=900, max_size=3000)

HEAD = [("Subject", "x")]


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def header(line: str) -> EmailMessage:
    return read(f"{line}\r\n\r\n".encode("ascii"))


def as_kept(text: str) -> str:
    """What a body must read back as: unified line ends, control characters blanked."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if (c < " " and c not in "\n\t") or c == "\x7f" else c for c in text)


def parts(raw: bytes) -> list[str]:
    message = read(raw)
    assert not message.defects
    found = []
    for part in message.iter_parts():
        assert not part.defects
        body = part.get_payload(decode=True)
        assert isinstance(body, bytes)
        found.append(body.decode("utf-8").replace("\r\n", "\n"))
    return found


@settings(max_examples=400)
@given(text=ANY_TEXT | LONG_LINES, html=ANY_TEXT | LONG_LINES, subject=st.text(max_size=200))
def test_every_message_reads_back_as_it_was_meant(text: str, html: str, subject: str) -> None:
    shown = subject if is_header_safe(subject) else "plain"
    raw = serialise([("Subject", unstructured("Subject", shown))], text, html, seed="seed")

    read_text, read_html = parts(raw)
    assert read_text == as_kept(text)
    assert read_html.encode("ascii") == as_kept(html).encode("ascii", "xmlcharrefreplace")
    assert str(read(raw)["Subject"]).strip() == shown.strip()


@settings(max_examples=200)
@given(text=ANY_TEXT | LONG_LINES, html=ANY_TEXT | LONG_LINES)
def test_every_message_is_canonical_on_the_wire(text: str, html: str) -> None:
    raw = serialise(HEAD, text, html, seed="seed")

    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert raw.endswith(b"--\r\n")
    assert raw == serialise(HEAD, text, html, seed="seed")


def test_a_boundary_that_stands_in_the_text_is_not_used() -> None:
    first = serialise(HEAD, "hello", "<p>hello</p>", seed="known")
    boundary = first.split(b'boundary="')[1].split(b'"')[0].decode()

    again = serialise(HEAD, f"--{boundary}--", f"--{boundary}", seed="known")

    assert [part.strip() for part in parts(again)] == [f"--{boundary}--", f"--{boundary}"]


def test_a_line_that_begins_with_from_or_a_dot_survives() -> None:
    text = "hello\n.\n..two\nFrom here on\n"
    assert parts(serialise(HEAD, text, text, seed="x")) == [text, text]


@settings(max_examples=300)
@given(name=st.text(max_size=120).filter(is_header_safe))
def test_any_safe_name_reads_back_with_its_one_address(name: str) -> None:
    message = header(f"To: {mailbox('To', name, 'piet@school.example')}")

    (address,) = message["To"].addresses
    assert address.addr_spec == "piet@school.example"
    # The parser of Python 3.11 keeps the fold between two encoded words, which RFC 2047 drops.
    assert "".join(address.display_name.split()) == "".join(name.split())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("b.uitgeester@dewaterlijn.example", "b.uitgeester@dewaterlijn.example"),
        ("Bram@DeWaterlijn.example", "Bram@dewaterlijn.example"),
        ("bram+pdca@school.example", "bram+pdca@school.example"),
        ("bram@bücher.example", "bram@xn--bcher-kva.example"),
    ],
)
def test_an_address_goes_over_the_wire_in_ascii(given: str, expected: str) -> None:
    assert addr_spec(given) == expected


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "bram",
        "@school.example",
        "bram@",
        "bram @school.example",
        'bram"x"@school.example',
        "<bram@school.example>",
        "bram@school.example\r\nBcc: evil@other.example",
        "bram@school.example,evil@other.example",
        "bram@scho ol.example",
        "bram@-school.example",
        "bram@school..example",
        ".bram@school.example",
        "bram.@school.example",
        "bräm@school.example",
        "bram@straße.example",
        "=?utf-8?q?bram?=@school.example",
        "x" * 65 + "@school.example",
        "bram@" + "x" * 64 + ".example",
        "bram@[127.0.0.1]",
        "bram@school.example\u2028",
        "bram@a\u2024b.example\u0000",
    ],
)
def test_what_is_not_plainly_an_address_is_refused(bad: str) -> None:
    with pytest.raises(BadAddress):
        addr_spec(bad)


@pytest.mark.parametrize("bad", ["a b@c", "<a@b", "a@b>\r\nBcc: c@d", "no-at", "=?x?@y"])
def test_what_is_not_a_message_id_is_refused(bad: str) -> None:
    with pytest.raises(UnsafeHeader):
        message_id(bad)


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:x",
        "https://a.example/ b",
        "https://a.example/\r\nX: y",
        "https://a.example/>",
        "https://é.example",
    ],
)
def test_what_is_not_a_link_is_refused(bad: str) -> None:
    with pytest.raises(UnsafeHeader):
        link("List-Unsubscribe", bad)


def test_an_unsubscribe_link_stays_on_one_line() -> None:
    assert link("List-Unsubscribe", "https://a.example/" + "x" * 300).count("\n") == 0

"""Our one shape of message as bytes: a text part and an HTML part, in canonical form, ready for the wire.

The standard library builds and serialises such a message in about three milliseconds, and some of its
versions let an encoded word smuggle a header in. This takes well under a tenth of a millisecond and refuses
what does not belong in a header; the tests read every message back with the standard library's parser.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from pdca.domain.errors import BadInput

_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|=\\?")
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?=.{{1,253}}$)(?:{_LABEL}\.)*{_LABEL}")
_MESSAGE_ID: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
_URL: Final = re.compile(r"https?://[!-;=?-~]+")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_FOLD: Final = re.compile(r"(.{20,60}\S) (?=\S)")
_NOT_SAME_IN_IDNA: Final = frozenset("ßς\u200c\u200d")
"""Characters that the two editions of IDNA map to different domains."""

_CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32), 127])
_BLANKED: Final = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_LONGEST_LINE: Final = 990
_WORD_BYTES: Final = 39


class UnsafeHeader(BadInput):
    """A value cannot stand in a mail header."""

    def __init__(self, field: str, value: str) -> None:
        self.field = field
        self.value = value
        super().__init__(
            f"{field}: {value!r} cannot stand in a mail header: no line breaks, control characters or =?"
        )


class BadAddress(BadInput):
    """This is not a mail address that can be used."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        super().__init__(f"{address!r} is not a usable mail address: {why}")


def is_header_safe(value: str) -> bool:
    """Say whether a text may be put into a header."""
    return _UNSAFE.search(value) is None


def checked(field: str, value: str) -> str:
    """Refuse what could break out of a header; nothing is ever stripped."""
    if _UNSAFE.search(value):
        raise UnsafeHeader(field, value)
    return value


def unstructured(field: str, value: str) -> str:
    """Write free text such as a subject: checked, encoded where needed, folded."""
    checked(field, value)
    if not value.isascii():
        return _encoded_words(value)
    return value if len(field) + len(value) < 75 else _FOLD.sub("\\1\r\n ", value)


def mailbox(field: str, name: str, address: str) -> str:
    """Write one name and address."""
    spec = addr_spec(address)
    checked(field, name)
    if not name:
        return spec
    if not name.isascii():
        return f"{_encoded_words(name)}\r\n <{spec}>"
    if not _PLAIN_NAME.fullmatch(name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{quoted}"'
    return f"{name} <{spec}>" if len(name) + len(spec) < 65 else f"{name}\r\n <{spec}>"


def addr_spec(address: str) -> str:
    """Check an address and give it as it goes over the wire: ASCII, its domain in A-labels, lower case."""
    local, at, domain = address.rpartition("@")
    if not at or not is_header_safe(address):
        raise BadAddress(address, "it needs one @ and no line breaks or control characters")
    if not local.isascii():
        raise BadAddress(address, "letters outside ASCII before the @ are not accepted by every mail server")
    if len(local) > 64 or not _LOCAL.fullmatch(local):
        raise BadAddress(address, "the part before the @ holds characters that mail does not allow")
    if not domain.isascii():
        if not _NOT_SAME_IN_IDNA.isdisjoint(domain):
            raise BadAddress(address, "write the domain in its xn-- form; this letter is read in two ways")
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise BadAddress(address, "the domain is not a valid name") from error
    domain = domain.lower()
    if not _DOMAIN.fullmatch(domain):
        raise BadAddress(address, "the domain is not a valid name")
    return f"{local}@{domain}"


def message_id(value: str) -> str:
    """Check a message id and give it in angle brackets."""
    bare = value[1:-1] if value.startswith("<") and value.endswith(">") else value
    if not _MESSAGE_ID.fullmatch(bare) or "=?" in bare:
        raise UnsafeHeader("Message-ID", value)
    return f"<{bare}>"


def link(field: str, url: str) -> str:
    """Check a link and give it in angle brackets, on one line as mail signing needs it."""
    if not _URL.fullmatch(url) or "=?" in url or len(url) > 900:
        raise UnsafeHeader(field, url)
    return f"<{url}>"


def serialise(headers: Iterable[tuple[str, str]], text: str, html: str, *, seed: str) -> bytes:
    """Write the whole message with CRLF line ends; the same input and seed give the same bytes."""
    text_coding, text_body = _coded(text)
    html_coding, html_body = _seven_bit(html)
    boundary = _boundary(seed, text_body, html_body)
    head = "\r\n".join([f"{name}: {value}" for name, value in headers])
    return b"".join(
        (
            f"{head}\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
            f"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: {text_coding}\r\n\r\n".encode("ascii"),
            text_body,
            f"\r\n--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: {html_coding}\r\n\r\n".encode("ascii"),
            html_body,
            f"\r\n--{boundary}--\r\n".encode("ascii"),
        )
    )


def _encoded_words(value: str) -> str:
    """Encode text as RFC 2047 words that never cut a character in two."""
    raw = value.encode()
    words = []
    start = 0
    while start < len(raw):
        end = start + _WORD_BYTES
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{b2a_base64(raw[start:end], newline=False).decode()}?=")
        start = end
    return "\r\n ".join(words)


def _coded(text: str) -> tuple[str, bytes]:
    raw = _clean(text.encode("utf-8", "replace"))
    if raw.isascii() and b"\nFrom " not in raw and _fits(raw):
        return "7bit", raw
    return "quoted-printable", _quoted(raw)


def _seven_bit(html: str) -> tuple[str, bytes]:
    """Turn HTML to ASCII with character references: any client reads it and nothing needs decoding."""
    raw = _clean(html.encode("ascii", "xmlcharrefreplace"))
    return ("7bit", raw) if _fits(raw) else ("quoted-printable", _quoted(raw))


def _clean(raw: bytes) -> bytes:
    """Give a body CRLF line ends and no control characters, which no mail client should ever see."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if len(raw.translate(None, _CONTROLS)) != len(raw):
        raw = raw.translate(_BLANKED)
    return raw.replace(b"\n", b"\r\n")


def _quoted(raw: bytes) -> bytes:
    """Write quoted-printable; the encoder takes its own line ends from the first one it sees."""
    quoted = b2a_qp(raw, istext=True)
    return quoted if b"\r\n" in raw else quoted.replace(b"\n", b"\r\n")


def _fits(raw: bytes) -> bool:
    """Say whether every line is short enough for the wire, in hops from line end to line end."""
    start = 0
    while len(raw) - start > _LONGEST_LINE:
        start = raw.rfind(b"\n", start, start + _LONGEST_LINE) + 1
        if not start:
            return False
    return True


def _boundary(seed: str, *bodies: bytes) -> str:
    """Choose a boundary that follows from the seed and stands in no body."""
    number = 0
    while True:
        boundary = f"=_{sha256(f'{seed}/{number}'.encode()).hexdigest()[:32]}"
        mark = boundary.encode()
        if not any(mark in body for body in bodies):
            return boundary
        number += 1

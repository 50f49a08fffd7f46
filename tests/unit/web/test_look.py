"""The look of the pages: colours that everybody can read, one house with the mails, nothing that is forbidden."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from html.parser import HTMLParser

import pytest

from pdca.catalog.shipped import Shipped
from pdca.mail.words.folder import email_folder
from pdca.web.page.rendering import render
from pdca.web.page.words import Words, dutch, web_folder

WEB = web_folder()
STYLES = WEB / "static" / "css"
ICONS = WEB / "static" / "icons" / "icons.svg"
TEMPLATES = sorted(WEB.rglob("*.j2"))
THEMES = {"light": 0, "dark": 1}
PHASES = ("plan", "do", "check", "act")
TONES = ("help", "late", "soon", "new", "good", "wrong")

TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "link", "wrong") for ground in ("page", "card")),
    *((ink, ground) for ink in ("ink", "soft") for ground in ("sunken", "quiet", "raised", "accent-tint")),
    *(("ink", f"{tone}-tint") for tone in TONES),
    *((tone, f"{tone}-tint") for tone in TONES),
    *((tone, "card") for tone in TONES),
    *((f"{phase}-ink", f"{phase}-tint") for phase in PHASES),
    *((f"{phase}-ink", "card") for phase in PHASES),
    *(("on-check-fill" if phase == "check" else "on-fill", f"{phase}-fill") for phase in PHASES),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("accent-deep", "accent-tint"),
    ("on-wrong", "wrong-fill"),
]
SIGNS = [
    *((sign, ground) for sign in ("edge", "focus", "accent") for ground in ("page", "card")),
    *((phase, "card") for phase in PHASES),
    *((f"{phase}-fill", "card") for phase in PHASES if phase != "check"),
]
ALLOWED_ADDRESSES = re.compile(r"http://www\.w3\.org/2000/svg")


def colours(theme: str) -> dict[str, str]:
    """Return every colour of the tokens by its name, in one theme."""
    css = (STYLES / "frame.css").read_text("utf-8")
    two = re.findall(r"^\s+--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);$", css, re.MULTILINE)
    one = re.findall(r"^\s+--([\w-]+): (#\w{6});$", css, re.MULTILINE)
    return {name: (light, dark)[THEMES[theme]] for name, light, dark in two} | dict(one)


def brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme: str, ink: str, ground: str) -> None:
    known = colours(theme)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_edges_rings_and_pictures_stand_out_from_their_ground(theme: str, sign: str, ground: str) -> None:
    known = colours(theme)
    assert contrast(known[sign], known[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_pages_and_mails_are_one_house(theme: str) -> None:
    mail = tomllib.loads((email_folder() / "_tokens.toml").read_text("utf-8"))[theme]
    web = colours(theme)
    tinted = [f"{tone}{end}" for tone in TONES if tone != "wrong" for end in ("", "_tint")]
    shared = ["page", "card", "line", "ink", "soft", "link", "accent", *tinted]
    assert {name: web[name.replace("_", "-")] for name in shared} == {name: mail[name] for name in shared}


def test_every_colour_that_is_used_exists() -> None:
    css = "".join(path.read_text("utf-8") for path in sorted(STYLES.glob("*.css")))
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= set(re.findall(r"--([\w-]+):", css))


def test_no_template_holds_what_the_policy_refuses() -> None:
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle\s*=", text), path.name
        assert not re.search(r"<style|javascript:|\son[a-z]+\s*=\s*[\"']", text), path.name
        for script in re.findall(r"<script[^>]*>", text):
            assert 'nonce="{{ nonce }}"' in script, path.name


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*TEMPLATES, *STYLES.glob("*.css"), *(WEB / "static" / "icons").glob("*.svg")]:
        text = ALLOWED_ADDRESSES.sub("", path.read_text("utf-8"))
        assert not re.search(r"https?://|//[a-z]+\.[a-z]", text), path.name


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', ICONS.read_text("utf-8")))
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        named = set(re.findall(r"(?:\bicon\(|\bsign=|\"(?:icon|sign)\": )\"([\w-]+)\"", text))
        assert named <= drawn, path.name


def test_the_parts_say_nothing_that_has_no_dutch() -> None:
    for name in ("_layout", "_bare", "_ui", "_charts"):
        text = (WEB / f"{name}.html.j2").read_text("utf-8")
        said = re.findall(r'\bsay\("([^"]+)"', text)
        said += [one for pair in re.findall(r'\bcount\("([^"]+)", "([^"]+)"', text) for one in pair]
        assert set(said) <= set(dutch()), name


class Page(HTMLParser):
    """Remembers what a page promises: which elements there are by name, and what refers to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in {"for", "aria-labelledby", "aria-describedby"} and value:
                self.wanted |= set(value.split())
            assert name != "style"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize(("locale", "skip"), [("nl", "Naar de inhoud"), ("en", "To the content")])
def test_every_part_can_be_drawn_in_both_languages(locale: str, skip: str) -> None:
    html = render(
        "gallery/gallery.html.j2",
        Words(Shipped().language(locale)),
        {
            "page": {"title": "Gallery"},
            "board": "Stichting De Waterlijn",
            "visitor": {"name": "Samira el Bouazzati", "role": "kwaliteitscoördinator"},
            "nav": [{"label": str(at), "href": f"/{at}", "icon": "inbox", "count": at} for at in range(7)],
            "flash": {"text": "<b>", "undo": {"action": "/undo", "label": "Undo"}},
            "is_captured": True,
            "today": date(2026, 11, 23),
        },
    )
    drawn = Page(html)
    assert skip in drawn.words
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert len(drawn.ids) == len(set(drawn.ids))
    assert drawn.wanted <= set(drawn.ids)

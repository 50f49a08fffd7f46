"""Every kind of mail to look at: as text, as a page, and as pictures: narrow and wide, light and dark.

The samples are those that the tests hold against their golden files, so what is looked at is what is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pdca.domain.errors import NotFound
from pdca.domain.notices.digest import Digest, Kind
from pdca.mail.compose import Parts, render
from pdca.mail.pictures import find_browser, take_pictures
from pdca.mail.sign_in import SIGN_IN, render_sign_in, sample_sign_in
from pdca.mail.words.catalogue import LANGUAGES
from pdca.mail.words.samples import names, sample
from pdca.services.access.letters import SignInLetter

WIDTHS: Final = (320, 640)
_FORMAL: Final = (*Kind, "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """What was written, and what is missing and why."""

    files: tuple[Path, ...]
    missing: str = ""


def preview(kind: str, lang: str) -> Parts:
    """Render the sample of one kind: subject, text, HTML."""
    known = (*names(), SIGN_IN)
    if kind not in known:
        raise NotFound("'{value}' is not known here; use one of: {known}", value=kind, known=", ".join(known))
    if lang not in LANGUAGES:
        raise NotFound("'{value}' is not a language of the product; use nl or en", value=lang)
    return render_sign_in(sample_sign_in(lang)) if kind == SIGN_IN else render(sample(kind, lang))


def everything() -> dict[str, Digest]:
    """Give every sample by name: each kind in each language, and in Dutch with u as well."""
    plain = {f"{name}-{lang}": sample(name, lang) for name in names() for lang in LANGUAGES}
    formal = {f"{name}-nl-u": sample(name, "nl", formal=True) for name in _FORMAL}
    return plain | formal


def letters() -> dict[str, SignInLetter]:
    """Give every mail that is no digest by name, in each language, and in Dutch with u as well."""
    plain = {f"{SIGN_IN}-{lang}": sample_sign_in(lang) for lang in LANGUAGES}
    return plain | {f"{SIGN_IN}-nl-u": sample_sign_in("nl", formal=True)}


def gallery(folder: Path) -> Gallery:
    """Write every sample into a folder as text and HTML, and as pictures when a browser is found."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    pages: list[Path] = []
    shown = {name: render(digest) for name, digest in everything().items()}
    shown |= {name: render_sign_in(letter) for name, letter in letters().items()}
    for name, parts in shown.items():
        text, page = folder / f"{name}.txt", folder / f"{name}.html"
        text.write_text(f"Subject: {parts.subject}\n\n{parts.text}\n", "utf-8")
        page.write_text(parts.html, "utf-8")
        files += (text, page)
        pages.append(page)
    browser = find_browser()
    if browser is None:
        return Gallery(
            files=tuple(files),
            missing="NO PICTURES: no Chromium found. Install it, or name it in CHROMIUM, and run this again.",
        )
    return Gallery(files=(*files, *take_pictures(browser, pages, WIDTHS)))

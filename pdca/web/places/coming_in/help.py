"""The guide: short pages for three kinds of readers, open to everybody, one section for each page of the product."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from starlette.responses import FileResponse, Response

import pdca
from pdca.domain.errors import NotFound
from pdca.web.door.entrance import Anybody

router = APIRouter(prefix="/help")

CHAPTERS = ("actiehouder", "leidinggevende", "kwaliteit")
_ANCHOR = re.compile(r'^<a id="([a-z-]+)"></a>\n', re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the guide; `text` is what stands under its heading, ready for a page."""

    anchor: str
    title: str
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What one kind of reader needs."""

    name: str
    title: str
    lead: str
    sections: Sequence[Section]


@cache
def guide_folder() -> Path:
    """Find the folder of the guide: in the installed package, or at the root of a checkout."""
    package = Path(pdca.__file__).parent
    shipped = package / "_shipped" / "guide"
    return shipped if shipped.is_dir() else package.parent / "docs" / "nl"


@cache
def chapters() -> Sequence[Chapter]:
    """Return the guide, read once."""
    return tuple(_chapter(name) for name in CHAPTERS)


@cache
def anchors() -> Mapping[str, Chapter]:
    """Return in which chapter each section stands."""
    return {section.anchor: chapter for chapter in chapters() for section in chapter.sections}


@router.get("")
def guide(visit: Anybody) -> Response:
    """Show what the guide holds."""
    title = visit.words.say("Guide")
    return visit.page("help/guide.html.j2", title=title, chapters=chapters())


@router.get("/pictures/{name}")
def picture(name: str) -> Response:
    """Return a picture of the guide."""
    found = {path.name: path for path in (guide_folder() / "pictures").glob("*.png")}
    if name not in found:
        raise NotFound("there is nothing here")
    return FileResponse(
        found[name], media_type="image/png", headers={"cache-control": "public, max-age=3600"}
    )


@router.get("/{anchor}")
def section(visit: Anybody, anchor: str) -> Response:
    """Show one part of the guide, with the others of its chapter beside it."""
    chapter = anchors().get(anchor)
    if chapter is None:
        raise NotFound("there is nothing here")
    shown = next(one for one in chapter.sections if one.anchor == anchor)
    return visit.page("help/section.html.j2", title=shown.title, chapter=chapter, shown=shown, help=anchor)


def _chapter(name: str) -> Chapter:
    head, *parts = _ANCHOR.split((guide_folder() / f"{name}.md").read_text("utf-8"))
    title, lead = _headed(head)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return Chapter(
        name=name, title=title, lead=lead, sections=tuple(_section(anchor, text) for anchor, text in pairs)
    )


def _section(anchor: str, text: str) -> Section:
    title, body = _headed(text)
    tokens = _MARKDOWN.parse(body)
    for token in tokens:
        for part in token.children or ():
            _lead_here(part)
    written = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Section(anchor=anchor, title=title, text=Markup(written))  # noqa: S704 - our own text; HTML in it is off


def _headed(text: str) -> tuple[str, str]:
    """Return a heading and what stands under it."""
    found = _HEADING.search(text)
    assert found is not None  # a test holds that every part of the guide has one
    return found[1], text[found.end() :].strip()


def _lead_here(token: Token) -> None:
    """Let a link from section to section, and a picture, lead to where the pages have it."""
    if token.type == "link_open":
        _, mark, anchor = str(token.attrs["href"]).partition("#")
        if mark:
            token.attrs["href"] = f"/help/{anchor}"
    elif token.type == "image":
        token.attrs["src"] = f"/help/{token.attrs['src']}"
        token.attrs["loading"] = "lazy"

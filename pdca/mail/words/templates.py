"""The mail templates, built once per process into one compiled template per part.

Building splices the small files into one, settles je or u, puts the style sheet into the tags (a mail cannot
rely on its sheet) and compiles. So a mail costs neither an include nor a run of the inliner.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from string import Template as Placeholders
from typing import Any, Final

from css_inline import CSSInliner
from jinja2 import Environment, StrictUndefined

from pdca.mail.words.catalogue import address
from pdca.mail.words.folder import email_folder

_SPLICE: Final = re.compile(r"{% include \"([^\"]+)\" %}\n?")
_JINJA: Final = re.compile(r"{[{%#].*?[}%#]}")
_PARTS: Final = re.compile(
    r"<!--.*?-->|<(?P<raw>title|style)\b[^>]*>.*?</(?P=raw)>|<[a-zA-Z/!][^>]*>", re.DOTALL
)
_SHELTERED: Final = re.compile(r"<!--j(\d+)-->|j(\d+)j")
_SETTINGS: Final[dict[str, Any]] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": False,
    "cache_size": 0,
    "auto_reload": False,
}

FRAMES: Final = {"digest": "_base", "sign_in": "_sign_in"}
"""The mails that are sent, and the template that holds each together."""

TEXT: Final = Environment(autoescape=False, **_SETTINGS)  # noqa: S701 - the plain text part escapes nothing
HTML: Final = Environment(autoescape=True, **_SETTINGS)


class Edition:
    """The three parts of a mail in one language and one form of address."""

    __slots__ = ("html", "subject", "text")

    def __init__(self, language: str, *, formal: bool, mail: str) -> None:
        subject, frame = f"{mail}/{language}.subject.j2", FRAMES[mail]
        self.subject = TEXT.from_string(spliced(subject, language, formal=formal))
        self.text = TEXT.from_string(spliced(f"{frame}.txt.j2", language, formal=formal))
        self.html = HTML.from_string(page(language, formal=formal, frame=frame))


@cache
def edition(language: str, formal: bool, mail: str = "digest") -> Edition:
    """Give the templates of a mail in a language, built once per process."""
    return Edition(language, formal=formal, mail=mail)


@cache
def tokens() -> dict[str, dict[str, Any]]:
    """Read the colours and sizes of the mails."""
    return tomllib.loads((email_folder() / "_tokens.toml").read_text("utf-8"))


def spliced(name: str, language: str, *, formal: bool) -> str:
    """Read a template with everything it includes, in one form of address."""
    source = (email_folder() / name).read_text("utf-8")
    whole = _SPLICE.sub(
        lambda match: spliced(match[1].replace("LANG", language), language, formal=formal), source
    )
    return address(whole, formal=formal)


def page(language: str, *, formal: bool, frame: str = "_base") -> str:
    """Build the source of the HTML part, its style in its tags, its Jinja tags untouched."""
    built = inlined(dressed(spliced(f"{frame}.html.j2", language, formal=formal), language))
    screen = Placeholders((email_folder() / "_screen.css").read_text("utf-8")).substitute(tokens()["dark"])
    return built.replace("<!--screen-->", f"<style>\n{screen}</style>")


def dressed(source: str, language: str) -> str:
    """Put the style sheets and fixed values where the page names them."""
    given = tokens()
    light = {**given["sizes"], **given["light"]}
    folder = email_folder()
    fixed = {
        "style": Placeholders((folder / "_style.css").read_text("utf-8")).substitute(light),
        "language": language,
        **{name: light[name] for name in ("page", "accent", "width")},
    }
    for name, value in fixed.items():
        source = source.replace("{{ " + name + " }}", value)
    return source


def inlined(source: str) -> str:
    """Inline the style sheet of a page whose Jinja tags must survive.

    Inside tags and the title a Jinja tag becomes an opaque word; between tags it becomes a comment, which may
    stand anywhere, also between the rows of a table.
    """
    kept: list[str] = []

    def shelter(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"j{len(kept) - 1}j"

    marked = _JINJA.sub(shelter, source)
    words = re.compile(r"j(\d+)j")
    out: list[str] = []
    end = 0
    for part in _PARTS.finditer(marked):
        out += (words.sub(r"<!--j\1-->", marked[end : part.start()]), part[0])
        end = part.end()
    out.append(words.sub(r"<!--j\1-->", marked[end:]))
    done = CSSInliner(minify_css=True, load_remote_stylesheets=False).inline("".join(out))
    lean = re.sub(r"\n\s+", "\n", done).encode("ascii", "xmlcharrefreplace").decode()
    return _SHELTERED.sub(lambda match: kept[int(match[1] or match[2])], lean)

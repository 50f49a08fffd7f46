"""The one template environment: escaped, strict about what is missing, and without anything to call but words.

A template gets plain values. It reads no database and knows no request.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pdca.web.page.telling import did_said, full_stop
from pdca.web.page.words import Words, web_folder

_REFERENCE = re.compile(r"[A-Z]-\d{3}")
_WHOLE = re.compile(rf"\b(?:20\d\d-20\d\d|{_REFERENCE.pattern})\b")
_TEXT_TO_KEEP = re.compile(
    r"<(?P<plain>textarea|title|option|script|style|svg)\b.*?</(?P=plain)(?=>)"
    rf"|>(?P<text>[^<>]*{_WHOLE.pattern}[^<>]*)(?=<)",
    re.DOTALL,
)
"""What may hold no element, to be passed over, or a text in which a year or a reference stands."""


@cache
def environment() -> Environment:
    """Return the environment of all pages; templates are compiled once a process."""
    made = Environment(
        loader=FileSystemLoader(web_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(icon=icon, asset=asset)
    made.filters.update(initials=initials, capital=capital, zip=zip, rejectkey=without, weeks=weeks)
    return made


def render(name: str, words: Words, values: Mapping[str, Any]) -> str:
    """Return a page or a part of one."""
    spoken: dict[str, Any] = {
        "lang": words.locale,
        "say": words.say,
        "count": words.count,
        "tell": words.tell,
        "tell_full": lambda message: full_stop(words.tell(message)),
        "tell_did": partial(did_said, words),
        "word": words.word,
        "day": words.day,
        "day_short": words.day_short,
        "weekday": words.weekday,
        "show_value": words.value,
        "as_written": words.as_written,
        "moment": words.moment,
        "time": words.time,
    }
    template = environment().get_template(name, globals=None)
    return kept_together(template.render({**spoken, **values}))


def kept_together(html: str) -> str:
    """Let no school year in the text of a page, such as 2026-2027, and no A-004 break over two lines at its hyphen.

    No style can ask that of a part of a text. A text around it becomes one element, so that it stays one where its
    neighbours stand side by side. A reference alone has an element and a style of its own.
    """
    return _TEXT_TO_KEEP.sub(_kept_together, html)


def _kept_together(found: re.Match[str]) -> str:
    text = found["text"]
    if text is None or _REFERENCE.fullmatch(text):
        return found[0]
    kept = _WHOLE.sub(r'<span class="nowrap">\g<0></span>', text)
    return f">{kept}" if _WHOLE.fullmatch(text) else f"><span>{kept}</span>"


@cache
def asset(path: str) -> str:
    """Return the address of a static file; it changes with the file, so that it may be kept for ever."""
    digest = hashlib.sha256((web_folder() / "static" / path).read_bytes()).hexdigest()
    return f"/static/{path}?v={digest[:10]}"


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> Markup:
    """Return an icon of the sprite; without a label it is only an ornament."""
    says = Markup(' role="img" aria-label="{}"').format(label) if label else Markup(' aria-hidden="true"')
    shape = Markup('<use href="{}#{}"></use>').format(asset("icons/icons.svg"), name)
    return Markup('<svg class="icon" width="20" height="20"{}>{}</svg>').format(says, shape)


def initials(name: str) -> str:
    """Return the first letters of a first and a last name."""
    parts = [part for part in name.split() if part[:1].isupper()] or [name or "?"]
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()


def capital(text: str) -> str:
    """Return a text with a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def weeks(
    rows: Iterable[tuple[Any, ...]], write: Callable[[date], str], which: int = 2
) -> list[dict[str, Any]]:
    """Return rows of a week and numbers as a chart takes them: `which` number of the row."""
    return [{"label": write(row[0]).rpartition(" ")[0], "value": row[which]} for row in rows]


def without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a mapping without some of its keys."""
    return {name: value for name, value in values.items() if name not in names}


def iso(day: date | None) -> str:
    """Write a day as a date field holds it."""
    return "" if day is None else day.isoformat()

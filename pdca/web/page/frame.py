"""What stands around every page: who is in, where one can go, what just happened, and whether mail really leaves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pdca.web.door.forgery import mark_of

if TYPE_CHECKING:
    from pdca.web.door.visit import Visit

THEME = "pdca-theme"
THEMES = ("light", "dark")


def frame_of(
    visit: Visit, title: str, said: Sequence[Mapping[str, Any]], here: str, help: str
) -> dict[str, Any]:
    """Return the values of the layout; `here` is the way that the page belongs to, `help` its part of the guide."""
    site, words, request = visit.site, visit.words, visit.request
    theme = request.cookies.get(THEME, "")
    frame: dict[str, Any] = {
        "page": {"title": title},
        "title": title,
        "nonce": request.scope["state"]["nonce"],
        "csrf": mark_of(site.key, visit.holder),
        "once": secrets.token_hex(8),
        "form": visit.filled,
        "is_captured": site.runtime.settings.is_captured,
        "mailbox_url": "/demo/mail" if site.stage is not None else "",
        "flash": said,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "help_url": f"/help/{help}" if help else "/help",
        "look_url": "/look",
        "theme": theme if theme in THEMES else "",
        "has_htmx": visit.visitor is not None and bool(visit.visitor.session),
        "stage": None if site.stage is None else _stage(visit),
        "now": visit.now,
    }
    if visit.visitor is not None and visit.visitor.session:
        at = f"/b/{visit.board}"
        frame |= {
            "at": at,
            "me": visit.email,
            "visitor": {"name": visit.visitor.person.name, "role": visit.visitor.role},
            "nav": [_way(visit, way, here) for way in visit.ways],
            "search_url": f"{at}/search",
            "sign_out_url": "/sign-out",
            "menu": [
                {"label": words.say("My details and absence"), "href": f"{at}/me", "icon": "person"},
                {"label": words.say("Handing over"), "href": f"{at}/handover", "icon": "hand-over"},
                {"label": words.say("Signing in"), "href": f"{at}/me/sign-in", "icon": "key"},
            ],
        }
    if visit.visitor is not None:
        frame |= {"board": visit.visitor.board_name, "visitor_board": visit.board}
    return frame


def _way(visit: Visit, way: Any, here: str) -> dict[str, Any]:
    return {
        "label": visit.words.say(way.says),
        "href": way.href,
        "icon": way.icon,
        "is_current": way.name == here,
        "count": way.count,
    }


def _stage(visit: Visit) -> dict[str, Any]:
    """Return the bar of a demo: what day it is there, and how to move it."""
    stage, say = visit.site.stage, visit.words.say
    assert stage is not None
    back = visit.request.url.path if visit.request.method == "GET" else "/demo"
    return {
        "text": say("Demo: it is {day}.", day=visit.words.weekday(stage.today())),
        "links": [
            {"label": say("Somebody else"), "href": "/demo", "icon": "people"},
            {"label": say("Captured mail"), "href": "/demo/mail", "icon": "mail"},
        ],
        "buttons": [
            {"label": label, "action": "/demo/later", "fields": {"days": days, "back": back}, "icon": "later"}
            for label, days in ((say("A day later"), 1), (say("A week later"), 7))
        ],
    }

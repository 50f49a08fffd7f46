"""The pass that a browser holds of a session: shown at the door, and renewed while somebody is about."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from pdca.domain.errors import NotFound
from pdca.domain.people.organisation import Person
from pdca.services.access.browser import label_of
from pdca.services.access.cookie import Passed, SessionCookie
from pdca.services.access.ports import How, Session
from pdca.services.access.sessions import LIFE, LIFE_ON_STAGE, Entered, current, enter, hash_of, waiting
from pdca.web.door.site import Site

SESSION = SessionCookie(()).name(is_https=False)
"""What the cookie is called where the pages are reached without HTTPS: on this machine only."""


def session_of(request: Request) -> str:
    """Return the id of the session that a browser holds a pass for; empty when it holds none."""
    passed = _passed(request)
    return passed.id if passed is not None else ""


def renewed(request: Request, site: Site, now: datetime) -> Session | None:
    """Return the session of a request, and let its browser keep a newer pass; None when nobody is in."""
    passed = _passed(request)
    if passed is None:
        return None
    session = current(site.access, passed.id, passed.seen, now)
    if session is not None and passed.is_to_be_written(now):
        request.scope["state"]["renewed"] = _header(site, passed.id, now, session.how)
    return session


def who_is_in(request: Request, site: Site, now: datetime) -> Person | None:
    """Return who is signed in with this browser, without renewing their pass; None when nobody is."""
    passed = _passed(request)
    session = None if passed is None else current(site.access, passed.id, passed.seen, now)
    member = None if session is None else site.access.member(session.board, session.person)
    return None if member is None else member.person


def half_in(request: Request, site: Site, now: datetime) -> Session | None:
    """Return the session whose second step is still to come; None when there is no such."""
    passed = _passed(request)
    return None if passed is None else waiting(site.access, passed.id, passed.seen, now)


def last_in(request: Request, site: Site) -> str:
    """Return whose pass a browser holds, though it may be over; empty when it holds none."""
    id = session_of(request)
    found = site.access.session(hash_of(id)) if id else None
    return found[0].person if found is not None else ""


def let_in(
    request: Request, site: Site, answer: Response, board: str, email: str, now: datetime, how: How
) -> None:
    """Begin a session of somebody who has shown who they are, and let the browser keep its pass."""
    member = site.access.member(board, email)
    if member is None or not member.is_active(now):
        raise NotFound("there is nobody with the address '{email}'", email=email)
    label = label_of(request.headers.get("user-agent", ""))
    entered = enter(
        site.access, member, how, now, site.runtime.entropy, label=label, instead_of=session_of(request)
    )
    keep_pass(site, answer, entered, now)


def keep_pass(site: Site, answer: Response, entered: Entered, now: datetime) -> None:
    """Let a browser keep the pass of a session that began."""
    answer.headers.append("set-cookie", _header(site, entered.id, now, entered.session.how))


def drop_pass(site: Site, answer: Response) -> None:
    """Let a browser forget its pass, and everything else that it kept of us."""
    answer.delete_cookie(_name(site), path="/", secure=site.is_https, httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache", "storage"'


def new_pass(site: Site, board: str, email: str, now: datetime, how: str) -> str:
    """Begin a session and return the pass itself, for whoever carries it to a browser by hand."""
    member = site.access.member(board, email)
    assert member is not None, email
    entered = enter(site.access, member, How(how), now, site.runtime.entropy)
    return site.cookie.write(entered.id, now)


def _passed(request: Request) -> Passed | None:
    site: Site = request.app.state.site
    text = request.cookies.get(_name(site), "")
    return site.cookie.read(text) if text else None


def _name(site: Site) -> str:
    return site.cookie.name(is_https=site.is_https)


def _header(site: Site, id: str, now: datetime, how: How) -> str:
    lives: timedelta = LIFE_ON_STAGE if how is How.DEMO else LIFE
    parts = [
        f"{_name(site)}={site.cookie.write(id, now)}",
        "Path=/",
        "HttpOnly",
        "SameSite=Lax",
        f"Max-Age={int(lives.total_seconds())}",
        *(["Secure"] if site.is_https else []),
    ]
    return "; ".join(parts)

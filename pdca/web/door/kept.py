"""Forms that are kept over signing in: sent from the page that gave them back, they count at once.

The mark of a form is that of a session, so one that was shown before signing in again has the mark of nobody. What
stands for it is a permit in that form: for this form, for the person who was in if that is known, and for the browser
to which it was given, which keeps the other half as a cookie that no other page can read or set.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from pdca.web.door.passes import last_in
from pdca.web.door.signed import seal, unseal
from pdca.web.door.site import Site

FIELD = "kept"
"""The field by which a page that gave everything back is known when it is sent."""

LIVES = timedelta(days=3)
"""Over a weekend; after that the form is looked at once more before it is sent."""

HALF_BYTES = 24


@dataclass(frozen=True, slots=True)
class Permit:
    """What stands in the form, and the half that its browser keeps."""

    field: str
    half: str


def permit_for(request: Request, site: Site, now: datetime) -> Permit:
    """Return a permit for the form that was sent; the forms that one browser was given share its half."""
    half = request.cookies.get(cookie_of(site)) or secrets.token_urlsafe(HALF_BYTES)
    return Permit(
        seal(site.key, _purpose(half), [request.url.path, last_in(request, site)], now + LIVES), half
    )


def permitted(request: Request, site: Site, field: str, now: datetime) -> str | None:
    """Return whose form this is by its permit, "" when that is not known; None when it has no permit."""
    half = request.cookies.get(cookie_of(site), "")
    if not half or not field:
        return None
    path, person = unseal(site.key, _purpose(half), field, now) or ("", "")
    return str(person) if path == request.url.path else None


def cookie_of(site: Site) -> str:
    """Return what the cookie is called; over HTTPS a browser takes this name only from this very host."""
    return "__Host-pdca-kept" if site.is_https else "pdca-kept"


def _purpose(half: str) -> str:
    return f"{FIELD} {half}"

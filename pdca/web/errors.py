"""The one table from what went wrong to an answer: a status, a sentence, and what somebody can do now."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match

from pdca.domain.errors import BadInput, Damaged, Message, Misconfigured, NotFound, PdcaError, Refused
from pdca.domain.evidence.judging import MOST_BYTES
from pdca.services.access.limits import TooOften
from pdca.store.engine import Unreachable, Unwritable
from pdca.web.door.entrance import Foreign, Forged, SignInFirst, anybody, sign_in_at
from pdca.web.door.forgery import FIELD, SAFE
from pdca.web.door.kept import FIELD as KEPT
from pdca.web.door.kept import LIVES, cookie_of, permit_for
from pdca.web.door.visit import NOBODY, Visit

STATUS: Mapping[type[PdcaError], int] = {
    NotFound: 404,
    BadInput: 422,
    Refused: 409,
    Forged: 403,
    TooOften: 429,
    Foreign: 403,
    SignInFirst: 401,
    Unreachable: 503,
    Unwritable: 507,
    Misconfigured: 500,
    Damaged: 500,
}
TITLES: Mapping[int, str] = {
    401: "You are signed out",
    403: "This could not be checked",
    404: "Not found",
    405: "Not found",
    409: "That is not possible now",
    413: "Too large",
    422: "Something is not right yet",
    429: "A little too fast",
    503: "Not available for a moment",
    507: "This was not saved",
}
AGAIN = "You are in again"
PASSING = (429, 500, 503, 507)
"""What may be over in a moment: the same form can be sent again then."""

BROKE = "Something went wrong here"
NOTHING_HERE = Message("There is nothing here, or it is not yours to see.")
TOO_LARGE = Message(
    "A file can be {most} MB at most. Go back and choose a smaller one, or write down where it can be found.",
    {"most": MOST_BYTES // (1024 * 1024)},
)
GONE = {
    "/m/": Message("This link does not work any more. Your next mail has a new one. You can also sign in."),
    "/sign-in/": Message(
        "This link does not work any more: it works for ten minutes, once. Ask for a new one."
    ),
}
"""What is said where a link of a mail leads that is not there, by how its address begins."""

log = logging.getLogger(__name__)

Handler = Callable[[Request, Any], Any]


def answers() -> dict[Any, Handler]:
    """Return who answers which error."""
    return {PdcaError: _told, HTTPException: _http, RequestValidationError: _unread, Exception: _broke}


def status_of(error: PdcaError) -> int:
    """Return the status of an error: of its nearest kind in the table."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, PdcaError)
    status = status_of(error)
    if isinstance(error, SignInFirst | Forged) and _wrote(request):
        return _keep_writing(request, error, status)
    if isinstance(error, SignInFirst):
        return _to_sign_in(request)
    if status == 404:
        path = request.url.path
        return _page(
            request, 404, next((said for at, said in GONE.items() if path.startswith(at)), NOTHING_HERE)
        )
    if status >= 500:
        log.error("%s answers %s: %s", request.url.path.split("/")[1], status, type(error).__name__)
    return _page(request, status, error.message, error.headers if isinstance(error, TooOften) else None)


def _to_sign_in(request: Request) -> Response:
    place = sign_in_at(request) if request.method in SAFE else "/sign-in"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"hx-redirect": place})
    return RedirectResponse(place, status_code=303)


def _wrote(request: Request) -> bool:
    return request.method not in SAFE and getattr(request.state, "filled", None) is not None


def _keep_writing(request: Request, error: PdcaError, status: int) -> Response:
    """Give back everything that was filled in, with a permit to send it when the same person is in again.

    Somebody else who sends such a page, or the same person after long, comes here a second time to look at it first.
    """
    visit = _visit(request)
    is_signed_out = isinstance(error, SignInFirst) or (
        visit.holder == NOBODY and request.url.path.startswith("/b/")
    )
    is_back = bool(visit.filled.raw(KEPT)) and not is_signed_out
    title = AGAIN if is_back else TITLES[401 if is_signed_out else status]
    permit = permit_for(request, visit.site, visit.now) if is_signed_out else None
    answer = visit.page(
        "kept.html.j2",
        title=visit.words.say(title),
        status=status,
        is_signed_out=is_signed_out,
        is_back=is_back,
        sign_in=f"{'/demo' if visit.site.stage is not None else '/sign-in'}?next=/signed-in",
        permit=permit.field if permit is not None else "1",
        **_written(request, visit),
    )
    if permit is not None:
        visit.keep(answer, cookie_of(visit.site), permit.half, LIVES)
    return answer


def _written(request: Request, visit: Visit) -> dict[str, Any]:
    """Return what was filled in, without what only this page had; of files only where they were chosen."""
    filled = visit.filled
    return {
        "fields": [
            (name, value)
            for name, values in filled.values.items()
            if name not in (FIELD, KEPT) and "password" not in name and name != "code"
            for value in values
        ],
        "files": list(filled.files),
        "action": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    }


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    above = _page_above(request) if error.status_code == 405 and request.method in SAFE else None
    if above is not None:
        return RedirectResponse(above, status_code=303)
    if error.status_code in (404, 405):
        return _page(request, error.status_code, NOTHING_HERE, error.headers)
    said = TOO_LARGE if error.status_code == 413 else Message(BROKE)
    return _page(request, error.status_code, said, error.headers)


def _page_above(request: Request) -> str | None:
    """Return the page of a form, for whoever goes back to where the form was sent: the nearest one above it."""
    path = request.url.path
    while path := path.rpartition("/")[0]:
        asked = {**request.scope, "path": path}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            return path
    return None


def _unread(request: Request, _: Exception) -> Response:
    """Answer an address in which something stands that no link of ours holds, such as a page called `x`."""
    return _page(request, 404, NOTHING_HERE)


def _broke(request: Request, error: Exception) -> Response:
    """Say that something went wrong, with a number by which it is found in the log; never what."""
    number = secrets.token_hex(4)
    log.error("request %s broke off", number, exc_info=error)
    return _page(request, 500, Message("We wrote it down as number {number}.", {"number": number}))


def _page(
    request: Request, status: int, said: Message, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    visit = _visit(request)
    title = visit.words.say(TITLES.get(status, BROKE))
    template = "_error_part.html.j2" if visit.is_partial else "error.html.j2"
    written = _written(request, visit) if _wrote(request) else {"fields": (), "files": ()}
    answer = visit.page(
        template,
        title=title,
        status=status,
        message=visit.words.tell(said),
        may_send_again=status in PASSING,
        **written,
    )
    answer.headers.update(headers or {})
    return answer


def _visit(request: Request) -> Visit:
    found: Visit | None = getattr(request.state, "visit", None)
    return found or anybody(request)

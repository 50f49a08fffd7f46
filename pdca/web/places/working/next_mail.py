"""The reader's next mail, as it looks now: when it leaves, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from pdca.mail.compose import render
from pdca.services.mailing.links import Capability
from pdca.services.work.next_mail import WEEKS_AHEAD, Foreseen, next_mail
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.ways_to import place_of_item

router = APIRouter(prefix="/b/{board}/me/next-mail")

BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)
"""A mail is shown with the style in its tags; it can run nothing and load nothing."""


@dataclass(frozen=True, slots=True)
class OnPages:
    """Leads to the pages of whoever is in: a mail that has not left carries no link that acts."""

    base_url: str

    def to(self, capability: Capability) -> str:
        """Return the page on which a capability is used."""
        board, item = capability.board, capability.item
        places = {
            "list": f"/b/{board}/work",
            "overview": f"/b/{board}/overview",
            "why": f"/b/{board}/why/{item}",
        }
        return self.base_url.rstrip("/") + (places.get(capability.purpose) or place_of_item(board, item))


@router.get("")
def my_next_mail(visit: SignedIn) -> Response:
    """Show when the next mail leaves, and what stands in it."""
    foreseen = _foreseen(visit)
    digest = foreseen.digest
    parts = render(digest) if digest is not None else None
    return visit.page(
        "working/next_mail.html.j2",
        title=visit.words.say("Your next mail"),
        here="work",
        help="work",
        digest=digest,
        is_whole=foreseen.is_whole,
        subject=parts.subject.strip() if parts is not None else "",
        text=parts.text if parts is not None else "",
        weeks=WEEKS_AHEAD,
    )


@router.get("/body")
def my_next_mail_as_it_looks(visit: SignedIn) -> Response:
    """Give the mail as it will look, to be shown in a frame; its links lead out of the frame."""
    digest = _foreseen(visit).digest
    if digest is None:
        return Response(status_code=204)
    framed = render(digest).html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(framed, headers={"content-security-policy": BODY_POLICY})


def _foreseen(visit: Visit) -> Foreseen:
    runtime = visit.site.runtime
    links, captured = OnPages(runtime.settings.base_url), runtime.settings.is_captured
    with visit.reading() as situation:
        return next_mail(situation, links, runtime.words, visit.email, captured=captured)

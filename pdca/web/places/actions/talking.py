"""Saying something about an action or a cycle, and showing a file for it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from pdca.domain.errors import BadInput, Message, PdcaError, Refused
from pdca.domain.evidence.judging import MOST_BYTES, TAKEN
from pdca.domain.privacy import TODO
from pdca.services.conversation.add_evidence import add_evidence
from pdca.services.conversation.fetch_evidence import fetch_evidence
from pdca.services.conversation.say import say
from pdca.services.conversation.subjects import subject_for
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.ways_to import place_of_item

router = APIRouter(prefix="/b/{board}")

NO_FILE = Message("Choose a file first.")


@router.post("/talk")
def talk(visit: SignedIn) -> Response:
    """Say something about an item."""
    return visit.once(lambda: _talk(visit))


def _talk(visit: Visit) -> Response:
    filled, item = visit.filled, visit.filled.text("item")
    try:
        with visit.writing() as session:
            said = say(session, visit.site.runtime.shipped, item, visit.email, filled.raw("text"), visit.now)
    except (BadInput, Refused) as error:
        return _again(visit, item, "text", error)
    place = f"{place_of_item(visit.board, item)}#talk"
    is_worry = any("pupil" in warning.template for warning in said.warnings)
    worries = (*said.warnings, TODO) if is_worry else said.warnings
    return visit.go(place, visit.words.say("Said."), *worries)


@router.post("/evidence")
def show(visit: SignedIn) -> Response:
    """Keep a file with an item."""
    return visit.once(lambda: _show(visit))


def _show(visit: Visit) -> Response:
    filled, item = visit.filled, visit.filled.text("item")
    files = [one for one in filled.files.get("file", ()) if one.filename]
    try:
        if not files:
            raise BadInput(NO_FILE.template, missing="file")
        with visit.writing() as session:
            for one in files:
                body = one.file.read(MOST_BYTES + 1)
                shipped = visit.site.runtime.shipped
                add_evidence(session, shipped, item, visit.email, one.filename or "", body, visit.now)
    except (BadInput, Refused) as error:
        return _again(visit, item, "file", error)
    place = f"{place_of_item(visit.board, item)}#files"
    told = visit.words.count("The file is added.", "{count} files are added.", len(files))
    return visit.go(place, told)


@router.get("/evidence/{id:path}")
def fetch(visit: SignedIn, id: str) -> Response:
    """Hand out a file, to be saved: never opened in the page's own name."""
    with visit.reading() as situation:
        shipped = visit.site.runtime.shipped
        shown, body = fetch_evidence(situation.session, shipped, id, visit.email, visit.now)
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in shown.name
    )
    name = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown.name, safe='')}"
    return Response(body, media_type=shown.media, headers={"content-disposition": name})


def _again(visit: Visit, item: str, field: str, error: PdcaError) -> Response:
    """Show the form once more, with what is wrong and what was written."""
    with visit.reading() as situation:
        subject_for(situation, item, visit.email)
    visit.filled.fault(field, error.message)
    return visit.page(
        "actions/talk_again.html.j2",
        title=visit.words.say("Show a file") if field == "file" else visit.words.say("Say something"),
        status=422 if isinstance(error, BadInput) else 409,
        help="action",
        item=item,
        field=field,
        back=place_of_item(visit.board, item),
        taken=TAKEN,
    )

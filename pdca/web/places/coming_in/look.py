"""How somebody likes to see the pages: in which language, light or dark. The browser keeps it."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from pdca.web.door.entrance import LANGUAGE, Anybody
from pdca.web.page.frame import THEME, THEMES
from pdca.web.page.paging import local_place

router = APIRouter()
KEPT = timedelta(days=365)


@router.post("/look")
def look(visit: Anybody) -> Response:
    """Keep a choice of language or theme, and go back to where it was made."""
    filled = visit.filled
    answer = visit.go(local_place(filled.raw("back")) or "/")
    language, theme = filled.raw("language"), filled.raw("theme")
    if language in ("nl", "en"):
        visit.keep(answer, LANGUAGE, language, KEPT)
    if theme in THEMES:
        visit.keep(answer, THEME, theme, KEPT)
    elif theme == "auto":
        answer.delete_cookie(THEME, path="/")
    return answer

"""Static files: style, script, font and icons, kept by the browser for as long as their address stays the same."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pdca.web.page.words import web_folder

FOR_EVER = "public, max-age=31536000, immutable"


class Kept(StaticFiles):
    """Static files whose address carries a digest of what is in them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; one that is asked for by its digest may be kept for ever."""
        answer = await super().get_response(path, scope)
        if answer.status_code == 200 and scope["query_string"].startswith(b"v="):
            answer.headers["cache-control"] = FOR_EVER
        return answer


def static_files() -> Kept:
    """Return the application that serves the static files."""
    return Kept(directory=web_folder() / "static")

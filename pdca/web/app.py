"""The application: the door, the places behind it, and what is said when something goes wrong."""

from __future__ import annotations

from fastapi import Depends, FastAPI, Request

from pdca.bootstrap import Runtime
from pdca.domain.errors import NotFound
from pdca.web.door.entrance import guard
from pdca.web.door.gate import Gate, Receive, Scope, Send
from pdca.web.door.site import Site, Stage
from pdca.web.errors import answers
from pdca.web.places.all import PLACES, STAGE_PLACES
from pdca.web.static import static_files

TAKES_FILES = ("/evidence", "/import")
"""Paths that take files, by how they end."""


class Web:
    """The web of an installation, behind its gate: also what goes wrong comes out with all its headers."""

    def __init__(self, runtime: Runtime, stage: Stage | None = None) -> None:
        """With a stage it is the web of a demo. Raises Misconfigured for a missing or weak key."""
        self.site = Site(runtime, stage)
        _ = self.site.key
        self.app = _application(self.site)
        self._gate = Gate(self.app, hosts=self.site.hosts, is_https=self.site.is_https, roomy=TAKES_FILES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        await self._gate(scope, receive, send)


def nameable(request: Request) -> None:
    """Find nothing at an address with the one sign that no name can hold, and that not every database takes."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise NotFound("there is nothing here")


def _application(site: Site) -> FastAPI:
    app = FastAPI(
        title="pdca",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(nameable), Depends(guard)],
        exception_handlers=answers(),
        redirect_slashes=False,
    )
    app.state.site = site
    app.mount("/static", static_files())
    for place in (*PLACES, *(STAGE_PLACES if site.stage is not None else ())):
        app.include_router(place)
    return app

"""Static files: style, script, font and icons, kept by the browser for as long as their address stays the same.

They hold no secret, so they are sent compressed to whoever takes them so.
"""

from __future__ import annotations

import gzip
import os
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from pdca.web.packing import takes_gzip
from pdca.web.page.words import web_folder

FOR_EVER = "public, max-age=31536000, immutable"
SHRINKS = frozenset({".css", ".js", ".svg", ".txt", ".md"})
"""What becomes smaller; a font is compressed already."""


class Kept(StaticFiles):
    """Static files whose address carries a digest of what is in them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; one that is asked for by its digest may be kept for ever."""
        answer = await super().get_response(path, scope)
        if answer.status_code == 200 and scope["query_string"].startswith(b"v="):
            answer.headers["cache-control"] = FOR_EVER
        return answer

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return a file as it is, or compressed for a browser that takes it so and wants all of it."""
        plain = super().file_response(full_path, stat_result, scope, status_code)
        if Path(full_path).suffix not in SHRINKS:
            return plain
        plain.headers.add_vary_header("accept-encoding")
        asked = Headers(scope=scope)
        if plain.status_code != 200 or "range" in asked or not takes_gzip(asked.get("accept-encoding", "")):
            return plain
        return self._small(Path(full_path), stat_result.st_mtime_ns, plain, asked)

    def _small(self, file: Path, changed: int, plain: Response, asked: Headers) -> Response:
        """Return a file compressed: a body of its own, so with a mark of its own."""
        headers = {
            "content-encoding": "gzip",
            "vary": plain.headers["vary"],
            "last-modified": plain.headers["last-modified"],
            "etag": f'{plain.headers["etag"].rstrip(chr(34))}-gzip"',
        }
        answer = Response(compressed(file, changed), headers=headers, media_type=plain.media_type)
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer


@cache
def compressed(file: Path, changed: int) -> bytes:  # noqa: ARG001 - which state of the file is remembered
    """Return what is in a file, compressed as well as it goes; once for each time that it changed."""
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def static_files() -> Kept:
    """Return the application that serves the static files."""
    return Kept(directory=web_folder() / "static")

"""Sending things small: what a browser unpacks by itself, and when a page may be packed at all.

The length of a packed page tells something of what is in it, and a site that makes a reader's browser ask again and
again, each time with another guess in the address, could find it out letter by letter. So a page is packed only
for who comes from a page of ours or typed the address, which the browser says, and the mark of its forms looks
different each time.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

from starlette.responses import HTMLResponse

TAKES_GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")
"""Named among what is accepted, and not as worth nothing."""

OWN_ACCORD = frozenset({"same-origin", "none"})
"""What a browser says of a request that no other site set off."""

QUICKLY = 5
LEAST_BYTES = 1_000


def takes_gzip(accepted: str) -> bool:
    """Tell whether a browser takes gzip, by what it says it accepts."""
    return TAKES_GZIP.search(accepted.lower()) is not None


def page_of(html: str, asked: Mapping[str, str], status: int = 200) -> HTMLResponse:
    """Return a page, packed for a browser that takes it so and that no other site sent here."""
    body, headers = html.encode(), {"vary": "accept-encoding, sec-fetch-site"}
    is_own = asked.get("sec-fetch-site", "") in OWN_ACCORD
    if is_own and len(body) >= LEAST_BYTES and takes_gzip(asked.get("accept-encoding", "")):
        body, headers["content-encoding"] = gzip.compress(body, QUICKLY, mtime=0), "gzip"
    return HTMLResponse(body, status_code=status, headers=headers)

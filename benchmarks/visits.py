"""A browser in a process of its own: opens pages over one connection and says how long each took.

Reads {port, visits: [[path, cookie], ...], times} as JSON and writes, for each visit, the seconds of every time,
what the page weighs as it is made, and what was sent until it can be seen: the page and all that it needs.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from time import perf_counter
from typing import Any

SAID = {"Accept-Encoding": "gzip", "Accept-Language": "nl", "Sec-Fetch-Site": "same-origin"}
GZIP = b"\x1f\x8b"
NEEDS = re.compile(r'(?:href|src)="(/static/[^"#]+)')


@dataclass(frozen=True, slots=True)
class Seen:
    """What the visits to one page took and weighed."""

    seconds: Sequence[float]
    page: int
    first_paint: int


def visit(port: int, visits: Sequence[Sequence[str]], times: int) -> list[Seen]:
    """Open every page in turn, so many times."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.connect()

    @cache
    def weight(path: str) -> int:
        return len(_opened(connection, path, ""))

    taken: list[list[float]] = [[] for _ in visits]
    pages = [b""] * len(visits)
    for _ in range(times):
        for number, (path, cookie) in enumerate(visits):
            before = perf_counter()
            pages[number] = _opened(connection, path, cookie)
            taken[number].append(perf_counter() - before)
    seen = []
    for seconds, page in zip(taken, pages, strict=True):
        made = gzip.decompress(page) if page[:2] == GZIP else page
        needed = dict.fromkeys(NEEDS.findall(made.decode()))
        seen.append(Seen(seconds, len(made), len(page) + sum(weight(path) for path in needed)))
    connection.close()
    return seen


def _opened(connection: HTTPConnection, path: str, cookie: str) -> bytes:
    headers = {**SAID, **({"Cookie": cookie} if cookie else {})}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def main() -> None:
    """Do what standard input says."""
    given: dict[str, Any] = json.load(sys.stdin)
    seen = visit(given["port"], given["visits"], given["times"])
    json.dump([[list(one.seconds), one.page, one.first_paint] for one in seen], sys.stdout)


if __name__ == "__main__":
    main()

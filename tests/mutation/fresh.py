"""Forgets what functions remember, before each run of the tests.

A mutant is tried in a copy of a process that ran all tests before: what a cached function worked out there would hide
the fault in whatever it calls.
"""

import sys
from collections.abc import Iterator
from typing import Any


def pytest_collection_finish() -> None:
    """Begin with empty caches."""
    for remembering in list(_caches()):
        remembering.cache_clear()


def _caches() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("pdca", "tests"):
            yield from (value for value in vars(module).values() if hasattr(value, "cache_clear"))

"""A check that is switched off says which one and why."""

import re

from tests.house.tracked import project_lines

SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:)")
REASONED = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w,\s-]+\]|pragma:\s*no \w+)"
    r"\s*(?:#|-|:)\s*\S+"
)


def test_every_suppression_has_a_reason() -> None:
    bare = [
        f"{place}: {line.strip()[:100]}"
        for place, line in project_lines()
        if place.partition(":")[0].endswith(".py") and "re.compile" not in line
        if (found := SUPPRESSION.search(line)) and not REASONED.match(line, found.start())
        if not place.startswith("tests/house/")
    ]
    assert not bare

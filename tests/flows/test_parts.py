"""How boards are split: every board in one part, always the same one."""

import pytest

from flows.parts import MOST, split
from pdca.domain.errors import BadInput

SLUGS = [f"board-{number}" for number in range(500)]


@pytest.mark.parametrize("parts", [1, 2, 8, MOST])
def test_every_board_is_in_one_part(parts: int) -> None:
    found = split(SLUGS, parts)
    assert sorted(slug for slugs in found.values() for slug in slugs) == sorted(SLUGS)
    assert set(found) <= set(range(parts))


def test_the_same_board_is_always_in_the_same_part() -> None:
    assert split(["waterlijn", "kade", "brug"], 8) == {0: ["waterlijn", "kade"], 5: ["brug"]}  # by sha256sum
    assert split(reversed(SLUGS), 8) == {part: slugs[::-1] for part, slugs in split(SLUGS, 8).items()}


def test_parts_are_about_equally_large() -> None:
    sizes = [len(slugs) for slugs in split(SLUGS, 8).values()]
    assert len(sizes) == 8
    assert max(sizes) < 2 * min(sizes)


def test_a_run_can_take_some_parts_only() -> None:
    whole = split(SLUGS, 8)
    assert split(SLUGS, 8, only=[2, 5]) == {2: whole[2], 5: whole[5]}
    assert split(SLUGS, 8, only=[]) == {}


@pytest.mark.parametrize(("parts", "only"), [(0, None), (MOST + 1, None), (4, [4]), (4, [-1])])
def test_impossible_parts_are_refused(parts: int, only: list[int] | None) -> None:
    with pytest.raises(BadInput):
        split(SLUGS, parts, only)

"""References of actions: short, each once on a board, and in the order of the alphabet in which they were given."""

import pytest

from pdca.services.actions.new_action import numbered


@pytest.mark.parametrize(
    ("number", "ref"),
    [
        (1, "A-001"),
        (999, "A-999"),
        (1000, "B-001"),
        (1998, "B-999"),
        (1999, "C-001"),
        (26 * 999, "Z-999"),
        (26 * 999 + 1, "ZA-001"),
        (52 * 999, "ZZ-999"),
        (52 * 999 + 1, "ZZA-001"),
    ],
)
def test_after_the_last_number_of_a_letter_comes_the_next_letter(number: int, ref: str) -> None:
    assert numbered(number) == ref


def test_each_is_given_once_and_a_later_one_sorts_later() -> None:
    given = [numbered(number) for number in range(1, 80_000)]
    assert given == sorted(set(given))
    assert sorted(given, key=str.encode) == given

"""Words are found without capitals and accents; two titles are nearly the same but for order, signs and a slip."""

import pytest

from pdca.domain.searching import folded_all, is_nearly, wanted

TITLE = "Pleinrooster en toezicht in de kleine pauze herzien"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TITLE, TITLE, True),
        (TITLE, "pleinrooster en toezicht in de kleine pauze herzien.", True),
        (TITLE, "Toezicht en pleinrooster in de kleine pauze herzien", True),
        (TITLE, "Pleinroster en toezicht in de kleine pauze herzien", True),
        (TITLE, "Pleinrooster en toezicht in de kleine pauze herzien met het team", False),
        ("Kapstokken labelen", "Kapstokken labellen", True),
        ("Kapstokken labelen", "Kapstokken verven", False),
        ("Leesplan groep 3 maken", "Leesplan groep 4 maken", False),
        ("Leesplan groep 3 maken", "leesplan maken (groep 3)", True),
        ("", "", False),
        (f"{TITLE}, " * 5, f"{TITLE}, " * 4 + "Pleinroster en toezicht in de kleine pauze herzien", True),
        ("Één plan", "Een plan", True),
    ],
)
def test_titles_that_are_nearly_the_same(one: str, other: str, same: bool) -> None:
    assert is_nearly(one, other) is same
    assert is_nearly(other, one) is same


def test_words_are_looked_for_one_by_one_and_signs_that_nobody_sees_stand_between_them() -> None:
    assert wanted("  Één\x00plan ROOSTER ") == ("een", "plan", "rooster")
    assert wanted("a b c d e f g h i j") == ("a", "b", "c", "d", "e", "f", "g", "h")
    assert folded_all(["Één plan", "", "Rooster"]) == "een plan rooster"

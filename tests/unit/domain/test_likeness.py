"""Two titles are nearly the same when the same words stand there, but for order, signs and a slip of the pen."""

import pytest

from pdca.domain.searching import is_nearly

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
        ("Één plan", "Een plan", True),
    ],
)
def test_titles_that_are_nearly_the_same(one: str, other: str, same: bool) -> None:
    assert is_nearly(one, other) is same
    assert is_nearly(other, one) is same

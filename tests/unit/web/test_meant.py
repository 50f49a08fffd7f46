"""Who somebody means that typed a part of a name: named when there are a few, and nobody when there are more."""

import pytest

from pdca.web.page.acting import NOBODY, meant_by

NAMES = [
    "Inge Marsdiep",
    "Jan de Boer",
    "Jan Smit",
    "Renée Smit",
    "Kees de Wit",
    "Kees de Graaf",
    "Kees Bos",
    "Kees Smit",
    "Ina Zwart",
    "Ina Zwart",
]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Inge", "Do you mean Inge Marsdiep?"),
        (" inge ", "Do you mean Inge Marsdiep?"),
        ("marsdiep", "Do you mean Inge Marsdiep?"),
        ("Marsdiep, Inge", "Do you mean Inge Marsdiep?"),
        ("renee", "Do you mean Renée Smit?"),
        ("Jan", "Do you mean Jan Smit or Jan de Boer?"),
        ("Smit", "Do you mean Jan Smit, Kees Smit or Renée Smit?"),
        ("Ina", "Do you mean Ina Zwart?"),
    ],
)
def test_a_part_of_a_name_names_whoever_it_fits(typed: str, said: str) -> None:
    assert str(meant_by(typed, NAMES)) == said


@pytest.mark.parametrize("typed", ["Kees", "Ing", "Piet", "Inge Smit", "", ",", "inge@kade.example"])
def test_nobody_is_named_when_it_fits_nobody_or_too_many(typed: str) -> None:
    assert meant_by(typed, NAMES) is NOBODY

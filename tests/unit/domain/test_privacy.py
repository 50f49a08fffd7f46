"""Free text that looks as if it names a pupil: seldom wrong, and honest about what it cannot see."""

import pytest

from pdca.domain.privacy import Names, pupils_named

KNOWN = Names.of(["Anna de Boer", "Jan Jansen", "Noor Wijdeven"], ["De Rietvonder", "Peilschaal Onderbouw"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gesprek met leerling Jan voeren", "leerling Jan"),
        ("Leerling Sem begeleiden", "Leerling Sem"),
        ("Plan voor onze leerling Fatima el Amrani", "leerling Fatima el Amrani"),
        ("Thuis bij het kind Daan langsgaan", "kind Daan"),
        ("Afspraak met de ouders van Sophie", "ouders van Sophie"),
        ("Moeder van Jean-Luc bellen", "Moeder van Jean-Luc"),
        ("Begeleiding: zoon Thijs", "zoon Thijs"),
        ("De student Anne D. begeleiden", "student Anne D."),
        ("Jan K. (groep 5) extra begeleiden", "Jan K."),
        ("Extra begeleiding Aïsha B. uit klas 2", "Aïsha B."),
        ("talk to the parents of Emma", "parents of Emma"),
        ("leerling Jan", "leerling Jan"),
    ],
)
def test_a_text_that_names_a_pupil(text: str, found: str) -> None:
    assert KNOWN.pupil_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pleinrooster herzien met Anna de Boer",
        "Leerlingen van groep 5 vragen wat helpt",
        "Per leerling Parnassys bijwerken",
        "Voor elk kind Cito-scores bekijken",
        "Iedere leerling Engels laten lezen",
        "Ouders van De Rietvonder uitnodigen",
        "Ouders van Het Sluishout en ouders van Rietvonder uitnodigen",
        "Ouders van Oekraïense leerlingen uitnodigen",
        "Ouders van VSO-leerlingen uitnodigen",
        "Leerling en ouder bij het gesprek",
        "Het Kind Centraal: visie bijstellen",
        "Pupil Survey follow-up",
        "Student Council meets twice a year",
        "student Jan Jansen van de pabo begeleiden",
        "Jan J. (groep 5) neemt het rooster over",
        "Plan B. groep 5",
        "Rekenen (groep 5): Pluspunt invoeren",
        "Veilig leren lezen in groep 3",
        "LEERLING TEVREDENHEID",
        "Kinderen leren van elkaar",
    ],
)
def test_a_text_that_names_no_pupil(text: str) -> None:
    assert KNOWN.pupil_in(text) is None


def test_who_works_here_is_no_pupil() -> None:
    assert Names.of([], []).pupil_in("Jan J. (groep 5) neemt over") == "Jan J."
    assert Names.of(["Jan Jansen"], []).pupil_in("Jan J. (groep 5) neemt over") is None


def test_each_name_is_told_once() -> None:
    texts = ["leerling Sem helpen", "", "niets", "over leerling Sem", "zoon Thijs"]
    found = [str(one) for one in pupils_named(texts, ["Anna de Boer"], ["De Rietvonder"])]
    assert found == [f"'{name}' looks as if it names a pupil" for name in ("leerling Sem", "zoon Thijs")]

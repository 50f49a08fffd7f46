"""Norms are data: codes lead to requirements, and one answer counts for every mapped one."""

from datetime import date

import pytest

from pdca.domain.errors import BadInput
from pdca.domain.norms.norm import Norm, NormLibrary, Requirement


def a_norm(code: str, *requirements: str, edition: str = "2015", year: int = 2015) -> Norm:
    return Norm(
        code=code,
        edition=edition,
        valid_from=date(year, 1, 1),
        nl=code,
        en=code,
        requirements=tuple(
            Requirement(code=one, nl=f"{one} in {edition}", en=f"{one} in {edition}") for one in requirements
        ),
    )


LIBRARY = NormLibrary(
    [a_norm("OK", "OP2", "SKA1"), a_norm("ISO", "9.2", "9.3")],
    {"ISO:9.2": ("OK:SKA1",), "ISO:9.3": ("OK:SKA1", "OK:OP2")},
)


def test_a_requirement_is_found_by_norm_and_code() -> None:
    assert LIBRARY.knows("ISO:9.2")
    assert LIBRARY.requirement("ISO:9.2").code == "9.2"
    assert [norm.code for norm in LIBRARY.norms] == ["ISO", "OK"]


def test_an_unknown_code_names_the_nearest_known_one() -> None:
    with pytest.raises(BadInput, match=r"unknown norm code 'iso:9\.22'; did you mean 'ISO:9\.2'\?"):
        LIBRARY.requirement("iso:9.22")
    assert not LIBRARY.knows("iso:9.22")


def test_a_code_that_looks_like_no_other_gets_no_guess() -> None:
    with pytest.raises(
        BadInput, match=r"unknown norm code 'zzz'; write a norm and its requirement, such as ISO:9\.2"
    ):
        LIBRARY.requirement("zzz")


def test_without_any_norm_there_is_no_nearest_code() -> None:
    assert NormLibrary().nearest("ISO:9.2") == ""


def test_the_newest_edition_of_a_requirement_speaks() -> None:
    library = NormLibrary(
        [a_norm("KSO", "1.1", edition="2024", year=2024), a_norm("KSO", "1.1", edition="2016")]
    )
    assert library.requirement("KSO:1.1").nl == "1.1 in 2024"


def test_the_crossmap_is_read_in_both_directions() -> None:
    assert LIBRARY.mapped("ISO:9.2") == ("OK:SKA1",)
    assert LIBRARY.mapped("OK:SKA1") == ("ISO:9.2", "ISO:9.3")
    assert LIBRARY.mapped("OK:OP2") == ("ISO:9.3",)
    assert LIBRARY.mapped("OK:OP9") == ()


def test_a_code_in_small_letters_is_recognised() -> None:
    library = NormLibrary([a_norm("AB", "cd"), a_norm("ab", "ef")])
    assert library.nearest("ab:CX") == "AB:cd"


def test_without_a_crossmap_nothing_counts_for_anything_else() -> None:
    assert NormLibrary([a_norm("ISO", "9.2")]).mapped("ISO:9.2") == ()

"""What people type: days, words, addresses and signs that nobody sees."""

from datetime import date

import pytest

from pdca.catalog.files.text import (
    decoded,
    folded,
    has_short_year,
    is_address,
    is_code,
    is_slug,
    parsed_day,
    tidy,
    unsafe_sign,
    visible,
)


@pytest.mark.parametrize(
    "text",
    ["2026-11-13", "13-11-2026", "13/11/2026", "46339"],  # 46339: Excel counts from 1900
)
def test_a_day_can_be_written_in_four_ways(text: str) -> None:
    assert parsed_day(text) == date(2026, 11, 13)


def test_a_day_may_miss_its_zeros_and_be_a_leap_day() -> None:
    assert parsed_day("3-9-2026") == date(2026, 9, 3)
    assert parsed_day("29/2/2028") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "30-02-2027",
        "2027-02-29",
        "31-11-2026",
        "13-11/2026",
        "13-11-26",
        "11-13-2026",
        "13 november",
        "0-0-0000",
    ],
)
def test_a_day_that_does_not_exist_is_no_day(text: str) -> None:
    assert parsed_day(text) is None


@pytest.mark.parametrize("text", ["13-11-26", "3/9/26", "26-11-13"])
def test_a_year_of_two_digits_is_known_as_such_and_no_century_is_guessed(text: str) -> None:
    assert has_short_year(text)
    assert parsed_day(text) is None


@pytest.mark.parametrize("text", ["13-11-2026", "2026-11-13", "13-11/26", "13-11", "46339"])
def test_what_has_four_digits_or_is_no_day_at_all_has_no_short_year(text: str) -> None:
    assert not has_short_year(text)


def test_case_accents_spaces_and_punctuation_make_no_difference() -> None:
    assert folded("Kwaliteitscoördinator") == folded("KWALITEITS COORDINATOR")
    assert folded("e-mail") == folded("E mail:") == "email"
    assert folded("RI&E") == "rie"


def test_a_text_is_put_on_one_line_with_composed_accents() -> None:
    assert tidy("  Cre\u0301a \r\n en\u00a0muziek\t") == "Créa en muziek"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Jan\x07", "U+0007"),
        ("a\x00b", "U+0000"),
        ("a\u2028b", "U+2028"),
        ("nl\u202egb", "U+202E"),
        ("\x9f", "U+009F"),
    ],
)
def test_control_signs_and_signs_that_turn_the_text_are_unsafe(text: str, sign: str) -> None:
    assert unsafe_sign(text) == sign


def test_a_sign_that_nobody_sees_is_written_out_where_a_text_is_quoted() -> None:
    assert visible("bram\u202eelpmaxe\u0007") == "bram[U+202E]elpmaxe[U+0007]"
    assert (
        visible("Zoë’s groep \U0001f469\u200d\U0001f3eb\u00ad")
        == "Zoë’s groep \U0001f469\u200d\U0001f3eb\u00ad"
    )


def test_letters_of_any_language_and_soft_hyphens_are_safe() -> None:
    assert unsafe_sign("Şükrü Öztürk, Zoë’s groep – 50\u00ad% \U0001f469\u200d\U0001f3eb") is None


def test_windows_and_unicode_files_are_decoded() -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        assert decoded("naam;één".encode(encoding)) == "naam;één"


@pytest.mark.parametrize(
    "text", ["jan@school.example", "j.de-vries+pdca@a.b.example", "o'neill@school.example"]
)
def test_plain_addresses_are_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("jan", "@school.example", "jan@", "jan@school", "jan@@school.example", "jan @school.example"),
        *(".jan@school.example", "jan.@school.example", "j..n@school.example", "jan@-school.example"),
        *("Jan <jan@school.example>", "jan@school.example\nbcc", "jän@school.example", "a@b" + ".c"),
        f"{'a' * 65}@school.example",
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_codes_and_slugs_can_stand_in_an_id() -> None:
    assert all(map(is_code, ("PSL", "PSL-ONB", "A-004", "2026.1", "créa_1")))
    assert not any(map(is_code, ("", "a/b", "a b", "a@b", "a;b", "-a", "_a", "a" * 41)))
    assert all(map(is_slug, ("waterlijn", "de-waterlijn-2")))
    assert not any(map(is_slug, ("", "De-Waterlijn", "de--lijn", "-lijn", "lijn-", "de_lijn")))

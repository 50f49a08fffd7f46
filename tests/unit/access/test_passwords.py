"""A password is long and not what everybody thinks of; its hash costs a guesser time and memory."""

import os
from pathlib import Path

import pytest

from pdca.catalog.shipped import Shipped, shipped_folder
from pdca.domain.errors import BadInput
from pdca.identity.hashing import Argon2
from pdca.services.access.passwords import check_password
from pdca.services.access.ports import Member
from tests.contract.builders import board, person
from tests.unit.access.made_passwords import made

COMMON = Shipped().common_passwords
FILE = shipped_folder() / "common-passwords.txt"
ANNA = Member(board=board(name="Stichting De Kade"), person=person(name="Anna van Uitgeest"))

SHORT, LONG = "too short", "too long"
USUAL, OWN = "many people think of", "your own name"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", SHORT),
        ("kort", SHORT),
        ("elf tekens!", SHORT),
        ("é" * 11, SHORT),
        ("e\u0301" * 11, SHORT),  # eleven letters, whatever they are put together from
        ("vier losse rare woorden " * 6, LONG),
        ("x" * 100_000, LONG),
        ("wachtwoord01", USUAL),
        ("Wachtwoord123", USUAL),
        ("WACHTWOORD2026", USUAL),
        ("Welkom01!!!!", USUAL),
        ("!!Welkom2026", USUAL),
        ("W3lk0m2026!!", USUAL),
        ("welkom-welkom", USUAL),
        ("welkom 2026!!", USUAL),
        ("Zomer2026!!!", USUAL),
        ("zomervakantie", USUAL),
        ("Zomervakantie2027", USUAL),
        ("winter2026winter2026", USUAL),
        ("september2026", USUAL),
        ("Basisschool1", USUAL),
        ("leerkracht48213", USUAL),
        ("p@ssword1234", USUAL),
        ("qwertyuiop12", USUAL),
        ("1q2w3e4r5t6y", USUAL),
        ("qazwsxedcrfv", USUAL),
        ("098765432199", USUAL),
        ("aaaaaaaaaaaa", USUAL),
        ("ababababababa", USUAL),
        ("123412341234", USUAL),
        ("0612345678901", USUAL),
        ("231120262311", USUAL),
        ("ikhouvanjou1", USUAL),
        ("annavanuitgeest", OWN),
        ("Anna-Kade-2026", OWN),
        ("StichtingDeKade!", OWN),
        ("anna@kade.example", OWN),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        check_password(password, ANNA, COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "paard batterij nietje juist",
        "twaalf tekst",
        "Gr0ene kikkers zingen",
        "kikkerdril op toast",
        "τέσσερις λέξεις",
        "🐢🦔🐌🐛🦋🐞🐜🪲🦗🕷🦂🐝",
        "x7$Kp!q2Vn&9",
        "n" * 3 + "odge pinguin eet tulpen",
        "Anna lust geen spruitjes",
        "abcdefghijkl mnopqrstuvwx" + "yz" * 51,
    ],
)
def test_a_password_of_odd_words_is_taken_without_rules_about_signs(password: str) -> None:
    check_password(password, ANNA, COMMON)


def test_the_list_is_long_and_is_what_its_rules_make() -> None:
    text = "\n".join(made()) + "\n"
    if os.environ.get("GOLDEN") == "rewrite":
        Path(FILE).write_text(text, "utf-8")
    assert FILE.read_text("utf-8") == text
    assert len(COMMON) >= 10_000


def test_a_hash_is_argon2id_with_enough_memory_and_passes() -> None:
    kept = Argon2().hash("paard batterij nietje juist")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_the_same_password_never_has_the_same_hash() -> None:
    hasher = Argon2(passes=1, memory_kib=64)
    assert hasher.hash("paard batterij") != hasher.hash("paard batterij")


def test_a_hash_knows_its_password_and_nothing_else() -> None:
    hasher = Argon2(passes=1, memory_kib=64)
    kept = hasher.hash("paard batterij nietje")
    assert hasher.is_right(kept, "paard batterij nietje")
    assert not hasher.is_right(kept, "paard batterij nietj")
    assert not hasher.is_right("", "nobody has this password")
    assert not hasher.is_right("no hash at all", "paard batterij nietje")


def test_a_hash_of_weaker_settings_is_outdated() -> None:
    weaker, today = Argon2(passes=1, memory_kib=64), Argon2(passes=2, memory_kib=64)
    assert today.is_outdated(weaker.hash("paard batterij"))
    assert not today.is_outdated(today.hash("paard batterij"))

"""Codes by the clock as RFC 6238 has them, a picture that holds the address, and secrets that do not lie open."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from pdca.domain.errors import Damaged
from pdca.identity.codes import TimeCodes
from pdca.identity.vault import Vault

# The secret and three moments of the test vectors of RFC 6238, the last six of their eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924")]
CODES = TimeCodes()
STEP = timedelta(seconds=30)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_a_code_is_that_of_the_standard(seconds: int, code: str) -> None:
    assert CODES.step(SECRET, code, at(seconds)) == seconds // 30


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(steps: int, fits: bool) -> None:
    seconds, code = VECTORS[2]
    assert (CODES.step(SECRET, code, at(seconds) + steps * STEP) == seconds // 30) is fits


@pytest.mark.parametrize("code", ["", "5924", "005925", "00592", "0059240", "٠٠٥٩٢٤", "\ud800"])
def test_anything_else_is_no_code(code: str) -> None:
    assert CODES.step(SECRET, code, at(VECTORS[2][0])) is None


def test_the_address_for_an_app_names_the_account_and_who_gave_it() -> None:
    address = urlsplit(CODES.address(SECRET, "anna@kade.example", "Stichting De Kade"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Stichting De Kade:anna@kade.example"
    asked = parse_qs(address.query)
    assert (asked["secret"], asked["issuer"]) == ([SECRET], ["Stichting De Kade"])


def test_the_picture_draws_the_corners_that_scanners_look_for() -> None:
    picture = CODES.picture("otpauth://totp/x?secret=" + SECRET)
    corner = picture.size - 4 - 7
    for x, y in ((4, 4), (corner, 4), (4, corner)):
        assert f"M{x} {y}.5h7" in picture.path
    assert picture.path.startswith("M4 4.5h7")
    assert set(picture.path) <= set("Mh. 0123456789")


def test_what_is_closed_is_opened_with_the_same_key_for_the_same_person_only() -> None:
    vault = Vault([b"k" * 32])
    closed = vault.close(b"secret", "kade\0anna", b"n" * 12)
    assert b"secret" not in closed
    assert vault.open(closed, "kade\0anna") == b"secret"
    for other, about in ((vault, "kade\0karim"), (Vault([b"o" * 32]), "kade\0anna")):
        with pytest.raises(Damaged, match="PDCA_SECRET_KEY"):
            other.open(closed, about)
    with pytest.raises(Damaged):
        vault.open(closed[:-1] + bytes([closed[-1] ^ 1]), "kade\0anna")


def test_a_key_can_be_replaced() -> None:
    closed = Vault([b"o" * 32]).close(b"secret", "anna", b"n" * 12)
    assert Vault([b"k" * 32, b"o" * 32]).open(closed, "anna") == b"secret"

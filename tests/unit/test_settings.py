"""Settings that cannot be used are told by name, in our own words."""

from pathlib import Path

import pytest

from pdca.domain.errors import Misconfigured
from pdca.settings import read_settings

NO_FILE = Path("/dev/null")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PDCA_SMTP_PRESET", "outlook", "PDCA_SMTP_PRESET must be one of: microsoft365, google, none"),
        ("PDCA_CLOCK_AHEAD", "een", "PDCA_CLOCK_AHEAD must be a whole number of seconds"),
        ("PDCA_CLOCK_AHEAD", "1.5", "PDCA_CLOCK_AHEAD must be a whole number of seconds"),
        ("PDCA_CLOCK_AHEAD", "9" * 15, "PDCA_CLOCK_AHEAD must be a whole number of seconds"),
        ("PDCA_DATABASE_URL", "sqlite://", "PDCA_DATABASE_URL names no file, so nothing would be kept"),
        ("PDCA_DATABASE_URL", "sqlite:///:memory:", "PDCA_DATABASE_URL names no file"),
        ("PDCA_BASE_URL", "pdca.school.example", "PDCA_BASE_URL must be an address"),
        ("PDCA_BASE_URL", "http://[x", "PDCA_BASE_URL must be an address"),
        ("PDCA_BASE_URL", "https://pdca.school.example:99999", "PDCA_BASE_URL must be an address"),
        ("PDCA_BASE_URL", "https://pdca.school.example/?a=b", "PDCA_BASE_URL must be an address"),
        ("PDCA_SMPT_URL", "maildir:x", "unknown setting PDCA_SMPT_URL; did you mean PDCA_SMTP_URL"),
    ],
)
def test_a_setting_that_cannot_be_used(name: str, text: str, said: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        read_settings({name: text}, NO_FILE)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("text", ["http://127.0.0.1:8000", "https://pdca.school.example/sub"])
def test_an_address_that_can_be_used(text: str) -> None:
    assert read_settings({"PDCA_BASE_URL": text}, NO_FILE).base_url == text

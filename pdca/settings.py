"""The settings of an installation: from the environment or a `.env` file, all checked at once.

A misspelt name is an error that names the nearest known one; a silent default would send mail to nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from pdca.domain.errors import Misconfigured

PREFIX: Final = "PDCA_"
SHORTEST_SECRET: Final = 32
_IN_MEMORY: Final = ("sqlite://", "sqlite:///", "sqlite:///:memory:")
PRESETS: Final = ("microsoft365", "google", "none")
FARTHEST: Final = 100 * 366 * 86_400
_WEAK: Final = frozenset({"secret", "changeme", "password", "example", "development", "test"})


class Settings(BaseModel):
    """What an installation is told from outside; names are those of the `PDCA_*` variables.

    `clock_ahead` is in seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: str = "sqlite:///pdca.db"
    smtp_url: SecretStr = SecretStr("maildir:./mail")
    smtp_preset: str = Field(default="none", pattern=f"^({'|'.join(PRESETS)})$")
    smtp_oauth_token_url: str = ""
    smtp_oauth_client_id: str = ""
    smtp_oauth_client_secret: SecretStr = SecretStr("")
    smtp_oauth_scope: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr | None = None
    config: Path | None = None
    clock_ahead: int = Field(default=0, ge=-FARTHEST, le=FARTHEST)

    @property
    def is_captured(self) -> bool:
        """Tell whether mail is kept in a folder and not really sent."""
        return self.smtp_url.get_secret_value().startswith("maildir:")

    def signing_key(self) -> bytes:
        """Return the key that signs the links in mail; Misconfigured when it is missing or weak."""
        text = self.secret_key.get_secret_value() if self.secret_key is not None else ""
        if not text:
            raise Misconfigured(
                "PDCA_SECRET_KEY is missing; set it to {count} or more random characters",
                count=SHORTEST_SECRET,
            )
        is_weak = len(text) < SHORTEST_SECRET or len(set(text)) < SHORTEST_SECRET // 4
        if is_weak or any(text.lower().startswith(word) for word in _WEAK):
            raise Misconfigured(
                "PDCA_SECRET_KEY is too weak; set it to {count} or more random characters",
                count=SHORTEST_SECRET,
            )
        return text.encode()


def read_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read and check all settings. Raises Misconfigured for an unknown name or an unusable value."""
    environment = os.environ if environment is None else environment
    env_file = Path(".env") if env_file is None else env_file
    in_file = {name: text for name, text in dotenv_values(env_file).items() if text is not None}
    given = {name: text for name, text in {**in_file, **environment}.items() if name.startswith(PREFIX)}
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in sorted(given):
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0)[0]
            raise Misconfigured("unknown setting {name}; did you mean {near}?", name=name, near=near)
    values = {name.removeprefix(PREFIX).lower(): text for name, text in given.items()}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise _fault(str(error.errors()[0]["loc"][0])) from None
    if settings.database_url in _IN_MEMORY:
        raise Misconfigured(
            "PDCA_DATABASE_URL names no file, so nothing would be kept; use sqlite:///pdca.db or "
            "postgresql+psycopg://..."
        )
    if not _is_base_url(settings.base_url):
        raise Misconfigured("PDCA_BASE_URL must be an address such as https://pdca.school.example")
    if settings.clock_ahead and not settings.is_captured:
        raise Misconfigured("PDCA_CLOCK_AHEAD moves the clock of a demo; it needs PDCA_SMTP_URL=maildir:PATH")
    return settings


def _fault(field: str) -> Misconfigured:
    """Return what to say of a value that is not of its kind, in our own words."""
    name = f"{PREFIX}{field.upper()}"
    if field == "smtp_preset":
        return Misconfigured("{name} must be one of: {known}", name=name, known=", ".join(PRESETS))
    if field == "clock_ahead":
        return Misconfigured("{name} must be a whole number of seconds, such as 86400 for a day", name=name)
    return Misconfigured("{name} cannot be used", name=name)


def _is_base_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port  # is read only now, and refused when it is none
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_whole and not (parts.query or parts.fragment)

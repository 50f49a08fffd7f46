"""Access tokens for mail servers that sign in with OAuth2 (client credentials, as Microsoft 365 wants it)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from pdca.domain.errors import Misconfigured, Param, PdcaError

_SECONDS: Final = 30
_EARLY: Final = 120.0
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class NoToken(PdcaError):
    """The sign-in service gave no token for mail. `refused`: it was reached and does not know us."""

    def __init__(self, template: str, *, refused: bool = False, **params: Param) -> None:
        self.refused = refused
        super().__init__(template, **params)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """Where tokens come from."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.token_url)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise Misconfigured("the token address of OAuth2 must start with https://")


class TokenSource:
    """Gives a token, kept until shortly before it ends; one fetch at a time, whatever loop or thread asks."""

    def __init__(self, oauth: OAuth, monotonic: Callable[[], float]) -> None:
        self._oauth = oauth
        self._monotonic = monotonic
        self._token = ""
        self._ends = 0.0
        self._lock = Lock()

    async def token(self) -> str:
        """Give a token that is still good."""
        return self._token if self._is_good() else await asyncio.to_thread(self._renew)

    def _is_good(self) -> bool:
        return bool(self._token) and self._monotonic() < self._ends

    def _renew(self) -> str:
        with self._lock:
            if not self._is_good():
                answer = self._fetch()
                self._token = str(answer["access_token"])
                self._ends = self._monotonic() + float(answer.get("expires_in", 300)) - _EARLY
            return self._token

    def forget(self, token: str) -> None:
        """Drop a token that a server refused, unless a newer one is there already."""
        if self._token == token:
            self._token = ""

    def _fetch(self) -> dict[str, Any]:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._oauth.client_id,
            "client_secret": self._oauth.client_secret,
            "scope": self._oauth.scope,
        }
        data = urlencode(fields).encode()
        try:
            request = Request(self._oauth.token_url, data=data)  # noqa: S310 - the operator's own, checked above
            with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - same
                answer: dict[str, Any] = json.load(response)
        except HTTPError as error:
            error.close()
            refused = 400 <= error.code < 500
            raise NoToken("the sign-in service answered {code}", refused=refused, code=error.code) from error
        except (OSError, ValueError) as error:
            raise NoToken("the sign-in service gave no token: {fault}", fault=str(error)) from error
        if not answer.get("access_token"):
            raise NoToken("the sign-in service answered without a token")
        return answer

"""OpenID Connect with one provider: authorization code, PKCE, state and nonce; nothing is believed unsigned."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections import OrderedDict
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from pdca.domain.errors import Misconfigured
from pdca.identity.tokens import Keys, read_token
from pdca.services.access.elsewhere import Begun, NotVerified, OutOfReach, Verified

SECONDS = 10.0
SCOPE = "openid email profile"
BASIC = "client_secret_basic"
MOST_REMEMBERED = 10_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WELL_KNOWN = "/.well-known/openid-configuration"


class Provider:
    """Implements `Elsewhere` of the services' ports; asks for nothing before somebody wants to sign in."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, back: str) -> None:
        """`back` is the address that people come back to. Raises Misconfigured for an issuer without HTTPS."""
        if not _is_private(issuer):
            raise Misconfigured("PDCA_OIDC_ISSUER must be an address that begins with https://")
        if not client_id or not client_secret:
            raise Misconfigured(
                "PDCA_OIDC_ISSUER needs PDCA_OIDC_CLIENT_ID and PDCA_OIDC_CLIENT_SECRET beside it"
            )
        self._issuer, self._client_id, self._secret, self._back = issuer, client_id, client_secret, back
        self._used: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def address(self, begun: Begun) -> str:
        """Return where a browser is sent to sign in."""
        place = str(self._facts["authorization_endpoint"])
        challenge = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._back,
            "scope": SCOPE,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def finish(self, begun: Begun, state: str, code: str, now: datetime) -> Verified:
        """Change a code for the word of the provider, and read it."""
        if not hmac.compare_digest(begun.state.encode(), state.encode("utf-8", "replace")) or not code:
            raise NotVerified
        self._use_up(begun.state)
        token = self._token(code, begun.verifier)
        return read_token(
            token, self._keys, issuer=self._issuer, audience=self._client_id, nonce=begun.nonce, now=now
        )

    @cached_property
    def _facts(self) -> dict[str, Any]:
        """What the provider says of itself. It has to call itself what it was called, or it is another one."""
        found = _get(self._issuer.rstrip("/") + WELL_KNOWN)
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != self._issuer or not all(
            _is_private(str(found.get(name, ""))) for name in needed
        ):
            raise OutOfReach
        return found

    @cached_property
    def _keys(self) -> Keys:
        return Keys(lambda: _get(self._facts["jwks_uri"]))

    def _token(self, code: str, verifier: str) -> str:
        """Change a code for a token; the provider checks that it was asked for by us and with this verifier."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        auth = None
        known = self._facts.get("token_endpoint_auth_methods_supported", [BASIC])
        if BASIC in known:
            auth = httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))
        else:
            given |= {"client_id": self._client_id, "client_secret": self._secret}
        answer = _answer("POST", self._facts["token_endpoint"], data=given, auth=auth)
        if answer.is_client_error:
            raise NotVerified  # it knows us, this code or this verifier not (any more)
        token = _read(answer).get("id_token")
        if not isinstance(token, str):
            raise NotVerified
        return token

    def _use_up(self, state: str) -> None:
        """Let a state serve once; the provider lets its code serve once too."""
        with self._lock:
            if state in self._used:
                raise NotVerified
            self._used[state] = None
            while len(self._used) > MOST_REMEMBERED:
                self._used.popitem(last=False)


def _get(address: str) -> dict[str, Any]:
    return _read(_answer("GET", address))


def _answer(method: str, address: str, **given: Any) -> httpx.Response:
    try:
        return httpx.request(method, address, timeout=SECONDS, follow_redirects=False, **given)
    except httpx.HTTPError as error:
        raise OutOfReach from error


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise OutOfReach from error
    if not isinstance(found, dict):
        raise OutOfReach
    return found


def _is_private(address: str) -> bool:
    """Tell whether nobody on the way can read along: HTTPS, or this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )

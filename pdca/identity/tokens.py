"""Reading the signed word of a provider: by whom, for whom, until when, and about which address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from pdca.services.access.elsewhere import NotVerified, Verified

ALGORITHMS = ("RS256", "ES256")
"""What a provider may sign with. No key that both sides know, and never nothing."""

LEEWAY = 60
"""Seconds that two clocks may differ."""

LONGEST = 20_000


class Keys:
    """The public keys of a provider, asked for anew when one is missing: providers replace them now and then."""

    def __init__(self, fetch: Callable[[], Mapping[str, Any]]) -> None:
        self._fetch = fetch
        self._known: KeySet | None = None

    def decode(self, token: str) -> Mapping[str, Any]:
        """Return what a token says once its signature is right; NotVerified when it is not."""
        if self._known is not None:
            try:
                return _decoded(token, self._known)
            except NotVerified:
                pass  # perhaps signed with a newer key
        self._known = _key_set(self._fetch())
        return _decoded(token, self._known)


def read_token(token: str, keys: Keys, *, issuer: str, audience: str, nonce: str, now: datetime) -> Verified:
    """Return whose address a token is about; NotVerified when anything about it is not as it must be."""
    if len(token) > LONGEST:
        raise NotVerified
    claims = keys.decode(token)
    rules = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        rules.validate(dict(claims))
    except (JoseError, TypeError, ValueError) as error:
        raise NotVerified from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != audience:
        raise NotVerified
    methods = claims.get("amr")
    is_strong = isinstance(methods, list) and "mfa" in methods
    return Verified(email=_address(claims), is_strong=is_strong)


def _address(claims: Mapping[str, Any]) -> str:
    """Return the address that the provider vouches for, and not one that somebody typed into a profile.

    `email` counts when it was verified; `upn` is the name that the school itself gave the account.
    """
    email, upn = claims.get("email"), claims.get("upn")
    is_verified = claims.get("email_verified") in (True, "true") or claims.get("xms_edov") in (
        True,
        "true",
        1,
        "1",
    )
    for address, counts in ((email, is_verified), (upn, True)):
        if counts and isinstance(address, str) and "@" in address:
            return address
    raise NotVerified


def _decoded(token: str, keys: KeySet) -> Mapping[str, Any]:
    try:
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotVerified from error


def _key_set(found: Mapping[str, Any]) -> KeySet:
    """Return the keys that can sign; those of other kinds are left where they are."""
    listed = found.get("keys")
    usable = [
        one
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("kty") in ("RSA", "EC") and one.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotVerified from error

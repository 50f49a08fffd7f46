"""A real OpenID Connect provider on loopback with keys of its own, that can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET = "pdca-at-kade", "between-us-two"
METHODS = "token_endpoint_auth_methods_supported"


@dataclass(kw_only=True)
class Granted:
    """What an authorization code stands for."""

    redirect_uri: str
    nonce: str
    challenge: str
    is_used: bool = False


@dataclass(kw_only=True)
class Behaviour:
    """How the provider behaves; whatever is set differs from how it should."""

    now: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    alg: str = "RS256"
    kid: str = "one"
    key: Any = None
    token: Callable[[str], object] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    extra_keys: list[dict[str, Any]] = field(default_factory=list)
    keys: object = None


class OidcProvider:
    """Signs in whoever comes as Anna, and checks client, code and PKCE as a provider does."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.codes: dict[str, Granted] = {}
        self.asked: list[dict[str, str]] = []
        self.behaviour = Behaviour()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def issuer(self) -> str:
        """Its name and address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def facts(self) -> dict[str, Any]:
        """What it says of itself."""
        own = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return own | self.behaviour.facts

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign somebody in, and say where the browser goes with the code."""
        self.asked.append(asked)
        code = f"code-{len(self.codes)}"
        self.codes[code] = Granted(
            redirect_uri=asked["redirect_uri"], nonce=asked["nonce"], challenge=asked["code_challenge"]
        )
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Change a code for a token; a code serves once."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        takes_post = self.facts().get(METHODS) == ["client_secret_post"]
        in_post = (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
        if not (in_post if takes_post else authorization == f"Basic {basic}"):
            return 401, {"error": "invalid_client"}
        granted = self.codes.get(given.get("code", ""))
        verifier = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if granted is None or granted.is_used or challenge != granted.challenge:
            return 400, {"error": "invalid_grant"}
        if given.get("redirect_uri") != granted.redirect_uri:
            return 400, {"error": "invalid_grant"}
        granted.is_used = True
        token = self.token(granted.nonce)
        answer = self.behaviour.token(token) if self.behaviour.token else token
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": answer}

    def token(self, nonce: str) -> str:
        """Sign what is known about Anna."""
        now, behaviour = self.behaviour.now, self.behaviour
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "anna-1",
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "email": "anna@kade.example",
            "email_verified": True,
        }
        claims = {
            name: value
            for name, value in (claims | behaviour.claims).items()
            if name not in behaviour.left_out
        }
        if behaviour.alg == "none":
            return ".".join((_part({"alg": "none"}), _part(claims), ""))
        key = behaviour.key or self.key
        return jwt.encode(
            {"alg": behaviour.alg, "kid": behaviour.kid}, claims, key, algorithms=[behaviour.alg]
        )

    def keys(self) -> object:
        """Its public keys."""
        if self.behaviour.keys is not None:
            return self.behaviour.keys
        return {"keys": [self.key.as_dict(private=False), *self.behaviour.extra_keys]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(_flat(parts.query)))
                    self.end_headers()
                elif parts.path in ("/keys", "/.well-known/openid-configuration"):
                    self._say(200, provider.keys() if parts.path == "/keys" else provider.facts())
                else:
                    self._say(404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._say(*provider.exchange(_flat(body), self.headers.get("Authorization", "")))

            def _say(self, status: int, value: object) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
                """Say nothing."""

        return Handler


def another_key(kind: str) -> Any:
    """Make a key that the provider does not publish under its own name."""
    if kind == "ES256":
        return ECKey.generate_key("P-256", {"kid": "two"})
    return RSAKey.generate_key(2048, {"kid": "one"}) if kind == "RS256" else OctKey.import_key(SECRET)


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

"""Another party says who somebody is, and is believed only when its word is signed, fresh and meant for us."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from pdca.domain.errors import Misconfigured, NotFound, PdcaError
from pdca.identity.provider import Provider
from pdca.services.access.elsewhere import BACK, Begun, NotVerified, OutOfReach, Verified, begin, who_is
from pdca.services.access.ports import How
from pdca.services.access.sessions import enter
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOW, seeded
from tests.servers.oidc import CLIENT, METHODS, SECRET, Behaviour, OidcProvider, another_key

CHANCE = seeded(15)
SECONDS = int(NOW.timestamp())
HOME = "https://pdca.kade.example"


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    """One provider for all tests of this module."""
    with OidcProvider() as provider:
        yield provider


@pytest.fixture
def other(running: OidcProvider) -> OidcProvider:
    """A provider that behaves."""
    running.behaviour = Behaviour(now=SECONDS)
    running.asked.clear()
    return running


@pytest.fixture
def url() -> str:
    """One kind of store is enough: what is tried here is the other party."""
    return "sqlite://"


def party(other: OidcProvider) -> Provider:
    return Provider(other.issuer, CLIENT, SECRET, HOME + BACK)


def go_there(ours: Provider, begun: Begun) -> dict[str, str]:
    """Do as a browser does: go to the other party, and bring back what it says."""
    answer = httpx.get(ours.address(begun), follow_redirects=False)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == HOME + BACK
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def come_back(other: OidcProvider, ours: Provider | None = None, **changes: str) -> Verified:
    ours = ours or party(other)
    begun = begin(CHANCE)
    said = go_there(ours, begun) | changes
    return ours.finish(begun, said["state"], said["code"], NOW)


# -- it works ---------------------------------------------------------------------------------------------
def test_somebody_with_an_account_of_the_school_comes_in(store: SqlStore, other: OidcProvider) -> None:
    verified = come_back(other)
    assert verified == Verified(email=ANNA)
    (member,) = who_is(store.access(), verified, NOW)
    entered = enter(store.access(), member, How.OIDC, NOW, CHANCE, is_strong=verified.is_strong)
    assert (entered.session.person, entered.session.how) == (ANNA, How.OIDC)


def test_what_is_asked_is_bound_to_this_one_sign_in(other: OidcProvider) -> None:
    ours = party(other)
    first, second = begin(CHANCE), begin(CHANCE)
    go_there(ours, first)
    go_there(ours, second)
    asked, again = other.asked
    assert (asked["response_type"], asked["client_id"], asked["redirect_uri"]) == (
        "code",
        CLIENT,
        HOME + BACK,
    )
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"].split()[0] == "openid"
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) == 43  # 256 bits
        assert asked[name] != again[name]
    assert first.verifier not in str(asked)


def test_what_a_browser_keeps_comes_back_whole_or_not_at_all() -> None:
    begun = begin(CHANCE, "/mine")
    assert Begun.of(begun.kept()) == begun
    for kept in (None, "", [], ["a", "b", "c"], ["a", "b", "c", 1], {"state": "a"}):
        with pytest.raises(NotVerified):
            Begun.of(kept)
    assert begun.verifier not in repr(begun)


@pytest.mark.parametrize(
    ("claims", "left_out", "email"),
    [
        ({"email": "Anna@KADE.example", "email_verified": "true"}, (), "Anna@KADE.example"),
        ({"upn": ANNA}, ("email", "email_verified"), ANNA),
        ({"email": KARIM, "upn": ANNA}, ("email_verified",), ANNA),
        ({"xms_edov": True}, ("email_verified",), ANNA),
        ({"aud": [CLIENT]}, (), ANNA),
        ({"aud": [CLIENT, "other"], "azp": CLIENT}, (), ANNA),
    ],
)
def test_an_address_counts_when_the_other_party_vouches_for_it(
    other: OidcProvider, claims: dict[str, Any], left_out: tuple[str, ...], email: str
) -> None:
    other.behaviour.claims, other.behaviour.left_out = claims, frozenset(left_out)
    assert come_back(other).email == email


def test_a_second_step_elsewhere_is_known_of(other: OidcProvider) -> None:
    other.behaviour.claims = {"amr": ["pwd", "mfa"]}
    assert come_back(other).is_strong
    for amr in ("mfa", ["pwd"], None):
        other.behaviour.claims = {"amr": amr}
        assert not come_back(other).is_strong


def test_a_key_of_elliptic_curves_is_taken_too(other: OidcProvider) -> None:
    key = another_key("ES256")
    other.behaviour.alg, other.behaviour.key, other.behaviour.kid = "ES256", key, "two"
    other.behaviour.extra_keys = [
        key.as_dict(private=False),
        {"kty": "oct", "k": "AAAA"},
        {"kty": "new kind"},
    ]
    assert come_back(other).email == ANNA


def test_a_provider_may_want_the_secret_in_the_form(other: OidcProvider) -> None:
    other.behaviour.facts = {METHODS: ["client_secret_post"]}
    assert come_back(other).email == ANNA


def test_a_key_that_was_replaced_is_asked_for_anew(other: OidcProvider) -> None:
    ours = party(other)
    assert come_back(other, ours).email == ANNA
    before, other.key = other.key, another_key("RS256")
    try:
        assert come_back(other, ours).email == ANNA
    finally:
        other.key = before


# -- it does not ------------------------------------------------------------------------------------------
CLAIMS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "for somebody else": {"aud": "another-client"},
    "for several, and not sent to us": {"aud": [CLIENT, "other"], "azp": "other"},
    "for several, sent to nobody": {"aud": [CLIENT, "other"]},
    "by somebody else": {"iss": "https://login.other.example"},
    "expired": {"exp": SECONDS - 61},
    "expiry that is no number": {"exp": "soon"},
    "of tomorrow": {"iat": SECONDS + 86_400},
    "an address that was not verified": {"email_verified": False},
    "an address that is none": {"email": ["anna@kade.example"]},
}


@pytest.mark.parametrize("what", CLAIMS)
def test_the_word_is_refused_that_is(other: OidcProvider, what: str) -> None:
    other.behaviour.claims = CLAIMS[what]
    with pytest.raises(NotVerified):
        come_back(other)


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "sub", "nonce", "email"])
def test_the_word_is_refused_that_leaves_out(other: OidcProvider, claim: str) -> None:
    other.behaviour.left_out = frozenset({claim})
    with pytest.raises(NotVerified):
        come_back(other)


@pytest.mark.parametrize("alg", ["none", "HS256", "PS256", "RS512"])
def test_the_word_is_refused_that_is_signed_otherwise(other: OidcProvider, alg: str) -> None:
    other.behaviour.alg = alg
    if alg == "HS256":
        other.behaviour.key = another_key(alg)
    with pytest.raises(NotVerified):
        come_back(other)


def test_the_word_is_refused_that_is_signed_by_somebody_else(other: OidcProvider) -> None:
    other.behaviour.key = another_key("RS256")
    with pytest.raises(NotVerified):
        come_back(other)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", None, 7, "x" * 30_000])
def test_the_word_is_refused_that_is_none(other: OidcProvider, token: object) -> None:
    other.behaviour.token = lambda _: token
    with pytest.raises(NotVerified):
        come_back(other)


def test_the_word_is_refused_that_was_changed_on_the_way(other: OidcProvider) -> None:
    def changed(token: str) -> str:
        head, claims, signature = token.split(".")
        return f"{head}.{claims[:-2]}{'AA' if claims[-2:] != 'AA' else 'BB'}.{signature}"

    other.behaviour.token = changed
    with pytest.raises(NotVerified):
        come_back(other)


def test_a_sign_in_that_somebody_else_began_is_refused(other: OidcProvider) -> None:
    for state in ("", "x" * 43, "\ud800"):
        with pytest.raises(NotVerified):
            come_back(other, state=state)
    with pytest.raises(NotVerified):
        come_back(other, code="")
    with pytest.raises(NotVerified):
        come_back(other, code="code-of-somebody-else")


def test_a_way_back_serves_once(other: OidcProvider) -> None:
    ours, begun = party(other), begin(CHANCE)
    said = go_there(ours, begun)
    assert ours.finish(begun, said["state"], said["code"], NOW).email == ANNA
    for again in (ours, party(other)):  # also in a process that knows nothing of the first time
        with pytest.raises(NotVerified):
            again.finish(begun, said["state"], said["code"], NOW)


def test_a_code_without_the_secret_of_its_beginning_is_refused(other: OidcProvider) -> None:
    ours, begun = party(other), begin(CHANCE)
    said = go_there(ours, begun)
    with pytest.raises(NotVerified):
        ours.finish(replace(begun, verifier="x" * 43), said["state"], said["code"], NOW)


def test_a_client_with_the_wrong_secret_is_refused(other: OidcProvider) -> None:
    with pytest.raises(NotVerified):
        come_back(other, Provider(other.issuer, CLIENT, "wrong", HOME + BACK))


def test_a_provider_that_is_down_is_told_from_one_that_says_no(other: OidcProvider) -> None:
    down = Provider("http://127.0.0.1:1", CLIENT, SECRET, HOME + BACK)
    with pytest.raises(OutOfReach):
        down.address(begin(CHANCE))
    ours, begun = party(other), begin(CHANCE)
    said = go_there(ours, begun)
    other.behaviour.facts = {"token_endpoint": "http://127.0.0.1:1/token"}
    fresh = party(other)
    with pytest.raises(OutOfReach):
        fresh.finish(begun, said["state"], said["code"], NOW)


@pytest.mark.parametrize(
    "facts",
    [
        {"issuer": "https://login.other.example"},
        {"token_endpoint": "http://login.other.example/token"},
        {"jwks_uri": "file:///keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_names_itself_or_its_places_otherwise_is_not_used(
    other: OidcProvider, facts: dict[str, Any]
) -> None:
    other.behaviour.facts = facts
    with pytest.raises(OutOfReach):
        party(other).address(begin(CHANCE))


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        ({}, NotVerified),
        ({"keys": "none"}, NotVerified),
        ({"keys": [{"kty": "RSA", "n": 1}]}, NotVerified),
        ([], OutOfReach),
        ("no object", OutOfReach),
    ],
)
def test_a_provider_whose_keys_cannot_be_read_is_not_believed(
    other: OidcProvider, keys: object, error: type[PdcaError]
) -> None:
    other.behaviour.keys = keys
    with pytest.raises(error):
        come_back(other)


def test_a_place_that_answers_something_else_is_out_of_reach(other: OidcProvider) -> None:
    other.behaviour.facts = {"jwks_uri": f"{other.issuer}/nowhere"}
    with pytest.raises(OutOfReach):
        come_back(other)


def test_an_account_of_somebody_whom_the_board_does_not_know_opens_nothing(
    store: SqlStore, other: OidcProvider
) -> None:
    other.behaviour.claims = {"email": "stranger@kade.example"}
    with pytest.raises(NotFound):
        who_is(store.access(), come_back(other), NOW)


@pytest.mark.parametrize(
    ("issuer", "client", "secret"),
    [
        ("http://login.kade.example", CLIENT, SECRET),
        ("login.kade.example", CLIENT, SECRET),
        ("https://login.kade.example", "", SECRET),
        ("https://login.kade.example", CLIENT, ""),
        ("https://[", CLIENT, SECRET),
    ],
)
def test_settings_that_cannot_work_are_told_at_once(issuer: str, client: str, secret: str) -> None:
    with pytest.raises(Misconfigured, match="PDCA_OIDC_ISSUER"):
        Provider(issuer, client, secret, HOME + BACK)


def test_what_goes_wrong_shows_no_secret(other: OidcProvider) -> None:
    other.behaviour.alg = "none"
    ours, begun = party(other), begin(CHANCE)
    said = go_there(ours, begun)
    with pytest.raises(PdcaError) as refused:
        ours.finish(begun, said["state"], said["code"], NOW)
    for secret in (SECRET, begun.state, begun.nonce, begun.verifier, said["code"]):
        assert secret not in str(refused.value)

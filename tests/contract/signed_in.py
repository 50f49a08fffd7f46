"""Links, sessions and credentials of Anna; every builder has a keyword for what a test is about."""

from datetime import timedelta
from typing import Any

from pdca.services.access.ports import Credential, How, Session, SignInLink
from tests.contract.builders import ANNA, NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def link(name: str = "l1", **changes: Any) -> SignInLink:
    facts: dict[str, Any] = {"board": "kade", "person": ANNA, "made": NOW, "expires": NOW + 10 * MINUTE}
    return SignInLink(**{"token_hash": name, **facts, **changes})


def session(id_hash: str = "s1", **changes: Any) -> Session:
    facts: dict[str, Any] = {
        "board": "kade",
        "person": ANNA,
        "created": NOW,
        "expires": NOW + 12 * HOUR,
        "how": How.MAIL,
        "roles": ("staff", "team_leader"),
        "label": "Firefox, Windows",
    }
    return Session(**{"id_hash": id_hash, **facts, **changes})


def credential(**changes: Any) -> Credential:
    facts: dict[str, Any] = {
        "board": "kade",
        "person": ANNA,
        "password_hash": "$argon2id$",
        "totp_secret": b"\x00secret\xff",
        "totp_last_step": 0,
        "recovery": ("a", "b"),
        "changed": NOW,
    }
    return Credential(**{**facts, **changes})

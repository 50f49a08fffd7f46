"""Anna, who is staff, and Noor, who leads a team; and how they come in."""

import base64
from datetime import datetime, timedelta

import pyotp

from pdca.catalog.shipped import Shipped
from pdca.domain.people.organisation import RoleAt
from pdca.identity.codes import TimeCodes
from pdca.identity.hashing import Argon2
from pdca.identity.vault import Vault
from pdca.services.access.passwords import set_password
from pdca.services.access.ports import How, Member
from pdca.services.access.second_step import Confirmed, Means, confirm, offer
from pdca.services.access.sessions import Entered, current, enter
from pdca.store import SqlStore
from tests.contract.builders import ANNA, NOOR, NOW, person, seeded

CHANCE = seeded(14)
HASHER = Argon2(passes=1, memory_kib=64)  # as quick as it can be: what is tried is what is done with hashes
COMMON = Shipped().common_passwords
RIGHT, OTHER = "paard batterij nietje juist", "kikkerdril op toast"
STEP = timedelta(seconds=30)


def means(store: SqlStore) -> Means:
    return Means(access=store.access(), codes=TimeCodes(), vault=Vault([b"k" * 32]), entropy=CHANCE)


def lead_a_team(store: SqlStore, email: str = NOOR) -> None:
    """Let somebody be a team leader, or become one."""
    with store.board("kade") as writing:
        roles = (RoleAt("staff", "BRUG"), RoleAt("team_leader", "BRUG"))
        writing.record("changed", person(email, "BRUG", roles=roles), actor="load", at=NOW)


def member(store: SqlStore, email: str = ANNA) -> Member:
    found = store.access().member("kade", email)
    assert found is not None
    return found


def come_in(store: SqlStore, email: str = ANNA, how: How = How.MAIL, now: datetime = NOW) -> Entered:
    return enter(store.access(), member(store, email), how, now, CHANCE)


def is_in(store: SqlStore, entered: Entered, now: datetime = NOW) -> bool:
    return current(store.access(), entered.id, now, now) is not None


def choose(store: SqlStore, entered: Entered, password: str = RIGHT, now: datetime = NOW) -> None:
    whose = member(store, entered.session.person)
    set_password(store.access(), HASHER, COMMON, whose, entered.session, password, now)


def code_of(secret: str, now: datetime) -> str:
    """The code that a phone shows."""
    return pyotp.TOTP(secret).at(now)


def set_up(store: SqlStore, entered: Entered, now: datetime = NOW) -> tuple[str, Confirmed]:
    """Set up the second step as the page does; return the secret, which a phone holds."""
    whose = member(store, entered.session.person)
    offered = offer(means(store), whose)
    assert len(base64.b32decode(offered.secret)) == 20
    code = code_of(offered.secret, now)
    confirmed = confirm(
        means(store), whose, entered.session, offered.secret, code, now, instead_of=entered.id
    )
    return offered.secret, confirmed

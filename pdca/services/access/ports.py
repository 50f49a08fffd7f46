"""What sign-in keeps, and what it needs of the outside.

Nothing of this stands in a board's chain: it says who may look, not what people decided. Whatever opens something
is kept as a SHA-256 only, so that nobody can come in with what a database or a backup holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from pdca.domain.board import Board
from pdca.domain.people.organisation import Person

STAFF = "staff"
"""The role that everybody has; whoever has another one besides decides about the work of others."""


class How(StrEnum):
    """The way somebody came in."""

    MAIL = "mail"
    PASSWORD = "password"  # noqa: S105 - the name of a way in, which opens nothing
    OIDC = "oidc"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of a board, as sign-in knows one."""

    board: Board
    person: Person

    def is_active(self, now: datetime) -> bool:
        """Tell whether the person works here today, by the board's own calendar."""
        return self.person.is_active(now.astimezone(ZoneInfo(self.board.time_zone)).date())

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that the person holds, wherever that is."""
        return tuple(sorted({held.role for held in self.person.roles}))

    @property
    def is_manager(self) -> bool:
        """Tell whether the person holds a role beyond staff."""
        return any(role != STAFF for role in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in on one board with one browser, until `expires` or `ended`.

    `needs_code`: the second step is still to come, and nothing else is open. `is_strong`: it was taken.
    `roles` are those that the person held at the start; others mean that signing in starts anew.
    """

    id_hash: str
    board: str
    person: str
    created: datetime
    expires: datetime
    ended: datetime | None = None
    how: How
    is_strong: bool = False
    needs_code: bool = False
    roles: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink:
    """A link that signs one person in once; without a board it is nobody's, and opens nothing."""

    token_hash: str
    board: str | None
    person: str
    made: datetime
    expires: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What somebody set up to come in without mail; the secret of the second step is encrypted.

    `totp_last_step` is the number of the last 30 seconds of which a code was taken: no code works twice.
    """

    board: str
    person: str
    password_hash: str = ""
    totp_secret: bytes = b""
    totp_last_step: int = 0
    recovery: tuple[str, ...] = ()
    changed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar that a person's own program reads without signing in: their own, or that of a unit."""

    token_hash: str
    board: str
    person: str
    unit: str | None = None
    made: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A square drawing: `path` is stroked one unit wide on a ground of `size` by `size` units."""

    size: int
    path: str = field(repr=False)


class Hasher(Protocol):
    """Turns passwords into what is kept of them."""

    def hash(self, password: str) -> str: ...
    def is_right(self, kept: str, password: str) -> bool: ...
    def is_outdated(self, kept: str) -> bool: ...


class Codes(Protocol):
    """One-time codes by the clock."""

    def step(self, secret: str, code: str, now: datetime) -> int | None: ...
    def address(self, secret: str, account: str, issuer: str) -> str: ...
    def picture(self, address: str) -> Picture: ...


class Vault(Protocol):
    """Encrypts what has to be read again."""

    def close(self, value: bytes, about: str, nonce: bytes) -> bytes: ...
    def open(self, closed: bytes, about: str) -> bytes: ...


class Access(Protocol):
    """Where sign-in keeps what it knows, for all boards; each call is a transaction of its own."""

    # -- people ---------------------------------------------------------------------------------------
    def members(self, email: str) -> Sequence[Member]: ...
    def member(self, board: str, email: str) -> Member | None: ...
    def forget_leavers(self, board: str, today: date) -> int: ...

    # -- links ----------------------------------------------------------------------------------------
    def make_links(self, links: Sequence[SignInLink], most: int, now: datetime) -> frozenset[str]: ...
    def use_link(self, token_hash: str, now: datetime) -> SignInLink | None: ...

    # -- sessions -------------------------------------------------------------------------------------
    def start(self, session: Session, *, instead_of: Iterable[str] = ()) -> None: ...
    def session(self, id_hash: str) -> tuple[Session, Member] | None: ...
    def live_sessions(self, board: str, person: str, now: datetime) -> Sequence[Session]: ...
    def end_sessions(
        self, board: str, person: str, now: datetime, *, only: str | None = None, but: str | None = None
    ) -> int: ...

    # -- passwords and the second step ----------------------------------------------------------------
    def credential(self, board: str, person: str) -> Credential | None: ...
    def credentials(self, person: str) -> Sequence[Credential]: ...
    def keep(self, credential: Credential) -> None: ...
    def take_step(self, board: str, person: str, step: int) -> bool: ...
    def take_recovery(self, board: str, person: str, code_hash: str) -> bool: ...

    # -- calendars ------------------------------------------------------------------------------------
    def make_feed(self, feed: Feed) -> None: ...
    def feed(self, token_hash: str) -> tuple[Feed, Member] | None: ...
    def feeds(self, board: str, person: str) -> Sequence[Feed]: ...
    def end_feed(self, board: str, person: str, token_hash: str, now: datetime) -> bool: ...

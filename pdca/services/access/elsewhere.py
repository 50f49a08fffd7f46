"""Signing in with the account that a school already has: another party says who somebody is.

It is believed about the address only. Who works here, and with which roles, stays what the board says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, Self

from pdca.domain.errors import NotFound, PdcaError
from pdca.services.access.links import known_as
from pdca.services.access.ports import Access, Member
from pdca.services.access.sessions import Entropy, new_secret

BACK = "/sign-in/school/back"
"""Where the other party sends people back to; it is told this address once, when an installation is set up."""

BACK_WITHIN = timedelta(minutes=10)


class NotVerified(PdcaError):
    """Signing in with the account of your school did not work. Try it again, or ask for a link by mail."""


class OutOfReach(PdcaError):
    """The sign-in of your school cannot be reached now. Try it again later, or ask for a link by mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a browser keeps for us, sealed, while it is at the other party."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    place: str = ""

    def kept(self) -> list[str]:
        """Return what is to be sealed."""
        return [self.state, self.nonce, self.verifier, self.place]

    @classmethod
    def of(cls, kept: object) -> Self:
        """Return what was sealed; NotVerified when there is nothing, or something else."""
        if not isinstance(kept, list) or len(kept) != 4 or not all(isinstance(one, str) for one in kept):
            raise NotVerified
        state, nonce, verifier, place = kept
        return cls(state=state, nonce=nonce, verifier=verifier, place=place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Whose address it is; `is_strong` says that the other party asked for a second step."""

    email: str
    is_strong: bool = False


class Elsewhere(Protocol):
    """The other party."""

    def address(self, begun: Begun) -> str:
        """Return where a browser is sent to sign in."""
        ...

    def finish(self, begun: Begun, state: str, code: str, now: datetime) -> Verified:
        """Return who came back; NotVerified when anything is not as it was begun, OutOfReach when nobody answers."""
        ...


def begin(entropy: Entropy, place: str = "") -> Begun:
    """Return fresh secrets for one sign-in; `place` is where to go afterwards."""
    return Begun(
        state=new_secret(entropy), nonce=new_secret(entropy), verifier=new_secret(entropy), place=place
    )


def who_is(access: Access, verified: Verified, now: datetime) -> Sequence[Member]:
    """Return the people with a verified address, one for each board; NotFound when nobody has it."""
    found = [one for one in access.members(known_as(verified.email)) if one.is_active(now)]
    if not found:
        raise NotFound(
            "nobody works here with the address of that account: ask the quality manager to add it"
        )
    return found

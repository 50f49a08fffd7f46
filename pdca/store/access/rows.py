"""Rows of sign-in and the values that they stand for."""

from __future__ import annotations

import json

from pdca.domain.board import Board
from pdca.domain.people.organisation import Person
from pdca.services.access.ports import Credential, Feed, How, Member, Session, SignInLink
from pdca.store.bulk import Values
from pdca.store.codec import decode
from pdca.store.scope import AnyRow


def member(row: AnyRow) -> Member:
    """Read a person with their board."""
    return Member(board=decode(Board, row.board_body), person=decode(Person, row.person_body))


def session(row: AnyRow) -> Session:
    """Read a session."""
    return Session(
        id_hash=row.id_hash,
        board=row.slug,
        person=row.person,
        created=row.created,
        expires=row.expires,
        ended=row.ended,
        how=How(row.how),
        is_strong=row.is_strong,
        needs_code=row.needs_code,
        roles=tuple(row.roles.split()),
        label=row.label,
    )


def session_row(one: Session, board_id: int) -> Values:
    """Return how a session is stored."""
    return {
        "id_hash": one.id_hash,
        "board_id": board_id,
        "person": one.person,
        "created": one.created,
        "expires": one.expires,
        "ended": one.ended,
        "how": one.how.value,
        "is_strong": one.is_strong,
        "needs_code": one.needs_code,
        "roles": " ".join(one.roles),
        "label": one.label,
    }


def link(row: AnyRow) -> SignInLink:
    """Read a link."""
    return SignInLink(
        token_hash=row.token_hash,
        board=row.slug,
        person=row.person,
        made=row.made,
        expires=row.expires,
        used=row.used,
    )


def link_row(one: SignInLink, board_id: int | None) -> Values:
    """Return how a link is stored; one that is nobody's names nobody."""
    return {
        "token_hash": one.token_hash,
        "board_id": board_id,
        "person": one.person if board_id is not None else "",
        "made": one.made,
        "expires": one.expires,
        "used": one.used,
    }


def credential(row: AnyRow) -> Credential:
    """Read what somebody set up to come in without mail."""
    return Credential(
        board=row.slug,
        person=row.person,
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        totp_last_step=row.totp_last_step,
        recovery=tuple(json.loads(row.recovery)),
        changed=row.changed,
    )


def credential_row(one: Credential, board_id: int) -> Values:
    """Return how that is stored."""
    return {
        "board_id": board_id,
        "person": one.person,
        "password_hash": one.password_hash,
        "totp_secret": one.totp_secret,
        "totp_last_step": one.totp_last_step,
        "recovery": json.dumps(one.recovery),
        "changed": one.changed,
    }


def feed(row: AnyRow) -> Feed:
    """Read a calendar feed."""
    return Feed(
        token_hash=row.token_hash,
        board=row.slug,
        person=row.person,
        unit=row.unit,
        made=row.made,
        ended=row.ended,
    )


def feed_row(one: Feed, board_id: int) -> Values:
    """Return how a calendar feed is stored."""
    return {
        "token_hash": one.token_hash,
        "board_id": board_id,
        "person": one.person,
        "unit": one.unit,
        "made": one.made,
        "ended": one.ended,
    }

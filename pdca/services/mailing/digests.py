"""One person's mail of one day as a value, from the ledger rows that still say something true."""

from __future__ import annotations

from collections.abc import Sequence

from pdca.domain.notices.digest import Digest, in_order
from pdca.services.mailing.lines import Lines
from pdca.services.mailing.links import VALID_FOR, Capability
from pdca.services.records import LedgerRow, Message

FORMAL_ROLES = frozenset({"supervisor", "supervisor_chair", "external_auditor"})
"""Roles whose holders are addressed with u."""


def write_digest(lines: Lines, message: Message, rows: Sequence[LedgerRow], *, captured: bool) -> Digest:
    """Return the mail that a message becomes."""
    situation = lines.situation
    board, organisation = situation.board, situation.organisation
    person = organisation.person(message.recipient)
    locale = person.locale or board.locale
    everything = Capability(
        board=board.slug,
        item="",
        version=0,
        person=person.email,
        purpose="list",
        until=message.day + VALID_FOR,
    )
    written = tuple(lines.line(row.notice, person.email, locale) for row in rows)
    return Digest(
        message_id=message.id,
        recipient_email=person.email,
        recipient_name=person.name,
        first_name=person.name.partition(" ")[0],
        locale=locale,
        formal=board.formal or any(held.role in FORMAL_ROLES for held in person.roles),
        board_name=board.name,
        school_name=organisation.unit(organisation.school_of(person.unit)).name,
        as_of=message.day,
        sent_at=message.composed,
        sender=board.mail_from,
        list_url=lines.links.to(everything),
        lines=in_order(written),
        captured=captured,
    )

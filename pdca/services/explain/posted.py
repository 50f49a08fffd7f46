"""What came of a decided notice: whom it was for, why it did not go, and what became of its mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdca.domain.errors import Message, Param
from pdca.domain.notices.notice import NoticeState
from pdca.services.explain.scene import Scene
from pdca.services.explain.trace import Said, Told
from pdca.services.mailing.outgoing import KEPT
from pdca.services.records import LedgerRow, MessageState
from pdca.services.records import Message as Mail

STATES: Mapping[NoticeState, str] = {
    NoticeState.QUEUED: "{person} is to be told",
    NoticeState.SENT: "{person} was told",
    NoticeState.SUPERSEDED: "{person} was not told: {why}",
    NoticeState.WITHHELD: "{person} was not told after all: {why}",
}
NOBODY: Mapping[NoticeState, str] = {
    NoticeState.SUPERSEDED: "nobody was told: {why}",
    NoticeState.UNDELIVERABLE: (
        "on {day} nobody could be told: {why}; it is tried again on every day on which mail may leave"
    ),
}
LEFT_AT_ONCE = "its mail left on {day} at {time}"
SERVER_SAID = "the mail server answered: {reply}"
MAILS: Mapping[MessageState, str] = {
    MessageState.QUEUED: "its mail waits to leave, from {day} {time} on",
    MessageState.SENDING: "its mail is being sent right now",
    MessageState.RETRY: (
        "its mail did not leave yet; it is tried again from {day} {time} on (tries so far: {count})"
    ),
    MessageState.IN_DOUBT: (
        "nobody knows whether its mail arrived; the very same mail is sent again from {day} {time} on"
    ),
    MessageState.SENT: "its mail left on {day} at {time} (tries: {count})",
    MessageState.WITHHELD: "its mail was not sent: nothing in it was still true",
    MessageState.FAILED: "its mail was given up (tries: {count})",
    MessageState.EXPIRED: "its mail could not be delivered in time and was given up (tries: {count})",
    MessageState.HELD: "its mail is held after a restore, until somebody lets it go",
}


def told(scene: Scene, row: LedgerRow, mail: Mail | None) -> Told:
    """Return what a ledger row and its mail come down to."""
    return Told(
        recipient=row.notice.recipient,
        state=row.notice.state,
        decided=row.day,
        message=row.message,
        mail=mail.state if mail is not None else None,
        sent=row.sent,
        say=tuple(_said(scene, row, mail)),
    )


def reason(text: str) -> Said:
    """Return the stored reason of a notice as a sentence."""
    return (Message(text.replace("{", "{{").replace("}", "}}")),) if text else ()


def mail_says(scene: Scene, mail: Mail) -> Said:
    """Say where a mail is on its way, with the server's own words."""
    instant = (mail.sent or mail.not_before) if mail.state is MessageState.SENT else mail.not_before
    facts: dict[str, Param] = {**scene.moment(instant), "count": max(mail.attempts, 1)}
    is_plain = mail.state is MessageState.SENT and mail.attempts <= 1
    said = [Message(LEFT_AT_ONCE if is_plain else MAILS[mail.state], facts)]
    if mail.reply.endswith(KEPT):  # after the code of its answer
        said.append(Message("it was kept in a folder: nothing is really sent"))
    elif mail.reply:
        said.append(Message(SERVER_SAID, {"reply": mail.reply}))
    if mail.doubts and mail.state is MessageState.SENT:
        said.append(Message("it may have arrived twice: an earlier try broke off before the answer"))
    return tuple(said)


def _said(scene: Scene, row: LedgerRow, mail: Mail | None) -> Iterator[Message]:
    notice = row.notice
    facts: dict[str, Param] = {"day": row.day, "why": reason(notice.reason)}
    if notice.recipient is None:
        yield Message(NOBODY.get(notice.state, "nobody was told: {why}"), facts)
        return
    facts["person"] = scene.person(notice.recipient)
    yield Message(STATES[notice.state], facts)
    if notice.state is NoticeState.SUPERSEDED:
        return
    if mail is not None:
        yield from mail_says(scene, mail)
    elif notice.state is NoticeState.QUEUED:
        yield Message("it waits for the next mail to this person: today's had left already, or is being made")

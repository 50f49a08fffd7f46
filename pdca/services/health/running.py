"""Whether the engine runs and mail leaves, judged by the runs and the mail that they leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pdca.domain.errors import Message, Param
from pdca.services.engine.nightly import DIFFERENCES, FAULTS
from pdca.services.engine.tick import ESCALATE, NIGHTLY
from pdca.services.health.facts import BoardFacts, Facts
from pdca.services.health.findings import Area, Finding, error, warn
from pdca.services.records import MessageState

GRACE = timedelta(minutes=15)
"""How long after `send_at` the notices of a day may take."""

SILENT = timedelta(hours=26)
"""So long at most between two ticks, and between two nights: a day, and room for a slow one."""

STUCK = timedelta(hours=1)
LATE = timedelta(minutes=10)
START = Message("start it with: pdca serve")


def engine(facts: Facts) -> Iterator[Finding]:
    """Judge the runs of the engine."""
    if not facts.boards:
        return
    ticked = facts.last_run(ESCALATE)
    if ticked is None:
        yield error(Area.ENGINE, Message("the engine has never run"), START)
    elif facts.now - ticked.started > SILENT:
        yield error(
            Area.ENGINE,
            Message("the engine stands still since {day} {time}", facts.local(ticked.started)),
            START,
        )
    else:
        for board in facts.boards:
            yield from _day(facts, board)
    for name in facts.runs:
        yield from _ended(facts, name)
    yield from _night(facts)


def _day(facts: Facts, board: BoardFacts) -> Iterator[Finding]:
    is_new = board.since is not None and board.since >= board.today
    if not board.is_mail_day or board.is_decided or is_new or facts.now < board.send_at + GRACE:
        return
    last: dict[str, Param] = {"day": board.last_decided}
    if board.last_decided is None:
        what = Message("the notices of today are not decided, and no day ever was")
    else:
        what = Message("the notices of today are not decided; the last day that was is {day}", last)
    yield error(Area.ENGINE, what, Message("look into the log of the engine, or run: pdca tick"), board.slug)


def _ended(facts: Facts, name: str) -> Iterator[Finding]:
    last, newest = facts.last_run(name), next(iter(facts.runs[name]), None)
    if last is not None and last.error:
        said: dict[str, Param] = {"run": name, "fault": last.error, **facts.local(last.started)}
        what = Message("the last {run} ({day} {time}) failed: {fault}", said)
        yield error(Area.ENGINE, what, Message("look into the log of the engine; it tries again by itself"))
    if newest is not None and newest.ended is None and facts.now - newest.started > STUCK:
        what = Message(
            "the {run} that began on {day} at {time} never ended",
            {"run": name, **facts.local(newest.started)},
        )
        todo = Message("nothing is lost, the next run takes it up; check that one follows")
        yield warn(Area.ENGINE, what, todo)


def _night(facts: Facts) -> Iterator[Finding]:
    night = facts.last_run(NIGHTLY)
    if night is None:
        return
    if facts.now - night.started > SILENT:
        what = Message("nothing was recomputed and verified since {day} {time}", facts.local(night.started))
        yield warn(Area.ENGINE, what, START)
    faults, differences = night.counts.get(FAULTS, 0), night.counts.get(DIFFERENCES, 0)
    if faults:
        what = Message("stored things that are not what their history says: {count}", {"count": faults})
        yield error(Area.ENGINE, what, Message("see which with: pdca verify; keep the backups of these days"))
    if differences:
        what = Message("deadlines that had to be put right last night: {count}", {"count": differences})
        yield warn(
            Area.ENGINE, what, Message("they are right now; report it, because this should not happen")
        )


def mail(facts: Facts) -> Iterator[Finding]:
    """Judge the mail on its way."""
    found, counts = facts.mail, facts.mail.counts
    if found.given_up:
        what = Message("mails given up in the last two weeks: {count}", {"count": found.given_up})
        yield error(
            Area.MAIL, what, Message("see which with: pdca notices; check the addresses and the mail server")
        )
    if found.waiting_since is not None and facts.now - found.waiting_since > LATE:
        minutes = int((facts.now - found.waiting_since).total_seconds() // 60)
        what = Message("mail that could leave has been waiting, in minutes: {count}", {"count": minutes})
        yield error(
            Area.MAIL,
            what,
            Message("check that delivery runs (pdca serve or pdca deliver) and the mail server"),
        )
    held = counts.get(MessageState.HELD, 0)
    if held:
        what = Message("mails held since a backup was restored: {count}", {"count": held})
        yield warn(
            Area.MAIL,
            what,
            Message("look with: pdca outbox show, then let them go with: pdca outbox release"),
        )
    again = counts.get(MessageState.RETRY, 0)
    if again:
        what = Message("mails that did not leave at the first try: {count}", {"count": again})
        yield warn(Area.MAIL, what, Message("they are tried again by themselves, for three days"))
    doubtful = counts.get(MessageState.IN_DOUBT, 0)
    if doubtful:
        what = Message("mails of which nobody knows whether they arrived: {count}", {"count": doubtful})
        yield warn(Area.MAIL, what, Message("they are sent again by themselves, each the very same mail"))
    if facts.was_smtp_asked and facts.smtp is not None:
        todo = Message(
            "check PDCA_SMTP_URL, the name and password, and the network; "
            "a certificate that is not known here goes with ?ca=FILE"
        )
        yield error(Area.MAIL, facts.smtp, todo)

"""What an answer of a mail server means for a message: the only place where that is decided.

Whose fault is it? The relay's: try again, and do not count it as an attempt. The message's or its
recipient's: count it, or give up. Nobody can know: in doubt, because the line broke after the dot left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pdca.services.mailing.outgoing import Fault, Outcome, Verdict

_ENHANCED: Final = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_QUOTA_WORDS: Final = re.compile(
    r"daily (user )?sending (quota|limit)|quota exceeded for sending", re.IGNORECASE
)


class Stage(StrEnum):
    """How far a conversation had come."""

    CONNECT = "connect"
    TLS = "tls"
    AUTH = "auth"
    ADDRESS = "address"  # refused here, before anything was said
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: a code and its text, or no code when the line broke or nothing came in time."""

    stage: Stage
    code: int | None = None
    text: str = ""


DELIVERED: Final = Verdict(outcome=Outcome.DELIVERED, charged=True)
IN_DOUBT: Final = Verdict(outcome=Outcome.IN_DOUBT, charged=True)
PAUSE: Final = Verdict(outcome=Outcome.PAUSE_RELAY)
NOT_OUR_FAULT: Final = Verdict(outcome=Outcome.RETRY_LATER)
THROTTLED: Final = Verdict(outcome=Outcome.RETRY_LATER, slow_down=True, after=60.0)
TRY_AGAIN: Final = Verdict(outcome=Outcome.RETRY_LATER, charged=True)
HARD: Final = Verdict(outcome=Outcome.GIVE_UP, charged=True, fault=Fault.HARD)
SOFT: Final = Verdict(outcome=Outcome.GIVE_UP, charged=True, fault=Fault.SOFT)
POLICY: Final = Verdict(outcome=Outcome.GIVE_UP, charged=True, fault=Fault.POLICY)

_BEFORE_MAIL: Final = frozenset({Stage.CONNECT, Stage.TLS, Stage.AUTH})
_SIGN_IN: Final = frozenset({530, 534, 535, 538})
_THROTTLES: Final = ((432, ""), (454, ""), (450, "4.2.1"), (451, "4.7."), (452, "4.5.3"))
_QUOTAS: Final = ((550, "5.4.5"), (554, "5.2.0"))
_DEAD_ADDRESS: Final = frozenset({501, 550, 551, 553})


def classify(answer: Answer) -> Verdict:
    """Say what an answer means for the message it belongs to."""
    code = answer.code
    if answer.stage is Stage.ADDRESS:
        return HARD
    if code is None:
        return _silence(answer.stage)
    if 200 <= code < 300 and answer.stage is Stage.DOT:
        return DELIVERED
    if not 400 <= code < 600:
        return IN_DOUBT if answer.stage is Stage.DOT else NOT_OUR_FAULT
    status = enhanced_status(answer.text)
    return _refused_for_now(answer, code, status) if code < 500 else _refused(answer, code, status)


def enhanced_status(text: str) -> str:
    """Find the enhanced status code (RFC 3463) at the start of an answer."""
    match = _ENHANCED.match(text)
    return ".".join(match.groups()) if match else ""


def _silence(stage: Stage) -> Verdict:
    if stage is Stage.DOT:
        return IN_DOUBT
    return PAUSE if stage is Stage.TLS else NOT_OUR_FAULT


def _refused_for_now(answer: Answer, code: int, status: str) -> Verdict:
    """Judge a 4xx."""
    if code == 421:
        return NOT_OUR_FAULT
    if any(code == known and status.startswith(start) for known, start in _THROTTLES):
        return THROTTLED
    return NOT_OUR_FAULT if answer.stage in _BEFORE_MAIL else TRY_AGAIN


def _refused(answer: Answer, code: int, status: str) -> Verdict:
    """Judge a 5xx."""
    quota = (code, status) in _QUOTAS or _QUOTA_WORDS.search(answer.text)
    if answer.stage in _BEFORE_MAIL or code in _SIGN_IN or quota:
        return PAUSE
    if answer.stage is Stage.MAIL:
        return POLICY
    return _by_status(answer.stage, status) if status else _by_code(answer.stage, code)


def _by_status(stage: Stage, status: str) -> Verdict:
    _, subject, detail = status.split(".")
    if subject == "1" and detail not in ("7", "8"):  # 5.1.7 and 5.1.8 are about the sender
        return HARD
    if (subject, detail) == ("4", "1") and stage is Stage.RCPT:
        return HARD
    if (subject, detail) in (("2", "1"), ("2", "2")) or subject == "4":
        return SOFT
    return POLICY


def _by_code(stage: Stage, code: int) -> Verdict:
    if code == 552:
        return SOFT
    return HARD if stage is Stage.RCPT and code in _DEAD_ADDRESS else POLICY

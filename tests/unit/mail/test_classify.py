"""Every class of answer, as a table: who is at fault, and what happens next."""

from __future__ import annotations

import pytest

from pdca.mail.classify import (
    DELIVERED,
    HARD,
    IN_DOUBT,
    NOT_OUR_FAULT,
    PAUSE,
    POLICY,
    SOFT,
    THROTTLED,
    TRY_AGAIN,
    Answer,
    Stage,
    classify,
)
from pdca.services.mailing.outgoing import Verdict

TABLE: list[tuple[Stage, int | None, str, Verdict]] = [
    # delivered, and the one thing nobody can know
    (Stage.DOT, 250, "2.0.0 Ok: queued as 4F2", DELIVERED),
    (Stage.DOT, None, "the server closed the connection", IN_DOUBT),
    (Stage.DOT, None, "no answer within 300 seconds", IN_DOUBT),
    (Stage.DOT, 354, "what?", IN_DOUBT),
    # the relay's trouble: no attempt is counted
    (Stage.CONNECT, None, "connection refused", NOT_OUR_FAULT),
    (Stage.CONNECT, 421, "4.3.2 shutting down", NOT_OUR_FAULT),
    (Stage.CONNECT, 450, "busy", NOT_OUR_FAULT),
    (Stage.MAIL, None, "the server closed the connection", NOT_OUR_FAULT),
    (Stage.RCPT, None, "no answer within 60 seconds", NOT_OUR_FAULT),
    (Stage.MAIL, 421, "4.7.0 too many messages", NOT_OUR_FAULT),
    (Stage.DOT, 421, "4.3.0 shutting down", NOT_OUR_FAULT),
    (Stage.AUTH, None, "the sign-in service gave no token", NOT_OUR_FAULT),
    (Stage.RCPT, 354, "out of step", NOT_OUR_FAULT),
    # somebody has to look: the relay stands still, nothing is lost
    (Stage.AUTH, 535, "5.7.8 authentication failed", PAUSE),
    (Stage.AUTH, 504, "mechanism not supported", PAUSE),
    (Stage.MAIL, 530, "5.7.0 must issue STARTTLS first", PAUSE),
    (Stage.MAIL, 530, "5.7.1 authentication required", PAUSE),
    (Stage.TLS, None, "certificate verify failed", PAUSE),
    (Stage.CONNECT, 554, "5.7.1 your address is blocked", PAUSE),
    (Stage.DOT, 550, "5.4.5 daily sending quota exceeded", PAUSE),
    (Stage.DOT, 554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", PAUSE),
    (Stage.RCPT, 550, "5.7.1 Daily user sending limit exceeded", PAUSE),
    # slower
    (Stage.CONNECT, 432, "4.3.2 concurrent connections limit exceeded", THROTTLED),
    (Stage.MAIL, 451, "4.7.500 server busy", THROTTLED),
    (Stage.MAIL, 454, "Throttling failure: maximum sending rate exceeded", THROTTLED),
    (Stage.RCPT, 450, "4.2.1 the user is receiving mail too quickly", THROTTLED),
    (Stage.RCPT, 452, "4.5.3 too many recipients", THROTTLED),
    (Stage.AUTH, 454, "4.7.0 temporary authentication failure", THROTTLED),
    # later, and counted
    (Stage.RCPT, 450, "4.1.8 unknown sender domain", TRY_AGAIN),
    (Stage.RCPT, 451, "4.3.0 mail server temporarily rejected", TRY_AGAIN),
    (Stage.RCPT, 450, "greylisted", TRY_AGAIN),
    (Stage.DATA, 452, "4.3.1 insufficient system storage", TRY_AGAIN),
    (Stage.DOT, 451, "4.3.0 queue file write error", TRY_AGAIN),
    # given up: the address
    (Stage.ADDRESS, None, "not a usable mail address", HARD),
    (Stage.RCPT, 550, "5.1.1 user unknown", HARD),
    (Stage.RCPT, 550, "no such user", HARD),
    (Stage.RCPT, 551, "user not local", HARD),
    (Stage.RCPT, 553, "mailbox name not allowed", HARD),
    (Stage.RCPT, 501, "5.1.3 bad recipient address syntax", HARD),
    (Stage.RCPT, 550, "5.4.1 recipient address rejected: access denied", HARD),
    (Stage.DOT, 550, "5.1.1 user unknown", HARD),
    # given up: closed for now
    (Stage.RCPT, 552, "5.2.2 mailbox full", SOFT),
    (Stage.RCPT, 550, "5.2.1 mailbox disabled", SOFT),
    (Stage.RCPT, 552, "exceeded storage allocation", SOFT),
    (Stage.DOT, 552, "5.2.2 over quota", SOFT),
    (Stage.DOT, 550, "5.4.4 unable to route", SOFT),
    # given up: never the address's fault
    (Stage.RCPT, 550, "5.7.1 blocked by policy", POLICY),
    (Stage.RCPT, 554, "relay access denied", POLICY),
    (Stage.RCPT, 550, "5.1.8 sender address has a bad domain", POLICY),
    (Stage.MAIL, 550, "5.7.60 client does not have permissions to send as this sender", POLICY),
    (Stage.MAIL, 552, "5.3.4 message size exceeds fixed limit", POLICY),
    (Stage.DOT, 552, "5.3.4 message too big", POLICY),
    (Stage.DOT, 554, "5.6.0 message content rejected", POLICY),
    (Stage.DOT, 554, "transaction failed", POLICY),
    (Stage.DATA, 503, "5.5.1 bad sequence of commands", POLICY),
    (Stage.DOT, 550, "looks like spam", POLICY),
]


@pytest.mark.parametrize(("stage", "code", "text", "verdict"), TABLE)
def test_an_answer_means_what_the_table_says(
    stage: Stage, code: int | None, text: str, verdict: Verdict
) -> None:
    assert classify(Answer(stage=stage, code=code, text=text)) == verdict


def test_only_silence_after_the_dot_leaves_doubt() -> None:
    for stage in Stage:
        in_doubt = classify(Answer(stage=stage)) == IN_DOUBT
        assert in_doubt == (stage is Stage.DOT)


def test_no_answer_goes_unjudged() -> None:
    for stage in Stage:
        for code in range(100, 1000):
            verdict = classify(Answer(stage=stage, code=code))
            assert (verdict == DELIVERED) == (stage is Stage.DOT and 200 <= code < 300)

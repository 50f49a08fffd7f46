"""What came of a notice and its mail can be said for every state there is, and in Dutch."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pdca.catalog.shipped import Shipped
from pdca.domain.board import Board, Clocks
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.errors import Message
from pdca.domain.notices.notice import Notice, NoticeKind, NoticeState
from pdca.services.explain.posted import mail_says, told
from pdca.services.explain.rungs import rule_of_row
from pdca.services.explain.scene import Scene
from pdca.services.mailing.outgoing import KEPT
from pdca.services.records import LedgerRow, MessageState
from pdca.services.records import Message as Mail
from tests.builders.board import ANNA, POLICY, a_leaver, an_organisation, away, school_holidays

DAY = date(2026, 11, 13)
NOW = datetime(2026, 11, 13, 6, 30, tzinfo=UTC)
DUTCH = Shipped().language("nl")
MAIL = Mail(
    id="1@kade.example",
    board="kade",
    recipient=ANNA,
    day=DAY,
    composed=NOW,
    not_before=NOW,
    expires=NOW + timedelta(days=3),
)


def a_scene() -> Scene:
    """Build De Kade with Anna away and Bas gone."""
    absences = (away(ANNA, DAY),)
    organisation = an_organisation(
        people=[a_leaver("bas@kade.example", DAY - timedelta(days=1))], absences=absences
    )
    holidays = school_holidays()
    return Scene(
        board=Board(slug="kade", name="De Kade", mail_from="kwaliteit@kade.example"),
        now=NOW,
        today=DAY,
        policy=POLICY,
        organisation=organisation,
        absences=absences,
        days_off=(),
        clocks=Clocks(organisation, PublicHolidays(), holidays),
        school_holidays=holidays,
    )


def a_row(
    state: NoticeState, recipient: str | None = ANNA, kind: NoticeKind = NoticeKind.DUE, step: str = "0"
) -> LedgerRow:
    """Build a ledger row."""
    notice = Notice(
        item="A-1", version=1, step=step, kind=kind, recipient=recipient, state=state, reason="a {b} c"
    )
    return LedgerRow(id=1, day=DAY, notice=notice, message=MAIL.id)


def has_dutch(message: Message) -> bool:
    """Tell whether a sentence, with every sentence in it, can be said; stored reasons are free text."""
    assert DUTCH.say(message)
    return message.template in DUTCH.sentences


@pytest.mark.parametrize("state", list(MessageState))
def test_every_state_of_a_mail_is_said_with_its_moment_in_local_time(state: MessageState) -> None:
    said = mail_says(a_scene(), replace(MAIL, state=state, reply="250 ok", attempts=2, doubts=1))
    assert all(has_dutch(one) for one in said)
    assert "250 ok" in DUTCH.say(said[1])
    assert "06:30" not in " ".join(map(str, said))  # that is UTC


@pytest.mark.parametrize(
    ("state", "recipient"),
    [
        *((state, ANNA) for state in NoticeState if state is not NoticeState.UNDELIVERABLE),
        (NoticeState.SUPERSEDED, None),
        (NoticeState.UNDELIVERABLE, None),
    ],
)
def test_every_state_of_a_notice_is_said(state: NoticeState, recipient: str | None) -> None:
    said = told(a_scene(), a_row(state, recipient), MAIL).say
    assert all(has_dutch(one) for one in said)


def test_a_mail_that_gave_way_says_nothing_of_its_message() -> None:
    said = told(a_scene(), a_row(NoticeState.SUPERSEDED), MAIL).say
    assert [str(one) for one in said] == ["Anna was not told: a {b} c"]


def test_a_mail_that_was_only_kept_in_a_folder_is_not_said_to_have_reached_a_server() -> None:
    said = mail_says(
        a_scene(), replace(MAIL, state=MessageState.SENT, sent=NOW, attempts=1, reply=f"250 {KEPT}")
    )
    assert [str(one) for one in said] == [
        "its mail left on 2026-11-13 at 07:30",
        "it was kept in a folder: nothing is really sent",
    ]
    assert all(has_dutch(one) for one in said)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            NoticeState.QUEUED,
            [
                "Anna is to be told",
                "it waits for the next mail to this person: today's had left already, or is being made",
            ],
        ),
        (NoticeState.SENT, ["Anna was told"]),
        (NoticeState.WITHHELD, ["Anna was not told after all: a {b} c"]),
    ],
)
def test_a_notice_without_a_mail_waits_for_one_or_had_one_that_is_forgotten(
    state: NoticeState, said: list[str]
) -> None:
    found = told(a_scene(), a_row(state), None)
    assert ([str(one) for one in found.say], found.mail) == (said, None)
    assert all(has_dutch(one) for one in found.say)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_notice_has_a_rule(kind: NoticeKind) -> None:
    step = "escalation-2" if kind is NoticeKind.ESCALATION else "-3"
    rule = rule_of_row(a_row(NoticeState.SENT, kind=kind, step=step), POLICY)
    assert has_dutch(rule)
    assert str(rule).startswith("2026-11-13")


def test_a_level_is_named_by_its_role_and_one_that_the_ladder_lost_by_none() -> None:
    second, fifth = (
        rule_of_row(a_row(NoticeState.SENT, kind=NoticeKind.ESCALATION, step=f"escalation-{level}"), POLICY)
        for level in (2, 5)
    )
    assert str(second) == "2026-11-13: late, so the quality_coordinator hears of it too"
    assert str(fifth) == "2026-11-13: late, so somebody above hears of it too"
    assert has_dutch(fifth)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (ANNA, "Anna is away until further notice"),
        ("bas@kade.example", "Bas works here no longer since 2026-11-12"),
        ("wie@kade.example", "wie@kade.example does not work here"),
    ],
)
def test_it_says_why_somebody_is_not_there(email: str, said: str) -> None:
    assert str(a_scene().away(email, DAY)) == said


def test_a_unit_is_called_by_its_name_and_one_that_is_gone_by_its_code() -> None:
    assert (a_scene().unit("BRUG"), a_scene().unit("WEG")) == ("De Brug", "WEG")


def test_units_of_one_name_are_told_apart_by_their_codes() -> None:
    scene = a_scene()
    twin = replace(scene.organisation.units["BRUG"], code="BRUG2")
    organisation = an_organisation(units=[*scene.organisation.units.values(), twin])
    assert replace(scene, organisation=organisation).unit("BRUG") == "De Brug (BRUG)"

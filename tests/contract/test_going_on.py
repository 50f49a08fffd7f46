"""A version that goes on with an earlier one's ladder: what the ledger says of both counts, and of no other."""

from dataclasses import replace

from pdca.domain.notices.notice import MOVED_ON, NoticeState
from pdca.services.reading import Trait
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, TODAY, courtesy, nobody, notice, planned

GOES_ON = planned(version=5, continues=3)


def test_it_carries_what_was_said_in_the_versions_of_its_ladder_and_in_no_other(store: SqlStore) -> None:
    said = [
        notice(step="0", version=1),
        notice(step="5", version=3),
        notice(step="escalation-1", recipient=KARIM, version=3),
        notice(step="10", version=4),
        notice(step="15", version=5, continues=3),
    ]
    with store.board("kade") as session:
        session.plan(GOES_ON, known_at=NOW)
        assert session.history(GOES_ON.deadline).handled == frozenset()
        session.decided(said, TODAY)
        history = session.history(GOES_ON.deadline)
        assert history.handled == {"5", "escalation-1", "15"}
        assert history.told == {1: {KARIM}}
        assert session.told(GOES_ON.deadline) == [KARIM]
        assert session.histories([GOES_ON.deadline]) == {"A-001": history}
    with store.reading("kade") as session:
        [due] = session.due(TODAY, NOW, 10)
        assert (due.deadline, due.history) == (GOES_ON.deadline, history)
        assert [row.notice for row in session.ledger()] == said


def test_what_was_kept_back_because_the_ladder_had_ended_is_still_to_be_said(store: SqlStore) -> None:
    kept_back = notice(step="5", version=3, state=NoticeState.WITHHELD, reason=MOVED_ON)
    refused = notice(step="0", version=3, state=NoticeState.WITHHELD, reason="the mail server refused it")
    with store.board("kade") as session:
        session.decided([kept_back, refused], TODAY)
        assert session.history(GOES_ON.deadline).handled == {"0"}
        assert session.decided([notice(step="5", version=5, continues=3)], TODAY) == 1
        assert session.history(GOES_ON.deadline).handled == {"0", "5"}


def test_what_reached_nobody_reaches_nobody_still_until_it_reaches_somebody(store: SqlStore) -> None:
    unreached = nobody(step="escalation-1")
    with store.board("kade") as session:
        session.plan(GOES_ON, known_at=NOW)
        session.decided([replace(unreached, version=3)], TODAY)
        assert session.history(GOES_ON.deadline).undeliverable == {"escalation-1"}
        assert [one.unreached for one in session.piles(["BRUG"], TODAY)] == [1]
        session.decided([notice(step="escalation-1", recipient=NOOR, version=5, continues=3)], TODAY)
        assert [one.unreached for one in session.piles(["BRUG"], TODAY)] == [0]
        assert session.standing_out(["BRUG"], TODAY, Trait.UNREACHED) == []


def test_it_climbed_to_whom_the_versions_of_its_ladder_told(store: SqlStore) -> None:
    late = planned(version=5, continues=3, due=TODAY.replace(day=1), owner=ANNA)
    with store.board("kade") as session:
        session.plan(late, known_at=NOW)
        session.decided([notice(step="escalation-1", recipient=KARIM, version=3)], TODAY)
        session.decided([notice(step="escalation-1", recipient=NOOR, version=4)], TODAY)
        assert session.brought_to([KARIM], TODAY) == [late]
        assert session.brought_to([NOOR], TODAY) == []


def test_a_line_that_waits_remembers_its_ladder(store: SqlStore) -> None:
    line = courtesy(version=5, continues=3)
    with store.board("kade") as session:
        session.owe([line])
        assert session.owed() == [line]
        session.paid([line])
        assert session.owed() == []


def test_the_seal_of_a_day_covers_what_a_version_goes_on_with(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.decided([notice(version=5)], TODAY)
        own = session.ledger_digest(TODAY)
    with store.board("kade") as session:
        other = TODAY.replace(day=TODAY.day - 1)
        session.decided([notice(step="6", version=5, continues=3)], other)
        session.decided([replace(notice(step="6", version=5, continues=3), item="A-002")], other)
        assert session.ledger_digest(other) != own

"""What stands around items: conversation, files, plans, lists that somebody keeps, history, and the cached lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from pdca.domain.actions.action import Action, RequestState
from pdca.domain.approach import Approach, Certification
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.errors import NotFound
from pdca.domain.notices.notice import ItemKind
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.notices.policy import Level, Policy
from pdca.domain.people.handover import Handover
from pdca.domain.people.organisation import RoleAt
from pdca.services.reading import SavedView
from pdca.services.records import Entity
from pdca.store import SqlStore, open_store
from tests.contract.builders import (
    ANNA,
    KARIM,
    NOOR,
    NOW,
    TODAY,
    action,
    found,
    person,
    planned,
    request,
    seeded,
)

LATER = NOW + timedelta(hours=1)
SAID = Comment(id="A-001/comment-1", item="A-001", by=ANNA, at=NOW, text="Wie helpt?", mentions=(KARIM,))
SHOWN = Evidence(
    id="A-001/evidence-1",
    item="A-001",
    name="rooster.pdf",
    media="application/pdf",
    size=4,
    digest="ab" * 32,
    by=ANNA,
    at=NOW,
)
LEAVING = Handover(
    id="handover-1", leaver=ANNA, successor=KARIM, day=TODAY, by=NOOR, roles=(RoleAt("staff", "BRUG"),)
)


def record(store: SqlStore, *values: Entity, kind: str = "noted") -> None:
    with store.board("kade") as session:
        for value in values:
            session.record(kind, value, actor=ANNA, at=NOW)


def test_what_was_said_and_shown_comes_back_in_order_and_is_part_of_the_chain(store: SqlStore) -> None:
    second = replace(SAID, id="A-001/comment-2", at=LATER, text="Ik!")
    elsewhere = replace(SAID, id="A-002/comment-1", item="A-002", at=LATER + timedelta(hours=1))
    record(store, elsewhere, second, SAID, SHOWN)
    with store.reading("kade") as session:
        assert session.comments_of(["A-001"]) == [SAID, second]
        assert session.comments_of(["A-002", "A-001"]) == [SAID, second, elsewhere]
        assert session.comments_of([]) == []
        assert session.comments_since(LATER) == [elsewhere, second]
        assert session.evidence_of(["A-001", "A-003"]) == [SHOWN]
        assert session.evidence(SHOWN.id) == SHOWN
        with pytest.raises(NotFound):
            session.evidence("A-001/evidence-9")
    assert store.verify("kade") == []


def test_the_bytes_of_a_file_are_kept_once_and_for_one_board(store: SqlStore) -> None:
    found(store, "zee")
    with store.board("kade") as session:
        assert session.evidence_body(SHOWN.digest) is None
        session.keep_evidence_body(SHOWN.digest, b"%PDF")
        session.keep_evidence_body(SHOWN.digest, b"%PDF")
    with store.reading("kade") as session:
        assert session.evidence_body(SHOWN.digest) == b"%PDF"
    with store.reading("zee") as session:
        assert session.evidence_body(SHOWN.digest) is None


def test_handovers_and_the_planned_policy_are_kept_like_everything_that_people_decide(
    store: SqlStore,
) -> None:
    stricter = Policy(ladder=(Level(5, "team_leader"),))
    plan = PlannedPolicy(first=TODAY, policy=stricter, by=NOOR, reason="afgesproken")
    with store.reading("kade") as session:
        assert session.planned_policy() is None
        assert list(session.handovers()) == []
    record(store, LEAVING, plan)
    done = replace(LEAVING, done_on=TODAY)
    record(store, done, replace(plan, reason="toch"))
    with store.reading("kade") as session:
        assert list(session.handovers()) == [done]
        assert session.planned_policy() == replace(plan, reason="toch")  # a later decision takes its place
    assert store.verify("kade") == []


def test_the_plan_of_approach_is_one_value_of_its_board_and_every_version_stays_in_the_chain(
    store: SqlStore,
) -> None:
    found(store, "zee")
    first = Approach(version=1, why="Verbeterpunten blijven niet meer liggen.")
    second = Approach(
        version=2,
        why=first.why,
        units=("KADE", "BRUG"),
        processes=("P1",),
        start=date(2027, 8, 1),
        certification=Certification.PHASED,
        certified_in=2029,
    )
    with store.reading("kade") as session:
        assert session.approach() is None
    record(store, first, kind="approach_written")
    record(store, second, kind="approach_written")
    record(store, second, kind="approach_written")  # what is so already is no event
    with store.reading("kade") as session:
        assert session.approach() == second
        seqs = [one.seq for one in session.events(key="approach")]
        assert [session.value_at(Approach, "approach", seq) for seq in seqs] == [first, second]
    with store.reading("zee") as session:
        assert session.approach() is None
    assert store.verify("kade") == []


def test_a_list_that_somebody_keeps_is_theirs_and_has_one_meaning(store: SqlStore) -> None:
    late, mine = SavedView(name="te laat", query="late=1"), SavedView(name="mijn", query="who=me")
    with store.board("kade") as session:
        for one in (late, mine, replace(late, query="late=1&unit=BRUG")):
            session.save_view(ANNA, one)
        session.save_view(KARIM, late)
    with store.board("kade") as session:
        session.remove_view(KARIM, "te laat")
        session.remove_view(ANNA, "nooit bewaard")
    with store.reading("kade") as session:
        assert session.saved_views(ANNA) == [mine, replace(late, query="late=1&unit=BRUG")]
        assert session.saved_views(KARIM) == []
        with pytest.raises(TypeError):
            session.save_view(ANNA, late)


def test_a_value_is_known_as_it_was_after_each_event(store: SqlStore) -> None:
    with store.reading("kade") as session:
        loaded = session.events(key="A-001")[0].seq
    record(store, action(title="Nieuw"))
    with store.board("kade") as session:
        session.remove("gone", action(title="Nieuw"), actor=ANNA, at=NOW)
    with store.reading("kade") as session:
        gone = session.events(key="A-001")[-1].seq
        titles = [
            None if (one := session.value_at(Action, "A-001", seq)) is None else one.title
            for seq in (loaded - 1, loaded, gone - 1, gone, gone + 100)
        ]
    assert titles == [None, "Leesrooster vaststellen", "Nieuw", None, None]


def test_the_history_is_turned_page_by_page_newest_first(store: SqlStore) -> None:
    record(store, action(title="Nieuw"), SAID)
    with store.reading("kade") as session:
        last, newest = session.head()
        every = [one.seq for one in session.events()]
        first_page = session.events_page(limit=3)
        second_page = session.events_page(before=first_page[-1].seq, limit=100)
        assert [one.seq for one in (*first_page, *second_page)] == every[::-1]
        assert (first_page[0].seq, first_page[0].hash) == (last, newest)
        assert [one.key for one in session.events_page(entities=["comment"])] == [SAID.id]
        assert session.events_page(entities=[]) == []
        assert session.events_page(before=1) == []


def test_what_waits_is_found_for_people_and_for_units(store: SqlStore) -> None:
    early = TODAY - timedelta(days=40)
    with store.board("kade") as session:
        for one in (
            planned("A-001", due=TODAY),
            planned("A-002", due=early, owner=KARIM),
            planned("A-003", due=early, owner=None, unit="KADE"),
            planned("A-001/request/1", kind=ItemKind.REQUEST, due=early, owner=ANNA),
        ):
            session.plan(one, known_at=NOW)

        def items(rows: Any) -> list[str]:
            return [one.deadline.item for one in rows]

        assert items(session.deadlines_of_people([ANNA])) == ["A-001/request/1", "A-001"]
        assert items(session.deadlines_of_people([])) == []
        assert items(session.deadlines_in(["BRUG"])) == ["A-001/request/1", "A-002", "A-001"]
        assert items(session.deadlines_in(["BRUG", "KADE"], limit=1)) == ["A-001/request/1"]


def test_requests_are_found_by_their_action_and_while_they_wait_by_who_decides(store: SqlStore) -> None:
    decided = request(state=RequestState.GRANTED)
    waits = request("A-001/request/2", responsible=NOOR)
    record(store, decided, waits)
    with store.reading("kade") as session:
        assert session.requests_about(["A-001"]) == [decided, waits]
        assert session.requests_about([]) == []
        assert session.requests_open() == [waits]
        assert session.requests_open(responsible=[KARIM]) == []
        assert session.requests_open(responsible=[NOOR, KARIM]) == [waits]


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """Gather the SQL that a store runs meanwhile."""
    told: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    event.listen(store.engine, "before_cursor_execute", hear)
    yield told
    event.remove(store.engine, "before_cursor_execute", hear)


def names(store: SqlStore) -> list[str]:
    with store.reading("kade") as session:
        return [one.name for one in session.people()]


def test_a_change_of_an_item_leaves_the_people_that_were_read_as_they_are(store: SqlStore) -> None:
    before = names(store)
    record(store, action(title="Nieuw"), SAID)
    with statements(store) as told:
        assert names(store) == before
    assert not any("FROM people" in one for one in told)
    record(store, person(name="Anna de Vries"))
    with statements(store) as told:
        assert "Anna de Vries" in names(store)
    assert any("FROM people" in one for one in told)


def test_a_change_of_a_person_elsewhere_is_seen_here(shared_url: str, shared_store: SqlStore) -> None:
    assert "Anna" in names(shared_store)
    elsewhere = open_store(shared_url, entropy=seeded(8))
    record(elsewhere, person(name="Anna de Vries"))
    elsewhere.close()
    assert "Anna" not in names(shared_store)
    assert "Anna de Vries" in names(shared_store)


def rename_and_fail(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.record("renamed", person(name="Niemand"), actor=ANNA, at=NOW)
        assert "Niemand" in [one.name for one in session.people()]
        session.action("A-999")


def test_a_change_that_was_rolled_back_is_never_seen_again(shared_url: str, shared_store: SqlStore) -> None:
    before = names(shared_store)

    with pytest.raises(NotFound):
        rename_and_fail(shared_store)
    assert names(shared_store) == before
    record(shared_store, person(KARIM, name="Karim Aziz"))
    after = names(shared_store)
    assert ("Niemand" in after, "Karim Aziz" in after, "Anna" in after) == (False, True, True)
    fresh = open_store(shared_url, entropy=seeded(9))
    assert names(fresh) == after
    fresh.close()

"""What people decide is kept as it was recorded, with an event for every change and none for what is so already."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pdca.domain.actions.action import Block, Measure, Phase, RequestState
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.cycles.cycle import CycleState
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.domain.notices.policy import GradeRules, Level, Policy
from pdca.domain.people.organisation import Absence, DayOff, Process, RoleAt
from pdca.services.records import Entity
from pdca.store import SqlStore
from tests.contract.builders import (
    ANNA,
    KARIM,
    NOOR,
    NOW,
    TODAY,
    action,
    board,
    cycle,
    found,
    person,
    planned,
    programme,
    request,
    unit,
)


def record(store: SqlStore, *values: Entity, kind: str = "changed") -> None:
    with store.board("kade") as session:
        for value in values:
            session.record(kind, value, actor=ANNA, at=NOW, reason="omdat het moet")


def remove(store: SqlStore, *values: Entity) -> None:
    with store.board("kade") as session:
        for value in values:
            session.remove("removed", value, actor=ANNA, at=NOW)


def revision(store: SqlStore) -> int:
    with store.board("kade") as session:
        return session.register.row.rules_revision


def test_every_kind_of_value_comes_back_as_it_was(store: SqlStore) -> None:
    policy = Policy(ladder=(Level(5, "team_leader"),), grades={"major": GradeRules(faster=Decimal("0.5"))})
    blocked = Block(first=TODAY, last=TODAY, due=TODAY, reason="wacht op rooster")
    busy = action("A-002", norms=("ISO:9.2",), blocked=blocked, measure=Measure.FELT, cycle=cycle().id)
    values = (
        board(holidays=PublicHolidays.of(add=["good-friday", date(2027, 5, 7)])),
        unit("TEAM", "BRUG", region="noord"),
        person("piet@kade.example", roles=(RoleAt("auditor", "KADE"),), active_until=TODAY, deputy=ANNA),
        Absence(email=ANNA, first=TODAY),
        DayOff(unit="BRUG", first=TODAY, last=TODAY, name="studiedag"),
        Process(code="P1", name="Zorg", unit="KADE", owner=NOOR),
        programme(),
        policy,
        cycle(),
        busy,
        request(),
    )
    record(store, *values)
    with store.reading("kade") as session:
        assert session.board() == values[0]
        assert session.units()[-1] == values[1]
        assert session.people()[-1] == values[2]
        assert session.absences() == (values[3],)
        assert session.days_off() == (values[4],)
        assert session.processes() == (values[5],)
        assert session.programmes() == (programme(),)
        assert session.policy() == policy
        assert session.cycle(cycle().id) == cycle()
        assert session.action("A-002") == busy
        assert session.request(request().id) == request()


def test_a_board_without_policy_has_the_plain_one(store: SqlStore) -> None:
    with store.reading("kade") as session:
        assert session.policy() == Policy()


def test_an_event_says_who_when_what_and_why(store: SqlStore) -> None:
    record(store, action(title="Nieuw"), kind="retitled")
    with store.reading("kade") as session:
        event = session.events(key="A-001")[-1]
    assert (event.kind, event.entity, event.key) == ("retitled", "action", "A-001")
    assert (event.actor, event.reason, event.at) == (ANNA, "omdat het moet", NOW)
    assert event.after is not None
    assert event.after["title"] == "Nieuw"


def test_the_events_of_many_keys_are_those_of_each(store: SqlStore) -> None:
    record(store, action(ref="A-002"), action(title="Nieuw"), action(title="Nieuwer"))
    with store.reading("kade") as session:
        found = session.events_of(["A-001", "A-002", "A-999"])
        assert {key: list(events) for key, events in found.items()} == {
            key: list(session.events(key=key)) for key in ("A-001", "A-002")
        }
        assert [event.kind for event in found["A-001"]] == ["loaded", "changed", "changed"]


def test_recording_what_is_so_already_writes_nothing(store: SqlStore) -> None:
    with store.reading("kade") as session:
        before = session.events()
    record(store, board(), unit(), person(), action())
    with store.reading("kade") as session:
        assert session.events() == before


def test_within_one_transaction_the_last_word_counts_and_each_change_has_its_event(store: SqlStore) -> None:
    record(store, action(title="Een"), action(title="Twee"), action(title="Twee"))
    with store.reading("kade") as session:
        assert session.action("A-001").title == "Twee"
        assert [event.kind for event in session.events(key="A-001")] == ["loaded", "changed", "changed"]


def test_a_change_is_seen_within_its_own_transaction(store: SqlStore) -> None:
    with store.board("kade") as session:
        assert session.action("A-001").phase is Phase.DO
        session.record("checked", action(phase=Phase.CHECK), actor=ANNA, at=NOW)
        assert session.action("A-001").phase is Phase.CHECK
        assert [one.phase for one in session.actions(is_open=True)] == [Phase.CHECK]
        session.record("closed", action(phase=Phase.CLOSED), actor=ANNA, at=NOW)
        assert session.actions(is_open=True) == []
        assert session.events()[-1].kind == "closed"


def test_a_block_that_raises_leaves_nothing_behind(store: SqlStore) -> None:
    def fail() -> None:
        with store.board("kade") as session:
            session.record("changed", action(title="Weg"), actor=ANNA, at=NOW)
            assert session.action("A-001").title == "Weg"
            session.plan(planned(), known_at=NOW)
            raise Refused

    with pytest.raises(Refused):
        fail()
    with store.reading("kade") as session:
        assert session.action("A-001") == action()
        assert session.deadline("A-001") is None
    assert store.verify("kade") == []


def test_what_was_removed_is_gone_and_its_event_stays(store: SqlStore) -> None:
    off = DayOff(unit="BRUG", first=TODAY, last=TODAY)
    record(store, off)
    remove(store, off)
    with store.reading("kade") as session:
        assert session.days_off() == ()
        assert [event.after is None for event in session.events(key="BRUG/2026-11-20")] == [False, True]
    assert store.verify("kade") == []


def test_removing_a_value_that_was_replaced_in_the_meantime_does_nothing(store: SqlStore) -> None:
    old = Absence(email=ANNA, first=TODAY)
    new = replace(old, last=TODAY)
    record(store, old, new)
    remove(store, old)
    with store.reading("kade") as session:
        assert session.absences() == (new,)


def test_removing_what_is_not_there_does_nothing(store: SqlStore) -> None:
    remove(store, DayOff(unit="BRUG", first=TODAY, last=TODAY))
    assert store.verify("kade") == []


def test_the_chain_never_names_a_person(store: SqlStore) -> None:
    record(store, Absence(email=KARIM, first=TODAY, last=TODAY))
    with store.reading("kade") as session:
        keys = [event.key for event in session.events()]
    assert keys == [
        "kade",
        "KADE",
        "BRUG",
        "person-1",
        "person-2",
        "person-3",
        "A-001",
        "person-2/2026-11-20",
    ]


def test_a_number_is_never_given_to_a_second_person(store: SqlStore) -> None:
    remove(store, person(NOOR, "KADE"))
    record(store, person("nieuw@kade.example"))
    with store.reading("kade") as session:
        assert session.events()[-1].key == "person-4"


def test_an_absence_of_nobody_is_refused(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        record(store, Absence(email="niemand@kade.example", first=TODAY))


def test_a_load_may_name_things_before_they_are_there(empty_store: SqlStore) -> None:
    empty_store.create(board(), actor="load", at=NOW)
    record(empty_store, action(), person(), unit(), unit("KADE", None))
    assert empty_store.verify("kade") == []


def test_what_refers_to_nothing_is_refused_at_the_end(store: SqlStore) -> None:
    with pytest.raises(Refused):
        record(store, action(unit="NERGENS"))


def test_the_short_name_of_a_board_cannot_change(store: SqlStore) -> None:
    with pytest.raises(BadInput):
        record(store, board("anders"))


@pytest.mark.parametrize(
    "value",
    [
        board(holidays=PublicHolidays.of(drop=["liberation-day"])),
        unit(region="zuid"),
        DayOff(unit="BRUG", first=TODAY, last=TODAY),
        Policy(fallback="board_member"),
    ],
    ids=["holidays", "region", "day off", "policy"],
)
def test_a_change_of_calendar_or_policy_makes_deadlines_stale(store: SqlStore, value: Entity) -> None:
    with store.board("kade") as session:
        session.plan(planned(), known_at=NOW)
        assert session.stale(10) == []
    record(store, value)
    with store.reading("kade") as session:
        assert [one.deadline.item for one in session.stale(10)] == ["A-001"]


@pytest.mark.parametrize(
    "value", [board(name="Nieuw"), unit(name="Nieuw"), unit("VERS"), person(name="Nieuw")]
)
def test_other_changes_make_none_stale(store: SqlStore, value: Entity) -> None:
    before = revision(store)
    record(store, value)
    assert revision(store) == before


def test_a_deadline_planned_before_a_change_in_the_same_transaction_is_stale_too(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.plan(planned("A-001"), known_at=NOW)
        session.record("changed", DayOff(unit="BRUG", first=TODAY, last=TODAY), actor=ANNA, at=NOW)
        session.plan(planned("A-002"), known_at=NOW)
        assert [one.deadline.item for one in session.stale(10)] == ["A-001"]


def test_actions_are_found_by_reference_cycle_and_state(store: SqlStore) -> None:
    closed = action("A-003", phase=Phase.CLOSED, closed_on=TODAY)
    record(store, programme(), cycle(), action("A-002", cycle=cycle().id), closed)
    with store.reading("kade") as session:
        assert [one.ref for one in session.actions()] == ["A-001", "A-002", "A-003"]
        assert [one.ref for one in session.actions(cycle=cycle().id)] == ["A-002"]
        assert [one.ref for one in session.actions(is_open=False)] == ["A-003"]
        assert session.actions_of(["A-003", "A-999", "A-003"]) == {"A-003": closed}
        with pytest.raises(NotFound, match="A-999"):
            session.action("A-999")


def test_cycles_are_found_by_id_and_state(store: SqlStore) -> None:
    done = cycle("2025-2026", state=CycleState.CLOSED)
    record(store, cycle(), done)
    with store.reading("kade") as session:
        assert session.cycles() == [done, cycle()]
        assert session.cycles(is_open=True) == [cycle()]
        assert session.cycle_ids() == {done.id, cycle().id}
        with pytest.raises(NotFound):
            session.cycle("x/y/z")


def test_only_an_open_request_waits_for_an_answer(store: SqlStore) -> None:
    refused = request("A-001/request/1", state=RequestState.REFUSED)
    record(store, refused)
    with store.reading("kade") as session:
        assert session.open_request("A-001") is None
    record(store, request("A-001/request/2"))
    with store.reading("kade") as session:
        assert session.open_request("A-001") == request("A-001/request/2")
        assert session.requests() == [refused, request("A-001/request/2")]
        with pytest.raises(NotFound):
            session.request("geen")


def test_checks_are_counted_for_the_one_whose_turn_it_is(store: SqlStore) -> None:
    record(
        store,
        action("A-002", phase=Phase.CHECK, closer=KARIM),
        action("A-003", phase=Phase.ACT, closer=KARIM),
    )
    with store.reading("kade") as session:
        assert (session.open_checks_of(KARIM), session.open_checks_of(ANNA)) == (1, 0)


def test_one_board_never_sees_another(store: SqlStore) -> None:
    found(store, "zee")
    with store.board("zee") as session:
        session.record("changed", action(title="Van Zee"), actor=ANNA, at=NOW)
        session.plan(planned(), known_at=NOW)
    with store.reading("kade") as session:
        assert session.action("A-001").title == "Leesrooster vaststellen"
        assert session.deadline("A-001") is None
        assert len(session.events()) == 7
    assert store.verify("kade") == store.verify("zee") == []


def test_a_session_for_reading_writes_nothing(store: SqlStore) -> None:
    with store.reading("kade") as session, pytest.raises(TypeError):
        session.record("changed", action(title="Weg"), actor=ANNA, at=NOW)


def test_seals_stand_in_the_chain(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.seal("ledger_sealed", "2026-11-20", "0" * 64, at=NOW)
        session.seal("ledger_sealed", "2026-11-20", "1" * 64, at=NOW)
        kinds = [(event.kind, event.entity, event.after) for event in session.events(key="2026-11-20")]
    assert kinds == [
        ("ledger_sealed", "seal", {"digest": "0" * 64}),
        ("ledger_sealed", "seal", {"digest": "1" * 64}),
    ]

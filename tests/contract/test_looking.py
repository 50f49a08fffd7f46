"""Items are found by any mix of conditions, page by page, and never outside what somebody may see."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from pdca.domain.actions.action import Action, Phase, Priority, Source, Verdict
from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun
from pdca.domain.errors import BadInput
from pdca.services.reading import MOST_ROWS, ActionOrder, ActionQuery, Closure, CycleOrder, CycleQuery
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, TODAY, action, cycle, found

EARLY, LATE = date(2026, 10, 5), date(2027, 2, 1)
YESTERDAY = TODAY - timedelta(days=1)


def only(*values: str) -> frozenset[str]:
    return frozenset(values)


def keep(store: SqlStore, *values: Action | Cycle) -> None:
    with store.board("kade") as session:
        for one in values:
            session.record("noted", one, actor=ANNA, at=NOW)


def closed(ref: str, on: date, due: date | None, **changes: Any) -> Action:
    facts = {"phase": Phase.CLOSED, "due": None, "closed_on": on, "closed_by": NOOR, "ended_due": due}
    return action(ref, **{**facts, "verdict": Verdict.EFFECTIVE, **changes})


def refs(store: SqlStore, **asked: Any) -> list[str]:
    with store.reading("kade") as session:
        page = session.find_actions(ActionQuery(**asked))
    assert page.total == len(page.rows)
    return [one.ref for one in page.rows]


def ids(store: SqlStore, **asked: Any) -> list[str]:
    with store.reading("kade") as session:
        page = session.find_cycles(CycleQuery(**asked))
    assert page.total == len(page.rows)
    return [one.period for one in page.rows]


@pytest.fixture
def full(store: SqlStore) -> SqlStore:
    """A board where no two actions are alike in what they are looked for by."""
    keep(
        store,
        action("A-002", title="Café voor ouders", due=EARLY, priority=Priority.HIGH, owner=KARIM),
        action("A-003", due=LATE, unit="KADE", owner=NOOR, source=Source.COMPLAINT, process="zorg"),
        action("A-004", due=LATE, phase=Phase.CHECK, checker=NOOR, closer=NOOR, priority=Priority.LOW),
        closed("A-005", date(2026, 9, 30), date(2026, 9, 30), grade="major", cycle=None),
    )
    return store


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["A-002", "A-001", "A-003", "A-004", "A-005"]),
        ({"within": only("KADE")}, ["A-003"]),
        ({"people": only(NOOR)}, ["A-003", "A-004"]),
        ({"owners": only(NOOR)}, ["A-003"]),
        ({"responsible": only(NOOR)}, ["A-003", "A-004"]),
        ({"phases": only("check", "closed")}, ["A-004", "A-005"]),
        ({"is_open": False}, ["A-005"]),
        ({"is_open": True, "owners": only(ANNA)}, ["A-001", "A-004"]),
        ({"grades": only("major")}, ["A-005"]),
        ({"sources": only("complaint")}, ["A-003"]),
        ({"priorities": only("high", "low")}, ["A-002", "A-004"]),
        ({"process": "zorg"}, ["A-003"]),
        ({"cycle": "no-such-cycle"}, []),
        ({"late_on": date(2026, 11, 13)}, ["A-002"]),  # what is due today is not late
        ({"late_on": date(2026, 11, 14)}, ["A-002", "A-001"]),
        ({"due_from": EARLY, "due_until": date(2026, 11, 13)}, ["A-002", "A-001"]),
        ({"closed_from": date(2026, 9, 30), "closed_until": date(2026, 9, 30)}, ["A-005"]),
        ({"closed_from": date(2026, 10, 1)}, []),
        ({"owners": frozenset()}, []),
        ({"phases": frozenset()}, []),
    ],
)
def test_every_condition_that_is_given_has_to_hold(
    full: SqlStore, asked: dict[str, Any], expected: list[str]
) -> None:
    assert refs(full, **asked) == expected


def test_who_may_see_no_unit_sees_nothing(full: SqlStore) -> None:
    assert refs(full, units=frozenset()) == []


def test_what_is_ones_own_is_seen_besides_ones_units_and_nothing_else(full: SqlStore) -> None:
    assert refs(full, units=only("KADE")) == ["A-003"]
    assert refs(full, units=only("KADE"), also_of=only(KARIM)) == ["A-002", "A-003"]
    assert refs(full, units=frozenset(), also_of=only(NOOR)) == ["A-003", "A-004"]
    assert refs(full, units=only("KADE"), also_of=only(KARIM), within=only("BRUG")) == ["A-002"]
    assert refs(full, units=only("KADE"), also_of=only(KARIM), text="leesrooster") == ["A-003"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cafe", ["A-002"]),
        ("CAFÉ", ["A-002"]),
        ("ouders café", ["A-002"]),
        ("ouders leesrooster", []),
        ("a-003", ["A-003"]),
        ("  ", ["A-002", "A-001", "A-003", "A-004", "A-005"]),
    ],
)
def test_all_words_are_looked_for_without_capitals_and_accents(
    full: SqlStore, text: str, expected: list[str]
) -> None:
    assert refs(full, text=text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("100%", ["P-1"]), ("1_0", ["P-3"]), ("\\", ["P-4"]), ("%", ["P-1"]), ("'", [])]
)
def test_signs_that_mean_something_to_a_database_are_only_signs(
    store: SqlStore, text: str, expected: list[str]
) -> None:
    titles = ("100% gehaald", "1000 boeken", "groep 1_0", "map \\ kast")
    keep(store, *(action(f"P-{number}", title=title) for number, title in enumerate(titles, start=1)))
    assert refs(store, text=text) == expected


def test_a_text_may_be_as_long_as_it_likes(store: SqlStore) -> None:
    keep(store, action("A-002", observed="heel " * 20_000 + "uitzonderlijk"))
    assert refs(store, text="uitzonderlijk") == ["A-002"]
    assert refs(store, text="heel " * 20_000) == ["A-002"]


@pytest.mark.parametrize("text", ["\x00", "lees\x00rooster", "\ud800", "\u202e"])
def test_signs_that_nobody_can_type_break_nothing(store: SqlStore, text: str) -> None:
    assert set(refs(store, text=text)) <= {"A-001"}


@pytest.mark.parametrize(
    ("order", "forwards", "backwards"),
    [
        (ActionOrder.DUE, "21345", "34125"),  # what is due on no day comes last, both ways
        (ActionOrder.REF, "12345", "54321"),
        (ActionOrder.PRIORITY, "21354", "41352"),
        (ActionOrder.UNIT, "12453", "31245"),
        (ActionOrder.OWNER, "14523", "32145"),
        (ActionOrder.PHASE, "12345", "54123"),
        (ActionOrder.CLOSED, "51234", "51234"),
    ],
)
def test_the_order_is_the_one_that_was_asked_for_and_no_two_rows_are_alike(
    full: SqlStore, order: ActionOrder, forwards: str, backwards: str
) -> None:
    assert refs(full, order=order) == [f"A-00{number}" for number in forwards]
    assert refs(full, order=order, is_backwards=True) == [f"A-00{number}" for number in backwards]


def test_pages_follow_each_other_without_gaps_even_when_all_rows_sort_alike(store: SqlStore) -> None:
    keep(store, *(action(f"Q-{number:03}") for number in range(25)))
    seen: list[str] = []
    with store.reading("kade") as session:
        for offset in range(0, 30, 10):
            page = session.find_actions(ActionQuery(offset=offset, limit=10))
            assert page.total == 26
            seen += [one.ref for one in page.rows]
        beyond = session.find_actions(ActionQuery(offset=500, limit=10))
    assert seen == ["A-001", *(f"Q-{number:03}" for number in range(25))]
    assert (list(beyond.rows), beyond.total) == ([], 26)


def test_nobody_gets_more_than_two_hundred_rows_at_once(store: SqlStore) -> None:
    keep(store, *(action(f"Q-{number:03}") for number in range(MOST_ROWS + 5)))
    with store.reading("kade") as session:
        page = session.find_actions(ActionQuery(limit=10**9, offset=-3))
    assert (len(page.rows), page.total) == (200, 206)


def test_an_order_and_a_column_that_nobody_knows_are_refused(store: SqlStore) -> None:
    with store.reading("kade") as session:
        with pytest.raises((KeyError, BadInput)):
            session.find_actions(ActionQuery(order=cast("ActionOrder", "body; DROP TABLE actions")))
        with pytest.raises(BadInput):
            session.count_actions(ActionQuery(), ("body",))


def test_what_was_written_in_the_same_transaction_is_found(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.record("noted", action("A-002", title="Zwemrooster"), actor=ANNA, at=NOW)
        assert [one.ref for one in session.find_actions(ActionQuery(text="zwem")).rows] == ["A-002"]
        assert session.count_actions(ActionQuery(), ()) == {(): 2}


def test_another_board_is_never_found(store: SqlStore) -> None:
    found(store, "zee")
    keep(store, action("A-002"))
    with store.reading("zee") as session:
        assert [one.ref for one in session.find_actions(ActionQuery(also_of=only(ANNA))).rows] == ["A-001"]
        assert session.count_actions(ActionQuery(), ()) == {(): 1}


def test_actions_are_counted_by_the_columns_that_are_named(full: SqlStore) -> None:
    with full.reading("kade") as session:
        assert session.count_actions(ActionQuery(), ()) == {(): 5}
        assert session.count_actions(ActionQuery(is_open=True), ("phase",)) == {("check",): 1, ("do",): 3}
        assert session.count_actions(ActionQuery(within=only("KADE")), ("unit", "phase")) == {
            ("KADE", "do"): 1
        }
        assert session.count_actions(ActionQuery(is_open=True), ("unit", "phase")) == {
            ("BRUG", "check"): 1,
            ("BRUG", "do"): 2,
            ("KADE", "do"): 1,
        }
        assert session.count_actions(ActionQuery(units=frozenset()), ("unit",)) == {}
        assert session.count_actions(ActionQuery(within=frozenset()), ()) == {(): 0}


def cycles() -> Iterable[Cycle]:
    act = PhaseRun(name="act", due=date(2027, 6, 1), gates=())
    plan = cycle().phases[0]
    yield cycle("2026-2027", phases=(plan, act))  # in plan, until 1 November
    yield cycle("2025-2026", phases=(plan, act), state=CycleState.ACT, unit="KADE", opened=date(2025, 10, 1))
    ended = {"state": CycleState.CLOSED, "closed_on": date(2024, 10, 1), "closed_by": NOOR}
    yield cycle("2024-2025", phases=(replace(act, due=date(2024, 9, 1)),), owner=ANNA, lead=KARIM, **ended)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["2024-2025", "2026-2027", "2025-2026"]),
        ({"units": only("KADE")}, ["2025-2026"]),
        ({"units": frozenset()}, []),
        ({"units": frozenset(), "also_of": only(ANNA)}, ["2024-2025"]),
        ({"people": only(KARIM)}, ["2026-2027", "2025-2026"]),
        ({"parts": only(KARIM)}, ["2024-2025", "2026-2027", "2025-2026"]),
        ({"states": only("plan")}, ["2026-2027"]),
        ({"is_open": False}, ["2024-2025"]),
        ({"period": "2025-2026"}, ["2025-2026"]),
        ({"programmes": only("surveys")}, []),
        ({"kinds": only("internal_audit"), "within": only("BRUG")}, ["2024-2025", "2026-2027"]),
        ({"late_on": date(2026, 11, 1)}, []),
        ({"late_on": date(2026, 11, 2)}, ["2026-2027"]),  # late by the phase that it is in
        ({"opened_until": date(2025, 10, 1)}, ["2025-2026"]),
        ({"closed_from": date(2024, 10, 1)}, ["2024-2025"]),
        ({"text": "AUDIT brug 2026"}, ["2026-2027"]),
        ({"order": CycleOrder.OPENED, "is_backwards": True}, ["2024-2025", "2026-2027", "2025-2026"]),
    ],
)
def test_cycles_are_found_the_same_way(store: SqlStore, asked: dict[str, Any], expected: list[str]) -> None:
    keep(store, *cycles())
    assert ids(store, **asked) == expected


def test_what_ended_is_counted_by_unit_and_school_year(store: SqlStore) -> None:
    last, first = date(2026, 7, 31), date(2026, 8, 1)  # of two school years
    keep(
        store,
        closed("A-002", last, last),
        closed("A-003", last, last - timedelta(days=1), iteration=2),
        closed("A-004", first, LATE, verdict=Verdict.PARTLY),
        closed("A-005", first, None, unit="KADE"),
        closed("A-006", last, LATE, phase=Phase.CANCELLED, verdict=None),
    )
    with store.reading("kade") as session:
        assert session.action_closures(["BRUG", "KADE"]) == [
            Closure(unit="BRUG", year=2025, closed=2, in_time=1, effective_at_once=1, cancelled=1),
            Closure(unit="BRUG", year=2026, closed=1, in_time=1),
            Closure(unit="KADE", year=2026, closed=1, in_time=0, effective_at_once=1),
        ]
        assert session.action_closures([]) == []

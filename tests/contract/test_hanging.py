"""What hangs is counted where it stands: late, nobody's, reaching nobody, or only waiting to be closed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun
from pdca.domain.notices.notice import ItemKind, NoticeState
from pdca.services.reading import Pile, Trait
from pdca.store import SqlStore
from tests.contract.builders import ANNA, KARIM, NOOR, NOW, TODAY, cycle, nobody, notice, planned

EARLIER, TOMORROW = TODAY - timedelta(days=30), TODAY + timedelta(days=1)
ENDED = TODAY - timedelta(days=1)
BOTH = ("BRUG", "KADE")


def test_what_waits_is_counted_by_unit_and_kind(store: SqlStore) -> None:
    with store.board("kade") as session:
        for one in (
            planned("A-001", due=EARLIER, ladder_ends=ENDED),
            planned("A-002", due=TODAY - timedelta(days=3)),
            planned("A-003", due=TODAY),
            planned("A-004", due=TOMORROW, owner=None),
            planned("A-003/request/1", kind=ItemKind.REQUEST, unit="KADE", due=TODAY - timedelta(days=1)),
        ):
            session.plan(one, known_at=NOW)
        found = session.piles(BOTH, TODAY)
    assert found == [
        Pile(unit="BRUG", kind=ItemKind.ACTION, waiting=4, late=2, past_ladder=1, unowned=1, latest=EARLIER),
        Pile(unit="KADE", kind=ItemKind.REQUEST, waiting=1, late=1, latest=TODAY - timedelta(days=1)),
    ]


def test_units_that_are_not_asked_for_are_not_counted(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.plan(planned("A-001"), known_at=NOW)
        session.record("opened", cycle(), actor=ANNA, at=NOW)
        assert session.piles(["KADE"], TODAY) == []
        assert session.standing_out(["KADE"], TODAY, Trait.LATE) == []
        assert session.worst(["KADE"], TODAY, lost=9, late=9) == ([], [])
        assert session.cycle_piles(["KADE"], TODAY) == []
        assert session.piles([], TODAY) == []


def test_a_step_that_reached_nobody_counts_until_that_step_reaches_somebody(store: SqlStore) -> None:
    with store.board("kade") as session:
        for ref in ("A-001", "A-002", "A-003"):
            session.plan(planned(ref, due=TOMORROW), known_at=NOW)
        session.decided([nobody("A-001"), nobody("A-002"), notice("A-003")], TODAY)
        session.decided([notice("A-002", "escalation-1", KARIM)], TODAY)
        [pile] = session.piles(BOTH, TODAY)
        out = session.standing_out(BOTH, TODAY, Trait.UNREACHED)
    assert pile.unreached == 1
    assert [(one.planned.deadline.item, one.reaches_nobody) for one in out] == [("A-001", True)]


def test_what_an_earlier_version_did_not_reach_is_over(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.plan(planned("A-001", version=2, due=TOMORROW), known_at=NOW)
        session.decided([nobody("A-001")], TODAY)
        assert [one.unreached for one in session.piles(BOTH, TODAY)] == [0]


def test_a_nobody_that_was_superseded_is_handled(store: SqlStore) -> None:
    with store.board("kade") as session:
        session.plan(planned("A-001", due=TOMORROW), known_at=NOW)
        session.decided([nobody("A-001", superseded=True)], TODAY)
        assert [one.unreached for one in session.piles(BOTH, TODAY)] == [0]
    assert nobody(superseded=True).state is NoticeState.SUPERSEDED


def test_the_worst_is_some_of_what_is_lost_and_of_what_is_late_the_earliest_due_first(
    store: SqlStore,
) -> None:
    with store.board("kade") as session:
        for one in (
            planned("A-005", due=TODAY - timedelta(days=2)),
            planned("A-004", due=EARLIER),
            planned("A-003", due=TOMORROW, owner=None),
            planned("A-002", due=TODAY),
            planned("A-001", due=TODAY - timedelta(days=1), owner=None),
            planned("A-000", due=TOMORROW + timedelta(days=1)),
        ):
            session.plan(one, known_at=NOW)
        session.decided([nobody("A-000")], TODAY)
        lost, late = session.worst(BOTH, TODAY, lost=9, late=9)
        fewer = session.worst(BOTH, TODAY, lost=1, late=2)
    assert [one.planned.deadline.item for one in lost] == ["A-001", "A-003", "A-000"]
    assert [one.planned.deadline.item for one in late] == ["A-004", "A-005", "A-001"]
    assert lost[1].planned == planned("A-003", due=TOMORROW, owner=None)
    assert [one.reaches_nobody for one in (*lost, *late)] == [False, False, True, False, False, False]
    assert fewer == (lost[:1], late[:2])


def test_what_stands_out_is_found_by_why_it_does_and_by_kind(store: SqlStore) -> None:
    with store.board("kade") as session:
        for one in (
            planned("A-001", due=EARLIER, ladder_ends=ENDED),
            planned("A-002", due=TODAY - timedelta(days=3)),
            planned("A-003", due=TOMORROW, owner=None),
            planned("A-004", due=TOMORROW),
            planned("A-002/request/1", kind=ItemKind.REQUEST, due=TODAY - timedelta(days=1)),
        ):
            session.plan(one, known_at=NOW)
        session.decided([nobody("A-004")], TODAY)

        def found(trait: Trait, **asked: Any) -> list[str]:
            out = session.standing_out(BOTH, TODAY, trait, **asked)
            return [one.planned.deadline.item for one in out]

        assert found(Trait.LATE) == ["A-001", "A-002", "A-002/request/1"]
        assert found(Trait.LATE, kind=ItemKind.REQUEST) == ["A-002/request/1"]
        assert found(Trait.PAST_LADDER) == ["A-001"]
        assert found(Trait.UNOWNED) == ["A-003"]
        assert found(Trait.UNREACHED) == ["A-004"]
        assert found(Trait.LATE, offset=1, limit=2) == ["A-002", "A-002/request/1"]


def closed(period: str, day: date) -> Cycle:
    last = PhaseRun(name="act", due=date(2026, 11, 1), gates=())
    return cycle(period, state=CycleState.CLOSED, closed_by=NOOR, closed_on=day, phases=(last,))


def test_cycles_are_counted_by_state_and_by_the_school_year_in_which_they_ended(store: SqlStore) -> None:
    with store.board("kade") as session:
        for one in (
            cycle(),  # its phase was due on 1 November 2026
            closed("2023-2024", date(2024, 7, 31)),
            closed("2024-2025", date(2024, 8, 1)),
            closed("2025-2026", date(2026, 11, 2)),
        ):
            session.record("opened", one, actor=ANNA, at=NOW)
        found = session.cycle_piles(BOTH, TODAY)
    assert {(one.state, one.year): (one.count, one.in_time, one.late, one.ready) for one in found} == {
        (CycleState.PLAN, None): (1, 0, 1, 0),
        (CycleState.CLOSED, 2023): (1, 1, 0, 0),
        (CycleState.CLOSED, 2024): (1, 1, 0, 0),
        (CycleState.CLOSED, 2026): (1, 0, 0, 0),
    }


def test_a_cycle_in_its_last_phase_is_ready_once_it_waits_for_its_closer(store: SqlStore) -> None:
    phase = replace(cycle().phases[0], name="act")
    with store.board("kade") as session:
        for period, holder in (("2026-2027", NOOR), ("2025-2026", KARIM)):
            one = cycle(period, state=CycleState.ACT, phases=(phase,))
            session.record("opened", one, actor=ANNA, at=NOW)
            session.plan(planned(one.id, kind=ItemKind.CYCLE, owner=holder, grade=None), known_at=NOW)
        [found] = session.cycle_piles(BOTH, TODAY)
    assert (found.count, found.ready) == (2, 1)


def test_what_climbed_to_somebody_is_found_while_it_hangs_with_another(store: SqlStore) -> None:
    with store.board("kade") as session:
        for one in (
            planned("A-001", due=EARLIER),
            planned("A-002", due=EARLIER, version=2),
            planned("A-003", due=TODAY),
            planned("A-004", due=TOMORROW, owner=None),
            planned("A-005", due=EARLIER, owner=KARIM),
            planned("A-006", due=EARLIER),
            planned("A-007", due=EARLIER - timedelta(days=1)),
            planned("A-008", due=EARLIER),
        ):
            session.plan(one, known_at=NOW)
        climbed = [
            notice(item, "escalation-1", KARIM)
            for item in ("A-001", "A-002", "A-003", "A-004", "A-005", "A-007")
        ]
        withheld = notice("A-006", "escalation-1", KARIM, state=NoticeState.WITHHELD)
        session.decided([*climbed, withheld, notice("A-008", "5", KARIM)], TODAY)
        found = [one.deadline.item for one in session.brought_to([KARIM], TODAY)]
        assert found == ["A-007", "A-001", "A-004"], (
            "not what moved on, is in time, is his own, or was held back"
        )
        assert session.brought_to([NOOR], TODAY) == []
        assert session.brought_to([], TODAY) == []

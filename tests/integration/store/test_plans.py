"""Lists of a big board come from an index in the order in which they are shown; nothing is sorted to show a page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from pdca.services.reading import ActionOrder, ActionQuery
from pdca.store import SqlStore, open_store
from pdca.store.board.session import SqlSession
from tests.contract.builders import ANNA, NOW, TODAY, board, seeded

QUERIES = {
    "open, by date": ActionQuery(is_open=True),
    "open in a phase, by date": ActionQuery(is_open=True, phases=frozenset({"do"})),
    "late, by date": ActionQuery(late_on=TODAY),
    "open in a team and of a person": ActionQuery(
        is_open=True, units=frozenset({"KADE"}), also_of=frozenset({ANNA})
    ),
}


@pytest.fixture
def filed(sqlite_url: str) -> Iterator[SqlStore]:
    """A store on SQLite, migrated as an installation is, with a board."""
    made = open_store(sqlite_url, entropy=seeded())
    made.create(board(), actor="test", at=NOW)
    yield made
    made.close()


def plan_of(store: SqlStore, ask: Callable[[SqlSession], object], about: str = "actions") -> str:
    """Return how SQLite goes about the first statement about actions, or another table, that a question leads to."""
    ran: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:
        ran.append((given[2], given[3]))

    with store.reading(board().slug) as session:
        event.listen(store.engine, "before_cursor_execute", note)
        try:
            ask(session)
        finally:
            event.remove(store.engine, "before_cursor_execute", note)
    statement, values = next(one for one in ran if f"FROM {about}" in one[0])
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("what", QUERIES)
def test_a_list_is_read_from_an_index_in_its_order(filed: SqlStore, what: str) -> None:
    plan = plan_of(filed, lambda session: session.find_actions(QUERIES[what]))
    assert "due_key" in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN actions" not in plan


def test_an_order_without_an_index_is_sorted_which_is_what_the_others_are_spared(filed: SqlStore) -> None:
    query = ActionQuery(is_open=True, order=ActionOrder.PRIORITY)
    assert "TEMP B-TREE" in plan_of(filed, lambda session: session.find_actions(query))


def test_open_actions_are_counted_by_unit_without_a_look_at_the_actions_themselves(filed: SqlStore) -> None:
    query = ActionQuery(is_open=True, within=frozenset({"KADE"}))
    plan = plan_of(filed, lambda session: session.count_actions(query, ["unit", "phase", "source"]))
    assert "COVERING INDEX ix_actions_board_id_is_open_unit_phase_source_key" in plan


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: session.piles(["KADE"], TODAY),
        lambda session: session.worst(["KADE"], TODAY, lost=1, late=1),
    ],
    ids=["counted", "worst"],
)
def test_what_hangs_is_found_by_unit_without_a_look_at_the_deadlines_themselves(
    filed: SqlStore, ask: Callable[[SqlSession], object]
) -> None:
    plan = plan_of(filed, ask, "deadlines")
    assert "COVERING INDEX ix_deadlines_piles (board_id=? AND unit=?)" in plan
    assert "SCAN deadlines" not in plan


def test_the_actions_of_a_cycle_are_found_by_their_cycle(filed: SqlStore) -> None:
    plan = plan_of(filed, lambda session: session.actions(cycle="none/KADE/2026-2027"))
    assert "ix_actions_board_id_cycle_key" in plan


@pytest.mark.parametrize("is_open", [True, None], ids=["open", "all"])
def test_words_of_a_whole_board_are_read_one_action_after_the_other(
    filed: SqlStore, is_open: bool | None
) -> None:
    query = ActionQuery(text="rooster", is_open=is_open)
    plan = plan_of(filed, lambda session: session.find_actions(query))
    assert "autoindex_actions_1 (board_id=? AND key>?)" in plan

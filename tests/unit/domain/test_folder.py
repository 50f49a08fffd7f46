"""A row of actions.csv is an action without what only the product knows."""

from datetime import date

from pdca.domain.actions.action import Priority
from pdca.domain.folder import ActionRow
from tests.builders.actions import an_action
from tests.builders.board import BAS, TESS


def test_an_action_is_written_down_as_the_row_that_would_load_it() -> None:
    action = an_action(chosen_checker=BAS, checker=TESS, norms=("ISO:9.2",), priority=Priority.HIGH)
    row = ActionRow.of(action)
    assert (row.ref, row.owner, row.start, row.due) == (
        *("A-004", action.owner),
        date(2026, 9, 21),
        date(2026, 11, 13),
    )
    assert (row.checker, row.norms, row.priority, row.size) == (
        *(BAS, ("ISO:9.2",)),
        Priority.HIGH,
        action.size,
    )


def test_rows_are_the_same_wherever_they_stand() -> None:
    row = ActionRow.of(an_action())
    moved = ActionRow(**{name: getattr(row, name) for name in row.__slots__} | {"file": "x.csv", "line": 3})
    assert moved == row


def test_a_row_holds_everything_that_an_action_has_from_its_file() -> None:
    action = an_action(process="LEZEN", goal="een doel")
    row = ActionRow.of(action)
    same = ("title", "unit", "source", "grade", "phase", "process", "norms", "priority", "size", "due")
    assert [getattr(row, name) for name in same] == [getattr(action, name) for name in same]

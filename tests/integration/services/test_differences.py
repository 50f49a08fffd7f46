"""What a trial of a folder tells: each value that would change, as it stands in the files, and no endless list."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.folder import ActionRow
from pdca.domain.notices.policy import Level
from pdca.services.boards.differences import Difference, differences
from pdca.services.boards.load import load_folder
from pdca.services.ports import BoardSession
from tests.builders.board import POLICY, a_person
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_folder, a_row

LOADED, TRIED = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade with one action and one programme."""
    desk.load(LOADED, a_row(), programmes=[a_programme()])
    return desk


def tried(desk: Desk, *rows: ActionRow, **parts: Any) -> list[Difference]:
    """Try a folder and return what it would change."""
    with desk.store.reading("kade") as session:
        seq, _ = session.head()
    found: list[Difference] = []

    def look(session: BoardSession) -> None:
        found.extend(differences(session, seq))

    folder = a_folder(*rows, **{"programmes": [a_programme()], **parts})
    load_folder(desk.store, SHIPPED, folder, desk.at(TRIED), dry_run=True, look=look)
    return found


def test_the_same_folder_changes_nothing(board: Desk) -> None:
    assert tried(board) == []


def test_a_day_of_opening_is_told_as_it_stands_in_the_file(board: Desk) -> None:
    later = Schedule(every=Every.SCHOOL_YEAR, opens=(11, 2), first="2026-2027")
    (one,) = tried(board, programmes=[a_programme(schedule=later)])
    assert (one.table, one.kind) == ("programme", "changed")
    assert list(one.fields) == [("opens", "10-01", "11-02")]


def test_roles_are_told_as_they_stand_in_the_file(board: Desk) -> None:
    tess = a_person("tess", "ONB", "team_leader@ONB", "staff@BRUG")
    (one,) = tried(board, people=[tess])
    assert (one.table, one.kind, one.name) == ("person", "changed", "Tess")
    assert list(one.fields) == [("roles", "team_leader@ONB", "team_leader@ONB; staff@BRUG")]


def test_what_was_empty_is_told_with_a_dash_and_people_by_name(board: Desk) -> None:
    (one,) = tried(board, people=[a_person("tess", "ONB", "team_leader@ONB", deputy="bas")])
    assert list(one.fields) == [("deputy", "–", "Bas")]


def test_levels_of_the_rules_are_told_with_what_each_says(board: Desk) -> None:
    (one,) = tried(
        board, policy=replace(POLICY, ladder=(Level(8, "team_leader"), Level(20, "school_leader")))
    )
    before = (
        "step: 5, to: team_leader; step: 10, to: quality_coordinator; "
        "step: 20, to: school_leader; step: 40, to: board_member"
    )
    assert list(one.fields) == [("ladder", before, "step: 8, to: team_leader; step: 20, to: school_leader")]


def test_of_very_many_changes_some_hundreds_are_told(board: Desk) -> None:
    found = tried(board, *(a_row(f"A-{number}") for number in range(100, 550)))
    assert len(found) == 400
    assert {(one.table, one.kind) for one in found} == {("action", "added")}

"""A board as it is now goes out as a folder that brings it back, and what happened as plain rows."""

from datetime import date

from pdca.domain.actions.machine import Event
from pdca.domain.people.organisation import DayOff, Process
from pdca.services.boards.export import folder_of, history_of
from pdca.services.boards.load import load_folder
from tests.builders.board import ANNA, SAM, TESS, away
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk

BEGAN, OPENS = date(2026, 9, 21), date(2026, 10, 1)


def test_the_folder_of_a_board_changes_nothing_when_it_is_loaded_back(desk: Desk) -> None:
    desk.load(
        BEGAN,
        programmes=[a_programme()],
        absences=[away(ANNA, OPENS, OPENS)],
        days_off=(DayOff(unit="BRUG", first=OPENS, last=OPENS),),
        processes=(Process(code="LEZEN", name="Leesonderwijs", unit="BRUG", owner=SAM),),
    )
    with desk.store.reading("kade") as session:
        folder = folder_of(session)
    assert load_folder(desk.store, SHIPPED, folder, desk.at(OPENS)).is_empty


def test_the_folder_holds_actions_where_they_are_now(desk: Desk) -> None:
    desk.load(BEGAN)
    desk.act(BEGAN, Event.EXTEND, TESS, reason="drukte", due=date(2026, 12, 4))
    with desk.store.reading("kade") as session:
        (row,) = folder_of(session).actions
    assert (row.ref, row.due) == ("A-004", date(2026, 12, 4))


def test_what_happened_comes_along_by_name(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    desk.run(OPENS)
    desk.act(OPENS, Event.ASK_MORE_TIME, ANNA, reason="drukte", until=date(2026, 12, 4))
    with desk.store.reading("kade") as session:
        history = history_of(session)
        assert len(history["events"]) == len(session.events())
        assert [row["id"] for row in history["requests"]] == ["A-004/request-1"]
        assert {row["id"] for row in history["cycles"]} == session.cycle_ids()
    assert [row["ref"] for row in history["actions"]] == ["A-004"]
    told = [(row["date"], row["item"], row["step"], row["recipient"]) for row in history["notices"]]
    assert (OPENS, "A-004", "assigned", ANNA) in told
    assert all(row["sent"] is not None for row in history["notices"] if row["message"])

"""Loading a folder: everything or nothing, twice is once, and never at the cost of what people did."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.action import Phase, Size, Verdict
from pdca.domain.actions.machine import Event
from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.policy import NoticeRules
from pdca.domain.people.organisation import DayOff, Process, Unit, UnitKind
from pdca.services.actions.new_action import new_action
from pdca.services.boards.load import load_folder
from pdca.services.boards.remarks import remarks
from pdca.services.people.own import add_absence, change_deputy, change_language, remove_absence
from tests.builders.board import ANNA, BAS, NOOR, PEOPLE, POLICY, SAM, TESS, UNITS, a_leaver, a_person, away
from tests.builders.cycles import a_programme
from tests.integration.services.desk import BOARD, SHIPPED, Desk, a_folder, a_row

LOADED, LATER = date(2026, 9, 21), date(2026, 10, 26)
DUE = date(2026, 11, 13)


def events(desk: Desk) -> list[str]:
    """Return what was recorded, by kind."""
    with desk.store.reading("kade") as session:
        return [event.kind for event in session.events()]


def next_look(desk: Desk, item: str = "A-004") -> date | None:
    """Return when an item is looked at next."""
    with desk.store.reading("kade") as session:
        planned = session.deadline(item)
    assert planned is not None
    return planned.next_notice_on


def test_a_folder_that_is_loaded_twice_changes_nothing_the_second_time(desk: Desk) -> None:
    parts: dict[str, Any] = {
        "programmes": [a_programme()],
        "absences": [away(ANNA, DUE, DUE)],
        "days_off": (DayOff(unit="BRUG", first=DUE, last=DUE),),
        "processes": (Process(code="LEZEN", name="Leesonderwijs", unit="BRUG", owner=SAM),),
    }
    assert not desk.load(LOADED, **parts).is_empty
    recorded = events(desk)
    assert desk.load(LATER, **parts).is_empty
    assert events(desk) == recorded


def test_a_dry_run_says_what_would_change_and_touches_nothing(desk: Desk) -> None:
    parts: dict[str, Any] = {"programmes": [a_programme()], "absences": [away(ANNA, DUE, DUE)]}
    said = desk.load(LOADED, dry_run=True, **parts)
    assert list(desk.store.boards()) == []
    assert said == desk.load(LOADED, **parts)
    recorded = events(desk)
    change: dict[str, Any] = {**parts, "absences": [], "people": [a_leaver(BAS, DUE)]}
    said = desk.load(LATER, a_row(), a_row("A-005"), dry_run=True, **change)
    assert (said.added, said.changed, said.removed) == ({"action": 1}, {"person": 1}, {"absence": 1})
    assert events(desk) == recorded
    assert said == desk.load(LATER, a_row(), a_row("A-005"), **change)


def test_what_is_no_longer_in_the_folder_is_removed_but_people_and_units_stay(desk: Desk) -> None:
    desk.load(
        LOADED,
        programmes=[a_programme(), a_programme(code="safety-monitor")],
        absences=[away(ANNA, DUE, DUE)],
        days_off=(DayOff(unit="BRUG", first=DUE, last=DUE),),
        processes=(
            Process(code="LEZEN", name="Leesonderwijs", unit="BRUG", owner=SAM),
            Process(code="REKENEN", name="Rekenen", unit="BRUG", owner=SAM),
        ),
    )
    report = desk.load(
        LATER,
        programmes=[a_programme()],
        processes=(Process(code="REKENEN", name="Rekenonderwijs", unit="BRUG", owner=SAM),),
        without=[BAS],
        units=UNITS[:-1],
    )
    assert report.removed == {"absence": 1, "day_off": 1, "process": 1, "programme": 1}
    assert report.changed == {"process": 1}
    with desk.store.reading("kade") as session:
        assert BAS in {person.email for person in session.people()}
        assert "OEVER" in {unit.code for unit in session.units()}
        assert [process.name for process in session.processes()] == ["Rekenonderwijs"]
        assert [programme.code for programme in session.programmes()] == ["internal-audit"]
    assert desk.store.verify("kade") == []


def test_a_row_that_catches_up_with_what_people_did_is_no_change_to_anybody(desk: Desk) -> None:
    desk.load(LOADED)
    desk.act(date(2026, 10, 5), Event.EXTEND, TESS, reason="drukte", due=date(2026, 12, 11))
    before = desk.action()
    report = desk.load(LATER, a_row(due=date(2026, 12, 11)))
    assert report.is_empty
    assert replace(desk.action(), loaded=before.loaded) == before
    desk.act(date(2026, 10, 27), Event.EXTEND, TESS, reason="drukte", due=date(2026, 12, 18))
    assert desk.load(date(2026, 10, 28), a_row(due=date(2026, 12, 11))).is_empty
    assert desk.action().due == date(2026, 12, 18)


def test_rows_that_are_gone_are_named_and_nothing_is_done_to_what_they_were(desk: Desk) -> None:
    closed = a_row("A-006", phase=Phase.CLOSED, due=None)
    desk.load(LOADED, a_row(), a_row("A-005"), closed)
    assert desk.load(LATER, a_row(), a_row("A-005"), closed).left == {}
    report = desk.load(LATER, a_row("A-005"), without=[BAS], units=UNITS[:-1])
    assert report.is_empty
    assert report.left == {"unit": ("OEVER",), "person": (BAS,), "action": ("A-004",)}
    assert desk.action().phase is Phase.DO
    assert desk.load(LATER, a_row("A-005"), without=[BAS], dry_run=True).left == {
        "person": (BAS,),
        "action": ("A-004",),
    }


def test_who_left_and_what_was_never_in_the_folder_are_not_missed(desk: Desk) -> None:
    desk.load(LOADED, a_row(), people=[a_leaver(BAS, LOADED)])
    with desk.store.board("kade") as session:
        new_action(session, SHIPPED, a_row("N-001"), SAM, desk.at(LOADED))
    assert desk.load(LATER, a_row(), without=[BAS]).left == {}


def test_the_board_keeps_the_day_it_came_here_and_takes_over_the_rest(desk: Desk) -> None:
    desk.load(LOADED)
    report = desk.load(LATER, board=replace(BOARD, name="Stichting De Nieuwe Kade"))
    assert report.changed == {"board": 1}
    with desk.store.reading("kade") as session:
        board = session.board()
    assert (board.name, board.since) == ("Stichting De Nieuwe Kade", LOADED)


def test_without_own_rules_a_board_gets_the_shipped_ones(desk: Desk) -> None:
    report = load_folder(
        desk.store, SHIPPED, replace(a_folder(), policy=None, programmes=None), desk.at(LOADED)
    )
    assert report.added["programme"] > 5
    with desk.store.reading("kade") as session:
        assert session.policy().grade("improvement").max_level == 3


def test_words_of_an_action_follow_the_file_and_its_progress_does_not(desk: Desk) -> None:
    desk.load(LOADED)
    desk.act(date(2026, 10, 5), Event.EXTEND, TESS, reason="drukte", due=date(2026, 12, 11))
    report = desk.load(LATER, a_row(title="Leesrooster voor alle groepen", grade="major"))
    action = desk.action()
    assert report.changed == {"action": 1}
    assert (action.title, action.grade) == ("Leesrooster voor alle groepen", "major")
    assert (action.due, action.version) == (date(2026, 12, 11), 2)


def test_a_date_that_was_corrected_in_the_file_arrives_and_starts_a_new_ladder(desk: Desk) -> None:
    desk.load(LOADED)
    desk.act(date(2026, 10, 5), Event.SNOOZE, ANNA, until=date(2026, 10, 30))
    desk.load(LATER, a_row(due=date(2026, 11, 20), owner=BAS))
    action = desk.action()
    assert (action.due, action.owner, action.since, action.version) == (date(2026, 11, 20), BAS, LATER, 2)
    assert action.snoozed_until is None
    desk.run(LATER)
    assert desk.told(first=LATER) == [("10-26", "assigned", "bas")]


@pytest.mark.parametrize("size", [Size.SMALL, Size.LARGE])
def test_an_action_that_comes_in_being_checked_gets_its_people(desk: Desk, size: Size) -> None:
    desk.load(LOADED, a_row(phase=Phase.CHECK, size=size), a_row("A-005", phase=Phase.ACT))
    assert (desk.action().checker, desk.action().closer) == (TESS, TESS)
    assert desk.action("A-005").closer == TESS


def test_without_a_size_the_grade_says_how_large_an_action_is(desk: Desk) -> None:
    desk.load(LOADED, a_row(size=None), a_row("A-005", grade="major", size=None))
    assert (desk.action().size, desk.action("A-005").size) == (Size.SMALL, Size.LARGE)


def test_what_was_closed_elsewhere_comes_in_closed_and_waits_for_nobody(desk: Desk) -> None:
    desk.load(
        LOADED, a_row(phase=Phase.CLOSED, due=date(2026, 6, 12)), a_row("A-005", phase=Phase.CLOSED, due=None)
    )
    assert (desk.action().due, desk.action().closed_on) == (None, date(2026, 6, 12))
    assert desk.action("A-005").closed_on == LOADED
    with desk.store.reading("kade") as session:
        assert session.deadlines() == []


def test_an_action_that_the_file_closes_or_opens_again_follows_it(desk: Desk) -> None:
    desk.load(LOADED)
    desk.load(LATER, a_row(phase=Phase.CLOSED))
    assert (desk.action().phase, desk.action().due, desk.action().closed_on) == (Phase.CLOSED, None, LATER)
    with desk.store.reading("kade") as session:
        assert session.deadline("A-004") is None
    desk.load(date(2026, 11, 2), a_row(phase=Phase.CLOSED, owner=BAS))
    assert desk.action().closed_on == LATER  # a detail that changed does not close it anew
    desk.load(date(2026, 11, 3), a_row(due=date(2026, 12, 11)))
    assert (desk.action().phase, desk.action().closed_on) == (Phase.DO, None)
    assert desk.action().due == date(2026, 12, 11)


def test_a_file_that_lags_behind_opens_nothing_that_people_closed(desk: Desk) -> None:
    small = a_row(size=Size.SMALL)
    desk.load(LOADED, small)
    desk.act(LATER, Event.REPORT_DONE, ANNA, done="af")
    closer = desk.action().responsible
    assert closer is not None
    kept: dict[str, Any] = {"secured_in": "Leesbeleid", "secured_owner": ANNA, "observed": "iedereen leest"}
    desk.act(LATER, Event.SECURE, closer, verdict=Verdict.EFFECTIVE, **kept)
    secured = desk.action()
    desk.load(date(2026, 11, 2), replace(small, phase=Phase.CHECK, due=date(2026, 12, 11)))
    desk.load(date(2026, 11, 3), replace(small, phase=Phase.DO, due=date(2026, 12, 18)))
    assert replace(desk.action(), loaded=secured.loaded) == secured


def test_what_was_overdue_at_loading_stays_quiet_until_the_day_that_was_asked(desk: Desk) -> None:
    quiet = date(2026, 10, 5)
    desk.load(LOADED, a_row(due=date(2026, 6, 12)), a_row("A-005"), quiet_until=quiet)
    assert (desk.action().since, desk.action("A-005").since) == (quiet, LOADED)
    desk.run(LOADED, quiet)
    assert desk.told() == [("10-05", "0", "anna")]


def test_an_action_that_starts_later_is_quiet_until_then(desk: Desk) -> None:
    desk.load(LOADED, a_row(start=date(2026, 10, 5)))
    assert desk.action().since == date(2026, 10, 5)
    desk.load(LOADED, a_row(), a_row("A-005", start=None))
    assert desk.action("A-005").started == LOADED


def test_a_new_day_off_moves_the_days_of_what_was_planned(desk: Desk) -> None:
    desk.load(LOADED)
    desk.run(LOADED)
    assert next_look(desk) == date(2026, 10, 30)
    study_day = DayOff(unit="BRUG", first=date(2026, 11, 12), last=date(2026, 11, 12))
    desk.load(LATER, days_off=(study_day,))
    report = desk.tick(LATER)
    assert report.counts["track_actions"] == {"freshened": 1}
    assert next_look(desk) == date(2026, 10, 29)  # ten school days before Friday 13, without Thursday 12


def test_a_new_policy_moves_the_days_of_what_was_planned(desk: Desk) -> None:
    desk.load(LOADED)
    desk.run(LOADED)
    desk.load(LATER, policy=replace(POLICY, notices=NoticeRules(owner_steps=(-2,), days=DayMode.WORKING)))
    desk.tick(LATER)
    assert next_look(desk) == date(2026, 11, 11)


def test_a_leaver_is_told_nothing_more_and_somebody_is_asked_for_a_new_owner(desk: Desk) -> None:
    desk.load(LOADED)
    desk.run(LOADED)
    desk.load(LATER, people=[a_leaver(ANNA, date(2026, 10, 28))])
    desk.run(LATER, date(2026, 10, 30))
    assert desk.told(first=LATER) == [("10-30", "reassign", "tess")]


def test_a_new_action_joins_the_newest_open_cycle_that_takes_it(desk: Desk) -> None:
    parts: dict[str, Any] = {"programmes": [a_programme()]}
    desk.load(LOADED, **parts)
    desk.run(date(2026, 10, 1))
    desk.load(
        LATER,
        a_row(),
        a_row("A-005"),
        a_row("A-006", unit="ONB"),
        a_row("A-007", unit="KADE", owner=NOOR),
        a_row("A-008", phase=Phase.CLOSED),
        **parts,
    )
    audit = "internal-audit/BRUG/2026-2027"
    joined = [desk.action(ref).cycle for ref in ("A-005", "A-006", "A-007", "A-008")]
    assert joined == [audit, audit, None, None]


def test_a_board_level_cycle_takes_only_the_boards_own_actions(desk: Desk) -> None:
    of_board = a_programme(scope=UnitKind.BOARD, owner="quality_manager", closes="board_member")
    desk.load(LOADED, a_row(), a_row("A-005", unit="KADE", owner=NOOR), programmes=[of_board])
    desk.run(date(2026, 10, 1))
    assert desk.action().cycle is None
    assert desk.action("A-005").cycle == "internal-audit/KADE/2026-2027"


def test_a_cycle_whose_programme_is_gone_takes_no_new_actions(desk: Desk) -> None:
    desk.load(LOADED, programmes=[a_programme()])
    desk.run(date(2026, 10, 1))
    desk.load(LATER, a_row(), a_row("A-005"), programmes=[])
    assert desk.action("A-005").cycle is None


def test_a_new_unit_and_a_new_colleague_can_come_at_any_time(desk: Desk) -> None:
    desk.load(LOADED)
    late = Unit(code="BOV", name="Bovenbouw", kind=UnitKind.TEAM, parent="BRUG")
    report = desk.load(LATER, units=(*UNITS, late), people=[a_person("loes", "BOV", "team_leader@BOV")])
    assert report.added == {"unit": 1, "person": 1}


def test_a_new_date_in_the_file_never_moves_an_action_back_that_people_moved_on(desk: Desk) -> None:
    desk.load(date(2026, 9, 21))
    desk.act(date(2026, 11, 2), Event.REPORT_DONE, ANNA, done="Rooster hangt er")
    moved = desk.action()
    desk.load(date(2026, 11, 3), a_row(due=date(2026, 12, 11)))
    assert (desk.action().phase, desk.action().due) == (moved.phase, moved.due)
    assert desk.action().version == moved.version


def test_only_what_changed_in_the_file_is_taken_from_it(desk: Desk) -> None:
    desk.load(date(2026, 9, 21))
    desk.act(date(2026, 11, 2), Event.EXTEND, TESS, reason="afgesproken", due=date(2026, 12, 18))
    desk.load(date(2026, 11, 3), a_row(owner=BAS))
    assert (desk.action().owner, desk.action().due) == (BAS, date(2026, 12, 18))


def test_an_action_that_never_came_from_a_file_takes_over_all_that_the_file_says(desk: Desk) -> None:
    desk.load(LOADED)
    desk.act(date(2026, 10, 5), Event.REASSIGN, TESS, reason="andere taak", to=BAS)
    with desk.store.board("kade") as session:
        own = replace(session.action("A-004"), loaded="")
        session.record("action_new", own, actor=TESS, at=desk.at(date(2026, 10, 5)))
    desk.load(LATER, a_row(due=date(2026, 12, 4)))
    assert (desk.action().owner, desk.action().due) == (ANNA, date(2026, 12, 4))


def test_what_people_closed_stays_closed_whatever_date_the_file_gets(desk: Desk) -> None:
    desk.load(LOADED)
    desk.act(date(2026, 10, 5), Event.CANCEL, TESS, reason="dubbel")
    before = desk.action()
    desk.load(LATER, a_row(due=date(2026, 12, 4)))
    assert replace(desk.action(), loaded=before.loaded) == before
    assert desk.load(LATER, a_row(due=date(2026, 12, 4))).is_empty


def test_what_the_file_closes_without_a_verdict_is_said(desk: Desk) -> None:
    desk.load(LOADED, a_row(), a_row("A-005"), a_row("A-006", phase=Phase.CLOSED, due=None))
    desk.act(LOADED, Event.REPORT_DONE, ANNA, "A-005", done="Rooster hangt")
    shut = [a_row(ref, phase=Phase.CLOSED, due=None) for ref in ("A-004", "A-005")]
    foreseen, report = desk.load(LATER, *shut, dry_run=True), desk.load(LATER, *shut)
    assert foreseen.closed == ("A-004",), "people moved A-005 on, so the file does not decide about it"
    assert report.closed == ("A-004",)
    folder = a_folder(*shut)
    said = [str(one.what) for one in remarks(folder, report, SHIPPED, desk.at(LATER, 0))]
    assert "closed because the folder says so, without anybody's verdict: 1 actions (A-004)" in said
    assert desk.load(LATER, *shut).closed == ()


def test_what_people_set_about_themselves_survives_the_same_folder(desk: Desk) -> None:
    """Language, deputy and absences are set on a page; a folder that is loaded each night knows of none of it."""
    off = DayOff(unit="BRUG", first=DUE, last=DUE)
    folder: dict[str, Any] = {"absences": [away(ANNA, DUE, DUE), away(BAS, DUE, DUE)], "days_off": (off,)}
    desk.load(LOADED, **folder)
    now = desk.at(date(2026, 10, 5))
    with desk.store.board("kade") as session:
        change_language(session, SHIPPED, ANNA, "en", ANNA, now)
        change_deputy(session, SHIPPED, ANNA, BAS, ANNA, now)
        add_absence(session, SHIPPED, SAM, DUE, None, SAM, now)
        remove_absence(session, SHIPPED, BAS, DUE, BAS, now)
    with desk.store.reading("kade") as session:
        people, absences = session.people(), session.absences()
    assert desk.load(LATER, **folder).is_empty
    with desk.store.reading("kade") as session:
        assert (session.people(), session.absences(), list(session.days_off())) == (people, absences, [off])
    assert {one.email for one in absences} == {ANNA, SAM}


def test_what_the_folder_changed_itself_is_taken_over_and_nothing_beside_it(desk: Desk) -> None:
    desk.load(LOADED, absences=[away(ANNA, DUE, DUE)])
    now = desk.at(date(2026, 10, 5))
    with desk.store.board("kade") as session:
        change_language(session, SHIPPED, ANNA, "en", ANNA, now)
    renamed = replace(next(one for one in PEOPLE if one.email == ANNA), name="Anna van Dam")
    report = desk.load(LATER, people=[renamed], absences=[])
    assert (report.changed, report.removed) == ({"person": 1}, {"absence": 1})
    with desk.store.reading("kade") as session:
        assert next(one for one in session.people() if one.email == ANNA) == replace(renamed, locale="en")
    back = desk.load(LATER, people=[renamed], absences=[away(ANNA, DUE, DUE)])
    assert back.added == {"absence": 1}, "what left the folder and came back counts again"


def test_what_a_load_left_as_people_had_made_it_is_not_taken_for_the_files_own_the_next_time(
    desk: Desk,
) -> None:
    desk.load(LOADED)
    anna = next(one for one in PEOPLE if one.email == ANNA)
    with desk.store.board("kade") as session:
        change_language(session, SHIPPED, ANNA, "en", ANNA, desk.at(date(2026, 10, 5)))
    for name in ("Anna van Dam", "Anna de Wit"):
        desk.load(LATER, people=[replace(anna, name=name)])
        with desk.store.reading("kade") as session:
            found = next(one for one in session.people() if one.email == ANNA)
        assert (found.name, found.locale) == (name, "en")


def test_rules_that_were_set_on_a_page_outlive_a_folder_that_did_not_change(desk: Desk) -> None:
    desk.load(LOADED, policy=POLICY)
    ours = replace(POLICY, fallback="board_member")
    with desk.store.board("kade") as session:
        session.record("policy_in_place", ours, actor=NOOR, at=desk.at(date(2026, 10, 5)))
    assert desk.load(LATER, policy=POLICY).is_empty
    theirs = replace(POLICY, notices=replace(POLICY.notices, overdue_every=7))
    assert desk.load(LATER, policy=theirs).changed == {"policy": 1}
    with desk.store.reading("kade") as session:
        assert session.policy() == replace(theirs, fallback="board_member")

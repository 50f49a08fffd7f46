"""`pdca why` on the worked example of the rules: what was told, what comes, and why nobody was told."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.machine import TaskEvent
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.errors import BadInput, NotFound
from pdca.domain.notices.notice import MOVED_ON, NoticeState
from pdca.services.actions.act_on_action import act_on_action
from pdca.services.cycles.act_on_cycle import act_on_task
from pdca.services.explain.short import in_short
from pdca.services.explain.trace import Outcome, Subject, plain, sentences
from pdca.services.explain.why import why
from pdca.services.records import LedgerRow, MessageState
from pdca.store import SqlStore
from tests.integration.explain.asking import answer, asked, asked_ahead, on, shown, step, texts
from tests.integration.explain.boards import (
    ACTION,
    BEGIN,
    BOARD,
    DUE,
    OWNER,
    PEOPLE,
    QC,
    QM,
    SHIPPED,
    SL,
    SLUG,
    TL,
    at,
    load,
    run,
    write_board,
)

WORKED = [
    (date(2026, 9, 21), "assigned", (OWNER,)),
    (date(2026, 10, 30), "-10", (OWNER,)),
    (date(2026, 11, 10), "-3", (OWNER,)),
    (date(2026, 11, 13), "0", (OWNER,)),
    (date(2026, 11, 20), "5", (OWNER,)),
    (date(2026, 11, 20), "escalation-1", (TL,)),
    (date(2026, 11, 27), "10", (OWNER,)),
    (date(2026, 11, 27), "escalation-2", (QC,)),
    (date(2026, 12, 4), "15", (OWNER,)),
    (date(2026, 12, 11), "20", (OWNER,)),
    (date(2026, 12, 11), "escalation-3", (SL,)),
    (date(2027, 1, 22), "40", (OWNER,)),
]
"""The table of the rules: day, step, who."""


def test_the_worked_example_is_explained_step_by_step_on_every_database(
    empty_store: SqlStore, tmp_path: Path
) -> None:
    load(empty_store, write_board(tmp_path))
    run(empty_store, date(2026, 11, 9), date(2026, 11, 21))
    trace = asked(empty_store, date(2026, 11, 21))
    assert [(one.on, one.step, one.people) for one in trace.steps if one.step not in ("assigned", "-10")] == [
        *WORKED[2:]
    ]
    assert {one.step: one.outcome for one in trace.steps} == {
        "assigned": Outcome.SUPERSEDED,
        "-10": Outcome.QUEUED,
        **dict.fromkeys(("-3", "0", "5", "escalation-1"), Outcome.QUEUED),
        **dict.fromkeys(("10", "escalation-2", "15", "20", "escalation-3", "40"), Outcome.COMING),
    }
    assert trace.subject is Subject.ACTION


def test_the_days_that_do_not_count_are_named(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    trace = asked(memory, BEGIN)
    assert trace.days is not None
    assert (trace.days.mode, trace.days.region) == ("school", "midden")
    assert [str(one.say) for one in trace.days.closures] == [
        "2026-10-14: Studiedag, De Peilschaal",
        "2026-10-17 to 2026-10-25: autumn_holiday",
        "2026-12-19 to 2027-01-03: christmas_holiday",
    ]
    dutch = SHIPPED.language("nl")
    assert (
        dutch.say(trace.days.closures[1].say) == "17 oktober 2026 tot en met 25 oktober 2026: herfstvakantie"
    )


def test_the_ladder_names_what_does_not_apply(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    ladder = asked(memory, BEGIN).ladder
    assert [(one.level, one.role, one.after, one.on) for one in ladder] == [
        (1, "team_leader", 5, date(2026, 11, 20)),
        (2, "quality_coordinator", 10, date(2026, 11, 27)),
        (3, "school_leader", 20, date(2026, 12, 11)),
        (4, "board_member", None, None),
    ]


def test_a_faster_grade_says_so(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "grade": "major"}]))
    ladder = asked(memory, BEGIN).ladder
    assert [one.after for one in ladder] == [3, 5, 10, 20]  # half of 5, 10, 20 and 40, rounded up
    assert "3 school after the agreed day (others: 5; major goes faster)" in str(ladder[0].say)


def test_the_search_says_who_was_passed_over_and_why(memory: SqlStore, tmp_path: Path) -> None:
    people = {
        "ex@kade.example": ("Eef Eerder", "ONB", "team_leader@ONB", "2026-10-30", ""),
        QC: (*PEOPLE[QC][:4], "dep@kade.example"),
        "dep@kade.example": ("Dirk Deputy", "PSL", "staff@PSL", "", ""),
    }
    absences = [(QC, "2026-11-25", "2026-11-30"), ("dep@kade.example", "2026-11-27", "")]
    load(memory, write_board(tmp_path, people=people, absences=absences))
    trace = asked(memory, date(2026, 11, 16))
    first, second = step(trace, "escalation-1").search, step(trace, "escalation-2").search
    assert first is not None
    assert second is not None
    assert (first.start, first.found, second.found) == ("ONB", (TL,), (SL,))
    assert [(one.unit, one.role, one.people) for one in second.visits] == [
        ("ONB", "quality_coordinator", ()),
        ("PSL", "quality_coordinator", ()),
        ("KADE", "quality_coordinator", ()),
        ("ONB", "school_leader", ()),
        ("PSL", "school_leader", (SL,)),
    ]
    said = texts(trace)
    assert "Eef Eerder works here no longer since 2026-10-30" in said
    assert (
        "Quin Coordinator is away up to and including 2026-11-30; the deputy is not there "
        "either: Dirk Deputy is away until further notice" in said
    )
    assert "people are looked for from Onderbouw upward, because Olga Eigenaar" in said


def test_levels_of_the_owner_and_below_are_passed_over(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "owner": QC}]))
    trace = asked(memory, BEGIN)
    assert "passed over" in str(trace.ladder[0].say)
    assert "passed over" in str(trace.ladder[1].say)
    assert step(trace, "escalation-2").search is None
    assert step(trace, "escalation-3").people == (SL,)


def test_an_owner_who_is_away_waits_and_a_new_owner_is_asked_for(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, absences=[(OWNER, "2026-11-13", "")]))
    run(memory, date(2026, 11, 9), date(2026, 11, 13))
    trace = asked(memory, date(2026, 11, 13))
    assert step(trace, "0").outcome is Outcome.WAITING
    assert step(trace, "reassign").people == (TL,)
    assert "told today: Tess Teamleider" in answer(trace)
    assert "Olga Eigenaar is away until further notice; there is no deputy" in texts(trace)


def test_an_owner_who_asked_for_quiet_gets_none_and_it_says_until_when(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 2), date(2026, 11, 5))
    with memory.board(SLUG) as session:
        act = Act(event=Event.SNOOZE, actor=OWNER, until=date(2026, 11, 12))
        act_on_action(session, SHIPPED, "A-004", act, on(date(2026, 11, 5)))
    run(memory, date(2026, 11, 6), date(2026, 11, 10))
    trace = asked(memory, date(2026, 11, 10))
    assert step(trace, "-3").outcome is Outcome.WAITING
    assert "nobody gets mail about it today: its owner asked for quiet until 2026-11-12" in answer(trace)
    assert "next, when nothing changes, on 2026-11-12: Olga Eigenaar" in answer(trace)


@pytest.mark.parametrize(
    ("day", "hours", "said"),
    [
        (date(2026, 11, 17), 2, "no notice about it came up today"),
        (date(2026, 11, 21), 2, "no mail leaves in a weekend"),
        (date(2026, 10, 14), 2, "no mail leaves on this day: 2026-10-14: Studiedag, De Peilschaal"),
        (date(2026, 10, 20), 2, "no mail leaves on this day: 2026-10-17 to 2026-10-25: autumn_holiday"),
        (date(2026, 11, 18), -2, "the notices of today are decided from 07:30 on"),
    ],
)
def test_why_nobody_gets_mail_today(
    memory: SqlStore, tmp_path: Path, day: date, hours: int, said: str
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, max(BEGIN, day - timedelta(days=3)), day - timedelta(days=hours < 0))
    assert f"nobody gets mail about it today: {said}" in answer(asked(memory, day, hours=hours))


def test_an_engine_that_stands_still_is_said(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    assert "the engine has never decided the notices of a day here" in answer(asked(memory, DUE))
    run(memory, date(2026, 11, 9), date(2026, 11, 10))
    said = answer(asked(memory, DUE))
    assert "the engine has not decided the notices of today; the last day it did was 2026-11-10" in said
    run(memory, date(2026, 11, 16), date(2026, 11, 16))
    trace = asked(memory, date(2026, 11, 16))
    assert (
        "it came due on 2026-11-13 and was decided on 2026-11-16: the engine did not run before that day"
        in texts(trace)
    )


def test_nobody_at_all_is_undeliverable_and_goes_on_being_tried(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, without=(TL, QC, SL, QM, BOARD)))
    run(memory, date(2026, 11, 18), date(2026, 11, 23))
    trace = asked(memory, date(2026, 11, 23))
    assert step(trace, "escalation-1").outcome is Outcome.UNDELIVERABLE
    assert "nobody was found at any unit above Onderbouw" in texts(trace)
    assert "nobody could be found who can be told" in answer(trace)
    assert "    Onderbouw: nobody is team_leader" in shown(trace)
    assert "    Stichting De Kade: nobody is board_member" in shown(trace)


def test_what_became_of_the_mail_is_told_with_the_servers_words(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    now = at(memory, DUE) + timedelta(minutes=1)
    (mail,) = memory.outbox().claim(now, "me", now + timedelta(hours=1), 10)
    again = replace(
        mail, state=MessageState.RETRY, attempts=1, reply="451 later", not_before=now + timedelta(hours=1)
    )
    memory.outbox().settle("me", [again], now)
    said = texts(asked(memory, DUE))
    assert "its mail did not leave yet; it is tried again from 2026-11-13 08:31 on (tries so far: 1)" in said
    assert "the mail server answered: 451 later" in said
    later = now + timedelta(hours=2)
    (mail,) = memory.outbox().claim(later, "me", later + timedelta(hours=1), 10)
    sent = replace(mail, state=MessageState.SENT, attempts=2, reply="250 ok", sent=later)
    memory.outbox().settle("me", [sent], later)
    trace = asked(memory, DUE)
    assert step(trace, "0").outcome is Outcome.SENT
    assert "its mail left on 2026-11-13 at 09:31 (tries: 2)" in texts(trace)


def test_a_mail_is_explained_line_by_line(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[ACTION, {**ACTION, "ref": "A-005"}]))
    run(memory, DUE, DUE)
    id = step(asked(memory, DUE), "0").told[0].message
    assert id is not None
    trace = asked(memory, DUE, f"<{id}>")
    assert trace.subject is Subject.MAIL
    assert [(one.item, one.step, one.people) for one in trace.steps if one.people] == [
        ("A-004", "0", (OWNER,)),
        ("A-005", "0", (OWNER,)),
    ]
    assert "2026-11-13: the agreed day" in texts(trace)


def test_an_earlier_run_of_the_ladder_stays_to_be_seen(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    with memory.board(SLUG) as session:
        act = Act(event=Event.EXTEND, actor=TL, reason="rooster schuift", due=date(2026, 12, 18))
        act_on_action(session, SHIPPED, "A-004", act, on(date(2026, 11, 20), hour=12))
    run(memory, date(2026, 11, 23), date(2026, 11, 23))
    trace = asked(memory, date(2026, 11, 23))
    assert (
        "it came due on 2026-11-20 and was decided on 2026-11-23: it began after the notices of that day had "
        "been decided" in texts(trace)
    )
    (first,) = trace.versions
    assert (first.version, first.due) == (1, DUE)
    assert ("escalation-1", (TL,)) in [(one.step, one.people) for one in first.steps]
    assert "its reminders began anew on 2026-11-20: 'extend' by Tess Teamleider (rooster schuift)" in texts(
        trace
    )
    assert step(trace, "0").on == date(2026, 12, 18)


def test_a_closed_action_says_that_nothing_more_is_sent(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "phase": "closed"}]))
    trace = asked(memory, date(2026, 11, 23))
    assert trace.steps == ()
    assert answer(trace).startswith("it is closed since")
    assert str(trace.about[0]) == "A-004 Pleinrooster herzien: improvement of De Peilschaal, closed"


def test_cycles_tasks_and_overviews_are_explained_too(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, programmes=True), date(2026, 9, 28))
    run(memory, date(2026, 10, 1), date(2026, 10, 2))
    cycle = asked(memory, date(2026, 10, 2), "internal-audit/PSL/2026-2027")
    assert cycle.subject is Subject.CYCLE
    assert (
        "nobody gets mail about the cycle itself before its phase can end; first: not done or waived yet"
        in answer(cycle)
    )
    with memory.reading(SLUG) as session:
        tasks = [task.code for task in session.cycle("internal-audit/PSL/2026-2027").tasks]
    task = asked(memory, date(2026, 10, 2), f"internal-audit/PSL/2026-2027/{tasks[0]}")
    assert task.subject is Subject.TASK
    assert step(task, "assigned").outcome is Outcome.QUEUED
    later = asked(memory, date(2026, 10, 2), f"internal-audit/PSL/2026-2027/{tasks[-1]}")
    assert answer(later).startswith("its phase has not begun")


def test_an_overview_says_whom_it_is_for(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 12, 11), date(2026, 12, 14))
    run(memory, date(2027, 1, 4), date(2027, 1, 4))
    trace = asked(memory, date(2027, 1, 5), "overview/ONB/2027-01")
    assert step(trace, "overview").people == (TL,)
    assert "it goes once a month, on 2027-01-04" in texts(trace)


def test_a_request_is_an_item_of_its_own(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    with memory.board(SLUG) as session:
        act = Act(event=Event.ASK_MORE_TIME, actor=OWNER, reason="ziekte", until=date(2026, 12, 1))
        act_on_action(session, SHIPPED, "A-004", act, on(date(2026, 11, 9)))
        (request,) = session.requests()
    trace = asked(memory, date(2026, 11, 9), request.id)
    assert trace.subject is Subject.REQUEST
    assert "it waits for Tess Teamleider, due 2026-11-16" in texts(trace)


@pytest.mark.parametrize(("id", "near"), [("A-4", "A-004"), ("A-04", "A-004")])
def test_an_unknown_id_names_the_nearest(memory: SqlStore, tmp_path: Path, id: str, near: str) -> None:
    load(memory, write_board(tmp_path))
    with pytest.raises(NotFound, match=f"did you mean: {near}"):
        asked(memory, DUE, id)


@pytest.mark.parametrize(
    "id", ["", "zzz/yyy", "nothing@kade.example", "overview/ONB/2026-12", "A-004/x/y/z/w"]
)
def test_an_id_of_nothing_is_not_found(memory: SqlStore, tmp_path: Path, id: str) -> None:
    load(memory, write_board(tmp_path))
    with pytest.raises(NotFound):
        asked(memory, DUE, id)


def test_an_id_of_two_boards_asks_which_is_meant(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    other = write_board(tmp_path / "other")
    settings = (other / "board.toml").read_text(encoding="utf-8").replace('slug = "kade"', 'slug = "oever"')
    (other / "board.toml").write_text(settings, encoding="utf-8")
    load(memory, other)
    with pytest.raises(BadInput, match="kade, oever"):
        asked(memory, DUE)
    assert why(memory, SHIPPED, "A-004", at(memory, DUE), "oever").board == "oever"


def test_a_trace_is_json_in_either_language(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    trace = asked(memory, DUE)
    for locale in ("nl", "en"):
        document = json.loads(json.dumps(plain(trace, SHIPPED.language(locale).say)))
        assert document["steps"][3]["on"] == "2026-11-13"
        assert document["steps"][3]["people"] == [OWNER]
        assert all(isinstance(text, str) and "{" not in text for text in document["answer"])


def test_every_sentence_of_a_trace_can_be_said_in_dutch(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, absences=[(QC, "2026-11-01", "2026-12-30")]))
    run(memory, date(2026, 11, 9), date(2026, 11, 30))
    dutch = SHIPPED.language("nl")
    said = {message.template for _, message in sentences(asked(memory, date(2026, 11, 30)))}
    assert not [template for template in said if template not in dutch.sentences]


def test_in_short_it_is_one_line_a_step_in_order_of_time_with_names_and_no_codes(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 13), date(2026, 11, 23))
    lines = shown(asked(memory, date(2026, 11, 23)))
    happened, comes = lines.index("What happened"), lines.index("What comes, when nothing changes")
    assert lines[happened + 1 : comes] == [
        "  2026-09-21: new, the first day that counts since it began",
        "    Olga Eigenaar was not told: a later step was sent instead",
        "  2026-10-30: reminder, 10 school before the agreed day 2026-11-13",
        "    Olga Eigenaar was not told: a later step was sent instead",
        "  2026-11-10: reminder, 3 school before the agreed day 2026-11-13",
        "    Olga Eigenaar was not told: a later step was sent instead",
        "  2026-11-13: the agreed day; mail to Olga Eigenaar",
        "  2026-11-20: 5 school late; mail to Olga Eigenaar",
        "  2026-11-20: 5 school late, so the team_leader hears of it too; mail to Tess Teamleider",
    ]
    assert lines[comes + 1] == "  2026-11-27: 10 school late; mail to Olga Eigenaar"
    assert not [line for line in lines if "@" in line or "step" in line.split(":")[0]]
    dutch = SHIPPED.language("nl")
    said = {message.template for _, message in in_short(asked(memory, date(2026, 11, 23)))}
    assert not [template for template in said if template not in dutch.sentences]


def test_in_short_the_days_that_did_not_count_are_named_up_to_the_next_mail(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    lines = shown(asked(memory, date(2026, 11, 23)))
    closed = lines.index("Days that do not count, apart from weekends")
    assert lines[closed + 1 :] == [
        "  2026-10-14: Studiedag, De Peilschaal",
        "  2026-10-17 to 2026-10-25: autumn_holiday",
    ]


def test_in_short_it_is_said_that_somebody_else_than_the_role_hears_it(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path, without=(TL,)))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    lines = shown(asked(memory, date(2026, 11, 20)))
    assert "    nobody who is team_leader can be told, so it goes to: quality_coordinator" in lines


def test_in_short_a_mail_that_did_not_arrive_is_told_and_one_that_did_is_not(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    now = at(memory, DUE) + timedelta(minutes=1)
    (mail,) = memory.outbox().claim(now, "me", now + timedelta(hours=1), 10)
    failed = replace(mail, state=MessageState.FAILED, attempts=3, reply="550 unknown")
    memory.outbox().settle("me", [failed], now)
    lines = shown(asked(memory, DUE))
    assert "    its mail was given up (tries: 3)" in lines
    assert "    the mail server answered: 550 unknown" in lines


def test_levels_at_or_below_whose_turn_it_is_are_left_out_in_short(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "owner": QC}]))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    said = "\n".join(shown(asked(memory, date(2026, 11, 20))))
    assert "the team_leader" not in said
    assert "so the school_leader hears of it too" in said


def test_two_people_of_one_name_are_told_apart(memory: SqlStore, tmp_path: Path) -> None:
    people = {"other@kade.example": ("Olga Eigenaar", "PSL", "staff@PSL", "", "")}
    load(memory, write_board(tmp_path, people=people))
    assert "it waits for Olga Eigenaar (owner@kade.example), due 2026-11-13" in texts(asked(memory, BEGIN))
    with pytest.raises(BadInput, match=re.escape("owner@kade.example, other@kade.example")):
        asked(memory, BEGIN, "olga eigenaar")


@pytest.mark.parametrize("id", [OWNER, "OWNER@kade.example", "Olga Eigenaar", "olga eigenaar"])
def test_a_person_is_explained_by_address_or_name(memory: SqlStore, tmp_path: Path, id: str) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 10), date(2026, 11, 16))
    trace = asked(memory, date(2026, 11, 16), id)
    assert (trace.subject, trace.id, trace.board) == (Subject.PERSON, OWNER, SLUG)
    assert [str(one) for one in trace.about] == ["Olga Eigenaar of Onderbouw"]
    said = answer(trace)
    assert "gets no mail today: nothing that waits for this person comes up today" in said
    assert "got mail last on 2026-11-13, about: A-004 Pleinrooster herzien" in said
    (item,) = map(str, trace.items)
    assert item.startswith("A-004 Pleinrooster herzien: improvement of De Peilschaal, in do; due 2026-11-13")
    assert item.endswith("next mail on 2026-11-20")
    assert "What waits for this person" in shown(trace)
    assert "What waits for this person" in texts(trace)


def test_a_person_who_gets_mail_today_is_told_about_what(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    trace = asked(memory, date(2026, 11, 20), TL)
    assert answer(trace).startswith("gets mail today about: A-004 Pleinrooster herzien")
    assert trace.items == ()


@pytest.mark.parametrize(
    ("person", "day", "hours", "why_none"),
    [
        (TL, date(2026, 11, 17), 2, "nothing waits for this person"),
        (OWNER, date(2026, 11, 21), 2, "no mail leaves in a weekend"),
        (OWNER, date(2026, 11, 18), -2, "the notices of today are decided from 07:30 on"),
        (QC, date(2026, 11, 17), 2, "Quin Coordinator is away up to and including 2026-11-30"),
        (SL, date(2026, 11, 17), 2, "Sam Schoolleider works here no longer since 2026-10-30"),
    ],
)
def test_why_a_person_gets_no_mail_today(
    memory: SqlStore, tmp_path: Path, person: str, day: date, hours: int, why_none: str
) -> None:
    people = {
        QC: (*PEOPLE[QC][:4], SL),
        SL: (*PEOPLE[SL][:3], "2026-10-30", ""),
    }
    absences = [(QC, "2026-11-02", "2026-11-30")]
    load(memory, write_board(tmp_path, people=people, absences=absences))
    run(memory, date(2026, 11, 16), day - timedelta(days=hours < 0))
    said = answer(asked(memory, day, person, hours=hours))
    assert said.startswith(f"gets no mail today: {why_none}")


def test_who_is_away_is_shown_with_the_deputy_who_gets_the_mail(memory: SqlStore, tmp_path: Path) -> None:
    people = {OWNER: (*PEOPLE[OWNER][:4], TL)}
    load(memory, write_board(tmp_path, people=people, absences=[(OWNER, "2026-11-02", "")]))
    about = [str(one) for one in asked(memory, date(2026, 11, 17), OWNER).about]
    assert about[1] == "Olga Eigenaar is away until further notice; Tess Teamleider gets the mail instead"


def test_an_item_is_found_whatever_its_capitals(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    assert asked(memory, DUE, "a-004").id == "A-004"


def test_a_unit_is_no_item(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    for unit in ("psl", "De Peilschaal"):
        with pytest.raises(NotFound, match="is a unit: ask about one item or one person"):
            asked(memory, DUE, unit)


def test_what_somebody_waits_for_is_told_in_the_words_of_who_waits(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    with memory.board(SLUG) as session:
        act = Act(event=Event.ASK_TO_BLOCK, actor=OWNER, reason="de leverancier", until=date(2026, 11, 27))
        act_on_action(session, SHIPPED, "A-004", act, on(date(2026, 11, 9)))
    assert "up to and including 2026-11-27 (de leverancier): no notices until then" in texts(
        asked(memory, date(2026, 11, 9))
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 27), "on 2026-11-27, when nothing changes: Olga Eigenaar, Quin Coordinator"),
        (
            date(2026, 11, 25),
            "on 2026-11-25, when nothing changes, nobody: no notice about it comes up that day",
        ),
        (date(2026, 11, 28), "on 2026-11-28, when nothing changes, nobody: no mail leaves in a weekend"),
    ],
)
def test_of_a_day_still_to_come_it_is_told_what_it_would_bring(
    memory: SqlStore, tmp_path: Path, day: date, said: str
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 23))
    trace = asked_ahead(memory, day, known=date(2026, 11, 23))
    assert (str(trace.answer[0]), trace.today) == (said, date(2026, 11, 23))
    assert "the engine has not decided" not in answer(trace)


def test_what_was_decided_is_known_also_when_the_clock_is_behind(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    trace = asked_ahead(memory, date(2026, 11, 20), known=date(2026, 10, 1))
    assert "told today: Olga Eigenaar, Tess Teamleider" in answer(trace)


def test_of_what_ended_no_day_ahead_is_told(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "phase": "closed"}]))
    trace = asked_ahead(memory, date(2026, 11, 27), known=date(2026, 11, 23))
    assert answer(trace).startswith("it is closed since")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 27), "on 2026-11-27, when nothing changes, mail about: A-004 Pleinrooster"),
        (date(2026, 11, 25), "on 2026-11-25, when nothing changes, no mail about what waits for this person"),
    ],
)
def test_of_a_day_still_to_come_it_is_told_what_it_would_bring_somebody(
    memory: SqlStore, tmp_path: Path, day: date, said: str
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 23))
    trace = asked_ahead(memory, day, known=date(2026, 11, 23), id=OWNER)
    assert str(trace.answer[0]).startswith(said)


def test_before_the_board_was_there_nobody_was_told(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    said = "this board is here since 2026-09-21 only"
    assert said in answer(asked(memory, date(2026, 9, 14)))
    assert said in answer(asked(memory, date(2026, 9, 14), OWNER))


def test_a_person_of_whom_nothing_is_known_got_no_mail_for_long(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 17), date(2026, 11, 17))
    assert "got no mail in the last 120 days" in answer(asked(memory, date(2026, 11, 17), BOARD))


def test_what_is_in_no_ladder_any_more_comes_without_a_next_mail(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, absences=[(OWNER, "2026-09-21", "")]))
    (item,) = asked(memory, date(2026, 9, 22), OWNER).items
    assert str(item).endswith("due 2026-11-13")


def test_a_mail_in_short_is_its_items_with_their_rules(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    id = step(asked(memory, DUE), "0").told[0].message
    assert id is not None
    lines = shown(asked(memory, DUE, id))
    assert lines[0] == "mail to Olga Eigenaar of 2026-11-13; notices in it: 1"
    assert lines[-2:] == [
        "  A-004 Pleinrooster herzien: improvement of De Peilschaal, in do",
        "    2026-11-13: the agreed day",
    ]


def test_in_short_each_run_stands_under_the_event_that_it_began_with(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    with memory.board(SLUG) as session:
        act = Act(event=Event.EXTEND, actor=TL, reason="rooster schuift", due=date(2026, 12, 18))
        act_on_action(session, SHIPPED, "A-004", act, on(date(2026, 11, 20), hour=12))
    run(memory, date(2026, 11, 23), date(2026, 11, 23))
    lines = shown(asked(memory, date(2026, 11, 23)))
    first = lines.index("  its reminders count from 2026-09-21 on")
    second = lines.index(
        "  its reminders began anew on 2026-11-20: 'extend' by Tess Teamleider (rooster schuift)"
    )
    assert first < second
    assert (
        "    2026-11-20: late, so the team_leader hears of it too; mail to Tess Teamleider"
        in lines[first:second]
    )
    assert any(line.startswith("    2026-11-20: new") for line in lines[second:])


def test_what_began_after_the_agreed_day_counts_from_its_beginning(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, actions=[{**ACTION, "start": ""}]), date(2026, 11, 16))
    trace = asked(memory, date(2026, 11, 16))
    assert (
        str(step(trace, "0").rule) == "2026-11-16: the first day that counts since the agreed day 2026-11-13"
    )
    assert str(step(trace, "5").rule) == "2026-11-23: 5 school after 2026-11-16, the day this began"
    assert str(step(trace, "escalation-1").rule) == (
        "2026-11-23: 5 school after 2026-11-16, the day this began, so the team_leader hears of it too"
    )
    assert str(step(trace, "-3").rule) == "no reminder for 2026-11-10, because it began on 2026-11-16 only"


def test_a_task_that_changed_hands_shows_what_was_told_before(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path, programmes=True), date(2026, 9, 28))
    run(memory, date(2026, 10, 1), date(2026, 10, 2))
    id = "internal-audit/PSL/2026-2027/appoint-team"
    with memory.board(SLUG) as session:
        act = TaskAct(event=TaskEvent.REASSIGN, actor=QM, to=QC, reason="verlof")
        act_on_task(session, SHIPPED, id, act, on(date(2026, 10, 2), hour=12))
    run(memory, date(2026, 10, 5), date(2026, 10, 5))
    lines = shown(asked(memory, date(2026, 10, 5), id))
    before = lines.index("  earlier reminders")
    assert lines[before + 1] == "    2026-10-01: new; mail to Noor Kwaliteit"
    assert any(line.endswith("; mail to Quin Coordinator") for line in lines[before + 2 :])


def test_in_short_a_level_that_everybody_was_told_of_before_names_no_search(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path, without=(TL, QC, QM, BOARD)))
    lines = shown(asked(memory, date(2026, 11, 16)))
    assert "    nobody who is team_leader can be told, so it goes to: school_leader" in lines
    assert not [line for line in lines if "nobody was found" in line]
    run(memory, date(2026, 11, 20), date(2026, 11, 27))
    lines = shown(asked(memory, date(2026, 11, 27)))
    second = lines.index("  2026-11-27: 10 school late, so the quality_coordinator hears of it too")
    assert lines[second + 1] == "    nobody was told: everybody there was already told"
    assert lines[second + 2] == "What comes, when nothing changes"


def test_what_was_taken_back_goes_on_with_its_own_ladder(memory: SqlStore, tmp_path: Path) -> None:
    load(memory, write_board(tmp_path))
    run(memory, date(2026, 11, 20), date(2026, 11, 20))
    with memory.board(SLUG) as session:
        done = Act(event=Event.REPORT_DONE, actor=OWNER, done="Rooster hangt er")
        act_on_action(session, SHIPPED, "A-004", done, on(date(2026, 11, 20), hour=12))
    run(memory, date(2026, 11, 23), date(2026, 11, 30))
    with memory.board(SLUG) as session:
        back = Act(event=Event.TAKE_BACK, actor=OWNER)
        act_on_action(session, SHIPPED, "A-004", back, on(date(2026, 11, 30), hour=12))
    run(memory, date(2026, 12, 1), date(2026, 12, 1))
    trace = asked(memory, date(2026, 12, 1))
    said = texts(trace)
    assert "its reminders go on as they were: Olga Eigenaar took the last step back on 2026-11-30" in said
    # 5 was sent on 20 November in its first version, 10 came due on 27 November and is told now
    assert step(trace, "escalation-1").people == (TL,)
    assert step(trace, "escalation-1").told[0].decided == date(2026, 11, 20)
    assert step(trace, "escalation-2").people == (QC,)
    assert (
        "it came due on 2026-11-27 and was decided on 2026-12-01: until then it was with somebody else, which was "
        "taken back" in said
    )
    assert [one.version for one in trace.versions] == [2]
    id = step(trace, "escalation-1").told[0].message
    assert id is not None
    (mail,) = [one for one in asked(memory, date(2026, 12, 1), id).steps if one.step == "escalation-1"]
    assert mail.on == date(2026, 11, 20)
    assert mail.search is not None  # the rule of its running ladder, not only what the ledger holds


def test_what_was_kept_back_by_a_step_that_was_taken_back_is_still_to_come(
    memory: SqlStore, tmp_path: Path
) -> None:
    load(memory, write_board(tmp_path))
    run(memory, DUE, DUE)
    (row,) = [row for row in _ledger(memory) if row.notice.step == "0"]
    for event in (Event.REPORT_DONE, Event.TAKE_BACK):
        with memory.board(SLUG) as session:
            act = Act(event=event, actor=OWNER, done="Rooster hangt er")
            act_on_action(session, SHIPPED, "A-004", act, on(DUE, hour=12))
    with memory.board(SLUG) as session:
        session.set_notices([row.id], NoticeState.WITHHELD, MOVED_ON)
    due = step(asked(memory, DUE, hours=8), "0")
    assert (due.outcome, due.expected) == (Outcome.WITHHELD, date(2026, 11, 16))
    assert "on 2026-11-16, when nothing changes: Olga Eigenaar" in map(str, due.say)


def _ledger(store: SqlStore) -> list[LedgerRow]:
    with store.reading(SLUG) as session:
        return list(session.ledger())

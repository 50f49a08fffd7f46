"""Every rule of the doctor on a table: a fact that is wrong, and what is found then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pdca.domain.calendar.days import Period
from pdca.domain.errors import Message
from pdca.domain.notices.notice import ItemKind
from pdca.services.boards.vacancies import Vacancy
from pdca.services.engine.nightly import DIFFERENCES, FAULTS
from pdca.services.engine.tick import DELIVER_MAIL, ESCALATE, NIGHTLY
from pdca.services.health.examine import check_installation, heartbeat, is_well
from pdca.services.health.facts import BoardFacts, DatabaseFacts, Facts, MailFacts, SettingsFacts
from pdca.services.health.findings import Area, Finding, Level
from pdca.services.records import MessageState, Run

TODAY = date(2026, 11, 20)  # a Friday
SEND_AT = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
NOW = SEND_AT + timedelta(hours=2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

BOARD = BoardFacts(
    slug="kade",
    today=TODAY,
    since=date(2026, 8, 1),
    send_at=SEND_AT,
    is_mail_day=True,
    is_decided=True,
    last_decided=TODAY,
    last_event=NOW - HOUR,
)


def a_run(name: str = ESCALATE, ago: timedelta = MINUTE, **changes: object) -> Run:
    run = Run(name=name, started=NOW - ago, ended=NOW - ago + timedelta(seconds=1))
    return replace(run, **changes)  # type: ignore[arg-type]  # fields by keyword


WELL = Facts(
    now=NOW,
    settings=SettingsFacts(),
    database=DatabaseFacts(revision="0001", head="0001"),
    horizon=Period(date(2024, 8, 1), date(2030, 7, 31)),
    boards=(BOARD,),
    runs={ESCALATE: (a_run(),), NIGHTLY: (a_run(NIGHTLY, 4 * HOUR),), DELIVER_MAIL: (a_run(DELIVER_MAIL),)},
)


def board(**changes: object) -> Facts:
    return replace(WELL, boards=(replace(BOARD, **changes),))  # type: ignore[arg-type]  # fields by keyword


def runs(*several: Run) -> Facts:
    return replace(WELL, runs={**WELL.runs, several[0].name: several})


def mail(**changes: object) -> Facts:
    return replace(WELL, mail=MailFacts(**changes))  # type: ignore[arg-type]  # fields by keyword


def nightly(**counts: int) -> Facts:
    return runs(a_run(NIGHTLY, 4 * HOUR, counts=counts))


def bad(facts: Facts) -> list[tuple[Level, Area]]:
    return [(one.level, one.area) for one in check_installation(facts) if one.level is not Level.OK]


def test_when_all_is_well_every_area_says_so_and_nothing_else() -> None:
    found = check_installation(WELL)
    assert {one.area for one in found} == set(Area)
    assert {one.level for one in found} == {Level.OK}
    assert is_well(found)


E, W = Level.ERROR, Level.WARN


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (replace(WELL, settings=SettingsFacts(is_captured=True)), (W, Area.SETTINGS)),
        (replace(WELL, settings=SettingsFacts(secret=Message("too weak"))), (E, Area.SETTINGS)),
        (replace(WELL, settings=SettingsFacts(elsewhere=Message("no https"))), (E, Area.SETTINGS)),
        (replace(WELL, settings=SettingsFacts(is_base_url_local=True)), (W, Area.SETTINGS)),
        (replace(WELL, horizon=None), (E, Area.CALENDAR)),
        (replace(WELL, horizon=Period(date(2024, 8, 1), date(2026, 7, 31))), (E, Area.CALENDAR)),
        (replace(WELL, horizon=Period(date(2027, 8, 1), date(2030, 7, 31))), (E, Area.CALENDAR)),
        (replace(WELL, horizon=Period(date(2024, 8, 1), date(2027, 11, 19))), (W, Area.CALENDAR)),
        (board(beyond_horizon=("A-1",)), (W, Area.CALENDAR)),
        (board(last_event=NOW + 6 * MINUTE), (E, Area.CLOCK)),
        (board(is_decided=False, last_decided=TODAY - DAY), (E, Area.ENGINE)),
        (board(is_decided=False, last_decided=None), (E, Area.ENGINE)),
        (replace(WELL, runs={**WELL.runs, ESCALATE: ()}), (E, Area.ENGINE)),
        (runs(a_run(ago=27 * HOUR)), (E, Area.ENGINE)),
        (runs(a_run(error="kade: OperationalError")), (E, Area.ENGINE)),
        (runs(a_run(ago=2 * HOUR, ended=None), a_run(ago=3 * HOUR)), (W, Area.ENGINE)),
        (runs(a_run(NIGHTLY, 27 * HOUR)), (W, Area.ENGINE)),
        (nightly(**{FAULTS: 1}), (E, Area.ENGINE)),
        (nightly(**{DIFFERENCES: 2}), (W, Area.ENGINE)),
        (mail(given_up=1), (E, Area.MAIL)),
        (mail(waiting_since=NOW - 11 * MINUTE), (E, Area.MAIL)),
        (mail(counts={MessageState.HELD: 3}), (W, Area.MAIL)),
        (mail(counts={MessageState.RETRY: 3}), (W, Area.MAIL)),
        (mail(counts={MessageState.IN_DOUBT: 1}), (W, Area.MAIL)),
        (replace(WELL, was_smtp_asked=True, smtp=Message("refused")), (E, Area.MAIL)),
        (board(undeliverable=("A-1", "A-2")), (W, Area.BOARD)),
        (board(unowned={ItemKind.ACTION: ("A-1",)}), (W, Area.BOARD)),
        (board(vacancies=(Vacancy(role="team_leader", instead="school_leader"),)), (W, Area.BOARD)),
        (board(without_region=("De Brug", "De Haven")), (W, Area.BOARD)),
        (board(has_quality_manager=False), (W, Area.BOARD)),
        (board(has_quality_manager=False, has_board_member=False), (E, Area.BOARD)),
        (replace(WELL, boards=()), (W, Area.BOARD)),
        (replace(WELL, database=replace(WELL.database, is_risky=True)), (E, Area.DATABASE)),
    ],
)
def test_one_wrong_fact_is_one_finding(facts: Facts, found: tuple[Level, Area]) -> None:
    assert bad(facts) == [found]
    assert is_well(check_installation(facts)) is (found[0] is not Level.ERROR)


@pytest.mark.parametrize(
    "database",
    [
        DatabaseFacts(fault=Message("no such database"), head="0002"),
        DatabaseFacts(head="0002"),
        DatabaseFacts(revision="0001", head="0002"),
        DatabaseFacts(revision="0009", head="0002", is_known=False),
    ],
)
def test_a_database_that_cannot_be_asked_is_one_error_and_nothing_is_claimed_about_the_rest(
    database: DatabaseFacts,
) -> None:
    facts = Facts(now=NOW, settings=SettingsFacts(), database=database, horizon=WELL.horizon)
    found = check_installation(facts)
    assert [(one.level, one.area) for one in found] == [
        (Level.ERROR, Area.DATABASE),
        (Level.OK, Area.SETTINGS),
        (Level.OK, Area.CALENDAR),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        board(is_decided=False, is_mail_day=False),
        board(is_decided=False, since=TODAY),
        board(is_decided=False, send_at=NOW - 14 * MINUTE),
        runs(a_run(ago=30 * MINUTE, ended=None), a_run()),
        mail(waiting_since=NOW - 9 * MINUTE),
        mail(waiting_since=NOW + HOUR),
        mail(counts={MessageState.SENT: 500}),
        board(last_event=NOW + 4 * MINUTE),
    ],
)
def test_what_is_as_it_should_be_is_no_finding(facts: Facts) -> None:
    assert bad(facts) == []


def test_the_worst_comes_first_and_says_what_to_do() -> None:
    facts = replace(
        board(undeliverable=("A-1",)), settings=SettingsFacts(is_captured=True, secret=Message("weak"))
    )
    found = check_installation(facts)
    assert [one.level for one in found[:3]] == [Level.ERROR, Level.WARN, Level.WARN]
    assert all(one.todo is not None for one in found if one.level is not Level.OK)


def test_many_items_are_a_number_and_a_few_names() -> None:
    many = board(unowned={ItemKind.ACTION: tuple("ABCDEFG")})
    (found,) = [one for one in check_installation(many) if one.area is Area.BOARD]
    assert isinstance(found, Finding)
    assert str(found.what) == "items that wait for nobody who works here: 7 (A, B, C, D, E, ...)"


@pytest.mark.parametrize(
    ("kind", "item", "command"),
    [
        (ItemKind.ACTION, "A-1", "pdca action reassign A-1 --to"),
        (ItemKind.TASK, "audit/PSL/2027/team", "pdca task reassign audit/PSL/2027/team --to"),
        (ItemKind.CYCLE, "audit/PSL/2027", "pdca cycle reassign audit/PSL/2027 --to"),
        (ItemKind.REQUEST, "A-1/request-1", "pdca action grant"),
    ],
)
def test_what_nobody_has_is_handed_over_with_the_command_of_its_kind(
    kind: ItemKind, item: str, command: str
) -> None:
    (found,) = [one for one in check_installation(board(unowned={kind: (item,)})) if one.todo is not None]
    assert command in str(found.todo)


def test_a_vacancy_that_is_told_already_is_not_told_twice() -> None:
    vacancies = tuple(Vacancy(role=role, instead=None) for role in ("quality_manager", "board_member"))
    facts = board(has_quality_manager=False, has_board_member=False, vacancies=vacancies)
    assert bad(facts) == [(E, Area.BOARD)]


def test_moments_are_told_in_the_time_of_the_board() -> None:
    facts = replace(runs(a_run(ago=27 * HOUR)), zone="Europe/Amsterdam")
    (found,) = [one for one in check_installation(facts) if one.level is Level.ERROR]
    assert str(found.what) == "the engine stands still since 2026-11-19 06:30"
    (found,) = [
        one for one in check_installation(board(last_event=NOW + 3 * HOUR)) if one.level is Level.ERROR
    ]
    assert str(found.what) == "the clock is behind: something was recorded on 2026-11-20 at 12:30"


def test_a_demo_whose_clock_stayed_behind_is_told_how_to_let_it_catch_up() -> None:
    facts = replace(board(last_event=NOW + DAY), settings=SettingsFacts(clock_ahead=1000))
    assert bad(facts) == [(W, Area.CLOCK)]
    (found,) = [one for one in check_installation(facts) if one.area is Area.CLOCK]
    assert str(found.todo) == "let it catch up with: export PDCA_CLOCK_AHEAD=87400"
    assert (W, Area.CLOCK) not in bad(replace(facts, now=NOW + DAY))


def test_the_heartbeat_says_when_the_engine_was_last_heard() -> None:
    beat = heartbeat(WELL, check_installation(WELL))
    assert (beat.ok, beat.seconds_since_tick, beat.errors, beat.warnings) == (True, 59, 0, 0)
    assert beat.last_decided == {"kade": TODAY}


def test_a_heart_that_never_beat_has_no_seconds() -> None:
    facts = replace(WELL, runs={})
    beat = heartbeat(facts, check_installation(facts))
    assert (beat.ok, beat.last_tick, beat.seconds_since_tick, beat.errors) == (False, None, None, 1)

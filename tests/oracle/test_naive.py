"""The naive calculation against days worked out by hand from the rules, with a calendar beside it."""

import csv
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.days import Days, easter_sunday
from tests.oracle.ladder import Policy
from tests.oracle.naive import Row, notices, sent
from tests.oracle.random_worlds import policy_toml, random_world, write_board_folder
from tests.oracle.world import Absence, Action, DayOff, Person, TakenBack, Unit, World

OWNER, TL, QC, SL, QM, BM = (f"{name}@waterlijn.example" for name in ("owner", "tl", "qc", "sl", "qm", "bm"))
UNITS = (
    Unit(code="BST", name="Bestuur", kind="board", region="midden"),
    Unit(code="PSL", name="De Peilschaal", kind="school", parent="BST", region="midden"),
    Unit(code="ONB", name="Onderbouw", kind="team", parent="PSL"),
)
LADDER_ROLES = {
    TL: ("team_leader", "ONB"),
    QC: ("quality_coordinator", "PSL"),
    SL: ("school_leader", "PSL"),
    QM: ("quality_manager", "BST"),
    BM: ("board_member", "BST"),
}
STUDY_DAY = DayOff(unit="PSL", first=date(2026, 10, 14))
NOVEMBER_13 = date(2026, 11, 13)


def person(email: str, unit: str = "ONB", **changes: Any) -> Person:
    roles = (LADDER_ROLES[email],) if email in LADDER_ROLES else ()
    values: dict[str, Any] = {"email": email, "name": email.partition("@")[0], "unit": unit, "roles": roles}
    return Person(**{**values, **changes})


def everybody(**of_owner: Any) -> tuple[Person, ...]:
    return (person(OWNER, **of_owner), *(person(one, unit) for one, (_, unit) in LADDER_ROLES.items()))


def each_day(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def action(**changes: Any) -> Action:
    values: dict[str, Any] = {
        "ref": "A-004",
        "unit": "PSL",
        "owner": OWNER,
        "grade": "improvement",
        "due": NOVEMBER_13,
        "start": date(2026, 9, 21),
    }
    return Action(**{**values, **changes})


def world(last: date, *, item: Action | None = None, load: date = date(2026, 9, 1), **changes: Any) -> World:
    values: dict[str, Any] = {
        "units": UNITS,
        "people": everybody(),
        "actions": (item or action(),),
        "load_day": load,
        "run_days": each_day(load, last),
        "days_off": (STUDY_DAY,),
    }
    return World(**{**values, **changes})


def told(rows: Sequence[Row], first: date = date.min) -> list[tuple[str, str, str | None]]:
    """Return (day, step, who) of the action itself from a day on, in order of day and step."""
    kept = [(row[0], row[2], row[4]) for row in rows if row[1] == "A-004" and row[0] >= first]
    return [(f"{day:%m-%d}", step, who) for day, step, who in kept]


def test_the_worked_example_of_the_rules_line_for_line() -> None:
    rows = [row for row in sent(world(date(2027, 1, 31))) if row[1] == "A-004"]
    to_owner = [(row[0].isoformat(), row[2], row[3]) for row in rows if row[4] == OWNER]
    to_others = [(row[0].isoformat(), row[2], row[3], row[4]) for row in rows if row[4] != OWNER]
    assert to_owner == [
        ("2026-09-21", "assigned", "assigned"),
        ("2026-10-30", "-10", "reminder"),
        ("2026-11-10", "-3", "reminder"),
        ("2026-11-13", "0", "due"),
        ("2026-11-20", "5", "overdue"),
        ("2026-11-27", "10", "overdue"),
        ("2026-12-04", "15", "overdue"),
        ("2026-12-11", "20", "overdue"),
        ("2027-01-22", "40", "overdue"),
    ]
    assert to_others == [
        ("2026-11-20", "escalation-1", "escalation", TL),
        ("2026-11-27", "escalation-2", "escalation", QC),
        ("2026-12-11", "escalation-3", "escalation", SL),
    ]


def test_the_christmas_holiday_shifts_the_steps_after_the_due_date() -> None:
    item = action(start=date(2026, 11, 23), due=date(2026, 12, 16))
    assert told(sent(world(date(2027, 1, 31), item=item))) == [
        ("11-23", "assigned", OWNER),
        ("12-02", "-10", OWNER),
        ("12-11", "-3", OWNER),
        ("12-16", "0", OWNER),
        ("01-06", "5", OWNER),  # 17 and 18 December, 4, 5 and 6 January
        ("01-06", "escalation-1", TL),
        ("01-13", "10", OWNER),
        ("01-13", "escalation-2", QC),
        ("01-20", "15", OWNER),
        ("01-27", "20", OWNER),
        ("01-27", "escalation-3", SL),
    ]


def test_what_is_taken_back_leaves_the_ladder_where_it_was() -> None:
    stood = TakenBack(ref="A-004", done_on=date(2026, 11, 20), back_on=date(2026, 12, 7))
    rows = sent(world(date(2027, 1, 31), taken_back=(stood,)))
    assert told(rows, date(2026, 11, 13)) == [
        ("11-13", "0", OWNER),
        ("11-20", "5", OWNER),
        ("11-20", "escalation-1", TL),
        (
            "12-08",
            "15",
            OWNER,
        ),  # 10 came due on 27 November and 15 on 4 December: only the higher one is sent
        ("12-08", "escalation-2", QC),
        ("12-11", "20", OWNER),
        ("12-11", "escalation-3", SL),
        ("01-22", "40", OWNER),
    ]


def test_a_due_date_inside_a_holiday_comes_due_on_the_first_school_day_after_it() -> None:
    item = action(start=date(2026, 11, 30), due=date(2026, 12, 24))
    assert told(sent(world(date(2027, 1, 11), item=item))) == [
        ("11-30", "assigned", OWNER),
        ("12-07", "-10", OWNER),
        ("12-16", "-3", OWNER),
        ("01-04", "0", OWNER),
        ("01-11", "5", OWNER),
        ("01-11", "escalation-1", TL),
    ]


def test_a_major_climbs_twice_as_fast_and_a_reminder_before_its_start_does_not_exist() -> None:
    item = action(grade="major", start=date(2026, 10, 26), due=date(2026, 11, 6))
    assert told(sent(world(date(2027, 1, 15), item=item))) == [
        ("10-26", "assigned", OWNER),  # -10 would be 16 October
        ("11-03", "-3", OWNER),
        ("11-06", "0", OWNER),
        ("11-11", "3", OWNER),  # 5 x 0.5 = 2.5, rounded up
        ("11-11", "escalation-1", TL),
        ("11-13", "5", OWNER),
        ("11-13", "escalation-2", QC),
        ("11-20", "10", OWNER),
        ("11-20", "escalation-3", SL),
        ("11-27", "15", OWNER),
        ("12-04", "20", OWNER),
        ("12-04", "escalation-4", BM),
        ("01-15", "40", OWNER),
    ]


def test_an_inspection_order_counts_working_days_through_study_day_and_holiday() -> None:
    item = action(grade="inspection_order", start=date(2026, 10, 5), due=date(2026, 10, 9))
    assert told(sent(world(date(2026, 11, 6), item=item))) == [
        ("10-05", "assigned", OWNER),
        ("10-06", "-3", OWNER),
        ("10-09", "0", OWNER),
        ("10-14", "3", OWNER),
        ("10-14", "escalation-1", TL),
        ("10-16", "5", OWNER),
        ("10-16", "escalation-2", QC),
        ("10-23", "10", OWNER),
        ("10-23", "escalation-3", SL),
        ("10-30", "15", OWNER),
        ("11-06", "20", OWNER),
        ("11-06", "escalation-4", BM),
    ]


def test_calendar_days_count_at_the_weekend_but_mail_waits_for_a_working_day() -> None:
    item = action(due=date(2026, 11, 14))  # a Saturday
    policy = {"notices": {"days": "calendar", "owner_steps": [-1]}, "escalation": []}
    assert told(sent(world(date(2026, 12, 31), item=item, policy=policy))) == [
        ("09-21", "assigned", OWNER),
        ("11-13", "-1", OWNER),
        ("11-16", "0", OWNER),
        ("12-04", "20", OWNER),  # 14 November + 20 days; the next is 24 December, a Thursday
        ("12-24", "40", OWNER),
    ]


@pytest.mark.parametrize(
    ("faster", "steps"),
    [
        ("0.1", [1, 3, 5, 7]),  # 1, 1 -> 3, 2 -> 5, 4 -> 7
        ("0.3", [2, 4, 6, 12]),  # 1.5, 3 -> 4, 6, 12
        ("0.5", [3, 5, 10, 20]),
        ("0.7", [4, 7, 14, 28]),  # ten times 0.7 is exactly 7
        ("1.1", [6, 11, 22, 44]),
    ],
)
def test_escalation_steps_are_exact_decimals_and_stay_two_days_apart(faster: str, steps: list[int]) -> None:
    policy = {"grades": {"minor": {"faster": Decimal(faster)}}}
    assert Policy(world(NOVEMBER_13, policy=policy)).escalation_steps("minor") == steps


def test_a_strength_has_no_levels_and_is_recalled_every_twenty_days_after_its_date() -> None:
    rows = told(sent(world(date(2027, 1, 31), item=action(grade="strength"))), NOVEMBER_13)
    assert rows == [("11-13", "0", OWNER), ("12-11", "20", OWNER), ("01-22", "40", OWNER)]


def test_an_item_that_is_overdue_when_loaded_starts_its_ladder_on_the_day_of_loading() -> None:
    late = world(date(2026, 11, 30), load=date(2026, 11, 23))
    assert told(sent(late)) == [
        ("11-23", "0", OWNER),
        ("11-30", "5", OWNER),
        ("11-30", "escalation-1", TL),
    ]
    assert [row.step for row in notices(late) if row.state == "superseded"] == ["assigned"]


def test_a_team_leader_who_stands_in_for_the_owner_gets_the_escalation_only() -> None:
    absences = (Absence(email=OWNER, first=date(2026, 11, 12)),)
    rows = sent(world(date(2026, 11, 30), people=everybody(deputy=TL), absences=absences))
    assert told(rows, date(2026, 11, 12)) == [
        ("11-13", "0", TL),
        ("11-20", "escalation-1", TL),
        ("11-27", "10", TL),
        ("11-27", "escalation-2", QC),
    ]


@pytest.mark.parametrize(
    ("wait", "last", "expected"),
    [
        # Back on Thursday 19 November: the third school day after the 13th is the 18th, the fourth the 19th.
        (3, date(2026, 11, 18), [("11-13", "reassign", TL), ("11-19", "0", OWNER)]),
        (4, date(2026, 11, 18), [("11-19", "0", OWNER)]),
        # Back on Sunday the 15th, before the first school day after: any day counts for being back.
        (1, date(2026, 11, 14), [("11-16", "0", OWNER)]),
        (0, date(2026, 11, 14), [("11-13", "reassign", TL), ("11-16", "0", OWNER)]),
    ],
)
def test_steps_wait_for_the_owner_and_a_new_one_is_asked_for_when_it_takes_too_long(
    wait: int, last: date, expected: list[tuple[str, str, str]]
) -> None:
    absences = (Absence(email=OWNER, first=date(2026, 11, 12), last=last),)
    policy = {"notices": {"wait_for_owner": wait}}
    rows = sent(world(date(2026, 11, 19), absences=absences, policy=policy))
    assert told(rows, date(2026, 11, 12)) == expected


def test_reassign_gives_way_to_an_escalation_to_the_same_person_and_does_not_come_again() -> None:
    absences = (Absence(email=OWNER, first=date(2026, 11, 16)),)
    rows = sent(world(date(2026, 11, 30), absences=absences))
    assert told(rows, date(2026, 11, 14)) == [("11-20", "escalation-1", TL), ("11-27", "escalation-2", QC)]


def test_a_leaver_has_no_stand_in_so_a_new_owner_is_asked_for_although_the_deputy_is_there() -> None:
    people = everybody(active_until=date(2026, 11, 12), deputy=QC)
    rows = sent(world(date(2026, 11, 16), people=people))
    assert told(rows, date(2026, 11, 10)) == [("11-10", "-3", OWNER), ("11-13", "reassign", TL)]


def test_an_undeliverable_level_is_tried_until_somebody_is_there_and_a_later_one_then_adds_nobody() -> None:
    people = (person(OWNER), person(BM, "BST"))
    absences = (Absence(email=BM, first=date(2026, 11, 1), last=date(2026, 11, 30)),)
    alone = world(date(2026, 12, 1), people=people, absences=absences)
    assert [row for row in told(sent(alone), date(2026, 11, 14)) if row[2] != OWNER] == [
        ("11-20", "escalation-1", None),
        ("11-27", "escalation-2", None),
        ("12-01", "escalation-1", BM),
    ]
    given_up = [row.step for row in notices(alone) if row.state == "superseded"]
    assert given_up == ["escalation-2"]


def test_the_items_of_a_team_leader_skip_the_team_leaders_level() -> None:
    people = everybody(roles=(("team_leader", "ONB"),))
    rows = [row for row in told(sent(world(date(2026, 12, 12), people=people))) if row[2] != OWNER]
    assert rows == [("11-27", "escalation-2", QC), ("12-11", "escalation-3", SL)]


def test_a_board_members_own_item_escalates_to_nobody_and_shows_up_in_the_overview() -> None:
    item = action(unit="BST", owner=BM, grade="decision")
    rows = sent(world(date(2027, 2, 1), item=item))
    assert {row[4] for row in rows if row[1] == "A-004"} == {BM}
    assert [row[2] for row in rows if row[1] == "A-004" and row[0] > NOVEMBER_13] == [
        *("5", "10", "15", "20", "25", "30", "35", "40")
    ]
    assert [row for row in rows if row[1] != "A-004"] == [
        (date(2027, 2, 1), "overview/BST/2027-02", "overview", "overview", QM)
    ]


def test_after_a_month_of_downtime_the_owner_gets_one_notice_and_each_level_its_own_people() -> None:
    days = each_day(date(2026, 9, 1), date(2026, 11, 12)) + each_day(date(2026, 12, 14), date(2026, 12, 18))
    down = world(date(2026, 12, 18), run_days=days)
    assert told(sent(down), date(2026, 11, 13)) == [
        ("12-14", "20", OWNER),
        ("12-14", "escalation-1", TL),
        ("12-14", "escalation-2", QC),
        ("12-14", "escalation-3", SL),
    ]
    given_up = [row.step for row in notices(down) if row.state == "superseded" and row.date.month == 12]
    assert given_up == ["0", "5", "10", "15"]


@pytest.mark.parametrize(
    ("down", "expected"),
    [
        ((), ["2027-01-04", "2027-02-01"]),  # Christmas holiday until Sunday 3 January
        (each_day(date(2027, 1, 1), date(2027, 1, 5)), ["2027-01-06", "2027-02-01"]),
        (each_day(date(2027, 1, 1), date(2027, 1, 31)), ["2027-02-01"]),
    ],
)
def test_the_overview_goes_on_the_first_school_day_of_the_month_or_the_next_one_in_it(
    down: tuple[date, ...], expected: list[str]
) -> None:
    days = tuple(day for day in each_day(date(2026, 9, 1), date(2027, 2, 5)) if day not in down)
    rows = [row for row in sent(world(date(2027, 2, 5), run_days=days)) if row[3] == "overview"]
    assert rows == [
        (date.fromisoformat(day), f"overview/ONB/{day[:7]}", "overview", "overview", TL) for day in expected
    ]


def test_public_holidays_fall_on_the_published_days_and_the_board_may_change_them() -> None:
    assert [easter_sunday(year).isoformat() for year in (2024, 2025, 2026, 2027, 2028, 2029, 2030)] == [
        *("2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21")
    ]
    shipped = Days(world(NOVEMBER_13))
    assert shipped.is_public_holiday(date(2025, 4, 26))  # the 27th is a Sunday
    assert not shipped.is_public_holiday(date(2025, 4, 27))
    assert not shipped.is_public_holiday(date(2027, 3, 26))
    add, drop = ("good-friday", "2027-05-07"), ("liberation-day",)
    changed = Days(world(NOVEMBER_13, holidays_add=add, holidays_drop=drop))
    answers = [changed.is_public_holiday(date(2027, *day)) for day in ((3, 26), (5, 7), (5, 5), (5, 6))]
    assert answers == [True, True, False, True]


def test_a_unit_takes_region_and_days_off_from_above_and_without_region_only_the_common_holidays() -> None:
    units = (
        Unit(code="BST", name="Bestuur", kind="board"),
        Unit(code="N", name="Noord", kind="school", parent="BST", region="noord"),
        Unit(code="NT", name="Team", kind="team", parent="N"),
    )
    off = (DayOff(unit="N", first=date(2026, 11, 2)), DayOff(unit="BST", first=date(2026, 11, 3)))
    days = Days(world(NOVEMBER_13, units=units, days_off=off))
    assert not days.counts("school", "NT", date(2026, 10, 12))
    assert days.counts("school", "NT", date(2026, 10, 19))
    assert days.counts("school", "BST", date(2026, 10, 12))
    assert not days.counts("school", "BST", date(2026, 12, 21))
    assert not days.counts("school", "NT", date(2026, 11, 2))
    assert days.counts("school", "BST", date(2026, 11, 2))
    assert not days.counts("school", "NT", date(2026, 11, 3))


def test_a_random_world_is_repeatable_and_its_folder_says_the_same(tmp_path: Path) -> None:
    for seed in range(40):
        one = random_world(seed)
        assert one == random_world(seed)
        folder = tmp_path / str(seed)
        write_board_folder(one, folder)
        assert (folder / "policy.toml").exists() == (one.policy is not None)
        assert tomllib.loads(policy_toml(one.policy or {}), parse_float=Decimal) == (one.policy or {})
        with (folder / "actions.csv").open(encoding="utf-8", newline="") as file:
            assert [row["ref"] for row in csv.DictReader(file)] == [item.ref for item in one.actions]
        assert tomllib.loads((folder / "board.toml").read_text(encoding="utf-8"))["slug"] == "toevalsbestuur"

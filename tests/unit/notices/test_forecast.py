"""What will be told when nobody acts: the worked example of the rules, and the same as deciding day by day."""

from dataclasses import replace
from datetime import date, timedelta

from pdca.domain.board import Clocks
from pdca.domain.calendar.holidays import PublicHolidays
from pdca.domain.notices.decide import Rules, decide, next_notice_on
from pdca.domain.notices.forecast import forecast
from pdca.domain.notices.notice import EMPTY, Deadline, ItemKind, NoticeState
from pdca.domain.notices.policy import GradeRules, NoticeRules, Policy
from pdca.domain.people.organisation import DayOff
from tests.builders.board import ANNA, POLICY, an_organisation, school_holidays

ITEM = Deadline(
    item="A-004",
    version=1,
    kind=ItemKind.ACTION,
    unit="BRUG",
    owner=ANNA,
    due=date(2026, 11, 13),
    since=date(2026, 9, 21),
    grade="improvement",
)
FIRST, LAST = date(2026, 9, 21), date(2027, 1, 31)
STUDY_DAY = DayOff(unit="BRUG", first=date(2026, 10, 14), last=date(2026, 10, 14))


def rules(policy: Policy) -> Rules:
    """Build the rules of De Brug, with its study day."""
    organisation = an_organisation()
    clocks = Clocks(organisation, PublicHolidays(), school_holidays(), (STUDY_DAY,))
    return Rules(organisation, policy, clocks.of("BRUG"))


def test_the_worked_example_is_foretold_line_by_line() -> None:
    three_levels = replace(POLICY, grades={"improvement": GradeRules(max_level=3)})
    told = [
        (f"{day:%m-%d}", notice.step, (notice.recipient or "").partition("@")[0])
        for day, notices in forecast(ITEM, EMPTY, FIRST, LAST, rules(three_levels))
        for notice in notices
    ]
    assert told == [
        ("09-21", "assigned", "anna"),
        ("10-30", "-10", "anna"),
        ("11-10", "-3", "anna"),
        ("11-13", "0", "anna"),
        ("11-20", "5", "anna"),
        ("11-20", "escalation-1", "tess"),
        ("11-27", "10", "anna"),
        ("11-27", "escalation-2", "quin"),
        ("12-04", "15", "anna"),
        ("12-11", "20", "anna"),
        ("12-11", "escalation-3", "sam"),
        ("01-22", "40", "anna"),
    ]


def test_a_forecast_is_what_deciding_every_single_day_gives() -> None:
    board = rules(POLICY)
    history, expected = EMPTY, []
    for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
        day = date.fromordinal(ordinal)
        decided = decide(ITEM, history, day, board)
        history = history.adding(decided)
        if decided:
            expected.append((day, decided))
    assert list(forecast(ITEM, EMPTY, FIRST, LAST, board)) == expected


def test_a_forecast_goes_on_from_what_was_told_and_ends_when_nothing_is_left() -> None:
    silent = rules(Policy(notices=NoticeRules(overdue_every=0, overdue_later=0)))
    history = EMPTY.adding(decide(ITEM, EMPTY, FIRST, silent))
    days = [day for day, _ in forecast(ITEM, history, FIRST + timedelta(days=1), LAST, silent)]
    assert days == [date(2026, 10, 30), date(2026, 11, 10), date(2026, 11, 13)]
    assert next_notice_on(ITEM, history, FIRST, silent) == date(2026, 10, 30)


def test_a_forecast_shows_every_day_once_also_when_nobody_can_be_told() -> None:
    organisation = an_organisation(
        without=[f"{name}@kade.example" for name in ("tess", "quin", "sam", "noor", "bo")]
    )
    clocks = Clocks(organisation, PublicHolidays(), school_holidays())
    lonely = Rules(organisation, POLICY, clocks.of("BRUG"))
    found = list(forecast(ITEM, EMPTY, FIRST, date(2026, 11, 26), lonely))
    assert [(day, [one.state for one in notices]) for day, notices in found[-1:]] == [
        (date(2026, 11, 20), [NoticeState.QUEUED, NoticeState.UNDELIVERABLE])
    ]


def test_steps_on_days_in_a_row_are_all_foretold_up_to_and_with_the_last_day() -> None:
    dense = rules(Policy(notices=NoticeRules(owner_steps=(-2, -1), overdue_every=1, overdue_later=0)))
    found = [day for day, _ in forecast(ITEM, EMPTY, date(2026, 11, 11), date(2026, 11, 13), dense)]
    assert found == [date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 13)]

"""A simulated year as people read it: the chart in any window, who is asked how much, and what hangs on whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pdca.cli.foreseen.hanging import as_rows, counts, show_cycles
from pdca.cli.foreseen.numbers import MONTHS, axis, drawn, show_escalations, show_mails, show_minutes
from pdca.cli.terminal.desk import Desk
from pdca.domain.cycles.cycle import CycleState
from pdca.domain.cycles.programme import Words
from pdca.domain.errors import Message
from pdca.services.simulation.burden import Group, GroupLoad, PersonLoad
from pdca.services.simulation.hanging import Awaited, Cause, Hanging, Standing
from pdca.services.simulation.summary import Summary
from tests.builders.board import POLICY

YEAR = [(date(2026, 8, 3) + timedelta(weeks=number), number % 7) for number in range(52)]


def test_each_month_stands_under_its_first_week() -> None:
    weeks = [week for week, _ in YEAR]
    names = axis(weeks, MONTHS["nl"])
    starts = [n for n in range(52) if n == 0 or weeks[n].month != weeks[n - 1].month]
    assert [names[start : start + 3] for start in starts] == [
        MONTHS["nl"][weeks[n].month - 1] for n in starts
    ]


def test_a_month_of_one_week_at_the_edge_gives_way_to_the_next() -> None:
    weeks = [date(2026, 11, 23) + timedelta(weeks=number) for number in range(10)]
    assert axis(weeks, MONTHS["nl"]) == "  dec jan"


def test_months_of_few_columns_are_named_where_there_is_room() -> None:
    weeks = [date(2026, 8, 3) + timedelta(weeks=4 * number) for number in range(13)]
    names = axis(weeks, MONTHS["en"])
    assert names.split() == ["Aug", "Nov", "Mar", "Jul"]
    starts = [names.index(name) for name in names.split()]
    assert [MONTHS["en"][weeks[start].month - 1] for start in starts] == names.split()


@pytest.mark.parametrize(
    ("width", "each", "shown"), [(60, 1, 52), (52, 1, 52), (51, 2, 26), (20, 3, 18), (1, 52, 1)]
)
def test_where_the_window_is_narrow_some_weeks_stand_together(width: int, each: int, shown: int) -> None:
    weeks, together = drawn(YEAR, width)
    assert (together, len(weeks)) == (each, shown)
    assert sum(mails for _, mails in weeks) == sum(mails for _, mails in YEAR)
    assert len(weeks) <= width


NAMES = {"anna": "Anna", "bas": "Bas", "tess": "Tess", "sam": "Sam"}
AUDIT = Hanging(
    id="internal-audit/BRUG/2026-2027",
    programme="internal-audit",
    title=Words("Interne audit", "Internal audit"),
    unit="BRUG",
    unit_name="De Brug",
    period="2026-2027",
    phase=CycleState.ACT,
    due=date(2027, 5, 19),
    ends=date(2027, 5, 19),
    standing=Standing.LATE,
    days_late=42,
    cause=Cause.ROUNDING_OFF,
    waits_for=(Awaited(person="anna"),),
    missing=(
        Message("the report is not there yet: say where it can be found"),
        Message("the reflection is missing: say whether it helped, and why"),
    ),
)
GREEN = replace(AUDIT, unit="HAVEN", unit_name="De Haven", cause=Cause.CLOSING, missing=())
QUIET = Summary(
    first=date(2026, 8, 1),
    last=date(2027, 7, 31),
    mails=0,
    notices={},
    weeks=(),
    peaks=(),
    people=(),
    escalations={},
    undeliverable=0,
    cycles_open_before=1,
    cycles_opened=2,
    cycles_closed=1,
    cycles_open=("a", "b"),
    actions_secured=0,
    actions_open=0,
    minutes_median=0.0,
    minutes_by_group=(),
)


def told(capsys: pytest.CaptureFixture[str], *cycles: Hanging, locale: str = "nl") -> list[str]:
    """Return what is shown of cycles that did not close."""
    show_cycles(Desk(locale), QUIET, cycles, NAMES)
    return capsys.readouterr().out.splitlines()


def test_each_late_cycle_stands_below_its_programme_with_who_and_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(capsys, AUDIT, GREEN) == [
        "Cycli open bij het begin: 1, geopend: 2, gesloten: 1; niet gesloten: 2",
        "  te laat: 2",
        "    wachten op de afronding, zoals verslag en terugblik: 1 (Anna 1)",
        "    alles klaar, wachten op het afsluiten: 1 (Anna 1)",
        "",
        "Te laat, per programma",
        "  Interne audit",
        "    De Brug: de fase borgen moest op 19 mei 2027 klaar zijn; wacht op Anna",
        "      het verslag is er nog niet; schrijf op waar het te vinden is",
        "      de terugblik ontbreekt; schrijf op of het hielp, en waarom",
        "    De Haven: de fase borgen moest op 19 mei 2027 klaar zijn; wacht op Anna",
        "      alles is klaar, alleen afsluiten moet nog",
    ]


def test_what_is_not_over_yet_is_counted_and_shown_only_when_it_is_behind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = told(
        capsys,
        replace(AUDIT, standing=Standing.BEHIND),
        replace(AUDIT, standing=Standing.ON_COURSE, unit_name="De Oever"),
        locale="en",
    )
    assert lines[1] == "  not over yet, their last phase runs beyond 31 July 2027: 2"
    assert lines[3] == "Not over yet, but behind in the phase they are in"
    assert not [line for line in lines if "De Oever" in line or line.startswith("  late")]


def test_of_many_who_are_waited_for_the_first_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    everybody = tuple(Awaited(person=one) for one in ("sam", "tess", "bas", "anna"))
    lines = told(capsys, AUDIT, replace(AUDIT, waits_for=everybody))
    assert (
        "    wachten op de afronding, zoals verslag en terugblik: 2 (Anna 2, Bas 1, Sam 1 en nog 1)" in lines
    )


def test_a_stand_in_and_nobody_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(
        capsys,
        replace(AUDIT, waits_for=(Awaited(person="anna", stand_in="bas"),)),
        replace(AUDIT, waits_for=(Awaited(person=None),)),
    )
    assert any(line.endswith("; wacht op Bas voor Anna") for line in lines)
    assert any(line.endswith("; wacht op nog niemand: er moet iemand gezocht worden") for line in lines)


def test_a_program_reads_the_same_facts() -> None:
    (row,) = as_rows(Desk("en"), [AUDIT], NAMES)
    assert row["waits_for"] == [{"email": "anna", "name": "Anna", "stand_in": None}]
    assert row["missing"][0] == "the report is not there yet: say where it can be found"
    late = counts([AUDIT, GREEN, replace(AUDIT, standing=Standing.BEHIND)])
    assert (late["late"], late["behind"], late["on_course"]) == (2, 1, 0)
    assert {cause: count for cause, count in late["late_by_cause"].items() if count} == {
        "rounding_off": 1,
        "closing": 1,
    }


def test_a_year_without_mail_shows_no_chart_and_no_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk("nl")
    show_mails(desk, QUIET)
    show_minutes(desk, QUIET, NAMES)
    show_escalations(desk, QUIET, POLICY)
    assert capsys.readouterr().out.split("\n") == [
        "Mails: 0 aan 0 mensen; per persoon gemiddeld 0,0 per week",
        "",
        "",
    ]


def test_minutes_and_calls_for_help_are_told_by_group_and_role(capsys: pytest.CaptureFixture[str]) -> None:
    busy = replace(
        QUIET,
        weeks=tuple((week, mails) for week, mails in YEAR * 3),
        people=(PersonLoad("anna", Group.STAFF, 9, 2, 1.4),),
        minutes_by_group=(GroupLoad(Group.STAFF, 1, 1.4, 1.4),),
        escalations={"escalation-1": 3, "escalation-4": 1},
        undeliverable=2,
    )
    desk = Desk("nl")
    show_mails(desk, busy)
    show_minutes(desk, busy, NAMES)
    show_escalations(desk, busy, POLICY)
    said = capsys.readouterr().out
    assert "Mails per 2 weken (het meeste is 11)" in said
    assert "  leraren en medewerkers: 1,4 (de middelste van 1), hoogstens 1,4" in said
    assert "Om hulp gevraagd bij stap 1 (teamleider): 3 keer" in said
    assert "Om hulp gevraagd bij stap 4 (bestuurder): 1 keer" in said
    assert "Berichten waarvoor niemand is gevonden: 2" in said

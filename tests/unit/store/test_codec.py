"""Values become canonical JSON and come back equal; what does not fit is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.domain.actions.action import Action, Request
from pdca.domain.board import Board
from pdca.domain.calendar.days import DayMode
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import Gate, PhasePlan, Programme, ProgrammeKind, TaskPlan, Words
from pdca.domain.errors import Damaged
from pdca.domain.notices.policy import GradeRules, Level, NoticeRules, Policy
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit, UnitKind
from pdca.store.codec import canonical, decode

GOVERNED = (Board, Unit, Person, Absence, DayOff, Process, Action, Request, Cycle)
POLICY = Policy(
    notices=NoticeRules(days=DayMode.WORKING, owner_steps=(-5, 0), send_at=time(8, 0)),
    ladder=(Level(5, "team_leader"), Level(10, "board_member")),
    grades={
        "major": GradeRules(faster=Decimal("0.50"), days=DayMode.CALENDAR),
        "strength": GradeRules(max_level=0),
    },
)
PROGRAMME = Programme(
    code="audit",
    kind=ProgrammeKind.INTERNAL_AUDIT,
    title=Words("Interne audit", "Internal audit"),
    scope=UnitKind.SCHOOL,
    owner="quality_coordinator",
    closes="school_leader",
    schedule=Schedule(every=Every.RRULE, first="2026-10-01", rrule="FREQ=YEARLY;INTERVAL=3"),
    phases=(
        PhasePlan(
            name="plan",
            length=20,
            gates=(Gate.TASKS_DONE,),
            tasks=(TaskPlan(code="t", role="r", title=Words("a", "b")),),
        ),
        PhasePlan(name="do", length=5, gates=tuple(Gate)),
    ),
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    day: date
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    text: str
    number: int
    truth: bool
    day: date
    moment: datetime
    clock: time
    amount: Decimal
    colour: Colour
    inner: Inner
    maybe: Inner | None = None
    many: tuple[Inner, ...] = ()
    pair: tuple[int, int] | None = None
    words: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    table: Mapping[str, Inner] = field(default_factory=dict)


DAY = date(2026, 11, 20)
FULL = Everything(
    text="Café ‘één’\n🙂",
    number=-3,
    truth=True,
    day=DAY,
    moment=datetime(2026, 11, 20, 7, 30, 0, 5, tzinfo=UTC),
    clock=time(7, 30),
    amount=Decimal("0.50"),
    colour=Colour.BLUE,
    inner=Inner(DAY),
    maybe=Inner(DAY, Colour.BLUE),
    many=(Inner(DAY), Inner(date(2027, 1, 1))),
    pair=(10, 1),
    words=frozenset({"b", "a"}),
    days=frozenset({DAY, date(2025, 1, 1)}),
    table={"z": Inner(DAY), "a": Inner(DAY, Colour.BLUE)},
)


def test_a_value_with_everything_comes_back_equal() -> None:
    assert decode(Everything, canonical(FULL)) == FULL


def test_keys_are_sorted_sets_ordered_and_nothing_is_spaced_or_escaped() -> None:
    text = canonical(FULL)
    assert text.startswith(
        '{"amount":"0.50","clock":"07:30:00","colour":"blue","day":"2026-11-20","days":["2025-'
    )
    assert '"table":{"a":{"colour":"blue","day":"2026-11-20"},"z":' in text
    assert '"text":"Café ‘één’\\n🙂"' in text
    assert '"words":["a","b"]' in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"day":"2026-11-20","size":1}', "unknown field size"),
        ("{}", "day"),
        ('{"day":"2026-13-20"}', "month"),
        ('{"day":"2026-11-20","colour":"green"}', "green"),
        ("[1]", "list"),
        ("{", "Expecting"),
    ],
)
def test_what_does_not_fit_the_class_is_refused(text: str, fault: str) -> None:
    with pytest.raises(Damaged, match=fault):
        decode(Inner, text)


def test_what_is_missing_takes_its_default() -> None:
    assert decode(Inner, '{"day":"2026-11-20"}') == Inner(DAY, Colour.RED)


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        canonical(object())


def test_a_tuple_of_different_types_is_refused_when_the_class_is_first_read() -> None:
    @dataclass(frozen=True)
    class Mixed:
        both: tuple[int, str]

    with pytest.raises(Damaged, match="different types"):
        decode(Mixed, "{}")


@pytest.mark.parametrize("cls", GOVERNED, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_every_governed_value_comes_back_equal(cls: type[object], data: st.DataObject) -> None:
    value = data.draw(st.from_type(cls))
    assert decode(cls, canonical(value)) == value


@pytest.mark.parametrize("value", [POLICY, PROGRAMME], ids=["policy", "programme"])
def test_rules_and_programmes_come_back_equal(value: object) -> None:
    assert decode(type(value), canonical(value)) == value

"""The plan of approach on De Kade: three schools, one yearly audit, and who may write what."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.approach import Approach, Certification, Part
from pdca.domain.calendar.recurrence import Every, Schedule
from pdca.domain.errors import BadInput, NotFound, PdcaError, Refused, Stale
from pdca.domain.people.organisation import Process, UnitKind
from pdca.services.boards.approach import overtaken, plan_of, write_approach
from pdca.services.boards.export import folder_of
from pdca.services.explain.why import why
from pdca.services.simulation.people import Behaviour
from pdca.services.simulation.run import Scenario, simulate
from pdca.services.situation import Situation
from tests.builders.board import NOOR, SAM
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_folder

BEGAN = date(2026, 9, 21)
WHY = Approach(why="Punten blijven niet meer liggen.")
AUGUST = date(2027, 8, 1)


def write(desk: Desk, wanted: Approach, actor: str = NOOR) -> Approach:
    with desk.store.board("kade") as session:
        return write_approach(session, SHIPPED, wanted, actor, desk.at(BEGAN))


def test_a_plan_grows_part_by_part_and_says_what_is_left(desk: Desk) -> None:
    desk.load(BEGAN, processes=(Process(code="LEZEN", name="Leesonderwijs", unit="BRUG", owner=SAM),))
    first = write(desk, WHY)
    assert first.left == (Part.SCOPE, Part.START, Part.CERTIFICATE)
    second = write(desk, replace(first, units=("BRUG",), processes=("LEZEN",), start=AUGUST))
    third = write(desk, replace(second, certification=Certification.NO))
    assert (first.version, second.version, third.version) == (1, 2, 3)
    assert third.left == ()
    with desk.store.reading("kade") as session:
        assert session.approach() == third
        plan = plan_of(Situation(session, SHIPPED, desk.at(BEGAN)))
    assert [one.by for one in plan.versions] == ["Noor"] * 3
    assert [(one.code, owner, is_chosen) for one, owner, is_chosen in plan.processes] == [
        ("LEZEN", "Sam", True)
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"why": "x" * 2001}, BadInput),
        ({"units": ("NERGENS",)}, BadInput),
        ({"units": ("ONB",)}, BadInput),  # a team takes part with its school
        ({"processes": ("LEZEN",)}, BadInput),
        ({"start": date(2027, 8, 2)}, BadInput),
        ({"certification": Certification.PHASED}, BadInput),
        ({"certification": Certification.PHASED, "certified_in": 2025}, BadInput),
        ({"start": AUGUST, "certification": Certification.YES, "certified_in": 2038}, BadInput),
        ({"version": 1}, Stale),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    desk: Desk, changes: dict[str, Any], fault: type[PdcaError]
) -> None:
    desk.load(BEGAN)
    with pytest.raises(fault):
        write(desk, replace(WHY, **changes))
    with desk.store.reading("kade") as session:
        assert session.approach() is None


def test_the_last_year_of_a_certificate_is_ten_years_after_the_start(desk: Desk) -> None:
    desk.load(BEGAN)
    wanted = replace(WHY, start=AUGUST, certification=Certification.YES, certified_in=2037)
    assert write(desk, wanted).certified_in == 2037


def test_only_who_sets_up_the_board_writes_it(desk: Desk) -> None:
    desk.load(BEGAN)
    with pytest.raises(Refused, match="Sam"):
        write(desk, WHY, SAM)


def test_a_second_writer_is_told_what_the_first_changed(desk: Desk) -> None:
    desk.load(BEGAN)
    first = write(desk, WHY)
    write(desk, replace(first, start=AUGUST))
    with pytest.raises(Stale):
        write(desk, replace(first, units=("BRUG",)))
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(BEGAN))
        then, at_first = overtaken(situation, 1), overtaken(situation, 0)
        assert overtaken(situation, 2) is None
    assert then is not None
    assert at_first is not None
    assert (then.by, then.parts) == ("Noor", (Part.START,))
    assert at_first.parts == (Part.WHY, Part.START)


def test_writing_what_stands_there_already_is_no_new_version(desk: Desk) -> None:
    desk.load(BEGAN)
    first = write(desk, WHY)
    assert write(desk, WHY) == first
    with desk.store.reading("kade") as session:
        assert len(session.events(key="approach")) == 1


def units_with_a_cycle(desk: Desk, period: str = "2026-2027") -> set[str]:
    with desk.store.reading("kade") as session:
        return {one.unit for one in session.cycles() if one.period == period}


def test_a_programme_opens_for_whoever_takes_part_and_the_plan_says_when(desk: Desk) -> None:
    audit = a_programme()
    later = a_programme(code="later", schedule=replace(audit.schedule, first="2027-2028"))
    never = a_programme(
        code="never", schedule=Schedule(every=Every.SCHOOL_YEAR, opens=(10, 1), first="2040-2041")
    )
    of_the_board = a_programme(code="review", scope=UnitKind.BOARD)
    desk.load(BEGAN, programmes=[audit, later, never, of_the_board])
    write(desk, replace(WHY, units=("BRUG",), start=AUGUST))
    with desk.store.reading("kade") as session:
        plan = plan_of(Situation(session, SHIPPED, desk.at(BEGAN)))
    told = {
        one.programme.code: ([unit.code for unit in one.units], one.is_for_all, one.first, one.before)
        for one in plan.rounds
    }
    assert told == {
        "internal-audit": (["BRUG"], False, date(2027, 10, 1), 1),
        "later": (["BRUG"], False, date(2027, 10, 1), 0),
        "never": (["BRUG"], False, None, 0),
        "review": (["KADE"], True, date(2027, 10, 1), 1),
    }
    assert [one.programme.code for one in plan.early] == ["internal-audit", "review"]
    desk.run(date(2026, 10, 1))
    assert units_with_a_cycle(desk) == {"BRUG", "KADE"}


def test_a_programme_that_is_limited_to_a_unit_opens_there_only(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme(units=("HAVEN",))])
    desk.run(date(2026, 10, 1))
    assert units_with_a_cycle(desk) == {"HAVEN"}


def test_what_is_open_goes_on_for_who_no_longer_takes_part(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    desk.run(date(2026, 10, 1))
    write(desk, replace(WHY, units=("BRUG",)))
    with desk.store.reading("kade") as session:
        assert plan_of(Situation(session, SHIPPED, desk.at(BEGAN))).going_on == 2
    desk.run(date(2026, 10, 2), date(2026, 10, 30))
    assert desk.cycle("internal-audit/HAVEN/2026-2027").state.is_open
    assert desk.told("internal-audit/HAVEN/2026-2027/appoint-team")
    desk.tick(date(2027, 10, 1))
    assert units_with_a_cycle(desk, "2027-2028") == {"BRUG"}


def test_a_school_that_joins_begins_with_what_opens_from_then_on(desk: Desk) -> None:
    desk.load(BEGAN, programmes=[a_programme()])
    first = write(desk, replace(WHY, units=("BRUG",)))
    desk.run(date(2026, 10, 1))
    with desk.store.board("kade") as session:
        wanted = replace(first, units=("BRUG", "HAVEN"))
        write_approach(session, SHIPPED, wanted, NOOR, desk.at(date(2027, 6, 1)))
    desk.tick(date(2027, 6, 2))
    assert units_with_a_cycle(desk) == {"BRUG"}
    desk.tick(date(2027, 10, 4))
    assert units_with_a_cycle(desk, "2027-2028") == {"BRUG", "HAVEN"}
    assert units_with_a_cycle(desk) == {"BRUG"}


def test_the_plan_goes_out_with_the_folder_and_comes_in_with_it(desk: Desk) -> None:
    audit = a_programme(units=("BRUG", "HAVEN"))
    assert desk.load(BEGAN, programmes=[audit]).added.get("approach") is None
    written = write(desk, replace(WHY, units=("BRUG",), start=AUGUST))
    with desk.store.reading("kade") as session:
        folder = folder_of(session)
    assert folder.approach == replace(written, version=0)
    assert folder.programmes == (audit,)
    assert desk.load(BEGAN, programmes=[audit], approach=folder.approach).is_empty

    wider = replace(folder.approach, units=("BRUG", "HAVEN"))
    assert desk.load(BEGAN, programmes=[audit], approach=wider).changed == {"approach": 1}
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(BEGAN))
        assert session.approach() == replace(wider, version=2)
        assert len(plan_of(situation).versions) == 2
        passed = overtaken(situation, 1)
        assert passed is not None
        assert passed.parts == (Part.SCOPE,)


def test_what_people_decided_since_it_was_loaded_stays_when_the_folder_is_loaded_again(desk: Desk) -> None:
    plan = replace(WHY, units=("BRUG",))
    assert desk.load(BEGAN, approach=plan).added["approach"] == 1
    with desk.store.reading("kade") as session:
        first = session.approach()
    assert first == replace(plan, version=1)
    write(desk, replace(first, units=("BRUG", "HAVEN")))
    assert desk.load(BEGAN, approach=plan).is_empty
    desk.load(BEGAN, approach=replace(plan, start=AUGUST))
    with desk.store.reading("kade") as session:
        assert session.approach() == replace(plan, version=3, units=("BRUG", "HAVEN"), start=AUGUST)
    assert desk.load(BEGAN).is_empty


def test_a_simulated_year_opens_what_the_plan_says(desk: Desk) -> None:
    folder = a_folder(programmes=[a_programme()], approach=replace(WHY, units=("BRUG",)))
    scenario = Scenario(first=BEGAN, last=date(2026, 10, 2), behaviour=Behaviour.NOBODY_ACTS, seed=0)
    simulate(desk.store, SHIPPED, SHIPPED.vocabulary, folder, scenario)
    assert units_with_a_cycle(desk) == {"BRUG"}


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("internal-audit/OEVER/2026-2027", "De Oever does not take part, by the plan of approach"),
        ("internal-audit/haven/2026-2027/audit-day", "its programme is limited to De Brug"),
        ("internal-audit/BRUG/2030-2031", "nothing here is called"),
        ("internal-audit/ONB/2026-2027", "nothing here is called"),
    ],
)
def test_who_asks_about_a_cycle_that_does_not_open_is_told_why(desk: Desk, id: str, said: str) -> None:
    desk.load(BEGAN, programmes=[a_programme(units=("BRUG",))])
    write(desk, replace(WHY, units=("BRUG", "HAVEN")))
    with pytest.raises(NotFound, match=said):
        why(desk.store, SHIPPED, id, desk.at(BEGAN))

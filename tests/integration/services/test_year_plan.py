"""The year plan of a board with very many cycles: each of them is on it, once."""

from dataclasses import replace
from datetime import date

from pdca.domain.calendar.days import Period
from pdca.services.seeing.year_plan import lines_in
from pdca.services.situation import Situation
from tests.builders.cycles import a_cycle
from tests.integration.services.desk import SHIPPED, Desk

LOADED, MANY = date(2026, 10, 5), 450


def test_every_one_of_very_many_cycles_is_on_it_once(desk: Desk) -> None:
    desk.load(LOADED)
    one, now = a_cycle(), desk.at(LOADED)
    with desk.store.board("kade") as session:
        for number in range(MANY):
            cycle = replace(one, programme=f"programme-{number:03}")
            session.record("cycle_opened", cycle, actor="engine", at=now)
    with desk.store.reading("kade") as session:
        year = Period(date(2026, 8, 1), date(2027, 7, 31))
        lines = lines_in(Situation(session, SHIPPED, now), frozenset({"BRUG"}), year)
    assert [line.id for line in lines] == [f"programme-{number:03}/BRUG/2026-2027" for number in range(MANY)]

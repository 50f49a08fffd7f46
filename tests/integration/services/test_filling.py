"""A role that nobody held when the year's cycles opened: whoever gets it finds the work, and nobody gives it out."""

from datetime import date

from pdca.services.cycles.keeping import settle_cycles
from pdca.services.people.handing_over import Wish, plan_handover
from tests.builders.board import BAS, HUGO, NOOR, a_person
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk

BEGAN, OPENS, CAME, NEXT = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 6)
AUDIT = "internal-audit/BRUG/2026-2027"
SOMEBODY = a_person("quin", "BRUG", "staff@BRUG")
ROLE = a_person("quin", "BRUG", "quality_coordinator@BRUG")


def settle(desk: Desk, day: date) -> int:
    return settle_cycles(desk.store, "kade", SHIPPED, desk.at(day, hours=-5))


def test_whoever_gets_the_role_is_told_what_is_theirs_and_whoever_was_asked_that_it_goes_on(
    desk: Desk,
) -> None:
    desk.load(BEGAN, people=[SOMEBODY], programmes=[a_programme()])
    desk.run(OPENS, CAME)
    plan = f"{AUDIT}/audit-plan"
    assert (desk.cycle(AUDIT).owner, desk.cycle(AUDIT).task("audit-plan").owner) == (None, None)
    assert desk.told(plan) == [("10-01", "reassign", "noor")]
    assert settle(desk, CAME) == 0
    desk.load(CAME, people=[ROLE], programmes=[a_programme()])
    assert (settle(desk, NEXT), settle(desk, NEXT)) == (1, 0)
    cycle = desk.cycle(AUDIT)
    assert (cycle.owner, cycle.task("audit-plan").owner) == (ROLE.email, ROLE.email)
    assert cycle.task("audit-day").owner == HUGO  # nobody took anything from whoever had it
    desk.run(NEXT)
    assert ("10-06", "assigned", "quin") in desk.told(plan)
    with desk.store.reading("kade") as session:
        (event,) = [one for one in session.events(key=AUDIT) if one.kind == "cycle_filled"]
    assert event.actor == "engine"
    assert desk.store.verify("kade") == []


def test_whoever_handed_over_before_a_cycle_opened_takes_it_up_in_a_new_role(desk: Desk) -> None:
    desk.load(BEGAN, people=[SOMEBODY], programmes=[a_programme()])
    day = date(2026, 9, 28)
    wish = Wish(leaver=SOMEBODY.email, successor=BAS, day=day, roles=(), leads=(), reason="ander werk")
    with desk.store.board("kade") as session:
        plan_handover(session, SHIPPED, wish, NOOR, desk.at(BEGAN))
    desk.run(day, CAME)
    desk.load(CAME, people=[ROLE], programmes=[a_programme()])
    assert settle(desk, NEXT) == 1
    assert desk.cycle(AUDIT).owner == ROLE.email

"""At the end of a cycle each open action is decided about, and so is an earlier cycle that nobody closed."""

import re
from dataclasses import replace

import pytest

from pdca.domain.cycles.cycle import Cycle, CycleState, PreviousChoice, Task
from pdca.domain.cycles.opening import DECIDE_PREVIOUS
from pdca.domain.cycles.programme import Words
from pdca.services.cycles.keeping import ENGINE, keep_cycle
from pdca.services.situation import Situation
from tests.web.house import BOARD, Browser, House

AUDIT = "internal-audit/RIV/2026-2027"
CLOSING = f"/b/waterlijn/cycles/{AUDIT}/closing"
LATER = "safety-monitor/RIV/2026-2027"
LEFT, NEXT = "safety-monitor/KRW/2025-2026", "safety-monitor/KRW/2026-2027"
NEXT_AT = f"/b/waterlijn/cycles/{NEXT}"


@pytest.fixture
def owner(house: House) -> Browser:
    """Whoever runs the audit, on its closing page."""
    browser = house.browser("e.demirtas")
    browser.get(CLOSING)
    return browser


def test_each_action_gets_a_decision_of_its_own(house: House, owner: Browser) -> None:
    owner.submit("/decide", ref=["A-013"], decision="carry_over", target=LATER, reason="Loopt door")
    assert "Over één actie is besloten." in owner.says
    owner.submit("/decide", ref=["A-014"], decision="merge", into="A-013", reason="Zelfde werk")
    with house.runtime.store.reading(BOARD) as session:
        carried, merged = session.action("A-013"), session.action("A-014")
        assert [one.reason for one in session.events(key="A-013") if one.kind == "action_carry_over"] == [
            "Loopt door"
        ]
    assert (carried.cycle, carried.carried, carried.is_open) == (LATER, 1, True)
    assert not merged.is_open
    assert "A-013" not in owner.says


def test_what_was_decided_about_an_action_stands_in_the_history_and_the_record_of_its_cycle(
    house: House, owner: Browser
) -> None:
    owner.submit("/decide", ref=["A-013"], decision="carry_over", target=LATER, reason="Loopt door")
    owner.submit("/decide", ref=["A-014"], decision="merge", into="A-013", reason="Zelfde werk")
    owner.get(f"/b/waterlijn/cycles/{AUDIT}")
    assert "Esra Demirtas nam een actie mee" in owner.says
    owner.get(f"/b/waterlijn/cycles/{AUDIT}/record")
    carried, merged = owner.says.index("(“A-013 Medicatieprotocol"), owner.says.index("(“A-014 Stagebeoor")
    assert owner.says[carried:merged].count(": Loopt door”)") == 1
    assert ": Zelfde werk”)" in owner.says[merged:]
    assert re.search(r"A-013\s+Medicatieprotocol[^–]+Tim Boerhoorn\s+meegenomen\s", owner.says)
    owner.get(f"/b/waterlijn/cycles/{LATER}/record")
    assert "Zelfde werk" not in owner.says


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"ref": [], "decision": "drop", "reason": "Klaar ermee"}, "Kies minstens één actie"),
        ({"ref": ["A-013"], "decision": "drop", "reason": " "}, "Vul dit in."),
        ({"ref": ["A-013"], "decision": "merge", "reason": "Zelfde werk"}, "zoals A-004"),
        ({"ref": ["A-013"], "decision": "cancel", "reason": "Weg ermee"}, "Kies minstens één actie"),
    ],
    ids=["none ticked", "no reason", "merge into nothing", "no decision"],
)
def test_a_decision_that_lacks_something_is_not_taken_and_stays_filled_in(
    house: House, owner: Browser, fields: dict[str, str | list[str]], wrong: str
) -> None:
    before = house.fingerprint()
    page = owner.submit("/decide", **fields)
    assert page.status_code == 422
    assert wrong in owner.says
    assert str(fields["reason"]).strip() in page.text
    assert house.fingerprint() == before


def test_a_decision_is_taken_about_all_that_were_ticked_or_about_none(house: House, owner: Browser) -> None:
    before = house.fingerprint()
    page = owner.submit("/decide", ref=["A-013", "A-001"], decision="drop", reason="Klaar ermee")
    assert page.status_code == 409
    assert "Klaar ermee" in page.text
    assert house.fingerprint() == before


def test_who_does_not_run_the_cycle_is_not_asked_to_decide_and_cannot(house: House) -> None:
    leader = house.browser("p.laanstra")
    page = leader.get(CLOSING)
    assert "/decide" not in page.text
    assert "Esra Demirtas kan dit doen." in leader.says
    before = house.fingerprint()
    sent = {"ref": "A-013", "decision": "drop", "reason": "Klaar ermee"}
    answer = leader.post(CLOSING.replace("/closing", "/decide"), sent)
    assert answer.status_code == 409
    assert "Klaar ermee" in answer.text
    assert house.fingerprint() == before


def test_the_third_time_the_board_is_asked_instead(house: House) -> None:
    with house.runtime.store.board(BOARD) as session:
        twice = replace(session.action("A-013"), carried=2)
        session.record("action_carry_over", twice, actor=ENGINE, at=house.clock.now())
    owner = house.browser("e.demirtas")
    owner.get(CLOSING)
    assert "nog een keer meenemen is aan het bestuur" in owner.says
    owner.submit(
        "/decide", ref=["A-013"], decision="carry_over", target=LATER, reason="Het wacht op de gemeente"
    )
    assert "A-013 wacht op het besluit van het bestuur." in owner.says
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-013").cycle == AUDIT
        assert session.open_request("A-013") is not None
    owner.get(f"/b/waterlijn/cycles/{AUDIT}/record")
    assert "A-013 Medicatieprotocol" in owner.says
    assert "nam een actie mee (“A-013" not in owner.says
    member = house.browser("m.oldenhuis")
    member.get(f"/b/{BOARD}/actions/A-013/do/grant")
    member.submit("/do/grant", reason="Dit jaar nog één keer")
    owner.get(f"/b/waterlijn/cycles/{AUDIT}/record")
    assert "Marijke Oldenhuis nam een actie mee (“A-013" in owner.says


@pytest.fixture
def holder(house: House) -> Browser:
    """Whoever runs a cycle whose predecessor was never closed and still has an open action."""
    with house.runtime.store.board(BOARD) as session:
        situation = Situation(session, house.runtime.shipped, house.clock.now())
        cycle = session.cycle(NEXT)
        left = replace(cycle, period="2025-2026", state=CycleState.ACT, tasks=(), waits="", since=None)
        keep_cycle(situation, None, left, event="cycle_opened")
        moved = replace(session.action("A-033"), cycle=LEFT)
        session.record("action_linked", moved, actor=ENGINE, at=situation.now)
        task = Task(
            code=DECIDE_PREVIOUS,
            phase=cycle.state,
            role="",
            title=Words(nl="Besluit over de vorige ronde", en="Decide about the round before"),
            owner=cycle.owner,
            since=house.today,
        )
        asked = replace(cycle, previous=LEFT, tasks=(*cycle.tasks, task))
        keep_cycle(situation, cycle, asked, event="cycle_settled")
    browser = house.browser("m.oosterling")
    browser.get(NEXT_AT)
    return browser


def both(house: House) -> tuple[Cycle, Cycle]:
    with house.runtime.store.reading(BOARD) as session:
        return session.cycle(LEFT), session.cycle(NEXT)


STEP = f"/tasks/{DECIDE_PREVIOUS}/done"


def test_an_earlier_cycle_is_taken_along_with_its_actions(house: House, holder: Browser) -> None:
    assert "2025-2026 staat nog open." in holder.says
    holder.submit(STEP, choice="carry")
    left, current = both(house)
    holder.get(f"/b/waterlijn/cycles/{LEFT}/record")
    assert "Mirjam Oosterling nam een actie mee (“A-033" in holder.says
    assert left.state is CycleState.CANCELLED
    assert current.task(DECIDE_PREVIOUS).choice is PreviousChoice.CARRY
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-033").cycle == NEXT


def test_both_may_run_when_somebody_says_why(house: House, holder: Browser) -> None:
    page = holder.submit(STEP, choice="run_both")
    assert page.status_code == 422
    assert 'id="f-reason-error"' in page.text
    assert 'value="run_both" checked' in page.text
    holder.submit(STEP, reason="De gemeente rondt het oude onderzoek nog af")
    left, current = both(house)
    assert left.state is CycleState.ACT
    assert current.task(DECIDE_PREVIOUS).choice is PreviousChoice.RUN_BOTH


def test_a_cycle_that_is_not_closed_yet_cannot_be_called_closed(house: House, holder: Browser) -> None:
    page = holder.submit(STEP, choice="close")
    assert page.status_code == 409
    assert LEFT not in holder.says, "it is called by its title"
    assert "2025-2026" in holder.says
    assert both(house)[1].task(DECIDE_PREVIOUS).choice is None


def test_an_earlier_cycle_is_not_left_out_nor_decided_about_without_a_choice(
    house: House, holder: Browser
) -> None:
    assert f"/tasks/{DECIDE_PREVIOUS}/waive" not in str(holder.page and holder.page.text)
    page = holder.submit(STEP)
    assert page.status_code == 422
    assert 'id="f-choice-error"' in page.text
    assert both(house)[1].task(DECIDE_PREVIOUS).choice is None

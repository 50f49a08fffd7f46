"""A link acts as its holder and on its own board, whatever it is given."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Phase
from pdca.domain.actions.machine import Event
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.domain.cycles.tasks import TaskAct
from pdca.domain.errors import NotFound, Refused
from pdca.services.mailing.acting import LinkView, Outcome, act_from_link, look
from pdca.services.mailing.links import Capability, Links
from pdca.services.situation import Situation
from tests.builders.board import ANNA, NOOR, QUIN, TESS
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_row

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
LINK = Capability(board="kade", item="A-004", version=1, person=ANNA, purpose="act", until=date(2026, 12, 13))


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """A board on which Anna has something to do."""
    desk.load(date(2026, 11, 2), a_row())
    return desk


def test_it_is_the_holder_who_acts_whomever_the_act_names(loaded: Desk) -> None:
    act = Act(event=Event.REPORT_DONE, actor=TESS, done="Rooster hangt")
    with loaded.store.board("kade") as session:
        assert act_from_link(session, SHIPPED, LINK, act, NOW) is Outcome.DONE
        assert session.action("A-004").phase is Phase.CHECK
        assert session.events(key="A-004")[-1].actor == ANNA


def test_a_link_does_not_lend_the_rights_of_whom_the_act_names(loaded: Desk) -> None:
    act = Act(event=Event.REPORT_DONE, actor=ANNA, done="Rooster hangt")
    with loaded.store.board("kade") as session, pytest.raises(Refused):
        act_from_link(session, SHIPPED, replace(LINK, person=TESS), act, NOW)


def test_a_link_of_another_board_does_nothing_here(loaded: Desk) -> None:
    act = Act(event=Event.REPORT_DONE, actor=ANNA, done="Rooster hangt")
    with loaded.store.board("kade") as session, pytest.raises(NotFound):
        act_from_link(session, SHIPPED, replace(LINK, board="waterlijn"), act, NOW)


OPENS = date(2026, 10, 1)
AUDIT = "internal-audit/BRUG/2026-2027"
DONE = TaskAct(event=TaskEvent.DONE, actor=TESS)


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """A board on which an audit opened."""
    desk.load(date(2026, 9, 21), programmes=[a_programme()])
    desk.run(OPENS)
    return desk


def link(desk: Desk, item: str, person: str) -> Capability:
    """Return the link of a mail of today about an item."""
    with desk.store.reading("kade") as session:
        planned = session.deadline(item)
    assert planned is not None
    return replace(LINK, item=item, person=person, version=planned.deadline.version)


def use(desk: Desk, capability: Capability, act: Act | TaskAct | CycleAct) -> Outcome:
    with desk.store.board("kade") as session:
        return act_from_link(session, SHIPPED, capability, act, desk.at(OPENS, hours=6))


def shown(desk: Desk, capability: Capability) -> LinkView:
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(OPENS, hours=6))
        links = Links("https://kade.example", b"k" * 32)
        return look(situation, capability, links, SHIPPED.vocabulary, "en")


def first_task(desk: Desk) -> tuple[str, str]:
    """Return the first task of the audit, and whose it is."""
    task = next(iter(desk.cycle(AUDIT).current_tasks()))
    return f"{AUDIT}/{task.code}", str(task.owner)


def test_a_task_is_done_from_its_link_once(opened: Desk) -> None:
    item, owner = first_task(opened)
    own, other = link(opened, item, owner), link(opened, item, ANNA)
    before = shown(opened, own)
    assert before.task is not None
    assert (f"{AUDIT}/{before.task.code}", before.is_current) == (item, True)
    assert "done" in before.task_events
    assert "done" not in shown(opened, other).task_events
    assert use(opened, own, DONE) is Outcome.DONE
    assert use(opened, own, DONE) is Outcome.ALREADY
    assert use(opened, other, DONE) is Outcome.MOVED_ON
    after = shown(opened, own)
    assert not after.is_current
    assert [(one.kind, one.email, one.day) for one in after.since_then] == [("done", owner, OPENS)]
    assert after.answer == [after.since_then[0]]


def test_a_task_of_a_cycle_that_was_cancelled_asks_nothing(opened: Desk) -> None:
    item, owner = first_task(opened)
    capability = link(opened, item, owner)
    opened.on_cycle(OPENS, AUDIT, CycleEvent.CANCEL, QUIN, reason="school fuseert")
    view = shown(opened, capability)
    assert (view.is_open, view.is_current, view.task_events) == (False, False, frozenset())
    assert use(opened, capability, DONE) is Outcome.MOVED_ON


def test_a_cycle_is_moved_on_from_its_link_by_whoever_runs_it(opened: Desk) -> None:
    for task in list(opened.cycle(AUDIT).current_tasks()):
        opened.on_task(OPENS, f"{AUDIT}/{task.code}", task.owner or NOOR)
    of_quin, of_anna = link(opened, AUDIT, QUIN), link(opened, AUDIT, ANNA)
    view = shown(opened, of_quin)
    assert view.cycle == opened.cycle(AUDIT)
    assert "advance" in view.cycle_events
    assert shown(opened, of_anna).cycle_events == frozenset()
    advance, phase = CycleAct(event=CycleEvent.ADVANCE, actor=QUIN), opened.cycle(AUDIT).state
    with pytest.raises(Refused):
        use(opened, of_anna, advance)
    assert use(opened, of_quin, advance) is Outcome.DONE
    assert use(opened, of_quin, advance) is Outcome.ALREADY
    assert (phase, opened.cycle(AUDIT).state) == ("plan", "do")


def test_the_same_question_is_asked_once_by_one_link(loaded: Desk) -> None:
    ask = Act(event=Event.ASK_MORE_TIME, actor=ANNA, reason="ziek", until=date(2026, 12, 1))
    with loaded.store.board("kade") as session:
        assert act_from_link(session, SHIPPED, LINK, ask, NOW) is Outcome.DONE
        assert act_from_link(session, SHIPPED, LINK, ask, NOW) is Outcome.ALREADY
        assert session.action("A-004").requests == 1

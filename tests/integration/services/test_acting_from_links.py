"""A link acts as its holder and on its own board, whatever it is given."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Phase
from pdca.domain.actions.machine import Event
from pdca.domain.errors import NotFound, Refused
from pdca.services.mailing.acting import Outcome, act_from_link
from pdca.services.mailing.links import Capability
from tests.builders.board import ANNA, TESS
from tests.integration.services.desk import SHIPPED, Desk, a_row

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
LINK = Capability(
    board="kade", item="A-004", version=1, person=ANNA, purpose="act", until=date(2026, 12, 13)
)


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

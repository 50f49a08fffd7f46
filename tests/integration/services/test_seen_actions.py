"""The page of an action: who sees it, and what its next step asks."""

from datetime import date

import pytest

from pdca.domain.actions.action import Phase, Size
from pdca.domain.errors import NotFound
from pdca.services.actions.offering import offers_for
from pdca.services.actions.viewing import seen_action
from pdca.services.conversation.say import say
from pdca.services.situation import Situation
from tests.builders.board import ANNA, TESS, a_person, mail
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN = date(2026, 9, 21)
PIET = mail("piet")


def test_whoever_was_called_in_goes_on_seeing_the_action_and_nobody_else(desk: Desk) -> None:
    called, other = a_person("piet", "ONB", "staff@ONB"), a_person("piet", "HAVEN", "staff@HAVEN")
    desk.load(BEGAN, a_row(unit="ONB"), people=[called])
    with desk.store.board("kade") as session:
        say(session, SHIPPED, "A-004", ANNA, "@piet kijk je mee?", desk.at(BEGAN))
    desk.load(BEGAN, a_row(unit="ONB"), people=[other, a_person("mia", "HAVEN", "staff@HAVEN")], hours=1)
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(BEGAN, hours=2))
        assert seen_action(situation, "A-004", PIET).ref == "A-004"
        with pytest.raises(NotFound):
            seen_action(situation, "A-004", mail("mia"))


def test_a_small_action_in_plan_asks_its_owner_a_date_that_may_stay_empty(desk: Desk) -> None:
    desk.load(BEGAN, a_row(phase=Phase.PLAN, size=Size.SMALL), a_row("A-005", phase=Phase.PLAN))
    with desk.store.reading("kade") as session:
        situation = Situation(session, SHIPPED, desk.at(BEGAN))
        small = offers_for(situation, session.action("A-004"), ANNA).main
        large = offers_for(situation, session.action("A-005"), ANNA).main
        assert offers_for(situation, session.action("A-004"), TESS).main is None
    assert small is not None
    assert large is not None
    assert (small.event, small.fields, small.optional) == ("commit", ("due",), frozenset({"due"}))
    assert large.fields == ("goal", "measure", "due", "check_due", "effect_from")

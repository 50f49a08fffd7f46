"""Who was overtaken reads what others did with an action meanwhile, each in their own words."""

import pytest

from pdca.domain.actions.act import Act
from pdca.domain.actions.machine import Event
from pdca.services.actions.act_on_action import act_on_action
from tests.web.house import BOARD, House, who

NAIMA, TJITSKE, ASKED = "n.berkaoui", "t.aertsveld", "A-030"


def granted(house: House, reason: str) -> str:
    """Let somebody grant what was asked about an action; return why it was asked."""
    with house.runtime.store.board(BOARD) as session:
        request = session.open_request(ASKED)
        assert request is not None
        act = Act(event=Event.GRANT, actor=who(TJITSKE), reason=reason)
        act_on_action(session, house.runtime.shipped, ASKED, act, house.clock.now())
    return request.reason


@pytest.mark.parametrize("answer", ["", "Akkoord, maar dan echt."])
@pytest.mark.parametrize("place", ["actions/A-030/do/extend", "actions?state=open&q=A-030"])
def test_whoever_granted_a_question_is_quoted_with_the_own_words_and_not_with_those_of_who_asked(
    house: House, answer: str, place: str
) -> None:
    browser = house.browser(NAIMA)
    browser.get(f"/b/{BOARD}/{place}")
    asked = granted(house, answer)
    assert asked
    if place.startswith("actions?"):
        page = browser.submit("/actions/many", event="extend", due="2027-04-01", reason="Ruimte.", ref=ASKED)
    else:
        page = browser.submit("/do/extend", due="2027-04-01", reason="Ruimte.")
    assert page.status_code == 409
    assert asked not in browser.says
    if answer and not place.startswith("actions?"):
        assert f"“{answer}”" in browser.says

"""An item asks one thing of whoever has it now."""

from typing import Any

import pytest

from pdca.domain.actions.action import Phase, Size, Verdict
from pdca.domain.actions.asking import asked_of
from pdca.domain.actions.grade import Grade
from pdca.domain.notices.digest import Asked
from tests.builders.actions import IMPROVEMENT, MAJOR, OUTSIDE, an_action
from tests.builders.board import NOOR


@pytest.mark.parametrize(
    ("state", "grade", "asked"),
    [
        ({"phase": Phase.PLAN}, IMPROVEMENT, Asked.COMMIT),
        ({"phase": Phase.DO}, IMPROVEMENT, Asked.REPORT_DONE),
        ({"phase": Phase.CHECK}, IMPROVEMENT, Asked.ASSESS),
        ({"phase": Phase.CHECK, "size": Size.SMALL}, IMPROVEMENT, Asked.SETTLE),
        ({"phase": Phase.ACT, "verdict": Verdict.EFFECTIVE}, IMPROVEMENT, Asked.SECURE),
        ({"phase": Phase.ACT, "verdict": Verdict.EFFECTIVE, "agreer": NOOR}, MAJOR, Asked.AGREE),
        ({"phase": Phase.ACT, "verdict": Verdict.PARTLY}, MAJOR, Asked.ADJUST),
        ({"phase": Phase.ACT, "verdict": Verdict.NOT}, MAJOR, Asked.ADJUST),
        ({"phase": Phase.ACT, "verdict": Verdict.EFFECTIVE}, OUTSIDE, Asked.RECORD),
        ({"phase": Phase.CLOSED}, IMPROVEMENT, Asked.NOTHING),
        ({"phase": Phase.CANCELLED}, IMPROVEMENT, Asked.NOTHING),
    ],
)
def test_each_state_asks_for_its_next_step(state: dict[str, Any], grade: Grade, asked: Asked) -> None:
    assert asked_of(an_action(**state), grade) is asked

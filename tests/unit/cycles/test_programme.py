"""What a programme says about itself."""

import pytest

from pdca.domain.actions.action import Source
from pdca.domain.cycles.programme import Gate, ProgrammeKind, default_gates
from tests.builders.cycles import a_programme


def test_each_phase_has_its_own_plan() -> None:
    assert a_programme().phase("check").length == 20


@pytest.mark.parametrize(
    ("code", "kind", "source", "takes"),
    [
        ("internal-audit", ProgrammeKind.INTERNAL_AUDIT, Source.INTERNAL_AUDIT, True),
        ("audit-zuid", ProgrammeKind.INTERNAL_AUDIT, Source.INTERNAL_AUDIT, True),
        ("internal-audit", ProgrammeKind.INTERNAL_AUDIT, Source.COMPLAINT, False),
        ("parent-survey", ProgrammeKind.SURVEY, Source.PARENT_SURVEY, True),
        ("parent-survey", ProgrammeKind.SURVEY, Source.PUPIL_SURVEY, False),
        ("risk-inventory", ProgrammeKind.CUSTOM, Source.RISK_INVENTORY, True),
        ("risk-inventory", ProgrammeKind.CUSTOM, Source.RISK, False),
    ],
)
def test_a_programme_takes_the_actions_that_come_from_it(
    code: str, kind: ProgrammeKind, source: Source, takes: bool
) -> None:
    assert a_programme(code=code, kind=kind).takes(source) is takes


@pytest.mark.parametrize("phase", ["plan", "do", "check"])
def test_a_phase_before_the_last_asks_for_its_tasks(phase: str) -> None:
    assert default_gates(phase, ProgrammeKind.SURVEY) == (Gate.TASKS_DONE,)


@pytest.mark.parametrize("kind", ProgrammeKind)
def test_the_last_phase_asks_for_everything_and_feedback_where_people_were_asked(kind: ProgrammeKind) -> None:
    asked = kind in (ProgrammeKind.SURVEY, ProgrammeKind.SAFETY_MONITOR)
    assert set(default_gates("act", kind)) == set(Gate) - (set() if asked else {Gate.FEEDBACK_GIVEN})

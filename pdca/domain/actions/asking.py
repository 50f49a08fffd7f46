"""What an item asks of whoever is responsible for it now: one next step, never a choice of five."""

from __future__ import annotations

from pdca.domain.actions.action import Action, Phase, Verdict
from pdca.domain.actions.grade import Grade
from pdca.domain.notices.digest import Asked


def asked_of(action: Action, grade: Grade) -> Asked:
    """Return the next step of an action."""
    if action.phase is Phase.PLAN:
        return Asked.COMMIT
    if action.phase is Phase.DO:
        return Asked.REPORT_DONE
    if action.phase is Phase.CHECK:
        return Asked.SETTLE if action.is_small else Asked.ASSESS
    if action.phase is not Phase.ACT:
        return Asked.NOTHING
    if action.verdict in (Verdict.PARTLY, Verdict.NOT):
        return Asked.ADJUST
    if action.waits_for_agreement:
        return Asked.AGREE
    return Asked.RECORD if grade.outside else Asked.SECURE

"""The line of an improvement: what turned its wheel, without what was taken back."""

from datetime import date, timedelta

import pytest

from pdca.services.actions.lineage import lineage_of
from pdca.services.actions.viewing import Change

BEGAN = date(2026, 9, 21)
PLAN_TO_DO, DO_TO_CHECK = ("phase", "plan", "do"), ("phase", "do", "check")
AUDIT = "internal-audit/BRUG/2026-2027"


def kinds(*steps: str | tuple[str, tuple[str, str, str]]) -> list[str]:
    """Return the line that follows from steps on days in a row, each alone or with what it changed."""
    told = [(one, ()) if isinstance(one, str) else (one[0], (one[1],)) for one in steps]
    changes = [
        Change(seq=at, day=BEGAN + timedelta(days=at), who="Anna", kind=kind, reason="", changed=changed)
        for at, (kind, changed) in enumerate(told, start=1)
    ]
    return [one.kind for one in lineage_of(changes[::-1], {AUDIT: "Audit 2026-2027"})]


def test_what_is_taken_back_leaves_the_line_and_what_came_beside_it_stays() -> None:
    taken = ("take_back", ("phase", "check", "do"))
    assert kinds("new", ("commit", PLAN_TO_DO), ("report_done", DO_TO_CHECK), taken) == ["new", "commit"]
    joined = ("linked", ("cycle", "", AUDIT))
    assert kinds("new", ("report_done", DO_TO_CHECK), joined, taken) == ["new", "linked"]
    again = ("report_done", DO_TO_CHECK)
    assert kinds("new", again, taken, again) == ["new", "report_done"]


@pytest.mark.parametrize(
    ("changed", "kind"), [(("phase", "do", "cancelled"), "merged"), (("cycle", "", AUDIT), "heir")]
)
def test_what_went_into_another_is_told_from_what_took_it_in(
    changed: tuple[str, str, str], kind: str
) -> None:
    assert kinds("new", ("merge", changed)) == ["new", kind]

"""Where an improvement is kept, who looks after it there and when it is looked at again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pdca.domain.actions.action import Action, Phase, Size, Verdict
from pdca.domain.actions.grade import Grade
from pdca.domain.actions.machine import Event
from pdca.domain.actions.setting import Setting
from pdca.domain.errors import BadInput, Refused
from pdca.domain.machine import Who
from pdca.domain.people.organisation import Process
from tests.builders.actions import IMPROVEMENT, OUTSIDE, STRENGTH, a_setting, act, an_action
from tests.builders.board import BAS, QUIN, SAM, TESS, TODAY, a_bench, a_leaver, an_organisation

P, W = Phase, Who
EFFECTIVE: dict[str, Any] = {"verdict": Verdict.EFFECTIVE, "observed": "iedereen leest"}
READING = Process(code="P-07", name="Leesonderwijs", unit="BRUG", owner=SAM)
SAFETY = Process(code="P-11", name="Sociale veiligheid", unit="KADE", owner=TESS)
A_YEAR_ON = date(2027, 11, 2)  # a Tuesday and a school day


def in_act(**changes: Any) -> Action:
    return an_action(**{"phase": P.ACT, "checker": TESS, "closer": QUIN, **EFFECTIVE, **changes})


def with_processes(grade: Grade = IMPROVEMENT, today: date = TODAY) -> Setting:
    return replace(a_setting(W.CLOSER, grade=grade, today=today), processes=(READING, SAFETY))


@pytest.mark.parametrize("text", ["P-07", "p-07", " P-07 ", "Leesonderwijs", "leesonderwijs"])
def test_a_process_is_named_by_its_code_or_name_and_its_owner_looks_after_it(text: str) -> None:
    secured = act(in_act(), Event.SECURE, with_processes(), secured_in=text)
    assert (secured.secured_in, secured.secured_owner) == (text.strip(), SAM)


def test_the_owner_of_the_process_of_the_action_is_not_chosen_for_a_document() -> None:
    with pytest.raises(BadInput, match=r"secure needs: secured_owner$"):
        act(in_act(process="P-11"), Event.SECURE, with_processes(), secured_in="Veiligheidsplan, par. 3")


def test_whoever_is_named_goes_before_the_owner_of_a_process() -> None:
    secured = act(in_act(), Event.SECURE, with_processes(), secured_in="P-07", secured_owner=BAS)
    assert secured.secured_owner == BAS


def test_a_document_needs_somebody_who_looks_after_it() -> None:
    with pytest.raises(BadInput, match=r"secure needs: secured_owner$"):
        act(in_act(), Event.SECURE, with_processes(), secured_in="Leesbeleid")
    with pytest.raises(BadInput, match=r"secure needs: secured_in, secured_owner$"):
        act(in_act(), Event.SECURE, with_processes())


def test_a_process_owner_who_left_looks_after_nothing() -> None:
    gone = a_bench(an_organisation(people=[a_leaver(SAM, date(2026, 7, 31))]))
    setting = replace(with_processes(), bench=gone)
    with pytest.raises(BadInput, match=r"secure needs: secured_owner$"):
        act(in_act(), Event.SECURE, setting, secured_in="P-07")


def test_somebody_who_does_not_work_here_looks_after_nothing() -> None:
    with pytest.raises(BadInput, match=r"'els@kade\.example' is nobody who works here now"):
        act(in_act(), Event.SECURE, with_processes(), secured_in="map", secured_owner="els@kade.example")


def test_it_is_looked_at_again_after_a_year_unless_somebody_names_a_day() -> None:
    secured = act(in_act(), Event.SECURE, with_processes(), secured_in="P-07")
    assert secured.review_on == A_YEAR_ON
    chosen = act(in_act(), Event.SECURE, with_processes(), secured_in="P-07", review_on=date(2027, 6, 1))
    assert chosen.review_on == date(2027, 6, 1)


@pytest.mark.parametrize(
    ("today", "review"),
    [
        (date(2026, 12, 18), date(2027, 12, 20)),  # 18 December 2027 is a Saturday
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_a_year_on_is_a_day_on_which_there_is_school(today: date, review: date) -> None:
    action = in_act(since=today, due=today)
    assert act(action, Event.SECURE, with_processes(today=today), secured_in="P-07").review_on == review


def test_a_day_to_look_again_lies_ahead() -> None:
    with pytest.raises(BadInput, match="review_on is 2026-11-02; use 2026-11-03 or later"):
        act(in_act(), Event.SECURE, with_processes(), secured_in="P-07", review_on=TODAY)


def test_a_strength_is_kept_without_owner_and_date() -> None:
    strength = in_act(verdict=None, observed="")
    kept = act(strength, Event.SECURE, with_processes(STRENGTH), secured_in="Jaarkalender")
    assert (kept.phase, kept.secured_owner, kept.review_on) == (P.CLOSED, None, None)
    known = act(strength, Event.SECURE, with_processes(STRENGTH), secured_in="P-07", review_on=A_YEAR_ON)
    assert (known.secured_owner, known.review_on) == (SAM, A_YEAR_ON)


def test_everything_that_is_missing_is_named_at_once() -> None:
    small = an_action(phase=P.CHECK, size=Size.SMALL)
    with pytest.raises(BadInput, match=r"secure needs: verdict, observed, secured_in, secured_owner$"):
        act(small, Event.SECURE, a_setting(W.CLOSER))
    with pytest.raises(BadInput, match=r"secure needs: secured_in, secured_owner, outside_word$"):
        act(in_act(), Event.SECURE, a_setting(W.CLOSER, grade=OUTSIDE))


@pytest.mark.parametrize("verdict", [Verdict.PARTLY, Verdict.NOT])
def test_what_did_not_fully_help_is_not_secured_whatever_else_is_given(verdict: Verdict) -> None:
    small = an_action(phase=P.CHECK, size=Size.SMALL)
    with pytest.raises(Refused, match="can be secured once it is assessed as effective"):
        act(small, Event.SECURE, a_setting(W.CLOSER), verdict=verdict, observed="half", secured_in="map")


def test_a_small_action_is_assessed_and_secured_in_one_step_and_keeps_what_was_seen() -> None:
    small = an_action(phase=P.CHECK, size=Size.SMALL)
    secured = act(small, Event.SECURE, with_processes(), **EFFECTIVE, secured_in="P-07")
    assert (secured.phase, secured.verdict, secured.observed) == (
        P.CLOSED,
        Verdict.EFFECTIVE,
        "iedereen leest",
    )

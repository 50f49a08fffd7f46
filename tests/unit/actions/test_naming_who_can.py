"""Whoever may not do something reads by name who can, and in what role."""

from datetime import date

import pytest

from pdca.domain.actions.action import Action, Phase, Size
from pdca.domain.actions.machine import Event
from pdca.domain.actions.setting import Setting
from pdca.domain.errors import Refused
from pdca.domain.people.organisation import Organisation
from tests.builders.actions import MAJOR, a_setting, act, an_action
from tests.builders.board import (
    ANNA,
    BAS,
    BO,
    NOOR,
    QUIN,
    SAM,
    TESS,
    a_bench,
    a_leaver,
    a_person,
    an_organisation,
    away,
)

P = Phase


def refusal(action: Action, event: Event, setting: Setting, actor: str = BAS) -> str:
    """Return what somebody without any standing reads."""
    with pytest.raises(Refused) as refused:
        act(action, event, setting, actor=actor)
    return str(refused.value)


def at(organisation: Organisation) -> Setting:
    return a_setting(bench=a_bench(organisation))


def test_the_person_who_refused_and_the_person_who_can_are_named() -> None:
    assert refusal(an_action(), Event.REPORT_DONE, a_setting()) == (
        "Bas may not do this with A-004 (report_done): that is for: Anna, as owner"
    )


@pytest.mark.parametrize(
    ("action", "event", "who"),
    [
        (an_action(phase=P.CHECK, checker=TESS), Event.ASSESS, "Tess, as team_leader"),
        (an_action(phase=P.CHECK, checker=NOOR), Event.ASSESS, "Noor, as checker"),
        (an_action(phase=P.ACT, closer=QUIN), Event.SECURE, "Quin, as quality_coordinator"),
        (an_action(phase=P.ACT, closer=BO), Event.SECURE, "Bo, as closer"),
        (an_action(phase=P.DO), Event.CANCEL, "Quin, as quality_coordinator"),
        (an_action(phase=P.DO), Event.EXTEND, "Tess, as team_leader"),
        (an_action(phase=P.DO, size=Size.SMALL), Event.GROW, "Anna, as owner; Tess, as team_leader"),
        (an_action(phase=P.CHECK, checker=TESS), Event.SNOOZE, "Tess, as team_leader"),
        (an_action(phase=P.DO), Event.SNOOZE, "Anna, as owner"),
        (an_action(phase=P.ACT, closer=BO), Event.SNOOZE, "Bo, as closer"),
        (an_action(phase=P.ACT, agreer=NOOR), Event.SNOOZE, "Noor, as agreer"),
        (an_action(phase=P.DO), Event.GRANT, "Tess, as team_leader"),
        (an_action(phase=P.DO), Event.DROP, "cycle_owner"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_can_is_named_with_the_role_in_which(action: Action, event: Event, who: str) -> None:
    assert refusal(action, event, a_setting()).endswith(f"that is for: {who}")


def test_of_several_who_could_the_one_whose_turn_it_is_is_named() -> None:
    more = (a_person("ida", "HAVEN", "auditor@KADE"), a_person("nel", "BUR", "quality_manager@KADE"))
    setting = a_setting(grade=MAJOR, bench=a_bench(an_organisation(people=more)))
    assert refusal(an_action(), Event.REPORT_DONE, setting).endswith("that is for: Anna, as owner")


def test_who_must_agree_is_named() -> None:
    major = an_action(phase=P.ACT, agreer=NOOR)
    assert refusal(major, Event.AGREE, a_setting(grade=MAJOR)).endswith("Noor, as quality_manager")


def test_who_stands_in_for_somebody_who_is_away_is_named_too() -> None:
    absent = at(an_organisation(absences=[away(SAM)]))
    action = an_action(phase=P.ACT, closer=SAM)
    assert refusal(action, Event.SECURE, absent).endswith("Sam, as closer (away now: Tess)")


def test_nobody_who_left_is_named() -> None:
    gone = at(an_organisation(people=[a_leaver(ANNA, date(2026, 7, 31))]))
    assert refusal(an_action(), Event.REPORT_DONE, gone).endswith("that is for: owner")


def test_who_is_refused_is_not_named_as_who_can() -> None:
    own = an_action(phase=P.ACT, owner=QUIN, closer=QUIN)
    assert "Quin, as" not in refusal(own, Event.SECURE, a_setting(), actor=QUIN)


def test_without_anybody_the_capacities_are_named() -> None:
    boss = an_action(owner=BO, unit="KADE")
    assert refusal(boss, Event.EXTEND, a_setting(), actor=BO).endswith("Noor, as quality_manager")
    alone = at(an_organisation(without=[NOOR]))
    assert refusal(boss, Event.EXTEND, alone, actor=BO).endswith("that is for: manager")
    assert refusal(boss, Event.GRANT, alone, actor=BO).endswith("that is for: board, manager")

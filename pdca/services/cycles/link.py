"""Which cycle an action belongs to: the open one of its unit whose programme takes actions from its source."""

from __future__ import annotations

from pdca.domain.actions.action import Action
from pdca.domain.cycles.cycle import Cycle
from pdca.services.situation import Situation


def current_cycle_for(situation: Situation, action: Action) -> str | None:
    """Return the id of the newest open cycle that takes an open action, or None."""
    if not action.is_open or action.cycle is not None:
        return action.cycle
    programmes = {one.code: one for one in situation.session.programmes()}
    fitting = [
        cycle
        for cycle in situation.session.cycles(is_open=True)
        if cycle.programme in programmes
        and programmes[cycle.programme].takes(action.source)
        and belongs(situation, action, cycle)
    ]
    newest = max(fitting, key=lambda cycle: (cycle.opened, cycle.id), default=None)
    return newest.id if newest else None


def belongs(situation: Situation, action: Action, cycle: Cycle) -> bool:
    """Tell whether an action's unit is the unit of a cycle, or a team of its school."""
    organisation = situation.organisation
    if action.unit == cycle.unit:
        return True
    return cycle.unit in organisation.upward(action.unit) and cycle.unit != organisation.root

"""Why somebody reads a line: their turn, an escalation, somebody they stand in for, or something they asked."""

from __future__ import annotations

from collections.abc import Sequence

from pdca.domain.actions.action import Phase, RequestState
from pdca.domain.notices.digest import Asked, Reason
from pdca.domain.notices.notice import Deadline, ItemKind, Notice, NoticeKind
from pdca.domain.notices.recipients import roles_from
from pdca.services.mailing.items import Item
from pdca.services.situation import Situation


def reason_of(
    situation: Situation, notice: Notice, deadline: Deadline | None, item: Item, reader: str
) -> Reason:
    """Return why a reader gets a notice."""
    if notice.kind is NoticeKind.REASSIGN:
        return Reason.NO_OWNER
    if notice.kind is NoticeKind.THANKS:
        return Reason.SECURED
    if notice.kind is NoticeKind.RESOLVED:
        return _of_resolved(situation, notice, deadline, item, reader)
    if notice.kind is NoticeKind.ESCALATION:
        return _of_escalation(situation, notice, item, reader)
    assert deadline is not None  # without one it would not be true any more
    if reader != deadline.owner:
        return Reason.STAND_IN
    if deadline.kind is not ItemKind.ACTION:
        return Reason.REQUEST if deadline.kind is ItemKind.REQUEST else Reason.OWNER
    return {Phase.CHECK: Reason.CHECKER, Phase.ACT: Reason.CLOSER}.get(Phase(item.phase), Reason.OWNER)


def stands_for(situation: Situation, notice: Notice, item: Item, reader: str) -> str:
    """Return the name of the absent person for whom somebody hears of an escalation, if that is so."""
    if notice.kind is not NoticeKind.ESCALATION:
        return ""
    organisation, today = situation.organisation, situation.today
    above = organisation.upward(organisation.start_unit(item.unit, item.owner))
    for role in _level_roles(situation, notice):
        holders = [one for unit in above for one in organisation.holders(role, unit, today)]
        if reader in holders:
            return ""
        for holder in holders:
            if organisation.stand_in(holder, today) == reader:
                return organisation.people[holder].name
    return ""


def _of_resolved(
    situation: Situation, notice: Notice, deadline: Deadline | None, item: Item, reader: str
) -> Reason:
    """Whoever asked hears the answer; whoever was told by an escalation hears that it moved on, or is back."""
    if item.asked is not Asked.DECIDE_REQUEST:
        is_back = deadline is not None and deadline.ladder < notice.ladder
        return Reason.TAKEN_BACK if is_back else Reason.TOLD_BEFORE
    request = situation.session.request(notice.item)
    if request.by != reader:
        return Reason.TOLD_BEFORE
    return Reason.GRANTED if request.state is RequestState.GRANTED else Reason.REFUSED


def _of_escalation(situation: Situation, notice: Notice, item: Item, reader: str) -> Reason:
    if stands_for(situation, notice, item, reader):
        return Reason.STAND_IN
    role = next(iter(_level_roles(situation, notice)), "")
    start = situation.organisation.start_unit(item.unit, item.owner)
    holds = situation.organisation.holds(reader, role, start, situation.today)
    return Reason.LEVEL if holds else Reason.FALLBACK


def _level_roles(situation: Situation, notice: Notice) -> Sequence[str]:
    """Return the roles that the level of an escalation is sought among, its own first."""
    return roles_from(situation.policy, int(notice.step.rpartition("-")[2]))

"""Securing: what helped is kept in a process or document, with somebody who looks after it and a day to look again.

It asks as little as it can: who owns a process looks after what is kept in it, and the day lies a year ahead.
"""

from __future__ import annotations

from datetime import date, timedelta

from pdca.domain.actions.act import Act, lacking
from pdca.domain.actions.action import Action, Phase, Verdict
from pdca.domain.actions.setting import Setting, new_version, not_before
from pdca.domain.errors import BadInput, Refused


def secure(action: Action, act: Act, setting: Setting) -> Action:
    """Close an action: where it is kept, who looks after it there, and when it is looked at again."""
    grade = setting.grade
    verdict = judged(action, act, setting)
    if grade.checks is not None and verdict in (Verdict.PARTLY, Verdict.NOT):
        raise Refused(
            "{item} can be secured once it is assessed as effective; adjust it otherwise", item=action.ref
        )
    if grade.agrees is not None and action.agreed_by is None:
        raise Refused("{item} first needs the agreement of: {role}", item=action.ref, role=grade.agrees)
    observed = action.observed or act.observed
    place = act.secured_in.strip()
    owner = act.secured_owner or _process_owner(place, setting)
    is_strength = grade.checks is None
    given: dict[str, object] = {
        "verdict": is_strength or verdict,
        "observed": is_strength or observed,
        "secured_in": place,
        "secured_owner": is_strength or owner,
        "outside_word": grade.outside is None or act.outside_word,
    }
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise lacking(act, missing)
    return new_version(
        action,
        setting.today,
        due=None,
        ended_due=action.due,
        verdict=verdict,
        observed=observed,
        secured_in=place,
        secured_owner=_colleague(owner, setting),
        review_on=_review_day(act.review_on, setting),
        outside_word=act.outside_word,
        closed_on=setting.today,
        closed_by=act.actor,
        blocked=None,
    )


def judged(action: Action, act: Act, setting: Setting) -> Verdict | None:
    """Return the checker's verdict; where check and act are one step, the one that comes with the act."""
    if action.phase is Phase.CHECK:
        require_effect_day(action, setting)
    return action.verdict or act.verdict


def require_effect_day(action: Action, setting: Setting) -> None:
    """Raise Refused while it is too early to see whether an action helped."""
    if action.effect_from is not None and setting.today < action.effect_from:
        raise Refused(
            "the effect of {item} can be judged from {day} on, as agreed",
            item=action.ref,
            day=action.effect_from,
        )


def _process_owner(place: str, setting: Setting) -> str | None:
    """Return the owner, still here, of the process that a place names; of a document nobody."""
    named = (
        one for one in setting.processes if place.casefold() in (one.code.casefold(), one.name.casefold())
    )
    owner = next((process.owner for process in named), None)
    is_here = owner is not None and setting.bench.organisation.is_active(owner, setting.today)
    return owner if is_here else None


def _colleague(email: str | None, setting: Setting) -> str | None:
    if email is not None and not setting.bench.organisation.is_active(email, setting.today):
        raise BadInput(
            "'{email}' is nobody who works here now; use an address from the table of people", email=email
        )
    return email


def _review_day(day: date | None, setting: Setting) -> date | None:
    """Return the day that was named; without one the first counting day a year from now, for a strength none."""
    if day is not None:
        not_before(day, setting.today + timedelta(days=1), "review_on")
        return day
    if setting.grade.checks is None:
        return None
    today = setting.today
    is_leap_day = (today.month, today.day) == (2, 29)
    a_year_on = today.replace(year=today.year + 1, day=28 if is_leap_day else today.day)
    return setting.days.first_on_or_after(a_year_on)

"""Which cycles of a simulated year did not close: how many wait for what, and each late one with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.printing import line
from pdca.domain.errors import Message
from pdca.services.simulation.hanging import Awaited, Cause, Hanging, Standing
from pdca.services.simulation.summary import Summary

NAMED = 3
CAUSES = {
    Cause.TASK: "waiting for a task: {count} ({people})",
    Cause.NEXT_PHASE: "all is done, waiting for the next phase to be started: {count} ({people})",
    Cause.ROUNDING_OFF: "waiting for its conclusion, such as report and reflection: {count} ({people})",
    Cause.BOARD: "waiting for the board to decide about an action: {count} ({people})",
    Cause.CLOSING: "all is ready, waiting to be closed: {count} ({people})",
}
GREEN = {
    Cause.NEXT_PHASE: "all is done; the next phase is still to be started",
    Cause.CLOSING: "all is ready; only closing is still to be done",
}


def show_cycles(desk: Desk, summary: Summary, hanging: Sequence[Hanging], names: Mapping[str, str]) -> None:
    """Show how many cycles closed, and why the others did not."""
    say = desk.say
    line(
        say(
            "Cycles open at the start: {before}, opened: {opened}, closed: {closed}; not closed: {open}",
            before=summary.cycles_open_before,
            opened=summary.cycles_opened,
            closed=summary.cycles_closed,
            open=len(summary.cycles_open),
        )
    )
    late, behind, on_course = ([one for one in hanging if one.standing is standing] for standing in Standing)
    facts = {"day": summary.last}
    if on_course or behind:
        early = len(on_course) + len(behind)
        line("  " + say("not over yet, their last phase runs beyond {day}: {count}", count=early, **facts))
    if late:
        line("  " + say("late: {count}", count=len(late)))
        for cause in Cause:
            _show_cause(desk, cause, [one for one in late if one.cause is cause], names)
    _show_list(desk, say("Late, by programme"), late, names)
    _show_list(desk, say("Not over yet, but behind in the phase they are in"), behind, names)


def as_rows(desk: Desk, hanging: Iterable[Hanging], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the open cycles for a JSON document, what is missing said in the reader's language."""
    return [
        {
            "id": one.id,
            "programme": one.programme,
            "title": one.title.in_language(desk.locale),
            "unit": one.unit,
            "unit_name": one.unit_name,
            "period": one.period,
            "phase": one.phase,
            "due": one.due,
            "ends": one.ends,
            "standing": one.standing,
            "days_late": one.days_late,
            "cause": one.cause,
            "waits_for": [
                {"email": who.person, "name": names.get(who.person or ""), "stand_in": who.stand_in}
                for who in one.waits_for
            ],
            "missing": [desk.language.say(message) for message in one.missing],
        }
        for one in hanging
    ]


def counts(hanging: Sequence[Hanging]) -> dict[str, Any]:
    """Return how many cycles stand how, and for what those that are late wait."""
    stand = Counter(one.standing for one in hanging)
    causes = Counter(one.cause for one in hanging if one.standing is Standing.LATE)
    return {
        **{standing: stand[standing] for standing in Standing},
        "late_by_cause": {cause: causes[cause] for cause in Cause},
    }


def _show_cause(desk: Desk, cause: Cause, found: Sequence[Hanging], names: Mapping[str, str]) -> None:
    if not found:
        return
    who = Counter(_name(desk, one, names) for cycle in found for one in cycle.waits_for)
    ordered = sorted(who.items(), key=lambda one: (-one[1], one[0]))
    people = ", ".join(f"{name} {many}" for name, many in ordered[:NAMED])
    if len(ordered) > NAMED:
        people = desk.say("{names} and {count} more", names=people, count=len(ordered) - NAMED)
    line("    " + desk.say(CAUSES[cause], count=len(found), people=people))


def _show_list(desk: Desk, title: str, found: Sequence[Hanging], names: Mapping[str, str]) -> None:
    if not found:
        return
    line()
    line(title, bold=True)
    for _, cycles in groupby(found, key=lambda one: one.programme):
        group = list(cycles)
        line("  " + group[0].title.in_language(desk.locale))
        for one in group:
            line("    " + _who_and_when(desk, one, names))
            for message in one.missing or (Message(GREEN[one.cause]),):
                line("      " + desk.language.say(message))


def _who_and_when(desk: Desk, one: Hanging, names: Mapping[str, str]) -> str:
    return desk.say(
        "{unit}: the {phase} phase was due on {day}; waits for {people}",
        unit=one.unit_name,
        phase=one.phase,
        day=one.due,
        people=", ".join(_name(desk, who, names) for who in one.waits_for),
    )


def _name(desk: Desk, who: Awaited, names: Mapping[str, str]) -> str:
    if who.person is None:
        return desk.say("nobody yet: somebody has to be found")
    name = names.get(who.person, who.person)
    if who.stand_in is None:
        return name
    return desk.say("{deputy} for {person}", deputy=names.get(who.stand_in, who.stand_in), person=name)

"""What the event chain governs: for each kind of value its word, its table, its key and its derived columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table

from pdca.domain.actions.action import Action, Request
from pdca.domain.approach import Approach
from pdca.domain.board import Board
from pdca.domain.conversation import Comment, Evidence
from pdca.domain.cycles.cycle import Cycle
from pdca.domain.cycles.programme import PHASES, Programme
from pdca.domain.notices.planned import PlannedPolicy
from pdca.domain.notices.policy import Policy
from pdca.domain.people.handover import Handover
from pdca.domain.people.organisation import Absence, DayOff, Person, Process, Unit
from pdca.domain.searching import folded_all
from pdca.store.schema import tables, talk

POLICY_KEY, APPROACH_KEY = "policy", "approach"
PERSON_PREFIX = "person-"
Number = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one class of values is kept; `same` names columns that carry the field of their name."""

    word: str
    cls: type[Any]
    table: Table
    key: Callable[[Any, Number], str]
    same: tuple[str, ...] = ()
    more: Callable[[Any, str], Mapping[str, object]] = lambda _value, _key: {}

    def columns(self, value: Any, key: str) -> dict[str, Any]:
        """Return the columns that are derived from a value."""
        return {**{name: getattr(value, name) for name in self.same}, **self.more(value, key)}


def person_key(number: int) -> str:
    """Return what the chain calls a person: no name, no address."""
    return f"{PERSON_PREFIX}{number}"


def _absence_key(absence: Absence, number: Number) -> str:
    return f"{person_key(number(absence.email))}/{absence.first.isoformat()}"


def _number_in(_person: Person, key: str) -> Mapping[str, object]:
    return {"number": int(key.removeprefix(PERSON_PREFIX))}


def _due_of(cycle: Cycle) -> date | None:
    """Return until when the phase runs that a cycle is in; of one that ended, when its last phase was due."""
    by_name = {phase.name: phase.due for phase in cycle.phases}
    return by_name.get(cycle.state, by_name.get(PHASES[-1]))


_ALL = (
    Kind("unit", Unit, tables.units, lambda one, _: one.code, ("parent", "kind", "region")),
    Kind(
        "person",
        Person,
        tables.people,
        lambda one, number: person_key(number(one.email)),
        ("email", "unit", "active_until"),
        _number_in,
    ),
    Kind(
        "absence",
        Absence,
        tables.absences,
        _absence_key,
        ("first", "last"),
        lambda _, key: {"person": key.split("/")[0]},
    ),
    Kind(
        "day_off",
        DayOff,
        tables.days_off,
        lambda one, _: f"{one.unit}/{one.first.isoformat()}",
        ("unit", "first", "last"),
    ),
    Kind("process", Process, tables.processes, lambda one, _: one.code, ("unit", "owner")),
    Kind("programme", Programme, tables.programmes, lambda one, _: one.code, ("kind",)),
    Kind("policy", Policy, tables.policies, lambda _one, _: POLICY_KEY),
    Kind(
        "action",
        Action,
        tables.actions,
        lambda one, _: one.ref,
        (
            "unit", "owner", "responsible", "phase", "is_open", "grade", "source", "cycle", "version", "due",
            "since", "closed_on", "priority", "process", "goal_ref", "verdict", "iteration", "closed_by",
            "ended_due",
        ),
        lambda one, _: {
            "words": folded_all([one.ref, one.title, one.goal, one.done, one.observed, one.secured_in])
        },
    ),
    Kind(
        "request",
        Request,
        tables.requests,
        lambda one, _: one.id,
        ("action", "kind", "state", "responsible", "due"),
    ),
    Kind(
        "cycle",
        Cycle,
        tables.cycles,
        lambda one, _: one.id,
        (
            "programme", "unit", "period", "kind", "state", "owner", "closer", "opened", "closed_on",
            "closes", "lead",
        ),
        lambda one, _: {
            "is_open": one.state.is_open,
            "due": _due_of(one),
            "words": folded_all([one.programme, one.title.nl, one.title.en, one.unit, one.period]),
        },
    ),
    Kind(
        "comment",
        Comment,
        talk.comments,
        lambda one, _: one.id,
        ("item",),
        lambda one, _: {"author": one.by, "made": one.at},
    ),
    Kind(
        "evidence",
        Evidence,
        talk.evidence,
        lambda one, _: one.id,
        ("item", "digest"),
        lambda one, _: {"author": one.by},
    ),
    Kind("planned_policy", PlannedPolicy, talk.planned_policies, lambda _one, _: POLICY_KEY, ("first",)),
    Kind(
        "handover",
        Handover,
        talk.handovers,
        lambda one, _: one.id,
        ("leaver", "successor", "day", "is_open"),
    ),
    Kind("approach", Approach, talk.approaches, lambda _one, _: APPROACH_KEY),
)  # fmt: skip
KINDS: Mapping[type[Any], Kind] = {kind.cls: kind for kind in _ALL}
WORDS: Mapping[str, type[Any]] = {**{kind.word: kind.cls for kind in _ALL}, "board": Board}
BOARD_WORD = "board"
SEAL_WORD = "seal"


def changes_rules(before: Any, after: Any) -> bool:
    """Tell whether deadlines that were planned before a change have to be planned again."""
    value = after if after is not None else before
    if isinstance(value, DayOff | Policy):
        return True
    if before is None or after is None:
        return False
    if isinstance(value, Board):
        return bool(before.holidays != after.holidays)
    if isinstance(value, Unit):
        return (before.region, before.parent) != (after.region, after.parent)
    return False


RULES = (Board, Unit, DayOff, Policy)

LISTS = (Unit, Person, Absence, DayOff, Process, Programme, Policy, PlannedPolicy, Handover, Approach)
"""What is read whole, and read again once one of these changed; a change of an item leaves it as it is."""

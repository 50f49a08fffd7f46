"""Loading a board folder: everything or nothing, and twice is the same as once.

What people did in the system is never undone by loading the folder again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pdca.domain.actions.action import Phase
from pdca.domain.approach import Approach
from pdca.domain.errors import BadFolder, Message, Param, Problem
from pdca.domain.folder import ActionRow, BoardFolder, Place
from pdca.domain.people.organisation import Organisation, Unit
from pdca.services.boards.rows import action_of_row, updated_action
from pdca.services.bookkeeping import keep_action
from pdca.services.cycles.keeping import settle_cycle_of
from pdca.services.ports import BoardSession, Shipped, Store
from pdca.services.reading import LOADED, UNLOADED
from pdca.services.records import Entity
from pdca.services.situation import Situation

E = TypeVar("E", bound="Entity")

ACTOR = "load"
LAST_DAY = Place("units.csv", 0, "active_until")
TOO_EARLY = "{day} lies before {since}, the day on which it came; use that day or a later one"
ACTION_LOADED = f"action{LOADED}"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading changed, by table.

    `left` names what the folder no longer has and the board keeps, `closed` the actions that were open here and that
    the folder closed.
    """

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    left: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed."""
        return not (self.added or self.changed or self.removed)


class _DryRun(Exception):
    """Rolls a dry run back."""


@dataclass(slots=True)
class _Load:
    session: BoardSession
    now: datetime
    actor: str = ACTOR
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    closed: list[str] = field(default_factory=list)

    def put(self, table: str, before: Entity | None, after: Entity, *, is_seen: bool = True) -> None:
        """Record what is other than before; what nobody would see is not counted."""
        if before == after:
            return
        if is_seen:
            (self.added if before is None else self.changed)[table] += 1
        self.session.record(f"{table}{LOADED}", after, actor=self.actor, at=self.now)

    def drop(self, table: str, entity: Entity) -> None:
        self.removed[table] += 1
        self.session.remove(f"{table}{UNLOADED}", entity, actor=self.actor, at=self.now)

    def bring(
        self,
        table: str,
        known: Iterable[E],
        rows: Iterable[E],
        key: Callable[[E], Hashable],
        *,
        is_dropping: bool = True,
        settle: Callable[[E, E | None], E] = lambda after, _before: after,
    ) -> None:
        """Take over what changed in a table since it was last loaded; what people changed since then stays.

        `settle` adds what no file tells, from what is to be and what was.
        """
        wanted, before = {key(one): one for one in rows}, {key(one): one for one in known}
        cls = next((type(one) for one in (*wanted.values(), *before.values())), None)
        loaded = {} if cls is None else {key(one): one for one in self.session.as_loaded(cls)}
        for one, row in wanted.items():
            if one not in before and loaded.get(one) == row:
                continue  # people took it away
            was = before.get(one)
            self.put(table, was, settle(_merged(loaded.get(one), was, row), was))
        for one in before if is_dropping else ():
            if one in loaded and one not in wanted:
                self.drop(table, before[one])

    def report(self, *, is_new: bool) -> LoadReport:
        if is_new:  # what was made with the board and then filled in is no change to anybody
            return LoadReport({"board": 1, **self.added})
        changed = dict(self.added), dict(self.changed), dict(self.removed)
        return LoadReport(*changed, closed=tuple(sorted(self.closed)))


def load_folder(
    store: Store,
    shipped: Shipped,
    folder: BoardFolder,
    now: datetime,
    *,
    quiet_until: date | None = None,
    dry_run: bool = False,
    actor: str = ACTOR,
    look: Callable[[BoardSession], None] | None = None,
) -> LoadReport:
    """Load or update a board from its folder; with `dry_run` only say what would change.

    `look` sees the board as it is afterwards, also when it is a dry run that is rolled back.
    Raises BadFolder for what only the board knows to be wrong.
    """
    slug = folder.board.slug
    is_new = slug not in store.boards()
    if is_new:
        _stop(folder.homeless(folder.units, (), _today(folder, now)))
        if dry_run:
            return _all_new(folder, shipped)
        store.create(replace(folder.board, since=None), actor=ACTOR, at=now)
    loaded: LoadReport | None = None
    try:
        with store.board(slug) as session:
            load = _Load(session, now, actor)
            _put_organisation(load, folder)
            _put_rules(load, folder, shipped)
            _put_approach(load, folder.approach)
            situation = Situation(session, shipped, now)
            _put_board(load, folder, situation.today)
            _put_actions(load, situation, folder.actions, quiet_until)
            loaded = load.report(is_new=is_new)
            if not is_new:
                loaded = replace(loaded, left=dict(_left(session, folder, situation.today)))
            if look is not None:
                look(session)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    assert loaded is not None
    return loaded


def _all_new(folder: BoardFolder, shipped: Shipped) -> LoadReport:
    tables: Mapping[str, Sequence[object]] = {
        "unit": folder.units,
        "person": folder.people,
        "absence": tuple(dict.fromkeys(folder.absences)),
        "day_off": tuple(dict.fromkeys(folder.days_off)),
        "process": folder.processes,
        "programme": folder.programmes if folder.programmes is not None else shipped.programmes,
        "approach": () if folder.approach in (None, Approach()) else (folder.approach,),
        "action": folder.actions,
    }
    return LoadReport(added={"board": 1, **{name: len(rows) for name, rows in tables.items() if rows}})


def _put_board(load: _Load, folder: BoardFolder, today: date) -> None:
    before = load.session.board()
    after = replace(folder.board, since=before.since or today)
    if before != after:
        load.put("board", before, after)


def _put_organisation(load: _Load, folder: BoardFolder) -> None:
    """Units and people are added and changed, never removed: leaving is `active_until`."""
    session = load.session
    today, came = _came(load, folder)
    problems: list[Problem] = []

    def placed(after: Unit, before: Unit | None) -> Unit:
        if before is not None and after.is_over_before(before.since):
            place = folder.last_days.get(after.code, LAST_DAY)
            facts: dict[str, Param] = {"day": after.active_until, "since": before.since}
            problems.append(Problem(place.file, place.line, place.column, Message(TOO_EARLY, facts)))
        return after.placed(before, today, came)

    units = session.units()
    load.bring("unit", units, folder.units, lambda one: one.code, is_dropping=False, settle=placed)
    people = session.people()
    problems += folder.homeless(session.units(), {one.email for one in people}, today)
    _stop(problems)
    load.bring("person", people, folder.people, lambda one: one.email, is_dropping=False)
    load.bring("absence", session.absences(), folder.absences, lambda one: (one.email, one.first))
    load.bring("day_off", session.days_off(), folder.days_off, lambda one: (one.unit, one.first))
    load.bring("process", session.processes(), folder.processes, lambda one: one.code)


def _came(load: _Load, folder: BoardFolder) -> tuple[date, date | None]:
    """Return the day, and that day once the first one of the board is over: what is new came then."""
    today = _today(folder, load.now)
    since = load.session.board().since
    return today, today if since is not None and today > since else None


def _today(folder: BoardFolder, now: datetime) -> date:
    return now.astimezone(ZoneInfo(folder.board.time_zone)).date()


def _stop(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise BadFolder(found)


def _put_rules(load: _Load, folder: BoardFolder, shipped: Shipped) -> None:
    session = load.session
    policy = folder.policy if folder.policy is not None else shipped.policy
    programmes = folder.programmes if folder.programmes is not None else tuple(shipped.programmes)
    load.bring("policy", [session.policy()], [policy], lambda _one: "policy", is_dropping=False)
    _, came = _came(load, folder)
    load.bring(
        "programme",
        session.programmes(),
        programmes,
        lambda one: one.code,
        settle=lambda after, before: after.added(before, came),
    )


def _put_approach(load: _Load, wanted: Approach | None) -> None:
    """Take over what the folder says of the plan of approach, as its next version."""
    if wanted is None:
        return
    before = load.session.approach() or Approach()
    loaded = next(iter(load.session.as_loaded(Approach)), None)
    row = replace(wanted, version=loaded.version if loaded is not None else 0)
    after = replace(_merged(loaded, before, row), version=before.version)
    if after != before:
        load.put("approach", before if before.version else None, replace(after, version=before.version + 1))


def _merged(loaded: E | None, before: E | None, row: E) -> E:
    """Return what a value becomes: what the file changed since it was loaded, over what people made of it since."""
    if loaded is None or before is None:
        return row
    changed = [one.name for one in fields(row) if getattr(row, one.name) != getattr(loaded, one.name)]
    return replace(before, **{name: getattr(row, name) for name in changed})


def _left(session: BoardSession, folder: BoardFolder, today: date) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield by table what was loaded before, is not in the folder any more and still counts."""
    rows, there = {row.ref for row in folder.actions}, Organisation(session.units(), ())
    missing = session.events_of([one.ref for one in session.actions(is_open=True) if one.ref not in rows])
    left = {
        "unit": {unit.code for unit in session.units() if not there.has_ended(unit.code, today)}
        - {unit.code for unit in folder.units},
        "person": {person.email for person in session.people() if person.is_active(today)}
        - {person.email for person in folder.people},
        "action": [
            ref for ref, events in missing.items() if any(one.kind == ACTION_LOADED for one in events)
        ],
    }
    return ((table, tuple(sorted(keys))) for table, keys in left.items() if keys)


def _put_actions(
    load: _Load, situation: Situation, rows: Iterable[ActionRow], quiet_until: date | None
) -> None:
    rows = tuple(rows)
    known = load.session.actions_of([row.ref for row in rows])
    cycles: dict[str, None] = {}
    for row in rows:
        before = known.get(row.ref)
        if before is None:
            after = action_of_row(situation, row, quiet_until)
        else:
            after = updated_action(situation, before, row)
        if before != after:
            # a row that says what people did already is only noted, so that it is not taken for news the next time
            is_seen = before is None or replace(before, loaded=after.loaded) != after
            load.put("action", before, after, is_seen=is_seen)
            keep_action(situation, before, after)
            if before is not None and before.is_open and after.phase is Phase.CLOSED:
                load.closed.append(after.ref)
            if after.cycle is not None:
                cycles[after.cycle] = None
    for cycle in cycles:
        settle_cycle_of(situation, cycle)

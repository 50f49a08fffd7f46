"""What loading a folder changes, value by value, as the events of a dry run tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdca.services.ports import BoardSession
from pdca.services.records import Event

MOST_TOLD = 400
HIDDEN = frozenset({"version", "since", "loaded", "started", "closer", "requests"})
"""Fields that follow from others; nobody changes them by hand."""


SPAN: Mapping[str, Sequence[str]] = {"absence": ("first", "last"), "day_off": ("first", "last")}
"""What has no name of its own is known by its days, also when it is new or gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is new, changed or gone; `fields` are (name, before, after) of what tells which or how."""

    table: str
    name: str
    kind: str
    fields: Sequence[tuple[str, str, str]] = ()


def differences(session: BoardSession, since: int) -> list[Difference]:
    """Return what was recorded after an event number, one entry a value, at most some hundreds."""
    events: list[Event] = []
    before: int | None = None
    while len(events) < MOST_TOLD:
        page = [one for one in session.events_page(before=before, limit=200) if one.seq > since]
        if not page:
            break
        events += page
        before = page[-1].seq
    latest = {(one.entity, one.key): one for one in reversed(events) if one.entity != "seal"}
    keys = sorted({key for _, key in latest})
    earlier: dict[tuple[str, str], Event] = {}
    for found in session.events_of(keys).values():
        for one in found:
            if one.seq <= since:
                earlier[one.entity, one.key] = one
    names = {one.email: one.name for one in session.people()}
    units = {one.code: one.name for one in session.units()}
    told = [_difference(one, earlier.get(place), names, units) for place, one in latest.items()]
    return sorted((one for one in told if one is not None), key=lambda one: (one.table, one.kind, one.name))


def _difference(
    event: Event, before: Event | None, names: Mapping[str, str], units: Mapping[str, str]
) -> Difference | None:
    old = before.after if before is not None else None
    value = event.after or old or {}
    name = _day_off(value, units) if event.entity == "day_off" else _name(value, event.key, names)
    if event.after is None or old is None:
        kind = "added" if old is None else "removed"
        known = [
            (field, _plain((old or {}).get(field)), _plain((event.after or {}).get(field)))
            for field in SPAN.get(event.entity, ())
        ]
        return Difference(table=event.entity, name=name, kind=kind, fields=known)
    fields = [
        one
        for field, value in event.after.items()
        if field not in HIDDEN
        for one in _changed(field, old.get(field), value, names)
    ]
    return Difference(table=event.entity, name=name, kind="changed", fields=fields) if fields else None


def _changed(field: str, old: Any, new: Any, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Tell what changed in a field; of one that has parts only those that changed."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for part in new:
            yield from _changed(part, old[part], new[part], names)
    elif old != new:
        before, after = _plain(old, field), _plain(new, field)
        yield field, names.get(before, before), names.get(after, after)


def _day_off(value: Mapping[str, Any], units: Mapping[str, str]) -> str:
    return ": ".join(filter(None, (units.get(value["unit"], value["unit"]), value["name"])))


def _name(value: Mapping[str, Any], key: str, names: Mapping[str, str]) -> str:
    title = value.get("title") if isinstance(value.get("title"), str) else None
    email = value.get("email")
    named = title or value.get("name") or names.get(str(email), email)
    return f"{key} {named}" if named and not key.startswith("person-") else str(named or key)


def _plain(value: Any, field: str = "") -> str:
    if value is None or value in ("", []):
        return "–"
    if field == "opens":
        return "-".join(f"{number:02}" for number in value)  # as it stands in the file
    if isinstance(value, list):
        return "; ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        if value.keys() == {"role", "unit"}:
            return f"{value['role']}@{value['unit']}"
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return str(value)

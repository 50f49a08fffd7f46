"""From the address of a list to what it asks for, and back: every filter stands in the address, so it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from pdca.domain.actions.action import Phase, Priority, Source
from pdca.services.actions.listing import State, Wanted
from pdca.services.reading import ActionOrder
from pdca.services.situation import Situation
from pdca.web.page.acting import people_called

PARTS = (
    "who",
    "q",
    "unit",
    "phase",
    "state",
    "grade",
    "source",
    "priority",
    "person",
    "process",
    "sort",
    "way",
)
"""What may stand behind the question mark, in this order; `page` is apart."""

LONGEST = 200


def wanted_of(query: QueryParams, situation: Situation) -> Wanted:
    """Return what an address asks for; what is not understood asks for nothing."""
    person = query.get("person", "").strip()
    found = people_called(situation.organisation, person) if person else []
    return Wanted(
        mine=query.get("who") == "me",
        unit=query.get("unit", ""),
        phase=_among(query.get("phase", ""), Phase),
        state=State(_among(query.get("state", ""), State) or State.OPEN),
        grade=query.get("grade", "") if query.get("grade", "") in situation.shipped.grades else "",
        source=_among(query.get("source", ""), Source),
        priority=_among(query.get("priority", ""), Priority),
        person=(found[0] if found else "-") if person else None,
        process=query.get("process", "")[:LONGEST],
        text=query.get("q", "").strip()[:LONGEST],
        order=ActionOrder(_among(query.get("sort", ""), ActionOrder) or ActionOrder.DUE),
        is_backwards=query.get("way") == "down",
    )


def parts_of(query: QueryParams) -> dict[str, str]:
    """Return the parts of an address that are given."""
    return {name: value for name in PARTS if (value := query.get(name, "").strip()[:LONGEST])}


def address(parts: Mapping[str, str], **changes: str) -> str:
    """Return what stands behind the question mark, with changes; an empty part drops out."""
    told = {**parts, **changes}
    return urlencode({name: told[name] for name in (*PARTS, "page") if told.get(name)})


def sorts(place: str, parts: Mapping[str, str], columns: Mapping[str, ActionOrder]) -> dict[str, object]:
    """Return the links that put a list in another order; the present one turns around."""
    now, is_down = parts.get("sort", ActionOrder.DUE), parts.get("way") == "down"
    return {
        column: {
            "href": f"{place}?{address(parts, sort=order, way='down' if order == now and not is_down else '')}",
            "is_current": order == now,
            "is_down": is_down,
        }
        for column, order in columns.items()
    }


def _among(value: str, kind: type[Phase | Source | Priority | State | ActionOrder]) -> str:
    return value if value in {str(one) for one in kind} else ""

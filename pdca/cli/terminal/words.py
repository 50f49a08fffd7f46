"""What people type as words of a command: days, instants, and names that were nearly right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches

from pdca.catalog.files.text import no_day, parsed_day
from pdca.domain.calendar.days import within_reach
from pdca.domain.errors import BadInput

_EXCEL_NUMBER = re.compile(r"\d{5}")


def day(text: str | date) -> date:
    """Read `2026-11-13` or `13-11-2026`; a day that days cannot be counted from is a slip."""
    if isinstance(text, date):
        return text
    found = None if _EXCEL_NUMBER.fullmatch(text) else parsed_day(text.strip())
    if found is None:
        raise BadInput(no_day(text.strip()), value=text)
    within_reach(found)
    return found


def day_or_instant(text: str | date) -> date:
    """Read a day, or an instant with its zone such as `2026-11-23T07:30:00+01:00`."""
    if isinstance(text, date) or "T" not in text:
        return day(text)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            "'{value}' is no moment; write it as 2026-11-23 or 2026-11-23T07:30:00+01:00", value=text
        ) from None
    if instant.tzinfo is None:
        raise BadInput("an instant needs a time zone, such as 2026-11-23T07:30:00+01:00")
    within_reach(instant.date())
    return instant


def address(text: str) -> str:
    """Read a mail address; capitals make no difference."""
    return text.strip().lower()


ALIKE = 0.65
"""How much alike two texts are, from 0 to 1, when one may be a slip for the other."""


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the known text that another may be a slip for, or nothing."""
    plain = {one.casefold(): one for one in sorted(known)}
    found = get_close_matches(text.casefold(), plain, n=1, cutoff=ALIKE)
    return plain[found[0]] if found else ""

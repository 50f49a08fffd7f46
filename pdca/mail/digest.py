"""The digest under its old name, while its readers move."""

from pdca.domain.calendar.days import DayMode
from pdca.domain.notices.digest import (
    ASKING,
    FULL_LINES,
    Asked,
    Digest,
    DigestLine,
    Kind,
    ListedItem,
    NextLevel,
    Reason,
    by_kind,
    from_json,
    in_order,
    to_json,
)

__all__ = [
    "ASKING",
    "FULL_LINES",
    "Asked",
    "DayMode",
    "Digest",
    "DigestLine",
    "Kind",
    "ListedItem",
    "NextLevel",
    "Reason",
    "by_kind",
    "from_json",
    "in_order",
    "to_json",
]

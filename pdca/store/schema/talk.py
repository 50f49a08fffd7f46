"""What people say and show about items, what is planned for a day to come, and what they keep for themselves."""

from __future__ import annotations

from sqlalchemy import Boolean, Date, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from pdca.store.schema.columns import UtcDateTime
from pdca.store.schema.spelling import board, governed, metadata, need

comments = governed(
    "comments",
    need("item"),
    need("author"),
    need("made", UtcDateTime()),
    Index(None, "board_id", "item"),
)
evidence = governed(
    "evidence",
    need("item"),
    need("author"),
    need("digest"),
    Index(None, "board_id", "item"),
)
planned_policies = governed("planned_policies", need("first", Date))
approaches = governed("approaches")
handovers = governed(
    "handovers",
    need("leaver"),
    need("successor"),
    need("day", Date),
    need("is_open", Boolean),
)
evidence_bytes = Table(
    "evidence_bytes",
    metadata,
    board(),
    need("digest"),
    need("body", LargeBinary),
    PrimaryKeyConstraint("board_id", "digest"),
)
saved_views = Table(
    "saved_views",
    metadata,
    board(),
    need("person"),
    need("name"),
    need("query", Text),
    PrimaryKeyConstraint("board_id", "person", "name"),
)

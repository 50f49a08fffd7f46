"""The tables of sign-in. They stand beside the event chain: what they hold comes and goes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from pdca.store.schema.columns import UtcDateTime
from pdca.store.schema.spelling import board, may, metadata, need

sessions = Table(
    "sessions",
    metadata,
    need("id_hash"),
    board(),
    need("person"),
    need("created", UtcDateTime()),
    need("expires", UtcDateTime()),
    may("ended", UtcDateTime()),
    need("how"),
    need("is_strong", Boolean),
    need("needs_code", Boolean),
    need("roles", Text),
    need("label", Text),
    PrimaryKeyConstraint("id_hash"),
    Index(None, "board_id", "person"),
    Index(None, "expires"),
)
sign_in_links = Table(
    "sign_in_links",
    metadata,
    need("token_hash"),
    Column("board_id", Integer, ForeignKey("boards.id"), nullable=True),
    need("person"),
    need("made", UtcDateTime()),
    need("expires", UtcDateTime()),
    may("used", UtcDateTime()),
    PrimaryKeyConstraint("token_hash"),
    Index(None, "board_id", "person"),
    Index(None, "expires"),
)
credentials = Table(
    "credentials",
    metadata,
    board(),
    need("person"),
    need("password_hash", Text),
    need("totp_secret", LargeBinary),
    need("totp_last_step", Integer),
    need("recovery", Text),
    need("changed", UtcDateTime()),
    PrimaryKeyConstraint("board_id", "person"),
    Index(None, "person"),
)
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    need("token_hash"),
    board(),
    need("person"),
    may("unit"),
    need("made", UtcDateTime()),
    may("ended", UtcDateTime()),
    PrimaryKeyConstraint("token_hash"),
    Index(None, "board_id", "person"),
)

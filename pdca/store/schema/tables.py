"""Every table, spelled out. Each row belongs to a board; `boards` is the board and `runs` belongs to the machine.

A governed table (what people decide) keeps the whole value as canonical JSON in `body`; its other columns are
derived from that body, for foreign keys and searches, and verification compares them. `key` is the word by
which the event chain knows the row. Foreign keys are checked at commit, so a load may come in any order.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from pdca.store.schema.columns import Code, RowNumber, UtcDateTime
from pdca.store.schema.spelling import board, governed, may, metadata, need, partly, refers

WAITING = "state IN ('queued', 'retry', 'in_doubt')"
TROUBLED = "state IN ('failed', 'expired', 'in_doubt', 'held', 'retry')"
UNPOSTED = "state = 'queued' AND message IS NULL"
UNDELIVERABLE = "state = 'undeliverable'"
COUNTED_IN_PILES = ("unit", "kind", "due", "ladder_ends", "owner", "version", "continues")

boards = Table(
    "boards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", Code, nullable=False, unique=True),
    may("since", Date),
    need("rules_revision", Integer),
    need("people_numbered", Integer),
    need("seq", Integer),
    need("head"),
    need("mail_held", Boolean),
    need("body", Text),
    need("lists_head", at_first="''"),
)

# -- who and what, governed by the event chain ----------------------------------------------------------
units = governed(
    "units",
    may("parent"),
    need("kind"),
    need("region"),
    refers("parent", "units"),
    Index(None, "board_id", "parent"),
)
people = governed(
    "people",
    need("number", Integer),
    need("email"),
    need("unit"),
    may("active_until", Date),
    refers("unit", "units"),
    UniqueConstraint("board_id", "number"),
    UniqueConstraint("board_id", "email"),
    Index(None, "board_id", "unit"),
)
absences = governed(
    "absences",
    need("person"),
    need("first", Date),
    may("last", Date),
    refers("person", "people"),
    Index(None, "board_id", "person"),
)
days_off = governed(
    "days_off",
    need("unit"),
    need("first", Date),
    need("last", Date),
    refers("unit", "units"),
    Index(None, "board_id", "unit"),
)
processes = governed(
    "processes",
    need("unit"),
    need("owner"),
    refers("unit", "units"),
    Index(None, "board_id", "unit"),
)
programmes = governed("programmes", need("kind"))
policies = governed("policies")
actions = governed(
    "actions",
    need("unit"),
    need("owner"),
    may("responsible"),
    need("phase"),
    need("is_open", Boolean),
    need("grade"),
    need("source"),
    may("cycle"),
    need("version", Integer),
    may("due", Date),
    need("since", Date),
    may("closed_on", Date),
    refers("unit", "units"),
    refers("cycle", "cycles"),
    Index(None, "board_id", "unit", "key"),
    Index(None, "board_id", "cycle", "key"),
    Index(None, "board_id", "responsible", "key"),
    Index(None, "board_id", "owner", "key"),
    Index(None, "board_id", "is_open", "due", "key"),
    Index(None, "board_id", "phase", "is_open", "due", "key"),
    Index(None, "board_id", "is_open", "unit", "phase", "source", "key"),
    Index(None, "board_id", "closed_on"),
    later=(
        need("priority", at_first="'normal'"),
        may("process"),
        need("goal_ref", at_first="''"),
        may("verdict"),
        need("iteration", Integer, at_first="1"),
        may("closed_by"),
        may("ended_due", Date),
        need("words", Text, at_first="''"),
    ),
)
requests = governed(
    "requests",
    need("action"),
    need("kind"),
    need("state"),
    may("responsible"),
    need("due", Date),
    refers("action", "actions"),
    Index(None, "board_id", "action"),
)
cycles = governed(
    "cycles",
    need("programme"),
    need("unit"),
    need("period"),
    need("kind"),
    need("state"),
    need("is_open", Boolean),
    may("owner"),
    may("closer"),
    need("opened", Date),
    may("closed_on", Date),
    refers("unit", "units"),
    Index(None, "board_id", "unit"),
    later=(
        need("closes", at_first="''"),
        may("lead"),
        may("due", Date),
        need("words", Text, at_first="''"),
    ),
)

# -- the chain --------------------------------------------------------------------------------------------
events = Table(
    "events",
    metadata,
    board(),
    need("seq", Integer),
    need("at", UtcDateTime()),
    need("kind"),
    need("entity"),
    need("key"),
    need("commitment"),
    need("prev"),
    need("hash"),
    PrimaryKeyConstraint("board_id", "seq"),
    Index(None, "board_id", "key"),
    sqlite_with_rowid=False,
)
event_payloads = Table(
    "event_payloads",
    metadata,
    board(),
    need("seq", Integer),
    need("salt", LargeBinary),
    need("body", Text),
    PrimaryKeyConstraint("board_id", "seq"),
    ForeignKeyConstraint(["board_id", "seq"], ["events.board_id", "events.seq"]),
)

# -- what is due, and what was said about it -----------------------------------------------------------
deadlines = Table(
    "deadlines",
    metadata,
    board(),
    need("item"),
    need("version", Integer),
    need("kind"),
    need("unit"),
    may("owner"),
    may("grade"),
    need("due", Date),
    need("since", Date),
    may("snoozed_until", Date),
    may("next_notice_on", Date),
    need("ladder_ends", Date),
    need("known_at", UtcDateTime()),
    need("rules_revision", Integer),
    may("continues", Integer),
    PrimaryKeyConstraint("board_id", "item"),
    refers("unit", "units"),
    Index("ix_deadlines_piles", "board_id", *COUNTED_IN_PILES),
    Index(None, "board_id", "owner"),
    Index(None, "board_id", "rules_revision"),
    partly("ix_deadlines_next", "next_notice_on IS NOT NULL", "board_id", "next_notice_on"),
    sqlite_with_rowid=False,
)
messages = Table(
    "messages",
    metadata,
    Column("id", Code, primary_key=True),
    board(),
    need("recipient"),
    need("day", Date),
    need("composed", UtcDateTime()),
    need("state"),
    need("not_before", UtcDateTime()),
    need("expires", UtcDateTime()),
    need("attempts", Integer),
    need("doubts", Integer),
    may("token"),
    may("lease_until", UtcDateTime()),
    may("dotted", UtcDateTime()),
    may("sent", UtcDateTime()),
    need("reply", Text),
    UniqueConstraint("board_id", "recipient", "day"),
    partly("ix_messages_waiting", WAITING, "not_before", "id"),
    partly("ix_messages_leased", "lease_until IS NOT NULL", "lease_until"),
    partly("ix_messages_troubled", TROUBLED, "day"),
)
message_bodies = Table(
    "message_bodies",
    metadata,
    Column("message", Code, ForeignKey("messages.id"), primary_key=True),
    board(),
    need("body", LargeBinary),
)
notices = Table(
    "notices",
    metadata,
    Column("id", RowNumber, primary_key=True),
    board(),
    need("item"),
    need("version", Integer),
    need("step"),
    need("recipient"),
    need("kind"),
    need("state"),
    need("reason", Text),
    need("day", Date),
    Column("message", Code, ForeignKey("messages.id"), nullable=True),
    may("continues", Integer),
    UniqueConstraint("board_id", "item", "version", "step", "recipient"),
    Index(None, "board_id", "day"),
    Index(None, "message"),
    partly("ix_notices_unposted", UNPOSTED, "board_id", "day"),
    partly("ix_notices_undeliverable", UNDELIVERABLE, "board_id", "item", "version"),
)
courtesies = Table(
    "courtesies",
    metadata,
    board(),
    need("item"),
    need("version", Integer),
    need("kind"),
    need("recipient"),
    need("since", Date),
    need("own_mail_on", Date),
    need("unit"),
    need("note", Text),
    may("continues", Integer),
    PrimaryKeyConstraint("board_id", "item", "version", "kind", "recipient"),
)
day_runs = Table(
    "day_runs",
    metadata,
    board(),
    need("day", Date),
    need("started", UtcDateTime()),
    may("finished", UtcDateTime()),
    PrimaryKeyConstraint("board_id", "day"),
)
runs = Table(
    "runs",
    metadata,
    Column("id", RowNumber, primary_key=True),
    need("name"),
    need("started", UtcDateTime()),
    may("ended", UtcDateTime()),
    need("counts", Text),
    need("error", Text),
)

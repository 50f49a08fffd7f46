"""What pages look for: words and dates of items as columns, comments, evidence, and what is planned."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
instant = sa.DateTime(timezone=True)

Spelled = tuple[str, Any, str | None]

ACTION_COLUMNS: tuple[Spelled, ...] = (
    ("priority", code, "'normal'"),
    ("process", code, None),
    ("goal_ref", code, "''"),
    ("verdict", code, None),
    ("iteration", sa.Integer(), "1"),
    ("closed_by", code, None),
    ("ended_due", sa.Date(), None),
    ("words", sa.Text(), "''"),
)
CYCLE_COLUMNS: tuple[Spelled, ...] = (
    ("closes", code, "''"),
    ("lead", code, None),
    ("due", sa.Date(), None),
    ("words", sa.Text(), "''"),
)
ACTION_INDEXES: tuple[tuple[str, ...], ...] = (("owner",), ("is_open", "due"), ("closed_on",))


def upgrade() -> None:
    """Add the columns and tables, and fill the columns from what is stored."""
    op.add_column("boards", _column("lists_head", code, "''"))
    op.execute("UPDATE boards SET lists_head = head")
    for table, columns in (("actions", ACTION_COLUMNS), ("cycles", CYCLE_COLUMNS)):
        for name, kind, default in columns:
            op.add_column(table, _column(name, kind, default))
    for names in ACTION_INDEXES:
        op.create_index(f"ix_actions_board_id_{'_'.join(names)}", "actions", ["board_id", *names])
    _fill("actions", _of_action)
    _fill("cycles", _of_cycle)
    _governed("comments", [_need("item"), _need("author"), _filled("made", instant)])
    op.create_index("ix_comments_board_id_item", "comments", ["board_id", "item"])
    _governed("evidence", [_need("item"), _need("author"), _need("digest")])
    op.create_index("ix_evidence_board_id_item", "evidence", ["board_id", "item"])
    _governed("planned_policies", [_filled("first", sa.Date())])
    handover = [
        _need("leaver"),
        _need("successor"),
        _filled("day", sa.Date()),
        _filled("is_open", sa.Boolean()),
    ]
    _governed("handovers", handover)
    _plain("evidence_bytes", [_need("digest"), _filled("body", sa.LargeBinary())], ["digest"])
    _plain("saved_views", [_need("person"), _need("name"), _filled("query", sa.Text())], ["person", "name"])


def downgrade() -> None:
    """Take away what was added; what stands in the bodies stays."""
    for table in ("saved_views", "evidence_bytes", "handovers", "planned_policies", "evidence", "comments"):
        op.drop_table(table)
    for names in ACTION_INDEXES:
        op.drop_index(f"ix_actions_board_id_{'_'.join(names)}", "actions")
    for table, columns in (("actions", ACTION_COLUMNS), ("cycles", CYCLE_COLUMNS)):
        for name, _, _ in reversed(columns):
            op.drop_column(table, name)
    op.drop_column("boards", "lists_head")


def _column(name: str, kind: Any, default: str | None) -> sa.Column[Any]:
    given = None if default is None else sa.text(default)
    return sa.Column(name, kind, nullable=default is None, server_default=given)


def _need(name: str) -> sa.Column[Any]:
    return sa.Column(name, code, nullable=False)


def _filled(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _governed(name: str, columns: Sequence[sa.Column[Any]]) -> None:
    body = sa.Column("body", sa.Text(), nullable=False)
    op.create_table(
        name,
        sa.Column("board_id", sa.Integer(), nullable=False),
        _need("key"),
        *columns,
        body,
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=f"fk_{name}_board_id"),
        sa.PrimaryKeyConstraint("board_id", "key", name=f"pk_{name}"),
    )


def _plain(name: str, columns: Sequence[sa.Column[Any]], keys: Sequence[str]) -> None:
    op.create_table(
        name,
        sa.Column("board_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=f"fk_{name}_board_id"),
        sa.PrimaryKeyConstraint("board_id", *keys, name=f"pk_{name}"),
    )


def _fill(name: str, values_of: Callable[[Any], Mapping[str, Any]]) -> None:
    table = sa.table(name, *(sa.column(one) for one in ("board_id", "key", "body")))
    bind = op.get_bind()
    for board_id, key, body in bind.execute(sa.select(table.c.board_id, table.c.key, table.c.body)).all():
        values = {column: sa.literal(value) for column, value in values_of(json.loads(body)).items()}
        filled = sa.table(name, *(sa.column(one) for one in ("board_id", "key", *values)))
        mine = (filled.c.board_id == board_id) & (filled.c.key == key)
        bind.execute(sa.update(filled).where(mine).values(values))


def _of_action(body: Any) -> Mapping[str, Any]:
    words = (body[name] for name in ("ref", "title", "goal", "done", "observed", "secured_in"))
    plain = {
        name: body[name] for name in ("priority", "process", "goal_ref", "verdict", "iteration", "closed_by")
    }
    return {**plain, "words": _folded(words)}


def _of_cycle(body: Any) -> Mapping[str, Any]:
    dues = {phase["name"]: phase["due"] for phase in body["phases"]}
    words = (body["programme"], body["title"]["nl"], body["title"]["en"], body["unit"], body["period"])
    due = dues[body["state"]] if body["state"] in dues else dues["act"]
    return {
        "closes": body["closes"],
        "lead": body["lead"],
        "due": date.fromisoformat(due),
        "words": _folded(words),
    }


def _folded(texts: Iterable[str]) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(text for text in texts if text).casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())

"""What lists and counts of items are taken from, in the order in which they are read; and what reached nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SHORTER = (("unit",), ("cycle",), ("responsible",), ("owner",), ("is_open", "due"))
LONGER = (
    *((*names, "key") for names in SHORTER),
    ("phase", "is_open", "due", "key"),
    ("is_open", "unit", "phase", "source", "key"),
)
PILES = ("board_id", "unit", "kind", "due", "ladder_ends", "owner", "version")
UNDELIVERABLE = sa.text("state = 'undeliverable'")


def upgrade() -> None:
    """Put longer indexes in the place of shorter ones, and add what was not there."""
    for names in SHORTER:
        op.drop_index(_index(names), "actions")
    for names in LONGER:
        op.create_index(_index(names), "actions", ["board_id", *names])
    op.drop_index("ix_deadlines_board_id_unit", "deadlines")
    op.create_index("ix_deadlines_piles", "deadlines", PILES)
    op.create_index(
        "ix_notices_undeliverable",
        "notices",
        ["board_id", "item", "version"],
        sqlite_where=UNDELIVERABLE,
        postgresql_where=UNDELIVERABLE,
    )


def downgrade() -> None:
    """Put the shorter ones back."""
    op.drop_index("ix_notices_undeliverable", "notices")
    op.drop_index("ix_deadlines_piles", "deadlines")
    op.create_index("ix_deadlines_board_id_unit", "deadlines", ["board_id", "unit"])
    for names in LONGER:
        op.drop_index(_index(names), "actions")
    for names in SHORTER:
        op.create_index(_index(names), "actions", ["board_id", *names])


def _index(names: tuple[str, ...]) -> str:
    return f"ix_actions_board_id_{'_'.join(names)}"

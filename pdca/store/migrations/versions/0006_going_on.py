"""A version whose reminders go on with those of an earlier one; none of the rows that are there does."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("deadlines", "notices", "courtesies")
PILES = ("board_id", "unit", "kind", "due", "ladder_ends", "owner", "version")


def upgrade() -> None:
    """Add the column, and put it in the index that piles are counted from."""
    for table in TABLES:
        op.add_column(table, sa.Column("continues", sa.Integer(), nullable=True))
    op.drop_index("ix_deadlines_piles", "deadlines")
    op.create_index("ix_deadlines_piles", "deadlines", [*PILES, "continues"])


def downgrade() -> None:
    """Take it away: what was taken back is then a run of its own, as it was before."""
    op.drop_index("ix_deadlines_piles", "deadlines")
    op.create_index("ix_deadlines_piles", "deadlines", PILES)
    for table in reversed(TABLES):
        op.drop_column(table, "continues")

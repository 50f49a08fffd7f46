"""The plan of approach of a board."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table of plans."""
    op.create_table(
        "approaches",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_approaches_board_id"),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_approaches"),
    )


def downgrade() -> None:
    """Take it away; what was decided stands in the events."""
    op.drop_table("approaches")

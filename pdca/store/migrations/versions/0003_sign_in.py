"""Sign-in: sessions, links by mail, passwords with a second step, calendars that a program reads."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables of sign-in."""
    op.create_table(
        "sessions",
        sa.Column("id_hash", code, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("person", code, nullable=False),
        sa.Column("created", instant, nullable=False),
        sa.Column("expires", instant, nullable=False),
        sa.Column("ended", instant, nullable=True),
        sa.Column("how", code, nullable=False),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_sessions_board_id"),
        sa.PrimaryKeyConstraint("id_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_board_id_person", "sessions", ["board_id", "person"])
    op.create_index("ix_sessions_expires", "sessions", ["expires"])
    op.create_table(
        "sign_in_links",
        sa.Column("token_hash", code, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("person", code, nullable=False),
        sa.Column("made", instant, nullable=False),
        sa.Column("expires", instant, nullable=False),
        sa.Column("used", instant, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_sign_in_links_board_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in_links"),
    )
    op.create_index("ix_sign_in_links_board_id_person", "sign_in_links", ["board_id", "person"])
    op.create_index("ix_sign_in_links_expires", "sign_in_links", ["expires"])
    op.create_table(
        "credentials",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("person", code, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.Text(), nullable=False),
        sa.Column("changed", instant, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_credentials_board_id"),
        sa.PrimaryKeyConstraint("board_id", "person", name="pk_credentials"),
    )
    op.create_index("ix_credentials_person", "credentials", ["person"])
    op.create_table(
        "calendar_feeds",
        sa.Column("token_hash", code, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("person", code, nullable=False),
        sa.Column("unit", code, nullable=True),
        sa.Column("made", instant, nullable=False),
        sa.Column("ended", instant, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_calendar_feeds_board_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_calendar_feeds"),
    )
    op.create_index("ix_calendar_feeds_board_id_person", "calendar_feeds", ["board_id", "person"])


def downgrade() -> None:
    """Take them away: everybody signs in again, by mail."""
    op.drop_table("calendar_feeds")
    op.drop_table("credentials")
    op.drop_table("sign_in_links")
    op.drop_table("sessions")

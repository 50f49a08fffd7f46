"""The whole schema, as it first was."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
instant = sa.DateTime(timezone=True)

SQLITE_TRIGGERS = (
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event cannot be changed'); END""",
    """CREATE TRIGGER events_remain BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event cannot be deleted'); END""",
)
POSTGRESQL_TRIGGERS = (
    """CREATE FUNCTION pdca_events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an event cannot be changed or deleted'; END $$""",
    """CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION pdca_events_stay()""",
    """CREATE TRIGGER events_remain BEFORE TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION pdca_events_stay()""",
)


def upgrade() -> None:
    """Create everything in an empty database."""
    _boards()
    _runs()
    _courtesies()
    _day_runs()
    _events()
    _messages()
    _policies()
    _programmes()
    _units()
    _cycles()
    _days_off()
    _deadlines()
    _event_payloads()
    _message_bodies()
    _notices()
    _people()
    _processes()
    _absences()
    _actions()
    _requests()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if is_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    """Take everything away."""
    op.drop_table("requests")
    op.drop_table("actions")
    op.drop_table("absences")
    op.drop_table("processes")
    op.drop_table("people")
    op.drop_table("notices")
    op.drop_table("message_bodies")
    op.drop_table("event_payloads")
    op.drop_table("deadlines")
    op.drop_table("days_off")
    op.drop_table("cycles")
    op.drop_table("units")
    op.drop_table("programmes")
    op.drop_table("policies")
    op.drop_table("messages")
    op.drop_table("events")
    op.drop_table("day_runs")
    op.drop_table("courtesies")
    op.drop_table("runs")
    op.drop_table("boards")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION pdca_events_stay()")


def _boards() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", code, nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("rules_revision", sa.Integer(), nullable=False),
        sa.Column("people_numbered", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", code, nullable=False),
        sa.Column("mail_held", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.UniqueConstraint("slug", name="uq_boards_slug"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", number, nullable=False),
        sa.Column("name", code, nullable=False),
        sa.Column("started", instant, nullable=False),
        sa.Column("ended", instant, nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )


def _courtesies() -> None:
    op.create_table(
        "courtesies",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("item", code, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("recipient", code, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("own_mail_on", sa.Date(), nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_courtesies_board_id"),
        sa.PrimaryKeyConstraint("board_id", "item", "version", "kind", "recipient", name="pk_courtesies"),
    )


def _day_runs() -> None:
    op.create_table(
        "day_runs",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started", instant, nullable=False),
        sa.Column("finished", instant, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_day_runs_board_id"),
        sa.PrimaryKeyConstraint("board_id", "day", name="pk_day_runs"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("entity", code, nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("commitment", code, nullable=False),
        sa.Column("prev", code, nullable=False),
        sa.Column("hash", code, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_events_board_id"),
        sa.PrimaryKeyConstraint("board_id", "seq", name="pk_events"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_events_board_id_key", "events", ["board_id", "key"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", code, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("recipient", code, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("composed", instant, nullable=False),
        sa.Column("state", code, nullable=False),
        sa.Column("not_before", instant, nullable=False),
        sa.Column("expires", instant, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("token", code, nullable=True),
        sa.Column("lease_until", instant, nullable=True),
        sa.Column("dotted", instant, nullable=True),
        sa.Column("sent", instant, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_messages_board_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("board_id", "recipient", "day", name="uq_messages_board_id_recipient_day"),
    )
    op.create_index(
        "ix_messages_leased",
        "messages",
        ["lease_until"],
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_index(
        "ix_messages_troubled",
        "messages",
        ["day"],
        sqlite_where=sa.text("state IN ('failed', 'expired', 'in_doubt', 'held', 'retry')"),
        postgresql_where=sa.text("state IN ('failed', 'expired', 'in_doubt', 'held', 'retry')"),
    )
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["not_before", "id"],
        sqlite_where=sa.text("state IN ('queued', 'retry', 'in_doubt')"),
        postgresql_where=sa.text("state IN ('queued', 'retry', 'in_doubt')"),
    )


def _policies() -> None:
    op.create_table(
        "policies",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_policies_board_id"),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_policies"),
    )


def _programmes() -> None:
    op.create_table(
        "programmes",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_programmes_board_id"),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_programmes"),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("parent", code, nullable=True),
        sa.Column("kind", code, nullable=False),
        sa.Column("region", code, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_units_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "parent"],
            ["units.board_id", "units.key"],
            name="fk_units_board_id_parent",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_units"),
    )
    op.create_index("ix_units_board_id_parent", "units", ["board_id", "parent"])


def _cycles() -> None:
    op.create_table(
        "cycles",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("programme", code, nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("period", code, nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("state", code, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("owner", code, nullable=True),
        sa.Column("closer", code, nullable=True),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_cycles_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "unit"],
            ["units.board_id", "units.key"],
            name="fk_cycles_board_id_unit",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_cycles"),
    )
    op.create_index("ix_cycles_board_id_unit", "cycles", ["board_id", "unit"])


def _days_off() -> None:
    op.create_table(
        "days_off",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_days_off_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "unit"],
            ["units.board_id", "units.key"],
            name="fk_days_off_board_id_unit",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_days_off"),
    )
    op.create_index("ix_days_off_board_id_unit", "days_off", ["board_id", "unit"])


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("item", code, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("owner", code, nullable=True),
        sa.Column("grade", code, nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("next_notice_on", sa.Date(), nullable=True),
        sa.Column("ladder_ends", sa.Date(), nullable=False),
        sa.Column("known_at", instant, nullable=False),
        sa.Column("rules_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_deadlines_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "unit"],
            ["units.board_id", "units.key"],
            name="fk_deadlines_board_id_unit",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "item", name="pk_deadlines"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deadlines_board_id_owner", "deadlines", ["board_id", "owner"])
    op.create_index("ix_deadlines_board_id_rules_revision", "deadlines", ["board_id", "rules_revision"])
    op.create_index("ix_deadlines_board_id_unit", "deadlines", ["board_id", "unit"])
    op.create_index(
        "ix_deadlines_next",
        "deadlines",
        ["board_id", "next_notice_on"],
        sqlite_where=sa.text("next_notice_on IS NOT NULL"),
        postgresql_where=sa.text("next_notice_on IS NOT NULL"),
    )


def _event_payloads() -> None:
    op.create_table(
        "event_payloads",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_event_payloads_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "seq"], ["events.board_id", "events.seq"], name="fk_event_payloads_board_id_seq"
        ),
        sa.PrimaryKeyConstraint("board_id", "seq", name="pk_event_payloads"),
    )


def _message_bodies() -> None:
    op.create_table(
        "message_bodies",
        sa.Column("message", code, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_message_bodies_board_id"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_message_bodies_message"),
        sa.PrimaryKeyConstraint("message", name="pk_message_bodies"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", number, nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("item", code, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", code, nullable=False),
        sa.Column("recipient", code, nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("state", code, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("message", code, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_notices_board_id"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_notices_message"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "board_id",
            "item",
            "version",
            "step",
            "recipient",
            name="uq_notices_board_id_item_version_step_recipient",
        ),
    )
    op.create_index("ix_notices_board_id_day", "notices", ["board_id", "day"])
    op.create_index("ix_notices_message", "notices", ["message"])
    op.create_index(
        "ix_notices_unposted",
        "notices",
        ["board_id", "day"],
        sqlite_where=sa.text("state = 'queued' AND message IS NULL"),
        postgresql_where=sa.text("state = 'queued' AND message IS NULL"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("email", code, nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_people_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "unit"],
            ["units.board_id", "units.key"],
            name="fk_people_board_id_unit",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_people"),
        sa.UniqueConstraint("board_id", "email", name="uq_people_board_id_email"),
        sa.UniqueConstraint("board_id", "number", name="uq_people_board_id_number"),
    )
    op.create_index("ix_people_board_id_unit", "people", ["board_id", "unit"])


def _processes() -> None:
    op.create_table(
        "processes",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("owner", code, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_processes_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "unit"],
            ["units.board_id", "units.key"],
            name="fk_processes_board_id_unit",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_processes"),
    )
    op.create_index("ix_processes_board_id_unit", "processes", ["board_id", "unit"])


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("person", code, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_absences_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "person"],
            ["people.board_id", "people.key"],
            name="fk_absences_board_id_person",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_absences"),
    )
    op.create_index("ix_absences_board_id_person", "absences", ["board_id", "person"])


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("unit", code, nullable=False),
        sa.Column("owner", code, nullable=False),
        sa.Column("responsible", code, nullable=True),
        sa.Column("phase", code, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("grade", code, nullable=False),
        sa.Column("source", code, nullable=False),
        sa.Column("cycle", code, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_actions_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "cycle"],
            ["cycles.board_id", "cycles.key"],
            name="fk_actions_board_id_cycle",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["board_id", "unit"],
            ["units.board_id", "units.key"],
            name="fk_actions_board_id_unit",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_actions"),
    )
    op.create_index("ix_actions_board_id_cycle", "actions", ["board_id", "cycle"])
    op.create_index("ix_actions_board_id_responsible", "actions", ["board_id", "responsible"])
    op.create_index("ix_actions_board_id_unit", "actions", ["board_id", "unit"])


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("action", code, nullable=False),
        sa.Column("kind", code, nullable=False),
        sa.Column("state", code, nullable=False),
        sa.Column("responsible", code, nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_requests_board_id"),
        sa.ForeignKeyConstraint(
            ["board_id", "action"],
            ["actions.board_id", "actions.key"],
            name="fk_requests_board_id_action",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("board_id", "key", name="pk_requests"),
    )
    op.create_index("ix_requests_board_id_action", "requests", ["board_id", "action"])

"""Whoever edits what was decided behind the engine's back is found out, and nobody honest is accused."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from pdca.domain.actions.action import Phase
from pdca.domain.people.organisation import Absence, DayOff
from pdca.store import SqlStore, open_store
from pdca.store.chain.links import Header, commit_to
from pdca.store.engine import write
from pdca.store.schema import tables
from pdca.store.verify import verify_board
from tests.contract.builders import ANNA, KARIM, NOW, TODAY, action, found, notice, seeded

EVENTS, PAYLOADS, NOTICES = tables.events, tables.event_payloads, tables.notices
Tampering = Callable[[Connection, random.Random], str]


def live(store: SqlStore, chance: random.Random) -> None:
    """Let a board live for a while: honest changes, removals, notices and seals."""
    at = NOW
    for number in range(chance.randint(6, 14)):
        at += timedelta(minutes=chance.randint(1, 600))
        with store.board("kade") as session:
            ref = f"A-{chance.randint(1, 5):03}"
            phase = chance.choice([Phase.DO, Phase.CHECK, Phase.CLOSED])
            session.record(
                "moved", action(ref, phase=phase, version=number + 1), actor=ANNA, at=at, reason="zo"
            )
            off = DayOff(
                unit="BRUG", first=TODAY + timedelta(days=number), last=TODAY + timedelta(days=number)
            )
            session.record("closed", off, actor=KARIM, at=at)
            if chance.random() < 0.3:
                session.remove("opened", off, actor=KARIM, at=at)
            if chance.random() < 0.3:
                session.record("away", Absence(email=KARIM, first=off.first), actor=KARIM, at=at)
            day = TODAY + timedelta(days=number)
            session.decided([notice(ref, str(step), version=number) for step in range(3)], day)
            session.seal("ledger_sealed", day.isoformat(), session.ledger_digest(day), at=at)


def some_event(connection: Connection, chance: random.Random) -> int:
    seqs: Sequence[int] = connection.execute(select(EVENTS.c.seq)).scalars().all()
    return chance.choice(seqs)


def edit_event(connection: Connection, chance: random.Random) -> str:
    seq, column = some_event(connection, chance), chance.choice(list(EVENTS.c)[2:])
    mine = EVENTS.c.seq == seq
    old = connection.execute(select(column).where(mine)).scalar_one()
    new: object = old + timedelta(microseconds=1) if isinstance(old, datetime) else flipped(str(old), chance)
    connection.execute(update(EVENTS).where(mine).values({column.name: new}))
    return f"{column.name} of event {seq}"


def flipped(old: str, chance: random.Random) -> str:
    place = chance.randrange(len(old))
    return old[:place] + ("0" if old[place] != "0" else "1") + old[place + 1 :]


def edit_payload(connection: Connection, chance: random.Random) -> str:
    seq = some_event(connection, chance)
    mine = PAYLOADS.c.seq == seq
    if chance.random() < 0.5:
        body = connection.execute(select(PAYLOADS.c.body).where(mine)).scalar_one()
        connection.execute(update(PAYLOADS).where(mine).values(body=flipped(body, chance)))
    else:
        connection.execute(update(PAYLOADS).where(mine).values(salt=chance.randbytes(16)))
    return f"contents of event {seq}"


def delete_event(connection: Connection, chance: random.Random) -> str:
    seq = some_event(connection, chance)
    connection.execute(delete(PAYLOADS).where(PAYLOADS.c.seq == seq))
    connection.execute(delete(EVENTS).where(EVENTS.c.seq == seq))
    return f"event {seq} deleted"


def delete_payload(connection: Connection, chance: random.Random) -> str:
    seq = some_event(connection, chance)
    connection.execute(delete(PAYLOADS).where(PAYLOADS.c.seq == seq))
    return f"contents of event {seq} deleted"


def insert_event(connection: Connection, chance: random.Random) -> str:
    seq = some_event(connection, chance)
    row = dict(connection.execute(select(EVENTS).where(EVENTS.c.seq == seq)).mappings().one())
    new = connection.execute(select(EVENTS.c.seq).order_by(EVENTS.c.seq.desc())).scalars().first()
    assert new is not None
    connection.execute(insert(EVENTS).values({**row, "seq": new + 1}))
    return f"event {seq} again as {new + 1}"


def swap_events(connection: Connection, chance: random.Random) -> str:
    seqs = connection.execute(select(EVENTS.c.seq)).scalars().all()
    first, second = chance.sample(seqs, 2)
    for table in (PAYLOADS, EVENTS):
        for old, new in ((first, -1), (second, first), (-1, second)):
            connection.execute(update(table).where(table.c.seq == old).values(seq=new))
    return f"events {first} and {second} swapped"


def cut_tail(connection: Connection, chance: random.Random) -> str:
    seq = some_event(connection, chance)
    for table in (PAYLOADS, EVENTS):
        connection.execute(delete(table).where(table.c.seq >= seq))
    return f"cut from event {seq}"


def rehash_one(connection: Connection, chance: random.Random) -> str:
    """Rewrite one event with everything that belongs to it: payload, commitment and hash."""
    seq = some_event(connection, chance)
    row = connection.execute(select(EVENTS).where(EVENTS.c.seq == seq)).one()
    beside = connection.execute(select(PAYLOADS).where(PAYLOADS.c.seq == seq)).one()
    body = beside.body.replace('"reason":"', '"reason":"niet ', 1)
    commitment = commit_to(beside.salt, body)
    header = Header("kade", seq, row.at, row.kind, row.entity, row.key, commitment, row.prev)
    connection.execute(update(PAYLOADS).where(PAYLOADS.c.seq == seq).values(body=body))
    mine = update(EVENTS).where(EVENTS.c.seq == seq)
    connection.execute(mine.values(commitment=commitment, hash=header.hash()))
    return f"event {seq} rewritten"


def edit_state(connection: Connection, chance: random.Random) -> str:
    table = chance.choice([tables.actions, tables.days_off, tables.units, tables.people])
    key = chance.choice(connection.execute(select(table.c.key)).scalars().all() or [""])
    if not key:
        return edit_state(connection, chance)
    body = connection.execute(select(table.c.body).where(table.c.key == key)).scalar_one()
    connection.execute(update(table).where(table.c.key == key).values(body=flipped(body, chance)))
    return f"{table.name} {key}"


def edit_column(connection: Connection, chance: random.Random) -> str:
    column = chance.choice(["owner", "phase", "grade", "due", "is_open", "version"])
    key = chance.choice(connection.execute(select(tables.actions.c.key)).scalars().all())
    mine = tables.actions.c.key == key
    old = connection.execute(select(tables.actions.c[column]).where(mine)).scalar_one()
    new: object = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
    if column == "due":
        new = old + timedelta(days=1)
    connection.execute(update(tables.actions).where(mine).values({column: new}))
    return f"column {column} of {key}"


def lose_state(connection: Connection, chance: random.Random) -> str:
    key = chance.choice(connection.execute(select(tables.days_off.c.key)).scalars().all() or [""])
    if not key:
        return edit_column(connection, chance)
    connection.execute(delete(tables.days_off).where(tables.days_off.c.key == key))
    return f"day off {key} lost"


def add_state(connection: Connection, _chance: random.Random) -> str:
    row = dict(connection.execute(select(tables.actions)).mappings().first() or {})
    body = row["body"].replace(f'"ref":"{row["key"]}"', '"ref":"A-999"')
    connection.execute(insert(tables.actions).values({**row, "key": "A-999", "body": body}))
    return "A-999 added"


def edit_ledger(connection: Connection, chance: random.Random) -> str:
    id = chance.choice(connection.execute(select(NOTICES.c.id)).scalars().all())
    column = chance.choice(["item", "step", "recipient", "kind", "continues"])
    new = 1000 if column == "continues" else "other"
    connection.execute(update(NOTICES).where(NOTICES.c.id == id).values({column: new}))
    return f"{column} of notice {id}"


def lose_notice(connection: Connection, chance: random.Random) -> str:
    id = chance.choice(connection.execute(select(NOTICES.c.id)).scalars().all())
    connection.execute(delete(NOTICES).where(NOTICES.c.id == id))
    return f"notice {id} lost"


def move_head(connection: Connection, chance: random.Random) -> str:
    change: dict[str, object] = chance.choice(
        [{"head": "f" * 64}, {"seq": tables.boards.c.seq + 1}, {"body": "{}"}]
    )
    connection.execute(update(tables.boards).values(change))
    return f"board {list(change)}"


TAMPERINGS: tuple[Tampering, ...] = (
    edit_event, edit_payload, delete_event, delete_payload, insert_event, swap_events, cut_tail, rehash_one,
    edit_state, edit_column, lose_state, add_state, edit_ledger, lose_notice, move_head,
)  # fmt: skip


def disarm(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER events_stay"))
        connection.execute(text("DROP TRIGGER events_remain"))
    else:
        connection.execute(text("SET session_replication_role = replica"))  # also switches foreign keys off


def tamper(store: SqlStore, seed: int) -> tuple[str, list[str]]:
    """Tamper once, look what verification says, and undo it."""
    chance = random.Random(seed)
    with write(store.engine) as connection:
        connection.execute(text("SAVEPOINT honest"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        disarm(connection)
        what = chance.choice(TAMPERINGS)(connection, chance)
        faults = verify_board(connection, "kade")
        connection.execute(text("ROLLBACK TO SAVEPOINT honest"))
    return what, [str(fault) for fault in faults]


@pytest.fixture
def lived_in(store: SqlStore) -> SqlStore:
    live(store, random.Random(1))
    return store


def test_every_one_of_a_thousand_tamperings_is_found() -> None:
    unseen: list[str] = []
    for world in range(20):
        store = found(open_store("sqlite://", entropy=seeded(world)))
        live(store, random.Random(world))
        unseen += [
            what for seed in range(50) for what, faults in [tamper(store, world * 50 + seed)] if not faults
        ]
        assert store.verify("kade") == []
        store.close()
    assert not unseen


def test_tampering_is_found_in_every_database(lived_in: SqlStore) -> None:
    missed = [what for seed in range(60) for what, faults in [tamper(lived_in, seed)] if not faults]
    assert not missed
    assert lived_in.verify("kade") == []


def test_no_honest_log_is_accused() -> None:
    for seed in range(60):
        store = found(open_store("sqlite://", entropy=seeded(seed)))
        live(store, random.Random(seed))
        assert store.verify("kade") == []
        store.close()


def test_the_first_bad_event_is_named(lived_in: SqlStore) -> None:
    with write(lived_in.engine) as connection:
        disarm(connection)
        for seq in (9, 5):
            connection.execute(update(EVENTS).where(EVENTS.c.seq == seq).values(kind="other"))
    broken = [str(fault) for fault in lived_in.verify("kade") if str(fault).startswith("event")]
    assert broken == ["event 5: was changed"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'other'",
        "UPDATE events SET seq = seq + 100",
        "DELETE FROM events WHERE seq = 3",
    ],
)
def test_the_database_itself_refuses_to_change_events(store: SqlStore, statement: str) -> None:
    def try_it() -> None:
        with write(store.engine) as connection:
            connection.execute(text(statement))

    with pytest.raises(Exception, match="an event cannot be"):
        try_it()
    assert store.verify("kade") == []


def test_postgresql_refuses_to_empty_events(postgresql_url: str) -> None:
    store = found(open_store(postgresql_url, entropy=seeded()))

    def try_it() -> None:
        with write(store.engine) as connection:
            connection.execute(text("TRUNCATE events CASCADE"))

    with pytest.raises(Exception, match="an event cannot be"):
        try_it()
    store.close()

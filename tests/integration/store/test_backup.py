"""A backup counts once it is proven, restores to what was, and after a restore no mail leaves unasked."""

import random
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from pdca.domain.errors import BadInput, Damaged, NotFound, Refused
from pdca.services.records import MessageState
from pdca.store import SqlStore, backup, free_place, migrate, open_store, restore, upgrade
from pdca.store.engine import write
from pdca.store.schema import tables
from tests.contract.builders import ANNA, KARIM, NOW, TODAY, action, found, message, notice, planned, seeded
from tests.contract.signed_in import credential, link, session

LATER = NOW + timedelta(hours=1)


def busy(store: SqlStore) -> SqlStore:
    """A board with mail in every stage."""
    people = [f"p{number}@kade.example" for number in range(6)]
    with store.board("kade") as session:
        session.plan(planned(), known_at=NOW)
        session.decided([notice(recipient=one) for one in people], TODAY)
        rows = {row.notice.recipient: row.id for row in session.unposted(TODAY)}
        session.post([(message(one), [rows[one]]) for one in people])
    outbox = store.outbox()
    first, second, third, fourth, *_ = outbox.claim(NOW, "one", NOW, 5)
    outbox.freeze("one", {first.id: b"first", second.id: b"second"})
    outbox.dot("one", [second.id], NOW)
    outbox.settle("one", [replace(first, state=MessageState.SENT, attempts=1)], NOW)
    outbox.settle("one", [replace(third, state=MessageState.RETRY, attempts=1)], NOW)
    outbox.settle("one", [replace(fourth, state=MessageState.FAILED, attempts=1)], NOW)
    outbox.rescue(LATER)
    outbox.claim(NOW, "two", LATER, 1)
    return store


@pytest.fixture
def full_store(shared_store: SqlStore) -> SqlStore:
    return busy(shared_store)


def address(store: SqlStore) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def heads(store: SqlStore) -> list[str]:
    with store.reading("kade") as session:
        return [event.hash for event in session.events()]


def test_a_backup_restores_to_what_was(full_store: SqlStore, tmp_path: Path) -> None:
    file = tmp_path / "kade.backup"
    manifest = backup(address(full_store), file)
    before = heads(full_store)
    assert manifest.heads == {"kade": before[-1]}
    with full_store.board("kade") as session:
        session.record("changed", action(title="Na de kopie"), actor=ANNA, at=NOW)
        session.decided([notice(step="10")], TODAY)
    restore(address(full_store), file)
    assert heads(full_store) == before
    assert full_store.verify("kade") == []
    with full_store.board("kade") as session:
        assert session.deadline("A-001") == planned()
        assert len(session.ledger()) == 6
        session.record("changed", action(title="En verder"), actor=ANNA, at=NOW)
        assert session.decided([notice(step="10")], TODAY) == 1
    full_store.begin("nightly", NOW)
    assert full_store.verify("kade") == []


@pytest.mark.parametrize("way", ["there", "back"])
def test_a_backup_of_one_database_restores_into_the_other(
    way: str, sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    source, target = (sqlite_url, postgresql_url) if way == "there" else (postgresql_url, sqlite_url)
    first = busy(found(open_store(source, entropy=seeded())))
    backup(source, tmp_path / "kade.backup")
    restore(target, tmp_path / "kade.backup")
    second = open_store(target, entropy=seeded())
    assert heads(first) == heads(second)
    with first.reading("kade") as one, second.reading("kade") as other:
        assert [replace(row, id=0) for row in one.ledger()] == [replace(row, id=0) for row in other.ledger()]
    assert second.verify("kade") == []
    second.begin("nightly", NOW)
    first.close()
    second.close()


def test_a_backup_restores_into_a_database_that_is_not_there_yet(
    full_store: SqlStore, tmp_path: Path
) -> None:
    backup(address(full_store), tmp_path / "kade.backup")
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    restore(url, tmp_path / "kade.backup")
    fresh = open_store(url, entropy=seeded())
    assert heads(fresh) == heads(full_store)
    fresh.close()


def test_after_a_restore_no_mail_leaves_until_it_is_released(full_store: SqlStore, tmp_path: Path) -> None:
    before = full_store.outbox().counts()
    assert before[MessageState.SENT] == before[MessageState.FAILED] == 1
    backup(address(full_store), tmp_path / "kade.backup")
    restore(address(full_store), tmp_path / "kade.backup")
    outbox = full_store.outbox()
    assert outbox.counts() == {MessageState.SENT: 1, MessageState.FAILED: 1, MessageState.HELD: 4}
    with full_store.board("kade") as session:
        session.decided([notice(recipient=KARIM)], TODAY)
        (row,) = session.unposted(TODAY)
        session.post([(message(KARIM), [row.id])])
    assert outbox.claim(LATER, "three", LATER, 10) == []
    assert outbox.rescue(LATER + timedelta(days=1)) == 0
    assert outbox.release() == 5
    assert outbox.counts()[MessageState.QUEUED] == 5
    claimed = outbox.claim(LATER, "three", LATER, 10)
    assert {one.body for one in claimed} == {None, b"second"}
    assert sorted(one.doubts for one in claimed) == [0, 0, 0, 0, 1]
    with full_store.board("kade") as session:
        session.post([(message(ANNA, TODAY + timedelta(days=1)), [])])
    assert outbox.counts()[MessageState.QUEUED] == 1


def test_after_a_restore_nobody_is_signed_in_and_no_link_signs_in(
    full_store: SqlStore, tmp_path: Path
) -> None:
    access = full_store.access()
    access.start(session())
    access.make_links([link()], 3, NOW)
    access.keep(credential())
    backup(address(full_store), tmp_path / "kade.backup")
    restore(address(full_store), tmp_path / "kade.backup")
    assert access.session("s1") is None
    assert access.use_link("l1", NOW) is None
    assert access.credential("kade", ANNA) == credential()


def test_a_damaged_database_gives_no_backup_and_the_old_one_stays(
    full_store: SqlStore, tmp_path: Path
) -> None:
    file = tmp_path / "kade.backup"
    backup(address(full_store), file)
    kept = file.read_bytes()
    with write(full_store.engine) as connection:
        connection.execute(update(tables.actions).values(owner=KARIM))
    with pytest.raises(Damaged, match="column owner"):
        backup(address(full_store), file)
    assert file.read_bytes() == kept
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_every_flipped_byte_of_a_backup_is_noticed(full_store: SqlStore, tmp_path: Path) -> None:
    file = tmp_path / "kade.backup"
    backup(address(full_store), file)
    before, content, chance = heads(full_store), file.read_bytes(), random.Random(5)
    unseen = []
    for _ in range(200):
        place = chance.randrange(len(content))
        damaged = bytearray(content)
        damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        try:
            restore(f"sqlite:///{tmp_path / 'other.db'}", file)
        except Damaged:
            continue
        other = open_store(f"sqlite:///{tmp_path / 'other.db'}", entropy=seeded())
        if heads(other) != before or other.verify("kade"):
            unseen.append(place)
        other.close()
    assert not unseen


def test_what_a_restore_replaces_is_kept_first_also_when_it_is_damaged(
    full_store: SqlStore, tmp_path: Path
) -> None:
    file, keep = tmp_path / "kade.backup", tmp_path / "kept.backup"
    backup(address(full_store), file)
    before = heads(full_store)
    with write(full_store.engine) as connection:
        connection.execute(update(tables.actions).values(owner=KARIM))
    restore(address(full_store), file, keep=keep)
    assert heads(full_store) == before
    assert full_store.verify("kade") == []
    restore(address(full_store), keep)
    assert full_store.verify("kade") != []


def test_a_backup_that_is_none_replaces_and_keeps_nothing(full_store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("hallo")
    with pytest.raises(Damaged):
        restore(address(full_store), tmp_path / "other", keep=tmp_path / "kept.backup")
    assert not (tmp_path / "kept.backup").exists()


def test_of_an_empty_database_nothing_is_kept(
    full_store: SqlStore, postgres_url: str, tmp_path: Path
) -> None:
    backup(address(full_store), tmp_path / "kade.backup")
    for number, url in enumerate((postgres_url, f"sqlite:///{tmp_path / 'fresh.db'}")):
        restore(url, tmp_path / "kade.backup", keep=tmp_path / f"kept-{number}")
        assert not (tmp_path / f"kept-{number}").exists()


def test_a_database_that_cannot_be_copied_is_not_replaced(full_store: SqlStore, tmp_path: Path) -> None:
    backup(address(full_store), tmp_path / "kade.backup")
    broken = tmp_path / "broken.db"
    broken.write_text("no database at all, really" * 100, encoding="utf-8")
    with pytest.raises(Refused, match="cannot be copied first"):
        restore(f"sqlite:///{broken}", tmp_path / "kade.backup", keep=tmp_path / "kept.backup")
    assert broken.read_text("utf-8").startswith("no database at all")


def test_copies_that_nobody_asked_for_never_replace_one_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pdca.db'}"
    names = []
    for _ in range(3):
        place = free_place(url, "before-upgrade-from-0001")
        place.touch()
        names.append(place.name)
    assert names == [f"pdca-before-upgrade-from-0001{more}.backup" for more in ("", "-2", "-3")]


def test_what_is_no_backup_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        restore(sqlite_url, tmp_path / "nowhere")
    other = tmp_path / "other"
    other.write_text("hallo")
    with pytest.raises(Damaged):
        restore(sqlite_url, other)


def test_a_backup_is_for_its_owner_only_and_needs_a_folder(full_store: SqlStore, tmp_path: Path) -> None:
    backup(address(full_store), tmp_path / "kade.backup")
    assert (tmp_path / "kade.backup").stat().st_mode & 0o777 == 0o600
    with pytest.raises(NotFound, match="nowhere"):
        backup(address(full_store), tmp_path / "nowhere" / "kade.backup")


def test_there_is_nothing_to_back_up_before_the_first_upgrade(postgres_url: str, tmp_path: Path) -> None:
    for url in (postgres_url, f"sqlite:///{tmp_path / 'nothing.db'}"):
        with pytest.raises(BadInput):
            backup(url, tmp_path / "nothing.backup")
    assert list(tmp_path.iterdir()) == []


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "LAST", None, None

def upgrade():
    op.add_column("runs", sa.Column("host", sa.Text()))

def downgrade():
    op.drop_column("runs", "host")
"""


def test_an_upgrade_backs_up_first(shared_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = found(open_store(shared_url, entropy=seeded()))
    before = heads(store)
    store.close()
    scripts = tmp_path / "scripts"
    shutil.copytree(migrate._SCRIPTS, scripts)
    (scripts / "versions" / "9999_next.py").write_text(NEXT.replace("LAST", migrate.head()))
    monkeypatch.setattr(migrate, "_SCRIPTS", scripts)
    file = upgrade(shared_url, folder=tmp_path)
    assert file is not None
    assert (migrate.current(shared_url), migrate.head()) == ("9999", "9999")
    monkeypatch.undo()
    url = f"sqlite:///{tmp_path / 'old.db'}"
    restore(url, file)
    old = open_store(url, entropy=seeded())
    assert heads(old) == before
    old.close()

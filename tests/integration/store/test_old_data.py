"""Rows that were there before a step of the schema mean the same after it, and are found by the new columns."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, insert, select

from pdca.domain.actions.action import Action, Phase, Verdict
from pdca.domain.conversation import Comment
from pdca.domain.cycles.cycle import Cycle, CycleState, PhaseRun
from pdca.domain.errors import Refused
from pdca.domain.people.organisation import Unit
from pdca.services.reading import ActionQuery, CycleQuery
from pdca.store import downgrade, open_store, restore, upgrade
from pdca.store.chain.governed import KINDS
from pdca.store.chain.links import GENESIS, Header, commit_to, payload
from pdca.store.codec import canonical
from pdca.store.engine import make_engine, write
from pdca.store.migrate import migrate
from tests.contract.builders import ANNA, NOOR, NOW, TODAY, action, board, cycle, notice, seeded, unit

SALT = b"sixteen bytes...."[:16]
PLAN = PhaseRun(name="plan", due=date(2026, 11, 1), gates=())
ACT = PhaseRun(name="act", due=date(2027, 6, 1), gates=())
ENDED = cycle(
    "2025-2026",
    phases=(PLAN, ACT),
    state=CycleState.CLOSED,
    closed_on=date(2027, 5, 1),
    closed_by=NOOR,
    lead=ANNA,
)
CLOSED = action(
    "A-002",
    title="Één CAFÉ voor ouders",
    phase=Phase.CLOSED,
    due=None,
    closed_on=date(2026, 9, 30),
    closed_by=NOOR,
    verdict=Verdict.EFFECTIVE,
    process="zorg",
)
VALUES = (unit("KADE", None), unit(), action(), CLOSED, cycle(phases=(PLAN, ACT)), ENDED)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database at the first revision, with a board as that version wrote it."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = make_engine(url)
    migrate(engine, "0001")
    with write(engine) as connection:
        write_as_before(connection)
    engine.dispose()
    return url


def before(value: object) -> str:
    """The body of a value as the first version wrote it: without the fields that came later."""
    return canonical({name: one for name, one in json.loads(canonical(value)).items() if name != "ended_due"})


def write_as_before(connection: Connection) -> None:
    """Write a board with its chain into the tables of the first revision, row by row."""
    old = MetaData()
    old.reflect(connection)
    chain: list[tuple[str, str, str]] = [("board", "kade", canonical(board()))]
    rows: list[tuple[str, dict[str, Any]]] = []
    for value in VALUES:
        kind = KINDS[type(value)]
        key = kind.key(value, lambda _: 0)
        chain.append((kind.word, key, before(value)))
        known = old.tables[kind.table.name].c
        columns = {name: one for name, one in kind.columns(value, key).items() if name in known}
        rows.append((kind.table.name, {"board_id": 1, "key": key, **columns, "body": before(value)}))
    links, head = linked(chain, is_bare=connection.dialect.name == "sqlite")
    own = {"slug": "kade", "rules_revision": 1, "people_numbered": 0, "mail_held": False}
    own |= {"id": 1, "seq": len(chain), "head": head, "body": canonical(board())}
    for name, row in (("boards", own), *rows, *links):
        connection.execute(insert(old.tables[name]), row)


def linked(chain: list[tuple[str, str, str]], *, is_bare: bool) -> tuple[list[tuple[str, Any]], str]:
    """The rows of a chain, and the hash that it ends with."""
    rows: list[tuple[str, Any]] = []
    prev = GENESIS
    for seq, (word, key, body) in enumerate(chain, start=1):
        text = payload("load", "", body)
        said = commit_to(SALT, text)
        header = Header("kade", seq, NOW, "loaded", word, key, said, prev)
        facts = {"seq": seq, "kind": "loaded", "entity": word, "key": key, "commitment": said, "prev": prev}
        prev = header.hash()
        at = NOW.replace(tzinfo=None) if is_bare else NOW
        rows.append(("events", {"board_id": 1, "at": at, **facts, "hash": prev}))
        rows.append(("event_payloads", {"board_id": 1, "seq": seq, "salt": SALT, "body": text}))
    return rows, prev


def kept(url: str) -> dict[str, list[Any]]:
    """Every value and every event of a database, whatever its revision."""
    engine, found = make_engine(url), MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        names = ("units", "actions", "cycles", "events", "event_payloads")
        tables = {name: found.tables[name] for name in names}
        rows = {
            name: [
                (row.key, row.body) if "key" in row._fields and "body" in row._fields else tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for name, table in tables.items()
        }
    engine.dispose()
    return rows


def test_everything_is_there_after_the_upgrade_and_nothing_is_damaged(old_url: str) -> None:
    old = kept(old_url)
    upgrade(old_url)
    assert kept(old_url) == old
    store = open_store(old_url, entropy=seeded())
    assert store.verify("kade") == []
    with store.reading("kade") as session:
        assert list(session.units()) == [one for one in VALUES if isinstance(one, Unit)][::-1]
        assert list(session.actions()) == [one for one in VALUES if isinstance(one, Action)]
        assert sorted(session.cycles(), key=lambda one: one.period) == [
            ENDED,
            *(one for one in VALUES if isinstance(one, Cycle) and one is not ENDED),
        ]
    store.close()


def test_old_rows_are_found_by_the_new_columns(old_url: str) -> None:
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    with store.reading("kade") as session:
        assert [one.ref for one in session.find_actions(ActionQuery(text="een cafe")).rows] == ["A-002"]
        assert [one.ref for one in session.find_actions(ActionQuery(process="zorg")).rows] == ["A-002"]
        late = session.find_cycles(CycleQuery(late_on=date(2026, 11, 2))).rows
        assert [one.period for one in late] == ["2026-2027"]  # its phase was over on 1 November
        [pile] = [one for one in session.cycle_piles(["BRUG"], TODAY) if one.state is CycleState.CLOSED]
        assert (pile.year, pile.count, pile.in_time) == (2026, 1, 1)
        [ended] = session.action_closures(["BRUG"])
        assert (ended.closed, ended.effective_at_once) == (1, 1)
    store.close()


def test_recording_an_old_value_as_it_is_writes_nothing(old_url: str) -> None:
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    with store.board("kade") as session:
        for value in VALUES:
            session.record("again", value, actor=ANNA, at=NOW)
        assert session.head()[0] == 1 + len(VALUES)
    store.close()


def test_the_way_back_and_up_again_leaves_values_and_events_as_they_are(old_url: str) -> None:
    old = kept(old_url)
    upgrade(old_url)
    engine = make_engine(old_url)
    downgrade(engine, "0001")
    assert kept(old_url) == old
    engine.dispose()
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    assert store.verify("kade") == []
    store.close()


def test_a_backup_is_made_first_and_its_whole_path_is_told(old_url: str, tmp_path: Path) -> None:
    saved = upgrade(old_url)
    is_file = old_url.startswith("sqlite")
    assert saved is not None
    assert saved.parent == (tmp_path if is_file else tmp_path / "here")
    assert saved.name.endswith("-before-upgrade-from-0001.backup")
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}", entropy=seeded())
    other.close()
    restore(f"sqlite:///{tmp_path / 'other.db'}", saved)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}", entropy=seeded())
    assert other.verify("kade") == []
    other.close()


def test_a_way_back_on_which_reminders_would_forget_what_they_go_on_with_says_so_first(old_url: str) -> None:
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    with store.board("kade") as session:
        session.decided([notice(version=5, continues=3)], TODAY)
    store.close()
    with pytest.raises(Refused, match="going back to 0005 throws away what stands in notices"):
        downgrade(old_url, "0005")
    store = open_store(old_url, entropy=seeded())
    with store.reading("kade") as session:
        assert [row.notice.ladder for row in session.ledger()] == [3]
    store.close()
    downgrade(old_url, "0005", even_with_loss=True)
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    with store.reading("kade") as session:
        assert [row.notice.ladder for row in session.ledger()] == [5]
    store.close()


def test_a_way_back_that_loses_something_says_so_first_and_does_nothing(old_url: str) -> None:
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    said = Comment(id="A-002/comment-1", item="A-002", by=ANNA, at=NOW, text="Dit werkt nu goed.")
    with store.board("kade") as session:
        session.record("said", said, actor=ANNA, at=NOW)
    store.close()
    full = kept(old_url)
    with pytest.raises(Refused, match="going back to 0001 throws away what stands in comments"):
        downgrade(old_url, "0001")
    assert kept(old_url) == full
    downgrade(old_url, "0001", even_with_loss=True)
    upgrade(old_url)
    store = open_store(old_url, entropy=seeded())
    [fault] = store.verify("kade")
    assert "A-002/comment-1" in str(fault)
    store.close()

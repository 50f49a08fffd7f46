"""Addresses of databases that lead nowhere: said in words of our own, without the password."""

from pathlib import Path

import pytest

from pdca.domain.errors import Misconfigured, PdcaError
from pdca.store import backup, condition, current, open_store, require_schema, upgrade
from pdca.store.engine import Unreachable, make_engine

CLOSED = "postgresql+psycopg://me:secret@127.0.0.1:1/pdca"


@pytest.mark.parametrize("url", ["", "pdca.db", "postgres", "postgresql://me:se cret:x@h:abc/y", "sqlite:/"])
def test_what_is_no_address_is_said_to_be_none_without_showing_it(url: str) -> None:
    with pytest.raises(Misconfigured, match="PDCA_DATABASE_URL is no address") as caught:
        make_engine(url)
    assert "cret" not in str(caught.value)
    assert condition(url).fault == caught.value.message


def test_a_file_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'pdca.db'}"
    store = open_store(url, entropy=bytes)
    with pytest.raises(Misconfigured, match="in a folder that is not there"):
        require_schema(store.engine)
    store.close()
    for use in (current, upgrade):
        with pytest.raises(Misconfigured, match="in a folder that is not there"):
            use(url)
    fault = condition(url).fault
    assert fault is not None
    assert "nowhere" in str(fault)


@pytest.mark.parametrize("use", [current, upgrade, condition])
def test_a_file_that_is_no_database(use: object, tmp_path: Path) -> None:
    (tmp_path / "pdca.db").write_text("no database at all, really" * 100, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'pdca.db'}"
    if use is condition:
        assert condition(url).is_damaged
        return
    with pytest.raises(Unreachable, match="is damaged, or is no database"):
        use(url)  # type: ignore[operator]  # one of the two functions above


def test_a_server_that_does_not_answer_is_told_the_same_everywhere(tmp_path: Path) -> None:
    store = open_store(CLOSED, entropy=bytes)
    with pytest.raises(Unreachable, match="cannot be reached: connection failed"):
        require_schema(store.engine)
    with pytest.raises(Unreachable):
        backup(CLOSED, tmp_path / "copy")
    assert "cannot be reached" in str(condition(CLOSED).fault)
    store.close()


def test_what_goes_wrong_later_keeps_its_own_kind(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'pdca.db'}")
    with engine.connect() as connection, pytest.raises(Exception, match="no such table") as caught:
        connection.exec_driver_sql("SELECT * FROM boards")
    assert not isinstance(caught.value, PdcaError)
    engine.dispose()

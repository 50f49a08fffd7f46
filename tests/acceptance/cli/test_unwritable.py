"""A database that takes no changes, met at a terminal: one sentence that says what to do, and nothing half done."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event

from tests.acceptance.cli.shell import EXAMPLE, Shell


@contextmanager
def told(statement: str) -> Iterator[None]:
    """Tell every transaction of every database something as it begins."""

    def tell(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(Engine, "begin", tell)
    try:
        yield
    finally:
        event.remove(Engine, "begin", tell)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "PRAGMA query_only=ON",
            {"nl": "De database is nu alleen te lezen", "en": "The database can only be read"},
        ),
        (
            "PRAGMA max_page_count=1",
            {"nl": "De schijf van de database is vol", "en": "The disk of the database is"},
        ),
    ],
    ids=["read-only", "full"],
)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_database_that_takes_no_changes_says_so_and_keeps_nothing(
    empty_shell: Shell, statement: str, says: dict[str, str], lang: str
) -> None:
    shell = empty_shell
    shell.does("db", "upgrade")
    load = ("--lang", lang, "load", EXAMPLE, "--as-of", "2026-11-23")
    with told(statement):
        said = shell.run(*load, "--json")
    assert said.code == 1
    assert said.document()["error"].startswith(says[lang])
    assert says[lang] in said.err
    assert "OperationalError" not in said.err
    shell.does(*load)
    shell.does("verify")

"""The doctor on real databases, a real mail server, and boards that lack something."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from pdca.bootstrap import Runtime
from pdca.services.engine.nightly import nightly
from pdca.services.engine.tick import NIGHTLY, run_step
from pdca.services.health.examine import check_installation, is_well
from pdca.services.health.facts import DatabaseFacts, SettingsFacts
from pdca.services.health.findings import Area, Level
from pdca.services.health.gather import gather
from pdca.settings import Settings
from pdca.store import SqlStore, condition, head, open_store
from tests.integration.explain.boards import (
    ACTION,
    BOARD,
    DUE,
    OWNER,
    QC,
    QM,
    SHIPPED,
    SL,
    SLUG,
    TL,
    at,
    load,
    run,
    write_board,
)
from tests.servers.smtp import SmtpServer

KEY = SecretStr("Kq3vN8xT1pZ6wR0yL5bH2mC9dF7gJ4sA")
READY = DatabaseFacts(revision="1", head="1")


def bad(store: SqlStore, day: date, hours: int = 1) -> set[tuple[Level, Area, str]]:
    facts = gather(lambda: store, SHIPPED, at(store, day) + timedelta(hours=hours), SettingsFacts(), READY)
    found = check_installation(facts)
    return {(one.level, one.area, str(one.what)) for one in found if one.level is not Level.OK}


def test_a_board_that_is_ticked_and_whose_mail_waits_too_long(empty_store: SqlStore, tmp_path: Path) -> None:
    load(empty_store, write_board(tmp_path), date(2026, 11, 9))
    run(empty_store, date(2026, 11, 9), DUE)
    assert bad(empty_store, DUE) == {
        (Level.ERROR, Area.MAIL, "mail that could leave has been waiting, in minutes: 5820")  # since Monday
    }
    assert (Level.ERROR, Area.ENGINE, "the engine stands still since 2026-11-13 07:30") in bad(
        empty_store, DUE + timedelta(days=3)
    )


def test_a_day_that_was_not_decided_is_found(empty_store: SqlStore, tmp_path: Path) -> None:
    load(empty_store, write_board(tmp_path), date(2026, 11, 9))
    run(empty_store, date(2026, 11, 9), date(2026, 11, 9))
    early = at(empty_store, date(2026, 11, 10)) - timedelta(hours=2)
    run_step(empty_store, SHIPPED, early, "escalate", lambda *_: {}, [SLUG])
    (found,) = [one for one in bad(empty_store, date(2026, 11, 10)) if one[1] is Area.ENGINE]
    assert found[2] == "the notices of today are not decided; the last day that was is 2026-11-09"


def test_what_nobody_owns_and_nobody_can_be_told_is_found(empty_store: SqlStore, tmp_path: Path) -> None:
    load(empty_store, write_board(tmp_path, without=(TL, QC, SL, QM, BOARD)), date(2026, 11, 9))
    run(empty_store, date(2026, 11, 19), date(2026, 11, 20))
    found = {what for _, area, what in bad(empty_store, date(2026, 11, 20)) if area is Area.BOARD}
    assert found == {
        "items that nobody can be told about: 1 (A-004)",
        "nobody is quality manager and nobody is board member: escalations may reach nobody",
    }


def test_an_owner_who_left_leaves_items_that_wait_for_nobody(empty_store: SqlStore, tmp_path: Path) -> None:
    people = {OWNER: ("Olga Eigenaar", "ONB", "staff@ONB", "2026-11-12", "")}
    load(empty_store, write_board(tmp_path, people=people), date(2026, 11, 9))
    found = {what for _, area, what in bad(empty_store, DUE) if area is Area.BOARD}
    assert found == {"items that wait for nobody who works here: 1 (A-004)"}


def test_a_board_without_a_holiday_region_is_found(empty_store: SqlStore, tmp_path: Path) -> None:
    folder = write_board(tmp_path)
    units = (folder / "units.csv").read_text(encoding="utf-8")
    for region in ("noord", "midden", "zuid"):
        units = units.replace(region, "")
    (folder / "units.csv").write_text(units, encoding="utf-8")
    load(empty_store, folder, date(2026, 11, 9))
    found = {what for _, area, what in bad(empty_store, DUE) if area is Area.BOARD}
    assert found == {"no holiday region, so only national days off count: Stichting De Kade"}


def test_what_is_due_beyond_the_known_holidays_is_found(empty_store: SqlStore, tmp_path: Path) -> None:
    load(empty_store, write_board(tmp_path, actions=[{**ACTION, "due": "2031-01-15"}]))
    found = {what for _, area, what in bad(empty_store, DUE) if area is Area.CALENDAR}
    assert found == {"due after 2030-07-31, where no school holidays are known: 1 (A-004)"}


def test_what_the_night_put_right_is_told_in_the_morning(empty_store: SqlStore, tmp_path: Path) -> None:
    load(empty_store, write_board(tmp_path), date(2026, 11, 9))
    run(empty_store, date(2026, 11, 9), date(2026, 11, 9))
    with empty_store.engine.begin() as connection:
        connection.execute(text("UPDATE deadlines SET next_notice_on = NULL"))
    night = at(empty_store, date(2026, 11, 10)) - timedelta(hours=3)
    run_step(empty_store, SHIPPED, night, NIGHTLY, nightly, [SLUG])
    run(empty_store, date(2026, 11, 10), date(2026, 11, 10))
    found = {what for _, area, what in bad(empty_store, date(2026, 11, 10)) if area is Area.ENGINE}
    assert found == {"deadlines that had to be put right last night: 1"}


def test_a_database_says_its_condition(url: str) -> None:
    found = condition(url)
    assert found.is_ready
    assert (found.revision, found.is_known, found.is_risky) == (head(), True, False)
    assert found.version


def test_a_file_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    file = tmp_path / "pdca.db"
    found = condition(f"sqlite:///{file}")
    assert (found.fault, found.revision, file.exists()) == (None, None, False)


@pytest.mark.parametrize(
    "address", ["postgresql+psycopg://nobody:geheim@127.0.0.1:1/none", "mysql://x", "nonsense"]
)
def test_a_database_that_cannot_be_reached_says_so_without_the_password(address: str) -> None:
    found = condition(address)
    assert found.fault
    assert "geheim" not in str(found.fault)


def test_a_newer_schema_is_told_apart_from_an_older(sqlite_url: str) -> None:
    store = open_store(sqlite_url, entropy=bytes)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    store.close()
    found = condition(sqlite_url)
    assert (found.is_known, found.is_ready) == (False, False)


def test_a_whole_installation_is_examined(sqlite_url: str, smtp_server: SmtpServer) -> None:
    smtp = SecretStr(f"smtp://127.0.0.1:{smtp_server.port}?starttls=no")
    runtime = Runtime(
        Settings(database_url=sqlite_url, smtp_url=smtp, secret_key=KEY, base_url="https://pdca.example")
    )
    found = check_installation(runtime.examine(ask_smtp=True))
    assert is_well(found)
    assert {one.area for one in found if one.level is Level.WARN} == {Area.BOARD}  # there is none yet


def test_an_installation_without_anything_is_told_all_of_it(tmp_path: Path) -> None:
    smtp = SecretStr("smtp://127.0.0.1:1?starttls=no")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'none.db'}", smtp_url=smtp, secret_key=SecretStr("x")
    )
    found = check_installation(Runtime(settings).examine(ask_smtp=True))
    errors = [one.area for one in found if one.level is Level.ERROR]
    assert sorted(errors) == [Area.DATABASE, Area.MAIL, Area.SETTINGS]
    asked = [one for one in found if one.area is Area.MAIL]
    assert "127.0.0.1" in str(asked[0].what)


def test_the_mail_server_is_left_alone_unless_it_is_to_be_asked(sqlite_url: str) -> None:
    smtp = SecretStr("smtp://127.0.0.1:1?starttls=no")
    runtime = Runtime(Settings(database_url=sqlite_url, smtp_url=smtp, secret_key=KEY))
    facts = runtime.examine()
    assert (facts.was_smtp_asked, facts.smtp) == (False, None)


@pytest.mark.parametrize(
    ("issuer", "client", "what"),
    [
        ("", "", None),
        ("https://login.kade.example", "pdca", None),
        (
            "http://login.kade.example",
            "pdca",
            "PDCA_OIDC_ISSUER must be an address that begins with https://",
        ),
        (
            "https://login.kade.example",
            "",
            "PDCA_OIDC_ISSUER needs PDCA_OIDC_CLIENT_ID and PDCA_OIDC_CLIENT_SECRET beside it",
        ),
    ],
)
def test_a_sign_in_of_the_school_that_cannot_work_is_found(
    issuer: str, client: str, what: str | None
) -> None:
    settings = Settings(
        database_url="sqlite://",
        secret_key=KEY,
        oidc_issuer=issuer,
        oidc_client_id=client,
        oidc_client_secret=KEY,
    )
    found = Runtime(settings).examine().settings.elsewhere
    assert (None if found is None else str(found)) == what

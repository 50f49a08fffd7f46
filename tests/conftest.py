"""What several suites share: real servers, started when a test first asks, and a quiet environment."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.postgres import PostgresServer
from tests.servers.smtp import SmtpServer

# The everyday run tries the same examples each time, so a red test is red for a reason in the change.
settings.register_profile("everyday", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "full", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("everyday")

MEMORY, ENOUGH = Path("/dev/shm"), 6 * 2**30  # noqa: S108  # folders in it have names of their own
"""Folders of tests live in memory where there is plenty of it: on a busy disk the tests take thrice as long."""


def pytest_configure() -> None:
    """Keep the caller's settings out of the tests, and the tests out of the caller's home."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
    for name in [name for name in os.environ if name.startswith(("PDCA_", "PREFECT_"))]:
        del os.environ[name]
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["PREFECT_HOME"] = str(Path(tempfile.gettempdir()) / f"pdca-prefect-{os.getuid()}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector pass over what stays to the end: searching it again takes a tenth of a run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what each campaign did, one line each."""
    reports = (one for state in ("passed", "failed") for one in terminalreporter.stats.get(state, ()))
    lines = [text for one in reports for name, text in one.user_properties if name == "campaign"]
    if lines:
        terminalreporter.section("campaigns")
        for line in sorted(lines):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server, one for each worker, up in about a second."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def running_smtp_server() -> Iterator[SmtpServer]:
    """The SMTP server of this worker; tests ask for `smtp_server`."""
    with SmtpServer() as server:
        yield server


@pytest.fixture
def smtp_server(running_smtp_server: SmtpServer) -> SmtpServer:
    """A real SMTP server on loopback that has seen nothing yet."""
    running_smtp_server.reset()
    return running_smtp_server


@pytest.fixture
def tmp_board_folder(tmp_path: Path) -> Path:
    """The smallest complete board folder: one school, its team leader, a teacher and one action."""
    folder = tmp_path / "kade"
    folder.mkdir()
    for name, text in SMALL_BOARD.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


SMALL_BOARD = {
    "board.toml": """\
name = "Stichting De Kade"
slug = "kade"
time_zone = "Europe/Amsterdam"
locale = "nl"
mail_from = "kwaliteit@kade.example"
""",
    "units.csv": """\
code,name,kind,parent,region
KADE,Stichting De Kade,board,,midden
BRUG,De Brug,school,KADE,
""",
    "people.csv": """\
email,name,unit,roles,locale,active_until,deputy
anna@kade.example,Anna de Boer,BRUG,staff@BRUG,nl,,
karim@kade.example,Karim Bakker,BRUG,team_leader@BRUG;school_leader@BRUG,nl,,
noor@kade.example,Noor Visser,KADE,quality_manager@KADE;board_member@KADE,nl,,
""",
    "actions.csv": """\
ref,title,unit,owner,source,grade,norms,start,due,phase
A-001,Leesrooster vaststellen,BRUG,anna@kade.example,goal,improvement,OK:OP2,2026-09-01,2026-11-13,do
""",
}

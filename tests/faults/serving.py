"""The real thing in processes of its own: a server to kill, and clients that don't give up."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from registry.settings import ROOT

PATIENCE_SECONDS = 120.0
RETRY_SECONDS = 0.05


class ServerProcess:
    """`flask serve` on a store, in a process group of its own, so that all of it can be killed."""

    def __init__(self, url: str, keys: Path, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._log = folder / "server.log"
        self._environment = {
            **os.environ,
            "DATABASE_URL": url,
            "KEYS_DIR": str(keys),
            "MODE": "production",
            "PUBLIC_CALLS_PER_MINUTE": "100000",
            "PORT": str(self.port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).parent / "flask"), "--app", "app", "serve"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"the server did not start: {self._log.read_text()[-2000:]}")
            self._process.poll()
            wait_a_moment()

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would end them."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def log_lines(self) -> list[str]:
        """Return what it has logged."""
        return self._log.read_text().splitlines()

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with closing(connection):
                connection.request("GET", "/readyz")
                return connection.getresponse().status == 200
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Call:
    """One POST, with the key under which it may be sent again."""

    path: str
    token: str
    body: dict[str, Any]
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the server promised for a call, and how often it had to be sent."""

    call: Call
    status: int
    body: dict[str, Any]
    attempts: int


def send_until_answered(port: int, calls: Sequence[Call]) -> list[Acknowledged]:
    """Send each call until there is an answer that is not a failure of the server."""
    return [_send(port, call) for call in calls]


def send_from_processes(port: int, calls: Sequence[Call], processes: int) -> list[Any]:
    """Spread the calls over client processes and return their futures."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    chunks = [calls[n::processes] for n in range(processes)]
    futures = [pool.submit(send_until_answered, port, chunk) for chunk in chunks]
    pool.shutdown(wait=False)
    return futures


def wait_a_moment() -> None:
    """Let another process have its turn while we poll for what it does."""
    time.sleep(RETRY_SECONDS)


def _send(port: int, call: Call) -> Acknowledged:
    deadline = time.monotonic() + PATIENCE_SECONDS
    attempts = 0
    while True:
        attempts += 1
        try:
            answer, text = _post(port, call)
            if answer < 500 and answer not in {409, 429}:
                return Acknowledged(call, answer, json.loads(text), attempts)
        except (OSError, http.client.HTTPException):
            pass  # Killed under our hands; we ask again.
        if time.monotonic() > deadline:
            raise TimeoutError(call.path)
        wait_a_moment()


def _post(port: int, call: Call) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(
            "POST",
            f"/api/v1{call.path}",
            json.dumps(call.body),
            {
                "Content-Type": "application/json",
                "Authorization": f"Bearer {call.token}",
                "Idempotency-Key": call.key,
            },
        )
        answer = connection.getresponse()
        return answer.status, answer.read()

"""The server's worker: a thread for each request, and an end to requests that never arrive.

The server has a limit for silence only. A client that sends a byte now and then would hold a
thread for as long as it likes, and some of them every thread.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

LOOK_EVERY_SECONDS = 0.5


class Deadlines:
    """Stops listening to a connection when its request has had `seconds` in all.

    What reads it then sees the end of what was sent, and answers with 408.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running: dict[socket.socket, float] = {}

    def watch(self) -> None:
        """Look for late ones from now on, in a thread of this process."""
        threading.Thread(target=self._run, name="deadlines", daemon=True).start()

    @contextmanager
    def for_request(self, connection: socket.socket) -> Iterator[None]:
        """Set the deadline of what is done within."""
        with self._lock:
            self._running[connection] = monotonic() + self._seconds
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(connection, None)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_EVERY_SECONDS):
            now = monotonic()
            with self._lock:
                for connection in [c for c, deadline in self._running.items() if deadline < now]:
                    del self._running[connection]
                    with suppress(OSError):
                        connection.shutdown(socket.SHUT_RD)


class Worker(ThreadWorker):  # type: ignore[misc]  # untyped in the library
    """The server's threaded worker, with a deadline for each request, in seconds."""

    request_timeout = 60.0

    def init_process(self) -> None:
        """Start to watch, in the worker's own process, and then serve."""
        self._deadlines = Deadlines(self.request_timeout)
        self._deadlines.watch()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Handle one request of a connection, in one of the threads."""
        with self._deadlines.for_request(conn.sock):
            return super().handle(conn)

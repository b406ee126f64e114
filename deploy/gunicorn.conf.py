"""gunicorn: one process on SQLite, which also follows the journal; several on PostgreSQL."""

import os
import shutil
import socket
import struct
import threading
from typing import Any

from registry.followers.loop import FollowerLoop
from registry.http.worker import Worker
from registry.settings import ROOT, load_settings

settings = load_settings()

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = 1 if settings.embedded else int(os.environ.get("WORKERS", "2"))
worker_class = Worker
Worker.request_timeout = float(os.environ.get("REQUEST_TIMEOUT", "60"))
threads = int(os.environ.get("THREADS", "8"))
timeout = 60
graceful_timeout = 20
keepalive = 5
read_timeout = int(os.environ.get("READ_TIMEOUT", "20"))
accesslog = None
loglevel = "warning"
limit_request_line = 4094
control_socket_disable = True

if workers > 1:
    # The library looks for this variable when it is imported, which is after the fork.
    counters = ROOT / "var" / "metrics" / os.environ.get("PORT", "8000")
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counters)


def when_ready(server: Any) -> None:
    """Let nobody hold a thread by sending half a request and then nothing.

    The worker has a time limit for a whole request. The kernel has one for silence, which the
    sockets of connections take over from the listening one; what is late is answered with 408.
    """
    for listener in server.LISTENERS:
        limit = struct.pack("ll", read_timeout, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)


def post_worker_init(worker: Any) -> None:
    """Load the match desk before somebody waits for it, and on SQLite follow the journal."""
    register = worker.wsgi.extensions["register"]
    threading.Thread(target=register.load_desk, name="desk", daemon=True).start()
    if settings.embedded:
        FollowerLoop(register).start()


def child_exit(_server: Any, worker: Any) -> None:
    """Take the counters of a worker that has ended out of the live ones."""
    if workers > 1:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the variable above when imported

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # untyped in the library

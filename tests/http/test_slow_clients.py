"""Clients that stop sending, or send broken chunks, against the real server."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from registry.access.keys import load_keys
from tests.faults.serving import ServerProcess
from tests.stores import migrate

HEAD = b"POST /api/v1/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
THREADS = 2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("slow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READ_TIMEOUT", "1")
        patch.setenv("THREADS", str(THREADS))
        url = f"sqlite:///{folder}/register.sqlite3"
        migrate(url)
        load_keys(folder / "keys", create=True)
        process = ServerProcess(url, folder / "keys", folder)
        process.start()
        yield process
        process.kill()


def send(server: ServerProcess, data: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    client.sendall(data)
    return client


def status(client: socket.socket) -> int:
    answer = http.client.HTTPResponse(client)
    answer.begin()
    return answer.status


def test_idle_clients_stop_nobody(server: ServerProcess) -> None:
    """More of them than threads: each is sent away, and an ordinary request is answered."""
    with ExitStack() as stack:
        idle = [
            stack.enter_context(closing(send(server, HEAD + b"Content-Length: 500\r\n\r\n{")))
            for _ in range(THREADS * 2)
        ]
        ordinary = stack.enter_context(
            closing(send(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))
        )
        assert status(ordinary) == 200
        assert [status(client) for client in idle] == [408] * len(idle)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n", 400),
        (b"Content-Length: 99999999999999999999\r\n\r\n{", 413),
    ],
)
def test_broken_bodies_are_refused(server: ServerProcess, rest: bytes, expected: int) -> None:
    with closing(send(server, HEAD + rest)) as client:
        assert status(client) == expected

"""Clients that stop sending, or send broken chunks, against the real server."""

import http.client
import select
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress

import pytest

from registry.access.keys import load_keys
from tests.faults.serving import ServerProcess
from tests.stores import migrate

HEAD = b"POST /api/v1/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
THREADS = 2
DRIP_SECONDS = 0.2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("slow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READ_TIMEOUT", "1")
        patch.setenv("REQUEST_TIMEOUT", "2")
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


def drip(client: socket.socket) -> bytes:
    """Send a byte every now and then until the server answers or hangs up; return its answer."""
    for _ in range(int(30 / DRIP_SECONDS)):
        if select.select([client], [], [], DRIP_SECONDS)[0]:
            with suppress(ConnectionError):
                return client.recv(4096)
            return b""
        with suppress(ConnectionError):
            client.sendall(b" ")
    return b"never"


@pytest.mark.parametrize(
    ("start", "answer"),
    [
        (HEAD + b"Content-Length: 500\r\n\r\n{", b"HTTP/1.1 408"),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", b""),
    ],
)
def test_dripping_clients_stop_nobody(server: ServerProcess, start: bytes, answer: bytes) -> None:
    """A byte now and then is not silence, but the whole request has a deadline too."""
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(send(server, start))) for _ in range(THREADS * 2)]
        pool = stack.enter_context(ThreadPoolExecutor(len(slow)))
        answers = [pool.submit(drip, client) for client in slow]
        ordinary = stack.enter_context(
            closing(send(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))
        )
        assert status(ordinary) == 200
        assert [found.result()[: len(answer) or None] for found in answers] == [answer] * len(slow)


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/api/v1/purchases", 401),
        ("POST", "/api/v1/nowhere", 404),
        ("PUT", "/api/v1/checks", 405),
        ("POST", "/api/v1/checks", 413),
        ("POST", "/", 413),
        ("POST", "/healthz", 405),
    ],
)
def test_a_refusal_is_read_by_whoever_sends_too_much(
    server: ServerProcess, method: str, path: str, expected: int, chunked: bool
) -> None:
    body = [b"x" * 100_000] * 100
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as client:
        kind = "x-www-form-urlencoded" if path == "/" else "json"
        headers = {"Content-Type": f"application/{kind}"}
        if not chunked:
            headers["Content-Length"] = str(sum(map(len, body)))
        client.request(method, path, iter(body), headers, encode_chunked=chunked)
        answer = client.getresponse()
        assert (answer.status, bool(answer.read())) == (expected, True)
        client.request("GET", "/healthz")
        assert client.getresponse().status == 200, "and the connection goes on"


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

"""A second sink: every event is written elsewhere before its transaction commits.

Until a checkpoint covers an event, whoever can write to the store could drop it unseen. A sink on
another machine closes that window. It may hold more than the log, namely the events of a
transaction that failed at the very end, but never less.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from logging import LogRecord
from logging.handlers import SysLogHandler
from pathlib import Path
from socket import SOCK_STREAM
from typing import Protocol

from registry.audit.tree import leaf_hash
from registry.errors import StoreUnavailable

SYSLOG = "syslog:"


class Sink(Protocol):
    """Takes the leaves of one transaction; what it returns from is written."""

    def write(self, leaves: Sequence[str]) -> None:
        """Write the leaves, one a line. Raises StoreUnavailable if they can't be."""


class FileSink:
    """A file that is only ever appended to, each transaction at once and flushed to the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, leaves: Sequence[str]) -> None:
        """Append the leaves and wait until the disk has them."""
        lines = "".join(f"{leaf}\n" for leaf in leaves).encode()
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                whole = os.fstat(file).st_size
                if os.write(file, lines) != len(lines):
                    os.ftruncate(file, whole)
                    raise StoreUnavailable("audit_sink_unavailable", retry_after=2)
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise StoreUnavailable("audit_sink_unavailable", retry_after=2) from error


class SyslogSink:
    """A syslog server: the path of a Unix socket, or HOST:PORT over TCP, which tells of failure."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        if address.startswith("/"):
            self._handler: SysLogHandler = _StrictHandler(address)
        else:
            self._handler = _StrictHandler((host, int(port)), socktype=SOCK_STREAM)

    def write(self, leaves: Sequence[str]) -> None:
        """Send a message for each leaf."""
        for leaf in leaves:
            self._handler.handle(LogRecord("audit", 20, "", 0, leaf, None, None))


class _StrictHandler(SysLogHandler):
    """The library's handler, but for errors, which it would keep to itself."""

    def handleError(self, record: LogRecord) -> None:  # noqa: ARG002, N802 - the library's name
        """Refuse the transaction whose events can't be written."""
        raise StoreUnavailable("audit_sink_unavailable", retry_after=2)


def missing_from(path: Path, leaves: Iterable[bytes]) -> Iterator[str]:
    """Yield the hash of each leaf that a sink's file does not hold, with flat memory."""
    with closing(sqlite3.connect("")) as kept, path.open("rb") as lines:
        kept.execute("CREATE TABLE leaves (hash BLOB PRIMARY KEY) WITHOUT ROWID")
        hashes = ((leaf_hash(line.rstrip(b"\n")),) for line in lines)
        kept.executemany("INSERT OR IGNORE INTO leaves VALUES (?)", hashes)
        for leaf in leaves:
            found = kept.execute("SELECT 1 FROM leaves WHERE hash = ?", (leaf_hash(leaf),))
            if found.fetchone() is None:
                yield leaf_hash(leaf).hex()


def open_sink(where: str | None) -> Sink | None:
    """Return the sink that the setting names: nothing, a file, or `syslog:ADDRESS`."""
    if not where:
        return None
    if where.startswith(SYSLOG):
        return SyslogSink(where.removeprefix(SYSLOG))
    return FileSink(Path(where))

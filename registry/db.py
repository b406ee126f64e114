"""The store: one engine, a session to read with and a session to write with.

SQLite and PostgreSQL keep the same promises: a commit that returns is durable, a write
transaction sees every earlier one, and a reader never blocks a writer.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from registry.errors import StoreUnavailable
from registry.turns import Turns

BUSY_TIMEOUT_MS = 15_000
CHECKPOINT_TIMEOUT_MS = 200
REWRITTEN_BELOW = 256 * 1024 * 1024
WRITES = "register_writes"
POSTGRESQL_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=60s"
    " -c idle_in_transaction_session_timeout=30s"
)


class Database:
    """One store; `read()` and `write()` are the only ways in."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _make_engine(url)
        self.after_commit: list[Callable[[], None]] = []
        self._turns = Turns()
        self._readers = sessionmaker(self._reading_engine(), expire_on_commit=False)
        self.writers = sessionmaker(
            self.engine.execution_options(**{WRITES: True}), expire_on_commit=False
        )

    @property
    def embedded(self) -> bool:
        """Whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session on one unchanging snapshot, which can't write.

        Raises StoreUnavailable when the store does not answer.
        """
        with _outages(), self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are all committed at the end, or none of them.

        Raises StoreUnavailable when the store can't promise that the commit is durable.
        """
        with _outages(), self._turn(), self.writers() as session, session.begin():
            yield session
            session.flush()
            warnings = session.connection().info.get("warnings", [])
            warnings.clear()
        if warnings:
            # A commit cancelled while it waited for its replica "succeeds" with a warning only.
            raise StoreUnavailable("commit_not_replicated", retry_after=2)
        for callback in self.after_commit:
            callback()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for this process's turn to write, on SQLite, where only one can."""
        if not self.embedded:
            yield
            return
        with ExitStack() as stack:
            try:
                stack.enter_context(self._turns.turn(BUSY_TIMEOUT_MS / 1_000))
            except TimeoutError as error:
                raise StoreUnavailable(retry_after=2) from error
            yield

    def horizon_age(self, session: Session) -> float:
        """Return the age in seconds of the oldest write transaction; 0 on SQLite."""
        if self.embedded:
            return 0.0
        age = session.scalar(
            text(
                "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)"
                " FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
            )
        )
        return float(age or 0)

    def scrub(self, *tables: str) -> bool:
        """Leave no bytes behind of what was deleted or overwritten in these tables.

        On SQLite deleted bytes are overwritten at once (secure_delete), and this empties the
        write-ahead log. On PostgreSQL a table is written anew while it is smaller than
        `REWRITTEN_BELOW` bytes, during which it can't be used; a larger one is vacuumed, after
        which its free space may still hold old bytes until they are written over. What
        PostgreSQL's own log holds is a backup. Returns False if it could not: a reader kept the
        log open, or the tables are not this role's own.
        """
        with _outages():
            if self.embedded:
                return self._empty_log()
            options = {"isolation_level": "AUTOCOMMIT"}
            with self.engine.connect().execution_options(**options) as connection:
                connection.execute(text("SET statement_timeout = 0"))
                for table in tables:
                    size = connection.scalar(select(func.pg_total_relation_size(table))) or 0
                    how = "FULL" if size < REWRITTEN_BELOW else "ANALYZE"
                    connection.execute(text(f"VACUUM ({how}) {table}"))
                connection.execute(text("RESET statement_timeout"))
                # What it may not vacuum PostgreSQL skips, with a warning.
                skipped = bool(connection.info["warnings"])
                connection.info["warnings"].clear()
        return not skipped

    def _empty_log(self) -> bool:
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            # While it waits for readers no one can write, so it does not wait for long.
            cursor.execute(f"PRAGMA busy_timeout={CHECKPOINT_TIMEOUT_MS}")
            (busy, _written, _moved) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        finally:
            connection.close()
        return not busy

    def dispose(self) -> None:
        """Close every connection, before a fork and at the end."""
        self.engine.dispose()

    def _reading_engine(self) -> Engine:
        if self.embedded:
            return self.engine
        return self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )


def _make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed,
            pool_size=20,
            max_overflow=20,
            hide_parameters=True,
            connect_args={"check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        parsed,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": POSTGRESQL_OPTIONS, "connect_timeout": 10},
    )
    event.listen(engine, "connect", _collect_warnings)
    return engine


def _prepare_sqlite(connection: SQLiteConnection, _record: object) -> None:
    # With isolation_level None the driver begins nothing by itself; _begin_sqlite does.
    connection.isolation_level = None
    # Under WAL only FULL makes a commit survive a power cut.
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that first reads and then writes can't wait for its turn; one that says
    # so at its start can.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _collect_warnings(connection: Any, record: Any) -> None:
    warnings: list[str] = []
    record.info["warnings"] = warnings

    def notice(diagnostic: Any) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            warnings.append(diagnostic.message_primary or "")

    connection.add_notice_handler(notice)


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if _is_outage(error):
            raise StoreUnavailable(retry_after=2) from error
        raise


def _is_outage(error: DBAPIError) -> bool:
    """Whether the store itself is out of order (locked, full, gone) and not the statement."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        # Connection, resources, operator, system; lock not available, deadlock, read only.
        return state[:2] in {"08", "53", "57", "58"} or state in {"55P03", "40P01", "25006"}
    return type(error.orig).__name__ == "OperationalError"


def take_turns(session: Session, name: str) -> None:
    """Wait until no other write transaction is in its turn of this name, to the end of this one.

    On SQLite write transactions come one at a time anyhow.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def share_turn(session: Session, name: str) -> None:
    """Keep others from taking a turn of this name until this transaction ends, as others may too.

    On SQLite it is enough that the write transaction has begun.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.connection()
    else:
        session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtextextended(name, 0))))


def insert(session: Session, table: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ON CONFLICT, in the dialect of the session's store."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)

"""Real stores for the tests: SQLite files, and a PostgreSQL server of our own."""

import getpass
import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config

from registry.db import Database
from registry.settings import ROOT

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
# Nothing here must survive a power cut; what does is tested apart, with fsync on.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class PostgresServer:
    """A server of our own on a Unix socket in `folder`, so that ports never clash."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._durable = durable
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else getpass.getuser()

    def create(self) -> None:
        """Make the cluster."""
        owner = pwd.getpwnam(self._user)
        self.folder.mkdir(parents=True)
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb",
            "-D",
            self._data,
            "-A",
            "trust",
            "-U",
            "register",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "max_connections=200",
        ]
        options += [] if self._durable else FAST
        flags = " ".join(f"-c {option}" for option in options)
        self._run("pg_ctl", "-D", self._data, "-o", flags, "-l", self.folder / "log", "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is what a crash looks like."""
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def url(self, database: str = "postgres") -> str:
        """Return SQLAlchemy's address of a database on this server."""
        return f"postgresql+psycopg://register@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement that can't stand in a transaction."""
        with psycopg.connect(
            host=str(self.folder), dbname="postgres", user="register", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments: str | Path) -> None:
        path = shutil.which(program) or str(BINARIES[-1] / program)
        done = subprocess.run(
            [path, *map(str, arguments)],
            user=self._user if os.geteuid() == 0 else None,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode()}")


def migrate(url: str, revision: str = "head", *, down: bool = False) -> None:
    """Bring a store to a revision, up or down."""
    database = Database(url)
    config = Config(toml_file=ROOT / "pyproject.toml")
    with database.writers() as session:
        config.attributes["connection"] = session.connection()
        current = "downgrade" if down or revision == "base" else "upgrade"
        getattr(command, current)(config, revision)
        session.commit()
    database.dispose()


class Stores:
    """Gives out fresh migrated stores of either kind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        self._server: PostgresServer | None = None

    def sqlite(self) -> str:
        """Return the address of a fresh SQLite store."""
        if not self._template.exists():
            migrate(f"sqlite:///{self._template}")
        path = self._folder / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    @contextmanager
    def postgresql(self, template: str = "migrated") -> Iterator[str]:
        """Give the address of a fresh database on our PostgreSQL server."""
        server = self.server
        name = f"t{uuid.uuid4().hex}"
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield server.url(name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """Give the address of a fresh store of this kind."""
        if kind == "sqlite":
            yield self.sqlite()
        else:
            with self.postgresql() as url:
                yield url

    @property
    def server(self) -> PostgresServer:
        """The PostgreSQL server, started when first asked for."""
        if self._server is None:
            # Sockets have short names only, so not in pytest's deep folders.
            self._server = PostgresServer(Path("/tmp") / f"register-{uuid.uuid4().hex[:12]}")  # noqa: S108 - its name can't be guessed
            self._server.create()
            self._server.start()
            self._server.execute("CREATE DATABASE migrated")
            migrate(self._server.url("migrated"))
        return self._server

    def close(self) -> None:
        """Stop the server and remove it."""
        if self._server is not None:
            self._server.stop()
            shutil.rmtree(self._server.folder)

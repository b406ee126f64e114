"""The bytes of a store as somebody finds them who has the machine: files, log, free space."""

from pathlib import Path

import psycopg

from registry.db import Database


def files_of(database: Database) -> bytes:
    """Return every byte in the files of a store: SQLite with its log, PostgreSQL's tables.

    PostgreSQL's own log (pg_wal) is left out: it is a backup, and docs/privacy.md says so.
    """
    if database.embedded:
        path = Path(str(database.url.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    url = database.url
    with psycopg.connect(
        host=str(url.query["host"]),
        dbname=str(url.database),
        user=str(url.username),
        autocommit=True,
    ) as connection:
        # What is in memory only is written out first.
        connection.execute("CHECKPOINT")
        found = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert found is not None
    folder = Path(found[0]) / "base" / str(found[1])
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())

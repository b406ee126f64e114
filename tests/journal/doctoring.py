"""Doctoring: changes to rows behind the register's back, as a superuser would make them."""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Boolean, Connection, Engine, RowMapping, Uuid, inspect, text
from sqlalchemy.exc import IntegrityError

from registry.register import Register
from registry.tables import Audited, Table

Place = tuple[str, str]
Undo = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: what was done, and the row that must be named for it."""

    what: str
    place: Place


def audited_tables() -> list[type[Audited]]:
    """Return every table that the log is bound to."""
    found = [m.class_ for m in Table.registry.mappers if issubclass(m.class_, Audited)]
    return sorted(found, key=lambda table: table.__tablename__)


@contextmanager
def doctored(register: Register, rng: random.Random) -> Iterator[Edit]:
    """Change, remove or copy one row with SQL, and put it back afterwards."""
    engine = register.database.engine
    made = None
    while made is None:
        with suppress(IntegrityError), _unguarded(engine) as connection:
            # What the store itself refuses is no edit.
            made = _edit(connection, rng)
    edit, undo = made
    yield edit
    with _unguarded(engine) as connection:
        undo(connection)


def _edit(connection: Connection, rng: random.Random) -> tuple[Edit, Undo]:
    table, rows = _filled(connection, rng)
    row = rng.choice(rows)
    what = rng.choice(["change", "change", "change", "change", "remove", "copy"])
    if what == "change":
        column, value = _other_value(table, row, rows, rng)
        _update(connection, table, row, {column: value})
        edit = Edit(f"change {column}", (table.__tablename__, _key(table, row)))
        return edit, lambda c: _update(c, table, row, dict(row))
    if what == "remove":
        _delete(connection, table, row)
        edit = Edit(what, (table.__tablename__, _key(table, row)))
        return edit, lambda c: _insert(c, table, row)
    copy = {**row, **_fresh(table, row, rng)}
    _insert(connection, table, copy)
    return Edit(what, (table.__tablename__, _key(table, copy))), lambda c: _delete(c, table, copy)


@contextmanager
def _unguarded(engine: Engine) -> Iterator[Connection]:
    """Give a connection on which no foreign key holds anybody back."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.commit()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        else:
            connection.exec_driver_sql("RESET session_replication_role")
            connection.commit()


def _filled(connection: Connection, rng: random.Random) -> tuple[type[Audited], list[RowMapping]]:
    while True:
        table = rng.choice(audited_tables())
        rows = list(connection.execute(text(f"SELECT * FROM {table.__tablename__}")).mappings())
        if rows:
            return table, rows


def _key(table: type[Audited], row: Any) -> str:
    # SQLite keeps an id without its hyphens.
    return "/".join(
        str(uuid.UUID(str(row[c.name])) if isinstance(c.type, Uuid) else row[c.name])
        for c in inspect(table).primary_key
    )


def _other_value(
    table: type[Audited], row: RowMapping, rows: list[RowMapping], rng: random.Random
) -> tuple[str, Any]:
    """Return a column that is no key, and a value that it does not have."""
    keys = {column.name for column in inspect(table).primary_key}
    while True:
        column = rng.choice([name for name in row if name not in keys])
        old = row[column]
        elsewhere = [other[column] for other in rows if other[column] != old]
        if elsewhere and rng.random() < 0.5:
            return column, rng.choice(elsewhere)
        # SQLite keeps a truth as a number.
        truth = isinstance(inspect(table).columns[column].type, Boolean) and old is not None
        made = 1 - old if truth and not isinstance(old, bool) else _changed(old, rng)
        if made != old:
            return column, made


def _changed(old: Any, rng: random.Random) -> Any:
    match old:
        case bool():
            made: Any = not old
        case int() | float():
            made = old + rng.choice([-1, 1])
        case bytes() if old:
            at = rng.randrange(len(old))
            made = old[:at] + bytes([old[at] ^ 1 << rng.randrange(8)]) + old[at + 1 :]
        case datetime():
            made = old + timedelta(microseconds=rng.choice([1, 10**6, 10**10]))
        case str() if old[:4].isdigit() and "." in old and ":" in old:
            made = old[:-1] + rng.choice("0123456789")  # A time as SQLite keeps it.
        case str() if old and old[0] not in "{[" and len(old) != 32:
            at = rng.randrange(len(old))
            made = old[:at] + rng.choice("0123456789xyz") + old[at + 1 :]
        case _:
            made = old
    return made


def _fresh(table: type[Audited], row: RowMapping, rng: random.Random) -> dict[str, Any]:
    """Return a key for a copy of the row, and other values of what must be unique."""
    fresh = uuid.UUID(int=rng.getrandbits(128), version=4)
    first = inspect(table).primary_key[0].name
    made: dict[str, Any] = {first: fresh.hex if isinstance(row[first], str) else fresh}
    for name in ("token_hash", "name", "import_key"):
        if row.get(name) is not None and name in row:
            made[name] = fresh.hex
    for name in ("sequence_number", "number"):
        if isinstance(row.get(name), int):
            made[name] = row[name] + 1_000_000 + rng.randrange(10**6)
    if table.__tablename__ == "hits":
        made["stolen_good_id"] = made[first]
    return made


def _where(table: type[Audited]) -> str:
    return " AND ".join(f"{c.name} = :key_{c.name}" for c in inspect(table).primary_key)


def _keys(table: type[Audited], row: Any) -> dict[str, Any]:
    return {f"key_{c.name}": row[c.name] for c in inspect(table).primary_key}


def _update(connection: Connection, table: type[Audited], row: Any, values: dict[str, Any]) -> None:
    assigned = ", ".join(f"{name} = :{name}" for name in values)
    statement = f"UPDATE {table.__tablename__} SET {assigned} WHERE {_where(table)}"
    connection.execute(text(statement), {**_adapted(values), **_keys(table, row)})


def _delete(connection: Connection, table: type[Audited], row: Any) -> None:
    statement = f"DELETE FROM {table.__tablename__} WHERE {_where(table)}"
    connection.execute(text(statement), _keys(table, row))


def _insert(connection: Connection, table: type[Audited], row: Any) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    statement = f"INSERT INTO {table.__tablename__} ({names}) VALUES ({values})"
    connection.execute(text(statement), _adapted(dict(row)))


def _adapted(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the driver takes them; what PostgreSQL gave as JSON goes back so."""
    return {k: Jsonb(v) if isinstance(v, (dict, list)) else v for k, v in values.items()}

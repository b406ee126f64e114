"""Alembic's entry: migrates the store that the settings name, or the connection it is handed."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from registry.db import Database
from registry.settings import load_settings
from registry.tables import Table
from registry.tables.base import Moment


def render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Write our own type of time as the plain type it is made of."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run the migrations asked for in one transaction on this connection."""
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


connection: Connection | None = context.config.attributes.get("connection")
if connection is not None:
    migrate(connection)
else:
    database = Database(load_settings().database_url)
    with database.writers() as session:
        migrate(session.connection())
        session.commit()
    database.dispose()

"""Alembic migrations: every change of a table, up and down, on both stores."""

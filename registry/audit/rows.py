"""Commitments to rows: what binds the tables to the log, and tells nothing of their contents.

A change event commits to the new content of each row that it wrote. The key of the commitment is
drawn from the row's own salt, so that giving the row a new salt makes every commitment to its
earlier contents unguessable for ever, and the log still verifies.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from registry.audit.canonical import canonical
from registry.tables import Audited

SALT = "salt"


def key_of(row: Audited) -> str:
    """Return the primary key of a row in text, its columns joined by a slash."""
    return "/".join(str(value) for value in inspect(row).mapper.primary_key_from_instance(row))


def revision_of(row: Audited) -> int:
    """Return how often a row that changes was written; 0 for one that is written once."""
    revision: int = getattr(row, "revision", 0)
    return revision


def commitment(row: Audited, event_id: UUID) -> str:
    """Return the commitment of an event to the present content of a row, in hexadecimal.

    It is HMAC-SHA-256, under the row's salt, of the JSON of event, table and every column but
    the salt.
    """
    bound = {"event": str(event_id), "table": row.__tablename__, "row": content(row)}
    return hmac.new(row.salt, canonical(bound), hashlib.sha256).hexdigest()


def content(row: Audited) -> dict[str, Any]:
    """Return the columns of a row as plain JSON, the same whichever store it came from."""
    columns = inspect(row).mapper.column_attrs
    return {c.key: _plain(getattr(row, c.key)) for c in columns if c.key != SALT}


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            plain: Any = str(value)
        case datetime():
            plain = value.astimezone(UTC).isoformat(timespec="microseconds")
        case bytes():
            plain = value.hex()
        case dict():
            plain = {key: _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            plain = [_plain(inner) for inner in value]
        case float() if value.is_integer():
            plain = int(value)  # PostgreSQL gives 1e16 back without its exponent.
        case str():
            plain = str(value)  # A member of an enum is kept as its text.
        case _:
            plain = value
    return plain

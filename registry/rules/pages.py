"""Lists in pages: a cursor says where the next page begins."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from registry.errors import Invalid

PAGE = 50
Row = TypeVar("Row")
Selected = TypeVarTuple("Selected")


def newest_first(
    statement: Select[*Selected],
    identity: InstrumentedAttribute[UUID],
    limit: int,
    cursor: str | None,
) -> Select[*Selected]:
    """Select one row more than a page, newest first by UUIDv7, from where the cursor says on.

    Raises Invalid for a cursor that we can't have made.
    """
    if cursor is not None:
        (last,) = decode_cursor(cursor, UUID)
        statement = statement.where(identity < last)
    return statement.order_by(identity.desc()).limit(limit + 1)


def page_of(
    rows: Sequence[Row], limit: int, key: Callable[[Row], Sequence[Any]]
) -> tuple[Sequence[Row], str | None]:
    """Cut `limit + 1` rows down to a page and the cursor of the next, if there is one."""
    if len(rows) <= limit:
        return rows, None
    page = rows[:limit]
    return page, encode_cursor(key(page[-1]))


def encode_cursor(key: Sequence[Any]) -> str:
    """Make an opaque cursor of the sort key of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps([str(k) for k in key]).encode()).decode()


def decode_cursor(cursor: str, *types: Callable[[str], Any]) -> list[Any]:
    """Return the sort key in a cursor. Raises Invalid if we can't have made it."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return [make(str(part)) for make, part in zip(types, parts, strict=True)]
    except (ValueError, TypeError) as error:
        raise Invalid.field("/cursor", "invalid") from error

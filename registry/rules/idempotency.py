"""Idempotency keys: the same request sent again is answered again and not done again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from registry.db import insert
from registry.errors import Conflict, Invalid
from registry.tables import IdempotencyKey


@dataclass(frozen=True, slots=True)
class Request:
    """What makes a request the same.

    `scope` says who sends it and to which endpoint, so that a key need only be unique there;
    `fingerprint` is a keyed hash of the body.
    """

    scope: str
    key: str
    fingerprint: str


def claim(session: Session, now: datetime, request: Request) -> Mapping[str, Any] | None:
    """Take the key, as the first thing in a transaction; None means: we are the first.

    Otherwise returns the reference to the rows that the first request made. A request that is
    still being carried out holds the row, so we wait for it. Raises Conflict if that takes too
    long and Invalid if the key came with another body before.
    """
    statement = (
        insert(session, IdempotencyKey)
        .values(
            scope=request.scope,
            key=request.key,
            fingerprint=request.fingerprint,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[IdempotencyKey.scope, IdempotencyKey.key])
        .returning(IdempotencyKey.key)
    )
    try:
        if session.scalars(statement).one_or_none() is not None:
            return None
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == "55P03":
            raise Conflict("request_in_progress", retry_after=1) from error
        raise
    first = session.get_one(IdempotencyKey, (request.scope, request.key))
    if first.fingerprint != request.fingerprint:
        raise Invalid("idempotency_key_reused")
    if first.reference is None:
        raise Conflict("request_in_progress", retry_after=1)
    return first.reference


def settle(session: Session, request: Request, reference: Mapping[str, Any]) -> None:
    """Note which rows the request made, in the same transaction."""
    row = session.get_one(IdempotencyKey, (request.scope, request.key))
    row.reference = dict(reference)

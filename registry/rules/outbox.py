"""The outbox: what is to be told is written with the change, and sent afterwards, at least once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from registry.errors import NotFound
from registry.ids import new_id
from registry.tables import OutgoingMessage

# A message that was claimed and not settled, since its process died, is sent again after this.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 12


def put(
    session: Session, now: datetime, *, recipient: str, kind: str, facts: Mapping[str, Any]
) -> None:
    """Leave a message of one of the kinds for one of the recipients (see `OutgoingMessage`).

    `facts` fill the text of that kind. They are no secrets and as little as the text needs.
    """
    session.add(
        OutgoingMessage(
            id=new_id(),
            kind=kind,
            recipient=recipient,
            facts=dict(facts),
            created_at=now,
            status="waiting",
            attempts=0,
            due_at=now,
        )
    )


def is_due(session: Session, now: datetime) -> bool:
    """Tell whether there is anything to send."""
    return bool(session.scalar(select(exists().where(*_due(now)))))


def latest(session: Session, limit: int) -> list[OutgoingMessage]:
    """Return the newest messages, sent or not, the last one first."""
    rows = select(OutgoingMessage).order_by(OutgoingMessage.id.desc()).limit(limit)
    return list(session.scalars(rows))


def claim(session: Session, now: datetime) -> OutgoingMessage | None:
    """Take the next message that is due; nobody else takes it until the lease is over."""
    message = session.scalars(
        select(OutgoingMessage)
        .where(*_due(now))
        .order_by(OutgoingMessage.due_at, OutgoingMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if message is not None:
        message.attempts += 1
        message.due_at = now + LEASE
    return message


def settle(session: Session, now: datetime, message_id: UUID, status: str) -> None:
    """Write down what became of a claimed message: `sent`, `unaddressed`, or `waiting` again.

    One that waits again is tried later each time, and `failed` after the last attempt.
    """
    message = session.get(OutgoingMessage, message_id, with_for_update=True)
    if message is None:
        raise NotFound
    message.status = status
    if status == "sent":
        message.sent_at = now
    elif status == "waiting":
        message.due_at = now + timedelta(minutes=2**message.attempts)
        if message.attempts >= MOST_ATTEMPTS:
            message.status = "failed"


def _due(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return OutgoingMessage.status == "waiting", OutgoingMessage.due_at <= now

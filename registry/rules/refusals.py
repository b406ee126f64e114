"""Refusals that are recorded: somebody known who wanted what is not allowed (BIO2 8.15)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append

REFUSED = "refused"


def record(
    session: Session, actor: Actor, now: datetime, *, code: str, object_id: UUID | None
) -> None:
    """Record that this was refused to the actor; `origin` says at which endpoint."""
    append(
        session,
        actor,
        now,
        EventName.REQUEST_REFUSE,
        object_id=object_id,
        details={"code": code},
        result=REFUSED,
    )

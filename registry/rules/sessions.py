"""Signing in and out: what is recorded of it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.tokens import close_session, open_session
from registry.audit.names import EventName
from registry.journal import append


def open_for(
    session: Session, actor: Actor, now: datetime, *, lifetime: timedelta, demo: bool
) -> str:
    """Sign somebody in and return the secret for the cookie."""
    if actor.subject is None:
        raise ValueError("nobody in particular can't be signed in")
    row, secret = open_session(
        session, now, role=actor.role, subject=actor.subject, lifetime=lifetime, demo=demo
    )
    append(session, actor, now, EventName.SESSION_OPEN, object_id=row.id, details={"demo": demo})
    return secret


def close(session: Session, actor: Actor, now: datetime, *, secret: str) -> None:
    """Sign somebody out."""
    close_session(session, secret)
    append(session, actor, now, EventName.SESSION_CLOSE)

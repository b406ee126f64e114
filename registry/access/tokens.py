"""Bearer tokens for machines and sessions for browsers: secrets of which we keep the hash."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.hashing import secret_hash
from registry.ids import new_id
from registry.tables import AccessToken, WebSession

SECRET_BYTES = 32


def issue_token(
    session: Session, now: datetime, *, role: Role, subject: str, lifetime: timedelta, demo: bool
) -> tuple[AccessToken, str]:
    """Store a new token and return it with its secret, which can't be had again."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = AccessToken(
        id=new_id(),
        token_hash=secret_hash(secret),
        role=role,
        subject=subject,
        demo=demo,
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    return row, secret


def token_actor(session: Session, now: datetime, secret: str, *, demo: bool) -> Actor | None:
    """Return whom this token stands for; outside demo mode a token of the demo is nobody's."""
    row = session.scalar(select(AccessToken).where(AccessToken.token_hash == secret_hash(secret)))
    if row is None or row.revoked_at is not None or row.expires_at <= now or row.demo > demo:
        return None
    return Actor(Role(row.role), row.subject)


def open_session(
    session: Session, now: datetime, *, role: Role, subject: str, lifetime: timedelta, demo: bool
) -> tuple[WebSession, str]:
    """Store a new browser session and return it with the secret for its cookie."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = WebSession(
        id=new_id(),
        secret_hash=secret_hash(secret),
        role=role,
        subject=subject,
        demo=demo,
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    return row, secret


def session_actor(session: Session, now: datetime, secret: str, *, demo: bool) -> Actor | None:
    """Return who is signed in with this cookie, if anybody."""
    row = session.scalar(select(WebSession).where(WebSession.secret_hash == secret_hash(secret)))
    if row is None or row.expires_at <= now or row.demo > demo:
        return None
    return Actor(Role(row.role), row.subject)


def close_session(session: Session, secret: str) -> None:
    """End the session of this cookie."""
    session.execute(delete(WebSession).where(WebSession.secret_hash == secret_hash(secret)))

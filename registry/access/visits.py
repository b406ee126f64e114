"""Sessions for browsers: secrets of which we keep the hash, for dealers and staff apart."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.hashing import secret_hash
from registry.access.tokens import SECRET_BYTES
from registry.ids import new_id
from registry.tables import StaffMember, WebSession

# How exactly it is known when somebody was last there; each time it is written down costs a write.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that is in force: who it is, of which account, how it came in, last use."""

    id: UUID
    actor: Actor
    account_id: UUID | None
    how: str
    seen_at: datetime


def open_session(
    session: Session,
    now: datetime,
    *,
    actor: Actor,
    lifetime: timedelta,
    demo: bool,
    how: str,
    account_id: UUID | None = None,
) -> tuple[WebSession, str]:
    """Store a new browser session and return it with the secret for its cookie.

    Raises ValueError for nobody in particular.
    """
    if actor.subject is None:
        raise ValueError("nobody in particular can't be signed in")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = WebSession(
        id=new_id(),
        secret_hash=secret_hash(secret),
        role=actor.role,
        subject=actor.subject,
        demo=demo,
        account_id=account_id,
        member=UUID(actor.member) if actor.member else None,
        how=how,
        created_at=now,
        seen_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    return row, secret


def visit_of(
    session: Session,
    now: datetime,
    secret: str,
    *,
    demo: bool,
    idle: Mapping[Role, timedelta],
) -> Visit | None:
    """Return the session of this cookie, if it is in force.

    It ends at its time, when it was left alone for longer than `idle` says for the role, outside
    demo mode if it is of the demo, and when the member of staff whose it is has left.
    """
    row = session.scalar(select(WebSession).where(WebSession.secret_hash == secret_hash(secret)))
    if row is None or row.expires_at <= now or row.demo > demo:
        return None
    role = Role(row.role)
    if row.seen_at + idle[role] <= now:
        return None
    if row.member is not None:
        member = session.get(StaffMember, row.member)
        if member is None or member.ended_at is not None:
            return None
    actor = Actor(role, row.subject, member=str(row.member) if row.member else None)
    return Visit(row.id, actor, row.account_id, row.how, row.seen_at)


def note_seen(session: Session, now: datetime, session_id: UUID) -> None:
    """Write down that a session was used."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(seen_at=now))


def close_session(session: Session, secret: str) -> UUID | None:
    """End the session of this cookie and return its id, or None if there is none."""
    return session.scalar(
        delete(WebSession)
        .where(WebSession.secret_hash == secret_hash(secret))
        .returning(WebSession.id)
    )

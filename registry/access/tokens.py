"""Bearer tokens for machines: secrets of which we keep the hash."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.hashing import secret_hash
from registry.ids import new_id
from registry.tables import AccessToken, StaffMember

SECRET_BYTES = 32


def issue_token(
    session: Session,
    now: datetime,
    *,
    role: Role,
    subject: str,
    lifetime: timedelta,
    demo: bool,
    member: UUID | None = None,
    name: str | None = None,
) -> tuple[AccessToken, str]:
    """Store a new token and return it with its secret, which can't be had again.

    `member` is the member of a dealer's staff for whom it is, `name` what its owner calls it.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = AccessToken(
        id=new_id(),
        token_hash=secret_hash(secret),
        role=role,
        subject=subject,
        member=member,
        demo=demo,
        created_at=now,
        expires_at=now + lifetime,
        name=name,
    )
    session.add(row)
    return row, secret


def token_actor(session: Session, now: datetime, secret: str, *, demo: bool) -> Actor | None:
    """Return whom this token stands for; outside demo mode a token of the demo is nobody's.

    That of a member of staff who has left is nobody's either.
    """
    row = session.scalar(select(AccessToken).where(AccessToken.token_hash == secret_hash(secret)))
    if row is None or row.revoked_at is not None or row.expires_at <= now or row.demo > demo:
        return None
    if row.member is None:
        return Actor(Role(row.role), row.subject)
    member = session.get(StaffMember, row.member)
    if member is None or member.ended_at is not None:
        return None
    return Actor(Role(row.role), row.subject, member=str(member.id))

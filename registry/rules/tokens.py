"""Tokens for machines: issued by an administrator, recorded, bound to somebody who exists."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.tokens import issue_token
from registry.audit.names import EventName
from registry.errors import Invalid
from registry.journal import append
from registry.law.municipalities import municipality_names
from registry.tables import Dealer

SUBJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,126}\Z")


def issue(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    role: Role,
    subject: str,
    lifetime: timedelta,
    demo: bool,
) -> str:
    """Issue a bearer token and return it; it can't be had again.

    Raises Invalid if the subject is not of the kind that the role asks: the id of a dealer, or
    the CBS code of a municipality.
    """
    if not _fits(session, role, subject):
        raise Invalid.field("/subject", f"not_a_{role}")
    row, secret = issue_token(
        session, now, role=role, subject=subject, lifetime=lifetime, demo=demo
    )
    append(
        session,
        actor,
        now,
        EventName.TOKEN_ISSUE,
        object_id=row.id,
        details={"role": role.value, "subject": subject, "demo": demo},
    )
    return secret


def _fits(session: Session, role: Role, subject: str) -> bool:
    match role:
        case Role.DEALER:
            try:
                return session.get(Dealer, UUID(subject)) is not None
            except ValueError:
                return False
        case Role.INSPECTOR | Role.MUNICIPALITY:
            return subject in municipality_names()
        case _:
            return SUBJECT.match(subject) is not None

"""Signing in of staff: what a provider says of somebody, and who that is here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.errors import Forbidden
from registry.rules import sessions
from registry.rules.tokens import known_subject

ROLES = frozenset({Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN})
NOT_OURS = "staff_not_known"


def known_by(
    session: Session, visitor: Actor, claims: Mapping[str, Any], *, role: str, subject: str
) -> Actor:
    """Return who this is here by the claims with these names.

    Raises Forbidden for a role that is not one of staff, and for a subject that is not of the
    kind its role asks: the CBS code of a municipality, or else an account.
    """
    told_role, told_subject = claims.get(role), claims.get(subject)
    # A provider may tell of several roles, and which of them counts is not ours to choose.
    if not isinstance(told_role, str) or not isinstance(told_subject, str):
        raise Forbidden(NOT_OURS)
    if told_role not in ROLES:
        raise Forbidden(NOT_OURS)
    found = Role(told_role)
    known = known_subject(session, found, told_subject)
    if known is None:
        raise Forbidden(NOT_OURS)
    return Actor(found, known, visitor.trace_id, visitor.origin)


def enter(session: Session, actor: Actor, now: datetime, *, lifetime: timedelta) -> str:
    """Open a session for a member of staff and return the secret for the cookie."""
    return sessions.open_for(session, actor, now, lifetime=lifetime, demo=False, how="openid")

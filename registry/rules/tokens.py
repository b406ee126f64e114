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
from registry.law.places import place_names
from registry.tables import Dealer, StaffMember

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
    member: UUID | None = None,
) -> str:
    """Issue a bearer token and return it; it can't be had again.

    Raises Invalid if the subject is not of the kind that the role asks: the id of a dealer, or
    the CBS code of a municipality; and if `member` is nobody of that dealer's staff.
    """
    known = known_subject(session, role, subject)
    if known is None:
        raise Invalid.field("/subject", f"not_a_{role}")
    if member is not None and not _is_staff(session, role, known, member):
        raise Invalid.field("/member", "not_of_the_staff")
    row, secret = issue_token(
        session, now, role=role, subject=known, lifetime=lifetime, demo=demo, member=member
    )
    append(
        session,
        actor,
        now,
        EventName.TOKEN_ISSUE,
        object_id=row.id,
        details={
            "role": role.value,
            "subject": known,
            "member": str(member) if member else None,
            "demo": demo,
        },
    )
    return secret


def known_subject(session: Session, role: Role, subject: str) -> str | None:
    """Return the one spelling of the subject under which it is known, if it is."""
    match role:
        case Role.DEALER:
            try:
                dealer = session.get(Dealer, UUID(subject))
            except ValueError:
                return None
            return str(dealer.id) if dealer else None
        case Role.INSPECTOR | Role.MUNICIPALITY:
            return subject if subject in place_names() else None
        case _:
            return subject if SUBJECT.match(subject) else None


def _is_staff(session: Session, role: Role, dealer_id: str, member_id: UUID) -> bool:
    member = session.get(StaffMember, member_id)
    return (
        role is Role.DEALER
        and member is not None
        and str(member.dealer_id) == dealer_id
        and member.ended_at is None
    )

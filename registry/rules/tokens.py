"""Tokens for machines: issued by an administrator, or by a dealer to its own till.

Issuing and revoking are recorded, and each is bound to somebody who exists.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.tokens import issue_token
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound
from registry.journal import append
from registry.law.places import place_names
from registry.tables import AccessToken, Dealer, StaffMember, TokenUse

MOST_TOKENS = 20
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
    name: str | None = None,
) -> str:
    """Issue a bearer token and return it; it can't be had again.

    `name` is what its owner calls it.

    Raises Invalid if the subject is not of the kind that the role asks: the id of a dealer, or
    the CBS code of a municipality; and if `member` is nobody of that dealer's staff.
    """
    known = known_subject(session, role, subject)
    if known is None:
        raise Invalid.field("/subject", f"not_a_{role}")
    if member is not None and not _is_staff(session, role, known, member):
        raise Invalid.field("/member", "not_of_the_staff")
    row, secret = issue_token(
        session,
        now,
        role=role,
        subject=known,
        lifetime=lifetime,
        demo=demo,
        member=member,
        name=name,
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


def of_dealer(session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return the dealer's own tokens that are in force, newest first, with their last use."""
    rows = session.execute(
        select(AccessToken, TokenUse.used_at, StaffMember.name)
        .outerjoin(TokenUse, TokenUse.token_id == AccessToken.id)
        .outerjoin(StaffMember, StaffMember.id == AccessToken.member)
        .where(*_own(actor), AccessToken.revoked_at.is_(None), AccessToken.expires_at > now)
        .order_by(AccessToken.id.desc())
    )
    return [
        {
            "id": token.id,
            "name": token.name,
            "member": member,
            "created_at": token.created_at,
            "expires_at": token.expires_at,
            "used_at": used_at,
        }
        for token, used_at, member in rows
    ]


def issue_own(
    session: Session, actor: Actor, now: datetime, *, name: str, days: int, demo: bool
) -> str:
    """Issue a token for the dealer's till and return it; it can't be had again.

    Raises Conflict with code `too_many_tokens`.
    """
    if len(of_dealer(session, actor, now)) >= MOST_TOKENS:
        raise Conflict("too_many_tokens")
    return issue(
        session,
        actor,
        now,
        role=Role.DEALER,
        subject=str(actor.dealer_id),
        lifetime=timedelta(days=days),
        demo=demo,
        name=name,
    )


def revoke(session: Session, actor: Actor, now: datetime, *, token_id: UUID) -> None:
    """End a token at once; a dealer its own, an administrator any.

    Revoked again nothing changes. Raises NotFound.
    """
    statement = select(AccessToken).where(AccessToken.id == token_id).with_for_update()
    if actor.role is not Role.ADMIN:
        statement = statement.where(*_own(actor))
    token = session.scalar(statement)
    if token is None:
        raise NotFound
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    details = {"role": token.role, "subject": token.subject}
    append(session, actor, now, EventName.TOKEN_REVOKE, object_id=token.id, details=details)


def _own(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AccessToken.role == Role.DEALER, AccessToken.subject == str(actor.dealer_id)


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

"""DOL, the people who act for a dealer: each with an account of its own under the dealer's."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Forbidden, NotFound
from registry.ids import new_id
from registry.journal import append
from registry.rules import account_resets
from registry.tables import AccessToken, StaffMember

SHOWN = ("id", "dealer_id", "name", "email", "role", "created_at", "ended_at")


def add(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    name: str,
    email: str,
    role: Literal["clerk", "manager"],
) -> StaffMember:
    """Give somebody an account under the dealer; the dealer itself and its managers do that."""
    require_manager(session, actor, dealer_id)
    member = StaffMember(
        id=new_id(), dealer_id=dealer_id, name=name, email=email, role=role, created_at=now
    )
    session.add(member)
    append(
        session,
        actor,
        now,
        EventName.STAFF_ADD,
        object_id=member.id,
        object_version=1,
        details={"dealer": str(dealer_id), "role": role},
    )
    return member


def end(
    session: Session, actor: Actor, now: datetime, *, dealer_id: UUID, member_id: UUID
) -> StaffMember:
    """End an account; its tokens and sessions are nobody's from now on.

    Ending it again changes nothing.
    """
    require_manager(session, actor, dealer_id)
    member = session.get(StaffMember, member_id, with_for_update={"key_share": True})
    if member is None or member.dealer_id != dealer_id:
        raise NotFound
    if member.ended_at is not None:
        return member
    member.ended_at = now
    tokens = session.scalars(
        select(AccessToken).where(AccessToken.member == member.id, AccessToken.revoked_at.is_(None))
    ).all()
    for token in tokens:
        token.revoked_at = now
    account_resets.reset_member(session, actor, now, member.id)
    append(
        session,
        actor,
        now,
        EventName.STAFF_END,
        object_id=member.id,
        object_version=2,
        details={"dealer": str(dealer_id), "tokens": [str(token.id) for token in tokens]},
        rows=tokens,
    )
    return member


def index(session: Session, actor: Actor, *, dealer_id: UUID) -> list[StaffMember]:
    """Return the dealer's own staff in the order in which they came, those who left too."""
    if actor.dealer_id != dealer_id:
        raise NotFound
    return list(
        session.scalars(
            select(StaffMember).where(StaffMember.dealer_id == dealer_id).order_by(StaffMember.id)
        )
    )


def require_manager(session: Session, actor: Actor, dealer_id: UUID) -> None:
    """Raise NotFound for somebody else's dealer, and Forbidden for a clerk of this one."""
    if actor.dealer_id != dealer_id:
        raise NotFound
    if actor.member is None:
        return
    member = session.get(StaffMember, UUID(actor.member))
    if member is None or member.role != "manager":
        raise Forbidden("managers_only")


def present(member: StaffMember) -> dict[str, Any]:
    """Return what a dealer sees of one of its staff."""
    return {name: getattr(member, name) for name in SHOWN}

"""Claims of hits: who works on one is seen by the others, and nobody else judges it meanwhile."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Conflict, NotFound
from registry.journal import append
from registry.tables import Hit, HitClaim

# A claim that is looked after moves on in steps of this part of its term, not at every look.
STEPS = 6


def claim(
    session: Session, actor: Actor, now: datetime, *, hit_id: UUID, term: timedelta
) -> HitClaim:
    """Claim a hit for as long as it is worked on, and `term` after that.

    One's own claim is taken anew. Raises NotFound, and Conflict with code `hit_claimed` while
    another officer has it: of two that claim at once one wins.
    """
    row = _locked(session, hit_id)
    if row is not None and stands(row, now) and row.claimed_by != actor.subject:
        raise Conflict("hit_claimed")
    return _take(session, actor, now, row, hit_id, term, EventName.HIT_CLAIM)


def take_over(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    hit_id: UUID,
    term: timedelta,
    reason: str,
) -> HitClaim:
    """Take a hit over from the officer who has it, with a reason that stays on record.

    Raises NotFound, and Conflict with code `hit_not_claimed` if no other officer has it.
    """
    row = _locked(session, hit_id)
    if row is None or not stands(row, now) or row.claimed_by == actor.subject:
        raise Conflict("hit_not_claimed")
    return _take(session, actor, now, row, hit_id, term, EventName.HIT_TAKE_OVER, reason)


def release(session: Session, actor: Actor, now: datetime, *, hit_id: UUID) -> HitClaim:
    """Let a hit go. Raises Conflict with code `hit_not_claimed` unless the actor has it."""
    row = _locked(session, hit_id)
    if row is None or not stands(row, now) or row.claimed_by != actor.subject:
        raise Conflict("hit_not_claimed")
    row.claimed_by, row.lapses_at = None, now
    _record(session, actor, now, row, EventName.HIT_CLAIM_RELEASE)
    return row


def keep(
    session: Session, actor: Actor, now: datetime, *, hit_id: UUID, term: timedelta
) -> HitClaim | None:
    """Return the claim that stands, moved on if it is this officer's own: he is at work."""
    row = standing(session, now, [hit_id]).get(hit_id)
    if row is None or row.claimed_by != actor.subject:
        return row
    if row.lapses_at < now + term - term / STEPS:
        row.lapses_at = now + term
        _record(session, actor, now, row, EventName.HIT_CLAIM_KEEP)
    return row


def refuse_others(session: Session, actor: Actor, now: datetime, hit_id: UUID) -> None:
    """Refuse what only the officer who has a hit may do; with no claim on it all may.

    The caller has locked the hit. Raises Conflict with code `hit_claimed`.
    """
    row = standing(session, now, [hit_id]).get(hit_id)
    if row is not None and row.claimed_by != actor.subject:
        raise Conflict("hit_claimed")


def standing(session: Session, now: datetime, hit_ids: Collection[UUID]) -> dict[UUID, HitClaim]:
    """Return the claims on these hits that stand, by hit."""
    rows = session.scalars(
        select(HitClaim).where(
            HitClaim.hit_id.in_(hit_ids),
            HitClaim.claimed_by.is_not(None),
            HitClaim.lapses_at > now,
        )
    )
    return {row.hit_id: row for row in rows}


def stands(row: HitClaim, now: datetime) -> bool:
    """Tell whether a claim keeps others off."""
    return row.claimed_by is not None and now < row.lapses_at


def _locked(session: Session, hit_id: UUID) -> HitClaim | None:
    """Lock a hit, for there may be no claim to lock yet, and return its claim."""
    if session.get(Hit, hit_id, with_for_update={"key_share": True}) is None:
        raise NotFound
    return session.scalars(
        select(HitClaim).where(HitClaim.hit_id == hit_id).execution_options(populate_existing=True)
    ).one_or_none()


def _take(
    session: Session,
    actor: Actor,
    now: datetime,
    row: HitClaim | None,
    hit_id: UUID,
    term: timedelta,
    name: EventName,
    reason: str | None = None,
) -> HitClaim:
    before = row.claimed_by if row is not None and stands(row, now) else None
    if row is None:
        row = HitClaim(hit_id=hit_id)
        session.add(row)
    row.claimed_by, row.claimed_at, row.lapses_at = actor.subject, now, now + term
    row.reason = reason
    _record(session, actor, now, row, name, {"from": before} if before else {})
    return row


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    row: HitClaim,
    name: EventName,
    details: dict[str, str] | None = None,
) -> None:
    session.flush()  # The revision is counted when it is written.
    append(
        session,
        actor,
        now,
        name,
        object_id=row.hit_id,
        object_version=row.revision,
        details=details,
        rows=[row],
    )

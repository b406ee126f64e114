"""The rematcher: a new profile decides every pair again, a batch of purchases at a time.

It begins once the publication has its position in the journal: each version written under an
older profile is then visible, and each that is sequenced later is the matcher's, which decides
with the newest profile. So no pair is left with what an older profile made of it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.db import insert
from registry.register import Register
from registry.rules import hits
from registry.rules.held import PURCHASE, held_after
from registry.tables import JournalEntry, MatchProfile, Rematch

BATCH = 200


def follow(register: Register) -> int:
    """Compare the next purchases with the goods under the newest profile; return how many."""
    with register.database.read() as session:
        profile_id = _to_apply(session)
        if profile_id is None:
            return 0
        progress = session.get(Rematch, profile_id)
        after = progress.last_purchase_id if progress else None
        register.desk.refresh(session)
        held = held_after(session, PURCHASE, after, BATCH)
        like = register.desk.like_each(session, PURCHASE, [row.item for row in held])
        compared = [hits.Compared(PURCHASE, *pair) for pair in zip(held, like, strict=True)]
        compared = hits.at_once(session, compared)
    last = compared[-1].row.id if compared else None
    now = register.clock()
    with register.database.write() as session:
        if not _advance(session, now, profile_id, after, last, len(compared)):
            return 0
        hits.settle(session, now, compared)
    return len(compared)


def _to_apply(session: Session) -> UUID | None:
    """Return the newest profile if its publication is in order and it is not applied yet.

    An older one that was not finished has nothing left to say.
    """
    row = session.execute(
        select(MatchProfile.id, JournalEntry.position, Rematch.finished_at)
        .join(JournalEntry, JournalEntry.event_id == MatchProfile.event_id)
        .outerjoin(Rematch, Rematch.profile_id == MatchProfile.id)
        .order_by(MatchProfile.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.position is None or row.finished_at is not None:
        return None
    profile_id: UUID = row.id
    return profile_id


def _advance(
    session: Session,
    now: datetime,
    profile_id: UUID,
    expected: UUID | None,
    last: UUID | None,
    compared: int,
) -> bool:
    """Note how far we came, unless another process has come further since we looked."""
    session.execute(
        insert(session, Rematch)
        .values(profile_id=profile_id, compared=0)
        .on_conflict_do_nothing(index_elements=[Rematch.profile_id])
    )
    progress = session.scalars(
        select(Rematch).where(Rematch.profile_id == profile_id).with_for_update(key_share=True)
    ).one()
    if progress.finished_at is not None or progress.last_purchase_id != expected:
        return False
    progress.compared += compared
    if last is None:
        progress.finished_at = now
    else:
        progress.last_purchase_id = last
    return True

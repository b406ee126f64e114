"""Stop Heling: how to reach a citizen who reported or disputed something; sealed, and erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.access.sealing import erase, seal, unseal
from registry.audit.names import EventName
from registry.errors import Gone, NotFound
from registry.journal import append
from registry.law.retention import Subject, Term, jurisdictions, terms
from registry.tables import Dispute, Offer, SealedIdentity


def kept(
    session: Session, now: datetime, keys: Keys, contact: Mapping[str, Any] | None
) -> SealedIdentity | None:
    """Seal what somebody gave to be reached by; None if they gave nothing."""
    given = {name: value for name, value in (contact or {}).items() if value}
    return seal(session, now, keys, given, entered_at=now) if given else None


def disclose(
    session: Session, actor: Actor, now: datetime, *, of: Offer | Dispute, purpose: str
) -> SealedIdentity:
    """Give the police leave to open the contact of an offer or a dispute, and record why.

    It is opened (`opened`) once that is committed. Raises NotFound if none was given, and Gone
    with code `contact_erased` if its term of keeping has passed.
    """
    row = session.get(SealedIdentity, of.contact_id) if of.contact_id else None
    if row is None:
        raise NotFound("no_contact")
    if row.erased_at is not None:
        raise Gone("contact_erased")
    append(
        session,
        actor,
        now,
        EventName.CONTACT_DISCLOSE,
        object_id=of.id,
        purpose=purpose,
        details={"of": of.__tablename__, "identity": str(row.id)},
    )
    return row


def opened(keys: Keys, row: SealedIdentity) -> dict[str, Any]:
    """Return a contact. To be called once the event is committed, and not before."""
    return unseal(keys, row)


def address_for_mail(
    session: Session, actor: Actor, now: datetime, *, dispute_id: UUID, keys: Keys
) -> str | None:
    """Return where to send the answer of a dispute, recorded; None where nobody can be reached."""
    dispute = session.get(Dispute, dispute_id)
    row = (
        session.get(SealedIdentity, dispute.contact_id)
        if dispute is not None and dispute.contact_id is not None
        else None
    )
    if row is None or row.erased_at is not None:
        return None
    address: str | None = unseal(keys, row).get("email")
    if address is not None:
        append(
            session,
            actor,
            now,
            EventName.CONTACT_USE,
            object_id=dispute_id,
            details={"of": Dispute.__tablename__, "identity": str(row.id)},
        )
    return address


def erase_due(session: Session, actor: Actor, now: datetime, limit: int) -> int:
    """Erase at most `limit` contacts over their term, and return how many that were."""
    erased = 0
    for place in jurisdictions(Subject.CITIZEN_CONTACT):
        for term in terms(Subject.CITIZEN_CONTACT, place):
            rows = session.execute(
                _over(term, now)
                .order_by(SealedIdentity.id)
                .limit(limit - erased)
                .with_for_update(key_share=True, of=SealedIdentity)
            ).all()
            for contact, owner in rows:
                erase(contact, now, f"term {term.text}")
                append(
                    session,
                    actor,
                    now,
                    EventName.IDENTITY_ERASE,
                    object_id=owner,
                    details={"identities": [str(contact.id)], "because": f"term {term.text}"},
                    ground=term.source,
                    rows=[contact],
                )
            erased += len(rows)
            if erased >= limit:
                return erased
    return erased


def due(session: Session, now: datetime, term: Term) -> tuple[int, datetime | None]:
    """Return how many contacts are over a term, and when the oldest was given."""
    over = _over(term, now).with_only_columns(func.count(), func.min(SealedIdentity.entered_at))
    count, oldest = session.execute(over).one()
    return count, oldest


def _over(term: Term, now: datetime) -> Select[SealedIdentity, UUID]:
    owners = union_all(
        select(Offer.id.label("owner"), Offer.contact_id.label("contact_id")),
        select(Dispute.id.label("owner"), Dispute.contact_id.label("contact_id")),
    ).subquery()
    began = SealedIdentity.entered_at
    conditions = [
        SealedIdentity.erased_at.is_(None),
        began >= term.valid_from,
        began <= term.over_before(now),
    ]
    if term.valid_until is not None:
        conditions.append(began < term.valid_until)
    return (
        select(SealedIdentity, owners.c.owner)
        .join(owners, owners.c.contact_id == SealedIdentity.id)
        .where(*conditions)
    )

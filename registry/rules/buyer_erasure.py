"""DOR, erasing buyers: the names in the sale register, when their term is over."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.sealing import erase
from registry.audit.names import EventName
from registry.journal import append
from registry.law.retention import Subject, Term, jurisdictions, terms
from registry.rules.erasure import forget_requests, not_suspended, over_term
from registry.tables import Disposal, SealedIdentity


def erase_due_buyers(session: Session, actor: Actor, now: datetime, limit: int) -> int:
    """Erase at most `limit` buyers over their term, and return how many that were."""
    erased = 0
    for place in jurisdictions(Subject.BUYER_IDENTITY):
        for term in terms(Subject.BUYER_IDENTITY, place):
            rows = session.execute(
                _over(term, now)
                .where(not_suspended(term, Disposal.purchase_id))
                .order_by(SealedIdentity.id)
                .limit(limit - erased)
                .with_for_update(key_share=True, of=SealedIdentity)
            ).all()
            forget_requests(session, "buyer", [buyer for buyer, _ in rows])
            for buyer, disposal in rows:
                erase(buyer, now, f"term {term.text}")
                append(
                    session,
                    actor,
                    now,
                    EventName.IDENTITY_ERASE,
                    object_id=disposal.purchase_id,
                    details={"identities": [str(buyer.id)], "because": f"term {term.text}"},
                    ground=term.source,
                    rows=[buyer],
                )
            erased += len(rows)
            if erased >= limit:
                return erased
    return erased


def buyers_due(session: Session, now: datetime, term: Term) -> tuple[int, int, datetime | None]:
    """Return how many buyers are over a term, how many are kept longer, and the oldest's entry."""
    over = _over(term, now).with_only_columns(func.count(), func.min(SealedIdentity.entered_at))
    count, oldest = session.execute(over.where(not_suspended(term, Disposal.purchase_id))).one()
    return count, session.execute(over).one()[0] - count, oldest


def _over(term: Term, now: datetime) -> Select[SealedIdentity, Disposal]:
    return (
        select(SealedIdentity, Disposal)
        .join(Disposal, Disposal.buyer_id == SealedIdentity.id)
        .where(*over_term(term, now, Disposal.purchase_id))
    )

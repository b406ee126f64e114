"""DOL, a notification in the making: kept for whoever writes it, until it is sent or too old."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.hashing import secret_hash
from registry.access.keys import Keys
from registry.errors import NotFound
from registry.rules import dealers
from registry.tables import Dealer, SignUpDraft

# The term of registry/data/retention.csv; what is older is not shown, even if it is still there.
KEPT = timedelta(days=30)
SECRET_BYTES = 32


def begin(session: Session, now: datetime) -> str:
    """Make an empty draft, and return the secret by which it is found again."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        SignUpDraft(secret_hash=secret_hash(secret), answers={}, created_at=now, touched_at=now)
    )
    return secret


def find(session: Session, now: datetime, secret: str | None) -> SignUpDraft | None:
    """Return the draft of this secret, unless it is over its term."""
    draft = session.get(SignUpDraft, secret_hash(secret)) if secret else None
    return draft if draft is not None and draft.touched_at > now - KEPT else None


def keep(session: Session, now: datetime, secret: str, answers: Mapping[str, str]) -> SignUpDraft:
    """Keep what a page holds now; other pages' answers stay. Raises NotFound without a draft."""
    draft = _locked(session, now, secret)
    if draft.dealer_id is None:
        draft.answers = {**draft.answers, **answers}
        draft.touched_at = now
    return draft


def submit(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    secret: str,
    notification: Mapping[str, Any],
    keys: Keys,
) -> Dealer:
    """Send the notification that a draft has become; sent again it is the same one.

    Raises NotFound without a draft, and Invalid as `registry.rules.dealers.submit` does.
    """
    draft = _locked(session, now, secret)
    if draft.dealer_id is not None:
        return session.get_one(Dealer, draft.dealer_id)
    dealer = dealers.submit(session, actor, now, notification=notification, keys=keys)
    draft.dealer_id, draft.answers, draft.touched_at = dealer.id, {}, now
    return dealer


def dealer_of(session: Session, now: datetime, secret: str | None) -> Dealer:
    """Return what came of a draft, for whoever sent it. Raises NotFound if it was not sent."""
    draft = find(session, now, secret)
    if draft is None or draft.dealer_id is None:
        raise NotFound
    return session.get_one(Dealer, draft.dealer_id)


def forget(session: Session, secret: str) -> None:
    """Throw a draft away, and with it the way to ask how the notification stands."""
    session.execute(delete(SignUpDraft).where(SignUpDraft.secret_hash == secret_hash(secret)))


def _locked(session: Session, now: datetime, secret: str) -> SignUpDraft:
    draft = session.get(SignUpDraft, secret_hash(secret), with_for_update=True)
    if draft is None or draft.touched_at <= now - KEPT:
        raise NotFound
    return draft

"""DOL, e-mail addresses: a dealer shows that an address is its own by the token sent to it.

The token is drawn from the confirmation's id under a key of the installation, so it lies nowhere:
the store has its hash, and whoever sends the message makes it again. Nothing waits for the answer.
A dealer may ask for another message, and correct an address that it has not confirmed.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.hashing import keyed_hash, secret_hash
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid
from registry.ids import new_id
from registry.journal import append
from registry.rules import outbox
from registry.tables import Dealer, EmailConfirmation

LIFETIME = timedelta(days=30)
# So that nobody's mailbox is filled by somebody else's notification.
BETWEEN, MOST = timedelta(minutes=1), 10
KIND = "confirm_email"


def ask(
    session: Session, now: datetime, keys: Keys, *, dealer_id: UUID, email: str
) -> EmailConfirmation:
    """Ask a dealer to confirm its address; the caller's event has to claim the row."""
    id_ = new_id()
    asked = EmailConfirmation(
        id=id_,
        dealer_id=dealer_id,
        email=email,
        token_hash=secret_hash(token_of(keys, id_)),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(asked)
    facts = {"confirmation": str(id_)}
    outbox.put(session, now, recipient=f"dealer:{dealer_id}", kind=KIND, facts=facts)
    return asked


def ask_again(
    session: Session, actor: Actor, now: datetime, keys: Keys, *, dealer_id: UUID, email: str
) -> EmailConfirmation:
    """Ask once more, at the same address or at a corrected one, from which the old token is void.

    Raises Conflict with code `already_confirmed` for a dealer that has confirmed its address,
    `asked_just_now` within a minute, and `asked_too_often` after ten times.
    """
    dealer = session.get_one(Dealer, dealer_id, with_for_update={"key_share": True})
    if dealer.email_confirmed_at is not None:
        raise Conflict("already_confirmed")
    before = session.scalars(
        select(EmailConfirmation.created_at).where(EmailConfirmation.dealer_id == dealer_id)
    ).all()
    if before and max(before) > now - BETWEEN:
        raise Conflict("asked_just_now")
    if len(before) >= MOST:
        raise Conflict("asked_too_often")
    changed = dealer.email != email
    if changed:
        dealer.email = email
        dealer.version += 1
    asked = ask(session, now, keys, dealer_id=dealer_id, email=email)
    append(
        session,
        actor,
        now,
        EventName.DEALER_ASK,
        object_id=dealer_id,
        object_version=dealer.version if changed else None,
        details={"address_changed": changed},
        rows=[asked],
    )
    return asked


def token_of(keys: Keys, confirmation_id: UUID) -> str:
    """Return the token of a confirmation."""
    return keyed_hash(keys.fingerprint, "email-confirmation", str(confirmation_id))


def confirm(session: Session, actor: Actor, now: datetime, *, token: str) -> EmailConfirmation:
    """Take a token as proof that the dealer reads what is sent to its address.

    A token that was used before is answered as it was then. Raises Invalid for one that we did
    not give out, that is over its term, or whose dealer has another address by now.
    """
    asked = session.scalars(
        select(EmailConfirmation)
        .where(EmailConfirmation.token_hash == secret_hash(token))
        .with_for_update(key_share=True)
    ).one_or_none()
    if asked is None or (asked.confirmed_at is None and asked.expires_at <= now):
        raise Invalid.field("/token", "token_not_valid")
    if asked.confirmed_at is not None:
        return asked
    dealer = session.get_one(Dealer, asked.dealer_id, with_for_update={"key_share": True})
    if dealer.email != asked.email:
        raise Invalid.field("/token", "token_not_valid")
    asked.confirmed_at = dealer.email_confirmed_at = now
    dealer.version += 1
    append(
        session,
        actor,
        now,
        EventName.DEALER_CONFIRM,
        object_id=dealer.id,
        object_version=dealer.version,
        rows=[asked],
    )
    return asked

"""Steps of a way in: what a browser has shown so far is kept here, and its cookie has a secret."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.access.hashing import secret_hash
from registry.access.tokens import SECRET_BYTES
from registry.errors import Conflict
from registry.ids import new_id
from registry.tables import SignInStep

LIFETIME = timedelta(minutes=15)
CHALLENGE_BYTES = 32


def begin(
    session: Session,
    now: datetime,
    *,
    stage: str,
    account_id: UUID | None = None,
    password_hash: str | None = None,
) -> str:
    """Store that a browser has come to this stage and return the secret for its cookie."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        SignInStep(
            id=new_id(),
            secret_hash=secret_hash(secret),
            account_id=account_id,
            stage=stage,
            password_hash=password_hash,
            expires_at=now + LIFETIME,
        )
    )
    return secret


def find(session: Session, now: datetime, secret: str | None) -> SignInStep | None:
    """Return the step of a cookie, if it is still good, for who only looks."""
    step = session.scalar(
        select(SignInStep).where(SignInStep.secret_hash == secret_hash(secret or ""))
    )
    return step if step is not None and step.expires_at > now else None


def require(session: Session, now: datetime, secret: str | None, *stages: str) -> SignInStep:
    """Return the step of a cookie, locked. Raises Conflict if it is over or at none of these."""
    found = find(session, now, secret)
    step = (
        session.get(SignInStep, found.id, with_for_update=True, populate_existing=True)
        if found
        else None
    )
    if step is None or step.stage not in stages:
        raise Conflict("sign_in_over")
    return step


def challenge(step: SignInStep) -> bytes:
    """Give a step a fresh challenge for a passkey, in place of the one before."""
    step.challenge = secrets.token_bytes(CHALLENGE_BYTES)
    return step.challenge


def end(session: Session, step: SignInStep) -> None:
    """Take a step away, so that what it has shown serves once. Raises Conflict if it did."""
    gone = session.scalar(
        delete(SignInStep).where(SignInStep.id == step.id).returning(SignInStep.id)
    )
    if gone is None:
        raise Conflict("sign_in_over")

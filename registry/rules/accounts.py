"""Accounts: whose an e-mail address is, and what stands between its account and the register."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.db import take_turns
from registry.errors import NotFound
from registry.ids import new_id
from registry.tables import Account, Dealer, Passkey, StaffMember


def normal(email: str) -> str:
    """Return an e-mail address in the one form in which it is compared."""
    return email.strip().lower()


def holder(session: Session, email: str) -> tuple[UUID, UUID | None] | None:
    """Return the dealer, and the member of its staff, whose address this is.

    A dealer's counts once it was confirmed; that of a member of staff was given by the dealer. Of
    several dealers with one address it is the one that came first.
    """
    dealer = session.scalar(
        select(Dealer.id)
        .where(func.lower(Dealer.email) == email, Dealer.email_confirmed_at.is_not(None))
        .order_by(Dealer.id)
        .limit(1)
    )
    if dealer is not None:
        return dealer, None
    member = session.scalar(
        select(StaffMember)
        .where(func.lower(StaffMember.email) == email, StaffMember.ended_at.is_(None))
        .order_by(StaffMember.id)
        .limit(1)
    )
    return (member.dealer_id, member.id) if member else None


def find(session: Session, email: str) -> Account | None:
    """Return the account of an address, if there is one and whose it is has not left."""
    account = session.scalar(select(Account).where(Account.email == email))
    return account if account is not None and is_living(session, account) else None


def locked(session: Session, account_id: UUID) -> Account:
    """Return an account, locked until the end of the transaction. Raises NotFound."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or not is_living(session, account):
        raise NotFound
    return account


def is_living(session: Session, account: Account) -> bool:
    """Tell whether whose account it is still belongs to the dealer."""
    if account.member_id is None:
        return True
    member = session.get(StaffMember, account.member_id)
    return member is not None and member.ended_at is None


def made_for(session: Session, now: datetime, email: str) -> Account | None:
    """Return the account of an address, made if it is somebody's and has none yet."""
    take_turns(session, f"account:{email}")
    account = find(session, email)
    if account is not None:
        return account
    found = holder(session, email)
    if found is None:
        return None
    dealer_id, member_id = found
    account = Account(
        id=new_id(),
        email=email,
        dealer_id=dealer_id,
        member_id=member_id,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def has_factor(session: Session, account: Account) -> bool:
    """Tell whether an account has an authenticator app or a passkey."""
    return account.totp_id is not None or bool(passkeys_of(session, account.id))


def passkeys_of(session: Session, account_id: UUID) -> list[Passkey]:
    """Return the passkeys of an account in the order in which they were added."""
    rows = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return list(session.scalars(rows))


def actor_of(account: Account, visitor: Actor) -> Actor:
    """Return whom a visitor is once it came in by this account."""
    member = str(account.member_id) if account.member_id else None
    return replace(visitor, role=Role.DEALER, subject=str(account.dealer_id), member=member)

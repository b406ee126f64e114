"""Taking an account away: by an administrator who knows whose it is, or with whoever leaves.

Whoever has its address begins anew with a mailed code, and sets up new factors.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import NotFound
from registry.journal import append
from registry.rules import accounts, authenticator_apps, recovery_codes, sessions
from registry.tables import Account, Audited, SignInStep


def reset(session: Session, actor: Actor, now: datetime, *, email: str, because: str) -> UUID:
    """Take the account of an address away and return its id; `because` names nobody.

    Raises NotFound if there is none.
    """
    account = session.scalar(select(Account).where(Account.email == accounts.normal(email)))
    if account is None:
        raise NotFound("no_account")
    _take_away(session, actor, now, account, because)
    return account.id


def reset_member(session: Session, actor: Actor, now: datetime, member_id: UUID) -> None:
    """Take away the account of a member of staff who leaves, if there is one."""
    account = session.scalar(select(Account).where(Account.member_id == member_id))
    if account is not None:
        _take_away(session, actor, now, account, "left the staff")


def _take_away(
    session: Session, actor: Actor, now: datetime, account: Account, because: str
) -> None:
    account = session.get_one(Account, account.id, with_for_update=True, populate_existing=True)
    owned = accounts.passkeys_of(session, account.id)
    rows: list[Audited] = [
        *authenticator_apps.drop_key(session, now, account),
        *recovery_codes.drop(session, account),
        *owned,
    ]
    for passkey in owned:
        session.delete(passkey)
    session.execute(delete(SignInStep).where(SignInStep.account_id == account.id))
    ended = sessions.end_others(session, account_id=account.id)
    session.flush()
    session.delete(account)
    append(
        session,
        actor,
        now,
        EventName.ACCOUNT_RESET,
        object_id=account.id,
        details={"because": because, "sessions": ended},
        rows=rows,
    )

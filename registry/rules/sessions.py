"""Signing in and out: what is recorded of it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.visits import close_session, open_session
from registry.audit.names import EventName
from registry.errors import NotFound
from registry.journal import append
from registry.rules import accounts
from registry.tables import Account, Audited, WebSession

REFUSED = "refused"


def open_for(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    lifetime: timedelta,
    demo: bool,
    how: str = "demo",
) -> str:
    """Sign in somebody without an account here and return the secret for the cookie."""
    row, secret = open_session(session, now, actor=actor, lifetime=lifetime, demo=demo, how=how)
    details = {"demo": demo, "how": how}
    append(session, actor, now, EventName.SESSION_OPEN, object_id=row.id, details=details)
    return secret


def open_account(
    session: Session,
    visitor: Actor,
    now: datetime,
    account: Account,
    *,
    lifetime: timedelta,
    how: str,
    rows: list[Audited],
) -> str:
    """Sign in whose account this is and return the secret for the cookie.

    The event claims the account and the `rows` that were changed on the way in.
    """
    actor = accounts.actor_of(account, visitor)
    row, secret = open_session(
        session, now, actor=actor, lifetime=lifetime, demo=False, how=how, account_id=account.id
    )
    append(
        session,
        actor,
        now,
        EventName.ACCOUNT_SIGN_IN,
        object_id=account.id,
        details={"how": how, "session": str(row.id)},
        rows=rows,
    )
    return secret


def refuse(
    session: Session, actor: Actor, now: datetime, *, code: str, account_id: UUID | None = None
) -> None:
    """Record that somebody did not come in, and why; the account is named if there is one."""
    name = EventName.ACCOUNT_REFUSE if account_id else EventName.SESSION_REFUSE
    append(session, actor, now, name, object_id=account_id, details={"code": code}, result=REFUSED)


def close(session: Session, actor: Actor, now: datetime, *, secret: str) -> None:
    """Sign somebody out; nothing is recorded if there was no session any more."""
    closed = close_session(session, secret)
    if closed is not None:
        append(session, actor, now, EventName.SESSION_CLOSE, object_id=closed)


def end_others(session: Session, *, account_id: UUID, but: UUID | None = None) -> list[str]:
    """End the sessions of an account, but one, and return their ids for the event to tell."""
    others = delete(WebSession).where(WebSession.account_id == account_id)
    if but is not None:
        others = others.where(WebSession.id != but)
    return sorted(str(id_) for id_ in session.scalars(others.returning(WebSession.id)))


def end_one(
    session: Session, actor: Actor, now: datetime, *, account_id: UUID | None, session_id: UUID
) -> None:
    """End a session of one's own account elsewhere. Raises NotFound for any other."""
    gone = session.scalar(
        delete(WebSession)
        .where(
            # Who has no account would else be taken for all others who have none.
            WebSession.account_id.is_not(None),
            WebSession.account_id == account_id,
            WebSession.id == session_id,
        )
        .returning(WebSession.id)
    )
    if gone is None:
        raise NotFound
    append(session, actor, now, EventName.SESSION_CLOSE, object_id=session_id)


def of_account(session: Session, now: datetime, account_id: UUID) -> list[WebSession]:
    """Return the sessions of an account that have not ended, the newest first."""
    rows = select(WebSession).where(
        WebSession.account_id == account_id, WebSession.expires_at > now
    )
    return list(session.scalars(rows.order_by(WebSession.id.desc())))

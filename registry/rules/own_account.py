"""One's own account, for who is signed in: what it has, and each change with the password again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.passwords import matches, password_hash, refusal
from registry.access.visits import Visit
from registry.audit.names import EventName
from registry.errors import Invalid, NotFound
from registry.journal import append
from registry.rules import accounts, passkeys, recovery_codes, second_factors, sessions, sign_in
from registry.rules import sign_in_steps as steps
from registry.rules.passkeys import Site
from registry.rules.sign_in import Door
from registry.tables import Account, AuditEvent

SIGN_INS = 10


def show(session: Session, now: datetime, visit: Visit) -> dict[str, Any]:
    """Return what an account has: factors, codes left, sessions, and the last ways in.

    Raises NotFound for a demo identity, which has no account.
    """
    account = _own(session, visit)
    events = session.execute(
        select(AuditEvent.name, AuditEvent.at)
        .where(
            AuditEvent.object_id == account.id,
            AuditEvent.name.in_([EventName.ACCOUNT_SIGN_IN.value, EventName.ACCOUNT_REFUSE.value]),
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(SIGN_INS)
    )
    return {
        "email": account.email,
        "password_set_at": account.password_set_at,
        "has_app": account.totp_id is not None,
        "passkeys": accounts.passkeys_of(session, account.id),
        "codes_left": recovery_codes.left(session, account),
        "sessions": [
            {
                "id": row.id,
                "created_at": row.created_at,
                "seen_at": row.seen_at,
                "how": row.how,
                "this": row.id == visit.id,
            }
            for row in sessions.of_account(session, now, account.id)
        ],
        "sign_ins": [
            {"at": at, "done": name == EventName.ACCOUNT_SIGN_IN.value} for name, at in events
        ],
    }


def email_of(session: Session, visit: Visit) -> str:
    """Return the e-mail address of one's own account."""
    return _own(session, visit).email


def passkey_name(session: Session, visit: Visit, passkey_id: UUID) -> str:
    """Return what a passkey of one's own account is called. Raises NotFound for any other."""
    for passkey in accounts.passkeys_of(session, _own(session, visit).id):
        if passkey.id == passkey_id:
            return passkey.name
    raise NotFound


def change_password(
    door: Door, actor: Actor, now: datetime, visit: Visit, *, current: str, password: str
) -> None:
    """Set another password and end all other sessions. Raises Invalid for one that won't do."""
    account = confirm(door, now, visit, current)
    wrong = refusal(password, account.email)
    if wrong is not None:
        raise Invalid.field("/password", wrong)
    hashed = password_hash(password)
    with door.database.write() as session:
        account = accounts.locked(session, account.id)
        account.password_hash, account.password_set_at = hashed, now
        append(
            session,
            actor,
            now,
            EventName.ACCOUNT_SET_PASSWORD,
            object_id=account.id,
            details={"sessions": sessions.end_others(session, account_id=account.id, but=visit.id)},
        )


def renew_codes(
    door: Door, actor: Actor, now: datetime, visit: Visit, *, current: str
) -> list[str]:
    """Return fresh recovery codes, which take the place of all before."""
    with _confirmed(door, now, visit, current) as (session, account):
        codes, rows = recovery_codes.renew(session, now, door.keys, account)
        append(session, actor, now, EventName.ACCOUNT_RENEW_CODES, object_id=account.id, rows=rows)
    return codes


def set_app(
    door: Door,
    actor: Actor,
    now: datetime,
    visit: Visit,
    *,
    current: str,
    browser_secret: str,
    code: str,
) -> None:
    """Set an authenticator app, in place of the one before if there was one."""
    with _confirmed(door, now, visit, current) as (session, account):
        rows = second_factors.with_app(session, now, door, account, browser_secret, code)
        second_factors.record(
            session, actor, now, EventName.ACCOUNT_ADD_FACTOR, account, "totp", rows
        )


def remove_app(door: Door, actor: Actor, now: datetime, visit: Visit, *, current: str) -> None:
    """Take the authenticator app away. Raises Conflict if it is the last second factor."""
    with _confirmed(door, now, visit, current) as (session, account):
        second_factors.remove_app(session, actor, now, account)


def remove_passkey(
    door: Door, actor: Actor, now: datetime, visit: Visit, *, current: str, passkey_id: UUID
) -> None:
    """Take a passkey away. Raises NotFound, and Conflict if it is the last second factor."""
    with _confirmed(door, now, visit, current) as (session, account):
        second_factors.remove_passkey(session, actor, now, account, passkey_id)


def offer_passkey(
    door: Door, now: datetime, visit: Visit, *, site: Site, current: str
) -> tuple[str, str]:
    """Return the question to make a passkey (JSON), and the secret of the step that takes it."""
    with _confirmed(door, now, visit, current) as (session, account):
        secret = steps.begin(session, now, stage="add", account_id=account.id)
        session.flush()
        step = steps.require(session, now, secret, "add")
        return passkeys.offer(session, site=site, step=step, account=account), secret


def add_passkey(
    door: Door,
    actor: Actor,
    now: datetime,
    visit: Visit,
    *,
    site: Site,
    step_secret: str | None,
    credential: str,
    name: str,
) -> None:
    """Take the passkey that was made. Raises Conflict if the step is over, Invalid if not right."""
    with door.database.write() as session:
        step = steps.require(session, now, step_secret, "add")
        account = accounts.locked(session, _own(session, visit).id)
        if step.account_id != account.id:
            raise NotFound
        passkey = passkeys.add(
            session, now, site=site, step=step, account=account, credential=credential, name=name
        )
        second_factors.record(
            session, actor, now, EventName.ACCOUNT_ADD_FACTOR, account, "passkey", [passkey]
        )
        steps.end(session, step)


def confirm(door: Door, now: datetime, visit: Visit, current: str) -> Account:
    """Return one's own account once its password was given again.

    Raises Invalid for a wrong one, which counts as an attempt to sign in and is recorded.
    """
    with door.database.read() as session:
        account = _own(session, visit)
    sign_in.count(door, now, account.email)
    if not matches(account.password_hash, current):
        sign_in.refused(door, now, "current_password_wrong", account)
        raise Invalid.field("/current", "current_password_wrong")
    with door.database.write() as session:
        sign_in.was_right(door, session, account.email, came_in=True)
    return account


@contextmanager
def _confirmed(
    door: Door, now: datetime, visit: Visit, current: str
) -> Iterator[tuple[Session, Account]]:
    account = confirm(door, now, visit, current)
    with door.database.write() as session:
        yield session, accounts.locked(session, account.id)


def _own(session: Session, visit: Visit) -> Account:
    account = session.get(Account, visit.account_id) if visit.account_id else None
    if account is None:
        raise NotFound("no_account")
    return account

"""Signing in by an account: e-mail address and password, then the second factor.

Hashing a password takes long on purpose, so it is done between transactions and never in one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.access.passwords import is_outdated, matches, password_hash, refusal
from registry.audit.names import EventName
from registry.db import Database
from registry.errors import Conflict, Invalid, TooManyRequests
from registry.journal import append
from registry.rules import account_codes, accounts, authenticator_apps, recovery_codes, sessions
from registry.rules import sign_in_limits as limits
from registry.rules import sign_in_steps as steps
from registry.tables import Account, Audited, SignInStep

WAYS_IN = ("password", "code")


@dataclass(frozen=True, slots=True)
class Door:
    """What every way in needs: the store, the keys, who comes (a hashed address) and for how long.

    `visitor` is the actor of the request, who is nobody yet.
    """

    database: Database
    keys: Keys
    visitor: Actor
    client: str
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a browser has come on its way in, and what its account can go on with."""

    stage: str
    account_id: UUID
    email: str
    has_app: bool
    has_passkeys: bool


def standing_of(session: Session, now: datetime, step_secret: str | None) -> Standing | None:
    """Return how far a browser has come, or None if it has shown nothing yet or too long ago."""
    step = steps.find(session, now, step_secret)
    account = session.get(Account, step.account_id) if step and step.account_id else None
    if step is None or account is None:
        return None
    return Standing(
        step.stage,
        account.id,
        account.email,
        account.totp_id is not None,
        bool(accounts.passkeys_of(session, account.id)),
    )


def with_password(door: Door, now: datetime, *, email: str, password: str) -> str:
    """Take an address and its password; return the secret of the step to the second factor.

    Raises Invalid with the same code whatever is wrong, and TooManyRequests for who fails often.
    """
    email = accounts.normal(email)
    count(door, now, email)
    with door.database.read() as session:
        account = accounts.find(session, email)
        ready = account is not None and accounts.has_factor(session, account)
    kept = account.password_hash if account else None
    right = matches(kept, password)
    # Without a second factor the way in was never finished: it begins again with a mailed code.
    if account is None or kept is None or not right or not ready:
        raise refused(door, now, "sign_in_wrong", account)
    renewed = password_hash(password) if is_outdated(kept) else None
    with door.database.write() as session:
        was_right(door, session, email, came_in=False)
        return steps.begin(
            session, now, stage="password", account_id=account.id, password_hash=renewed
        )


def with_mailed_code(door: Door, now: datetime, *, email: str, code: str, password: str) -> str:
    """Take a mailed code and a new password; return the secret of the step that follows.

    If the account has a second factor that is asked next, and the password is set after it; if
    not, a second factor is set up. Raises Invalid for a wrong code or a password that won't do.
    """
    email = accounts.normal(email)
    wrong = refusal(password, email)
    if wrong is not None:
        raise Invalid.field("/password", wrong)
    count(door, now, email)
    with door.database.read() as session:
        right = account_codes.is_right(session, now, keys=door.keys, email=email, code=code)
        account = accounts.find(session, email)
    if not right:
        raise refused(door, now, "mailed_code_wrong", account)
    hashed = password_hash(password)
    with door.database.write() as session:
        made = accounts.made_for(session, now, email)
        if made is None or account_codes.drop(session, email) == 0:
            raise Invalid("mailed_code_wrong")
        was_right(door, session, email, came_in=False)
        append(session, door.visitor, now, EventName.ACCOUNT_BEGIN, object_id=made.id)
        return steps.begin(
            session,
            now,
            stage="code" if accounts.has_factor(session, made) else "new",
            account_id=made.id,
            password_hash=hashed,
        )


def with_second_factor(door: Door, now: datetime, *, step_secret: str | None, code: str) -> str:
    """Take a code of the app or a recovery code; return the secret of the session that opens.

    Raises Conflict if the step is over, Invalid for a code that is wrong or was used, and
    TooManyRequests for who fails often.
    """
    plain = code.replace(" ", "")
    with door.database.read() as session:
        standing = standing_of(session, now, step_secret)
    if standing is None or standing.stage not in WAYS_IN:
        raise Conflict("sign_in_over")
    count(door, now, standing.email)
    with door.database.write() as session:
        step = steps.require(session, now, step_secret, *WAYS_IN)
        account = accounts.locked(session, standing.account_id)
        if authenticator_apps.take(session, now, door.keys, account, plain):
            return enter(door, session, now, step, account, how="totp", rows=[])
        used = recovery_codes.take(session, now, door.keys, account, plain)
        if used is not None:
            return enter(door, session, now, step, account, how="recovery", rows=[used])
    raise refused(door, now, "second_factor_wrong", account)


def enter(
    door: Door,
    session: Session,
    now: datetime,
    step: SignInStep,
    account: Account,
    *,
    how: str,
    rows: list[Audited],
) -> str:
    """Open the session at the end of a way in, and set the password that was brought along."""
    if step.password_hash is not None and step.account_id == account.id:
        account.password_hash = step.password_hash
        if step.stage != "password":
            account.password_set_at = now
            ended = sessions.end_others(session, account_id=account.id)
            append(
                session,
                accounts.actor_of(account, door.visitor),
                now,
                EventName.ACCOUNT_SET_PASSWORD,
                object_id=account.id,
                details={"sessions": ended},
            )
    steps.end(session, step)
    was_right(door, session, account.email, came_in=True)
    return sessions.open_account(
        session, door.visitor, now, account, lifetime=door.lifetime, how=how, rows=rows
    )


def count(door: Door, now: datetime, email: str) -> None:
    """Count an attempt before it is judged. Raises TooManyRequests, which is recorded."""
    try:
        with door.database.write() as session:
            limits.count(session, now, limits.Limits.of(door.keys, email, door.client))
    except TooManyRequests as locked:
        with door.database.write() as session:
            account = accounts.find(session, email)
            _record(session, door, now, locked.code, account.id if account else None)
        raise


def was_right(door: Door, session: Session, email: str, *, came_in: bool) -> None:
    """Take back from the count what was right."""
    counted = limits.Limits.of(door.keys, email, door.client)
    limits.was_right(session, counted, came_in=came_in)


def refused(door: Door, now: datetime, code: str, account: Account | None) -> Invalid:
    """Record that somebody did not come in, and return what to raise."""
    with door.database.write() as session:
        _record(session, door, now, code, account.id if account else None)
    return Invalid(code)


def _record(
    session: Session, door: Door, now: datetime, code: str, account_id: UUID | None
) -> None:
    sessions.refuse(session, door.visitor, now, code=code, account_id=account_id)

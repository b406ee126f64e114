"""Second factors of an account: set up before the first session, added and taken away after."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound
from registry.journal import append
from registry.rules import accounts, authenticator_apps, passkeys, recovery_codes, sign_in
from registry.rules import sign_in_steps as steps
from registry.rules.passkeys import Site
from registry.rules.sign_in import Door
from registry.tables import Account, Audited


@dataclass(frozen=True, slots=True)
class Finished:
    """A way in that came to its end: the secret of the session, and the codes to keep on paper."""

    session_secret: str
    recovery_codes: list[str]


def set_up_with_app(door: Door, now: datetime, *, step_secret: str | None, code: str) -> Finished:
    """Take the first code of an authenticator app, and sign in.

    Raises Conflict if the step is over, and Invalid for a wrong code.
    """
    with door.database.write() as session:
        step = steps.require(session, now, step_secret, "new")
        account = _without_factor(session, step.account_id)
        rows = with_app(session, now, door, account, step_secret or "", code)
        return _finish(door, session, now, step_secret, account, "totp", rows)


def offer_first_passkey(
    session: Session, now: datetime, *, site: Site, step_secret: str | None
) -> str:
    """Return the question (JSON) to make the first passkey of an account."""
    step = steps.require(session, now, step_secret, "new")
    account = _without_factor(session, step.account_id)
    return passkeys.offer(session, site=site, step=step, account=account)


def set_up_with_passkey(
    door: Door, now: datetime, *, site: Site, step_secret: str | None, credential: str, name: str
) -> Finished:
    """Take the first passkey of an account, and sign in. Raises as `set_up_with_app`."""
    with door.database.write() as session:
        step = steps.require(session, now, step_secret, "new")
        account = _without_factor(session, step.account_id)
        passkey = passkeys.add(
            session, now, site=site, step=step, account=account, credential=credential, name=name
        )
        return _finish(door, session, now, step_secret, account, "passkey", [passkey])


def with_app(
    session: Session, now: datetime, door: Door, account: Account, browser_secret: str, code: str
) -> list[Audited]:
    """Take a code of the app that was just set up, and seal its key. Raises Invalid if wrong."""
    key = authenticator_apps.offered_key(door.keys, account.id, browser_secret)
    step = authenticator_apps.step_of(key, code.replace(" ", ""), now, after=None)
    if step is None:
        raise Invalid.field("/code", "app_code_wrong")
    return list(authenticator_apps.set_key(session, now, door.keys, account, key, step))


def remove_app(session: Session, actor: Actor, now: datetime, account: Account) -> None:
    """Take the authenticator app away. Raises Conflict if it is the last second factor."""
    if not accounts.passkeys_of(session, account.id):
        raise Conflict("last_second_factor")
    rows = authenticator_apps.drop_key(session, now, account)
    record(session, actor, now, EventName.ACCOUNT_REMOVE_FACTOR, account, "totp", [*rows])


def remove_passkey(
    session: Session, actor: Actor, now: datetime, account: Account, passkey_id: UUID
) -> None:
    """Take a passkey away. Raises NotFound, and Conflict if it is the last second factor."""
    held = accounts.passkeys_of(session, account.id)
    wanted = next((passkey for passkey in held if passkey.id == passkey_id), None)
    if wanted is None:
        raise NotFound
    if len(held) == 1 and account.totp_id is None:
        raise Conflict("last_second_factor")
    session.delete(wanted)
    record(session, actor, now, EventName.ACCOUNT_REMOVE_FACTOR, account, "passkey", [wanted])


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    account: Account,
    factor: str,
    rows: list[Audited],
) -> None:
    """Record what became of a factor; the event claims the account and these rows."""
    append(session, actor, now, name, object_id=account.id, details={"factor": factor}, rows=rows)


def _without_factor(session: Session, account_id: UUID | None) -> Account:
    """Return an account that has no second factor yet, locked. Raises Conflict if it has one."""
    if account_id is None:
        raise NotFound
    account = accounts.locked(session, account_id)
    if accounts.has_factor(session, account):
        raise Conflict("sign_in_over")
    return account


def _finish(
    door: Door,
    session: Session,
    now: datetime,
    step_secret: str | None,
    account: Account,
    factor: str,
    rows: list[Audited],
) -> Finished:
    actor = accounts.actor_of(account, door.visitor)
    codes, code_rows = recovery_codes.renew(session, now, door.keys, account)
    record(
        session,
        actor,
        now,
        EventName.ACCOUNT_ADD_FACTOR,
        account,
        factor,
        [*rows, *code_rows],
    )
    step = steps.require(session, now, step_secret, "new")
    secret = sign_in.enter(door, session, now, step, account, how=factor, rows=[])
    return Finished(secret, codes)

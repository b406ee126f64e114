"""The authenticator app as second factor (TOTP, RFC 6238): its key sealed, no code taken twice.

While it is being set up the key lies nowhere: it is drawn from a secret that only the browser has.
"""

import base64
from datetime import datetime

from pyotp import HOTP, TOTP
from sqlalchemy.orm import Session

from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.access.sealing import erase, seal, unseal
from registry.tables import Account, SealedIdentity

SECONDS = 30
KEY_BYTES = 20
# Clocks of telephones may be this many steps off.
DRIFT = 1


def offered_key(keys: Keys, account_id: object, browser_secret: str) -> str:
    """Return the key (base32) that a browser is shown to set up, the same until its secret goes."""
    drawn = keyed_hash(keys.fingerprint, "authenticator-app", f"{account_id}:{browser_secret}")
    return base64.b32encode(bytes.fromhex(drawn)[:KEY_BYTES]).decode()


def address_of(key: str, email: str, site: str) -> str:
    """Return the `otpauth:` address that an app reads from a picture."""
    return TOTP(key).provisioning_uri(name=email, issuer_name=site)


def step_of(key: str, code: str, now: datetime, *, after: int | None) -> int | None:
    """Return the step of 30 seconds that a code is of, if it is of one near now and not used."""
    present = int(now.timestamp()) // SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if HOTP(key).verify(code, step) and (after is None or step > after):
            return step
    return None


def set_key(
    session: Session, now: datetime, keys: Keys, account: Account, key: str, step: int
) -> list[SealedIdentity]:
    """Seal an account's key, in place of the one before; the caller's event claims the rows."""
    rows = drop_key(session, now, account)
    sealed = seal(session, now, keys, {"totp": key}, entered_at=now)
    account.totp_id, account.totp_step = sealed.id, step
    return [*rows, sealed]


def drop_key(session: Session, now: datetime, account: Account) -> list[SealedIdentity]:
    """Erase an account's key; the caller's event claims the rows."""
    if account.totp_id is None:
        return []
    sealed = session.get_one(SealedIdentity, account.totp_id)
    account.totp_id = account.totp_step = None
    erase(sealed, now, "no longer used to sign in")
    return [sealed]


def take(session: Session, now: datetime, keys: Keys, account: Account, code: str) -> bool:
    """Take a code of the app, if it is right; the account is locked, so none is taken twice."""
    if account.totp_id is None:
        return False
    key = str(unseal(keys, session.get_one(SealedIdentity, account.totp_id))["totp"])
    step = step_of(key, code, now, after=account.totp_step)
    if step is None:
        return False
    account.totp_step = step
    return True

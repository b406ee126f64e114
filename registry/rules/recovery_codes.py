"""Recovery codes: ten codes on paper, each of which stands in for the second factor once."""

import hmac
import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.ids import new_id
from registry.tables import Account, RecoveryCode

COUNT = 10
LENGTH = 10
# No letter that is taken for another, or for a digit, in handwriting.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
READ_AS = str.maketrans({"-": None, " ": None})


def renew(
    session: Session, now: datetime, keys: Keys, account: Account
) -> tuple[list[str], list[RecoveryCode]]:
    """Give an account fresh codes in place of all before; return them, and the rows that changed.

    They can't be had again. The caller's event claims the rows.
    """
    old = drop(session, account)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(COUNT)]
    rows = [
        RecoveryCode(
            id=new_id(), account_id=account.id, code_hash=_hash(keys, account, code), created_at=now
        )
        for code in codes
    ]
    session.add_all(rows)
    return [f"{code[:5]}-{code[5:]}" for code in codes], [*old, *rows]


def drop(session: Session, account: Account) -> list[RecoveryCode]:
    """Take an account's codes away; the caller's event claims the rows."""
    rows = list(session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == account.id)))
    for row in rows:
        session.delete(row)
    return rows


def take(
    session: Session, now: datetime, keys: Keys, account: Account, code: str
) -> RecoveryCode | None:
    """Take a code, if it is one that was not used; the caller's event claims the row."""
    wanted = _hash(keys, account, code)
    unused = select(RecoveryCode).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    for row in session.scalars(unused):
        if hmac.compare_digest(row.code_hash, wanted):
            row.used_at = now
            return row
    return None


def left(session: Session, account: Account) -> int:
    """Return how many codes were not used yet."""
    unused = select(func.count()).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0


def _hash(keys: Keys, account: Account, code: str) -> str:
    plain = code.lower().translate(READ_AS)
    return keyed_hash(keys.fingerprint, "recovery-code", f"{account.id}:{plain}")

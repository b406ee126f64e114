"""Codes by mail: how somebody shows that an address is theirs, the first time and afterwards.

Asking for a code does the same whoever's the address is: a row, a message, an event. Only when the
message is sent is it looked up whether anybody has that address. Nobody else can tell.
"""

import base64
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.ids import new_id
from registry.journal import append
from registry.rules import accounts, outbox
from registry.tables import MailedCode

KIND = "account_code"
LIFETIME = timedelta(minutes=30)
AGAIN_AFTER = timedelta(minutes=1)
LENGTH = 10


def ask(session: Session, actor: Actor, now: datetime, *, email: str) -> None:
    """Have a code sent to an address, if it is somebody's; not twice within a minute."""
    email = accounts.normal(email)
    recent = exists().where(MailedCode.email == email, MailedCode.created_at > now - AGAIN_AFTER)
    if session.scalar(select(recent)):
        return
    id_ = new_id()
    session.add(
        MailedCode(
            id=id_,
            email=email,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    outbox.put(session, now, recipient=f"code:{id_}", kind=KIND, facts={"code": str(id_)})
    append(session, actor, now, EventName.CODE_ASK, object_id=id_)


def code_of(keys: Keys, code_id: UUID) -> str:
    """Return the code itself, drawn from its id; it lies nowhere."""
    drawn = bytes.fromhex(keyed_hash(keys.fingerprint, "account-code", str(code_id)))
    letters = base64.b32encode(drawn).decode().lower()[:LENGTH]
    return f"{letters[:5]}-{letters[5:]}"


def address_of(session: Session, now: datetime, code_id: UUID) -> str | None:
    """Return where a code is to be sent, or None if it is over or the address is nobody's."""
    asked = session.get(MailedCode, code_id)
    if asked is None or asked.expires_at <= now:
        return None
    known = accounts.find(session, asked.email) or accounts.holder(session, asked.email)
    return asked.email if known else None


def is_right(session: Session, now: datetime, *, keys: Keys, email: str, code: str) -> bool:
    """Tell whether this code was sent to this address and is still good."""
    sent = select(MailedCode.id).where(MailedCode.email == email, MailedCode.expires_at > now)
    given = _plain(code).encode()
    return any(
        hmac.compare_digest(_plain(code_of(keys, id_)).encode(), given)
        for id_ in session.scalars(sent)
    )


def drop(session: Session, email: str) -> int:
    """Forget the codes sent to an address, once one was used; return how many there were."""
    gone = delete(MailedCode).where(MailedCode.email == email).returning(MailedCode.id)
    return len(session.scalars(gone).all())


def _plain(code: str) -> str:
    return code.lower().replace("-", "").replace(" ", "")

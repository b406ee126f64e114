"""Mailing: where the recipient of a message reads its mail, and the secret that the mail brings."""

import csv
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.rules import account_codes, confirmations, contacts
from registry.tables import Dealer, OutgoingMessage


def address_of(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    desks: Path | None,
    keys: Keys,
    message: OutgoingMessage,
) -> str | None:
    """Return where the recipient of a message reads its mail, if that is known.

    That a citizen's address is opened for it is recorded.
    """
    kind, _, name = message.recipient.partition(":")
    if kind == "dealer":
        dealer = session.get(Dealer, UUID(name))
        return dealer.email if dealer else None
    if kind == "dispute":
        return contacts.address_for_mail(session, actor, now, dispute_id=UUID(name), keys=keys)
    if kind == "code":
        return account_codes.address_of(session, now, UUID(name))
    return _desks(desks).get(name or kind)


def token_of(keys: Keys, message: OutgoingMessage) -> str | None:
    """Return the secret that a message brings, made anew, or None if its kind brings none."""
    match message.kind:
        case confirmations.KIND:
            return confirmations.token_of(keys, UUID(message.facts["confirmation"]))
        case account_codes.KIND:
            return account_codes.code_of(keys, UUID(message.facts["code"]))
        case _:
            return None


def _desks(path: Path | None) -> dict[str, str]:
    """Return the addresses of the desks: `police`, and municipalities by their CBS codes."""
    if path is None:
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["desk"]: row["email"] for row in csv.DictReader(file)}

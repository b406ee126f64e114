"""The notifier: sends what lies in the outbox, at least once, and outside of any transaction."""

import csv
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from registry.followers.letters import letter
from registry.followers.mail import mailer
from registry.register import Register
from registry.rules import confirmations, outbox
from registry.tables import Dealer, OutgoingMessage

BATCH = 10
log = structlog.get_logger()


def follow(register: Register) -> int:
    """Send the next messages that are due, and return how many were settled for good.

    They are claimed in one transaction and settled in another, so that no store waits for a mail
    server; who dies in between has the message sent again. Without a way to send they wait.
    """
    sending = mailer(register.settings)
    if sending is None:
        return 0
    with register.database.read() as session:
        if not outbox.is_due(session, register.clock()):
            return 0
    with register.database.write() as session:
        messages = outbox.claim(session, register.clock(), BATCH)
        addresses = {m.id: _address(session, register.settings.desks_file, m) for m in messages}
    settled = 0
    for message in messages:
        address, status = addresses[message.id], "sent"
        if address is None:
            status = "unaddressed"
        else:
            mail = letter(
                message,
                sender=register.settings.mail_from,
                address=address,
                token=_token(register, message),
            )
            try:
                sending.send(mail)
            except OSError as error:
                status = "waiting"
                log.warning("mail was not sent", kind=message.kind, error=type(error).__name__)
        with register.database.write() as session:
            outbox.settle(session, register.clock(), message.id, status)
        settled += status != "waiting"
    return settled


def _address(session: Session, desks: Path | None, message: OutgoingMessage) -> str | None:
    """Return where the recipient of a message reads its mail, if that is known."""
    kind, _, name = message.recipient.partition(":")
    if kind == "dealer":
        dealer = session.get(Dealer, UUID(name))
        return dealer.email if dealer else None
    return _desks(desks).get(name or kind)


def _desks(path: Path | None) -> dict[str, str]:
    """Return the addresses of the desks: `police`, and municipalities by their CBS codes."""
    if path is None:
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["desk"]: row["email"] for row in csv.DictReader(file)}


def _token(register: Register, message: OutgoingMessage) -> str | None:
    if message.kind != confirmations.KIND:
        return None
    return confirmations.token_of(register.keys, UUID(message.facts["confirmation"]))

"""The notifier: sends what lies in the outbox, at least once, and outside of any transaction."""

from datetime import datetime, timedelta

import structlog

from registry.access.actors import Actor, Role
from registry.followers.mail import Mailer, mailer
from registry.paper.letters import letter
from registry.register import Register
from registry.rules import mailing, outbox
from registry.tables import OutgoingMessage

BATCH = 10
PAUSE = timedelta(minutes=1)
POSTMAN = Actor(Role.SYSTEM, "notifier", origin="follower")
log = structlog.get_logger()


class Notifier:
    """Sends messages one by one; after a failure it leaves the mail server alone for a minute.

    So a server that does not answer holds up the other followers of the loop no longer than one
    message takes.
    """

    def __init__(self) -> None:
        self._not_before: datetime | None = None

    def follow(self, register: Register) -> int:
        """Send the next messages that are due, and return how many were settled for good.

        Each is claimed in one transaction and settled in another, so that no store waits for a
        mail server; who dies in between has it sent again. Without a way to send they wait.
        """
        sending = mailer(register.settings)
        if sending is None or (self._not_before and register.clock() < self._not_before):
            return 0
        for settled in range(BATCH):
            claimed = _claim(register)
            if claimed is None:
                return settled
            message, address = claimed
            status = _send(register, sending, message, address)
            with register.database.write() as session:
                outbox.settle(session, register.clock(), message.id, status)
            if status == "waiting":
                self._not_before = register.clock() + PAUSE
                return settled
        return BATCH


def _claim(register: Register) -> tuple[OutgoingMessage, str | None] | None:
    """Take the next message with the address that it is for, if there is one."""
    now = register.clock()
    with register.database.read() as session:
        if not outbox.is_due(session, now):
            return None
    with register.database.write() as session:
        message = outbox.claim(session, now)
        if message is None:
            return None
        desks = register.settings.desks_file
        return message, mailing.address_of(
            session, POSTMAN, now, desks=desks, keys=register.keys, message=message
        )


def _send(
    register: Register, sending: Mailer, message: OutgoingMessage, address: str | None
) -> str:
    if address is None:
        return "unaddressed"
    mail = letter(
        message,
        sender=register.settings.mail_from,
        address=address,
        token=mailing.token_of(register.keys, message),
    )
    try:
        sending.send(mail)
    except OSError as error:
        log.warning("mail was not sent", kind=message.kind, error=type(error).__name__)
        return "waiting"
    return "sent"

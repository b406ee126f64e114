"""Ways to send mail: to a server over SMTP, or into a folder, where a demo can be read."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from registry.settings import Settings

TIMEOUT_SECONDS = 10.0
DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class Mailer(Protocol):
    """A way to send mail."""

    def send(self, message: EmailMessage) -> None:
        """Send it, or raise OSError (as the errors of `smtplib` are)."""


class Server:
    """A mail server: `smtp://`, `smtp+starttls://` or `smtps://`, with user and password or not."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; the server has accepted it when this returns."""
        scheme, host = self._url.scheme, self._url.hostname or ""
        port = self._url.port or DEFAULT_PORTS[scheme]
        context = ssl.create_default_context()
        if scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        with server:
            if scheme == "smtp+starttls":
                server.starttls(context=context)
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(message)


class Folder:
    """A folder that gets each message as a file (RFC 5322), named by its id."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: EmailMessage) -> None:
        """Write the message aside and put it in its place; the same one again replaces it."""
        self._path.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        aside = self._path / f"{name}.part"
        aside.write_bytes(message.as_bytes())
        aside.replace(self._path / f"{name}.eml")


def mailer(settings: Settings) -> Mailer | None:
    """Return the way to send mail that is set, or None: then messages wait."""
    if settings.smtp_url:
        return Server(settings.smtp_url)
    return Folder(settings.mail_dir) if settings.mail_dir else None

"""Letters: the text of each kind of message, in Dutch and then in English."""

from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from babel.support import NullTranslations, Translations

from registry.settings import ROOT
from registry.tables import OutgoingMessage

LANGUAGES = ("nl", "en")


def letter(
    message: OutgoingMessage, *, sender: str, address: str, token: str | None
) -> EmailMessage:
    """Return the message as mail to an address; `token` is the secret that it brings, if any.

    The same message always makes the same mail, so that one sent twice can be told.
    """
    facts = {**message.facts, "token": token or ""}
    texts = [_texts(language) for language in LANGUAGES]
    subjects = [text.gettext(f"mail.{message.kind}.subject") for text in texts]
    bodies = [text.gettext(f"mail.{message.kind}.body") % facts for text in texts]
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, address
    mail["Subject"] = " / ".join(subjects)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n-- \n\n".join(bodies) + "\n")
    return mail


@cache
def _texts(language: str) -> NullTranslations:
    return Translations.load(str(ROOT / "registry" / "translations"), [language])

"""Letters: the text of each kind of message, in Dutch and then in English."""

from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from babel.support import NullTranslations, Translations

from registry.settings import ROOT
from registry.tables import OutgoingMessage

LANGUAGES = ("nl", "en")
SEPARATOR = "\n\n* * *\n\n"


def letter(
    message: OutgoingMessage, *, sender: str, address: str, token: str | None
) -> EmailMessage:
    """Return the message as mail to an address; `token` is the secret that it brings, if any.

    The same message always makes the same mail, so that one sent twice can be told.
    """
    facts = {**message.facts, "token": token or ""}
    texts = [_texts(language) for language in LANGUAGES]
    subjects = [text.gettext(f"mail.{message.kind}.subject") for text in texts]
    bodies = [
        f"{text.gettext(f'mail.{message.kind}.body') % facts}\n\n{text.gettext('mail.foot')}"
        for text in texts
    ]
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, address
    mail["Subject"] = " / ".join(subjects)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    # Not the two hyphens of a signature, below which a reader may hide what follows.
    mail.set_content(f"{texts[0].gettext('mail.below')}\n\n{SEPARATOR.join(bodies)}\n")
    mail["Content-Language"] = ", ".join(LANGUAGES)
    return mail


@cache
def _texts(language: str) -> NullTranslations:
    return Translations.load(str(ROOT / "registry" / "translations"), [language])

"""The reader's language: chosen on the page, else what the browser asks for, else Dutch."""

from flask import request

LANGUAGES = ("nl", "en")
LANGUAGE_COOKIE = "language"


def choose_language() -> str:
    """Return the language of the answer to this request."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]

"""Carrying out a form once: a second click, or the page sent again, makes nothing new.

Each form that makes something has a hidden field with a word of its own, drawn when the page was
made (`parts/fields.html`, `once`); a form that was refused keeps its word.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from sqlalchemy.orm import Session

from registry.errors import BadRequest, Conflict, Invalid
from registry.http.once import carry_out
from registry.web.forms import CSRF_FIELD

ONCE_FIELD = "once"
WORD = range(16, 65)
Made = TypeVar("Made")
Shown = TypeVar("Shown")


def new_word() -> str:
    """Return a word for one form on one page."""
    return secrets.token_urlsafe(16)


def form_once(
    act: Callable[[Session], Made],
    refer: Callable[[Made], Mapping[str, Any]],
    recall: Callable[[Session, Mapping[str, Any]], Made],
    show: Callable[[Session, Made], Shown],
) -> Shown:
    """Do `act` once for the word of this form; see `registry.http.once.carry_out`.

    Raises Conflict with code `sent_before` for a form that was carried out with other contents,
    as when somebody goes back and changes it, and BadRequest for one without its word.
    """
    word = request.form.get(ONCE_FIELD, "")
    if len(word) not in WORD or not word.isascii() or not word.isprintable():
        raise BadRequest
    contents = sorted(
        [name, value]
        for name, value in request.form.items(multi=True)
        if name not in {CSRF_FIELD, ONCE_FIELD}
    )
    try:
        return carry_out(word, contents, act, refer, recall, show)
    except Invalid as refused:
        if refused.code == "idempotency_key_reused":
            raise Conflict("sent_before") from refused
        raise

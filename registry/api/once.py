"""Carrying out a POST once, however often it is sent (the Idempotency-Key header)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from sqlalchemy.orm import Session

from registry.access.actors import Role
from registry.access.hashing import body_fingerprint
from registry.api.blueprint import read_json
from registry.errors import BadRequest
from registry.http.context import current_actor, current_client, current_register
from registry.journal import close
from registry.rules import idempotency

LONGEST_KEY = 255
Made = TypeVar("Made")
Shown = TypeVar("Shown")


def once(
    act: Callable[[Session], Made],
    refer: Callable[[Made], Mapping[str, Any]],
    recall: Callable[[Session, Mapping[str, Any]], Made],
    show: Callable[[Session, Made], Shown],
    *,
    required: bool = False,
) -> Shown:
    """Do `act` and return what `show` makes of it, all in one transaction.

    `refer` names the rows that were made and `recall` finds them again, so that a repeated
    request is answered from the rows. Raises BadRequest if the key is required and missing.
    """
    register = current_register()
    key = _key(required=required)
    with register.database.write() as session:
        if key is None:
            made = act(session)
            close(session)
            return show(session, made)
        wanted = idempotency.Request(
            scope=f"{_owner()} {request.path}",
            key=key,
            fingerprint=body_fingerprint(register.keys.fingerprint, read_json(request)),
        )
        reference = idempotency.claim(session, register.clock(), wanted)
        if reference is None:
            made = act(session)
            close(session)
            idempotency.settle(session, wanted, refer(made))
        else:
            made = recall(session, reference)
        return show(session, made)


def _owner() -> str:
    """Return whose key it is; the public, who have no name, are told apart by their address."""
    actor = current_actor()
    return f"public:{current_client()}" if actor.role is Role.PUBLIC else actor.scope


def _key(*, required: bool) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        if required:
            raise BadRequest("idempotency_key_missing")
        return None
    key = key.strip()
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise BadRequest("idempotency_key_invalid")
    return key

"""Carrying out a request once, however often it is sent, for machines and for forms alike."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from sqlalchemy.orm import Session

from registry.access.actors import Role
from registry.access.hashing import body_fingerprint
from registry.http.context import current_actor, current_client, current_register
from registry.journal import close
from registry.rules import idempotency

Made = TypeVar("Made")
Shown = TypeVar("Shown")


def carry_out(
    key: str | None,
    body: Any,
    act: Callable[[Session], Made],
    refer: Callable[[Made], Mapping[str, Any]],
    recall: Callable[[Session, Mapping[str, Any]], Made],
    show: Callable[[Session, Made], Shown],
) -> Shown:
    """Do `act` and return what `show` makes of it, all in one transaction.

    `refer` names the rows that were made and `recall` finds them again, so that a request which
    comes again with the same key and `body` is answered from the rows. Without a key it is done
    as often as it comes. Raises Invalid for a key that came with another body before.
    """
    register = current_register()
    with register.database.write() as session:
        if key is None:
            made = act(session)
            close(session)
            return show(session, made)
        wanted = idempotency.Request(
            scope=f"{_owner()} {request.path}",
            key=key,
            fingerprint=body_fingerprint(register.keys.fingerprint, body),
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

"""Carrying out a POST once, however often it is sent (the Idempotency-Key header)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from sqlalchemy.orm import Session

from registry.api.blueprint import read_json
from registry.errors import BadRequest
from registry.http.once import carry_out

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
    """Do `act` once for the key of this request; see `registry.http.once.carry_out`.

    Raises BadRequest if the key is required and missing.
    """
    key = _key(required=required)
    body = None if key is None else read_json(request)
    return carry_out(key, body, act, refer, recall, show)


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

"""Receipts that a browser brings back, as text."""

import json
from typing import Any

from marshmallow import ValidationError

from registry.access.keys import Keys
from registry.rules.receipts import signer_of
from schemas.receipts import ReceiptSchema

THEFT_CHECK = "theft-check"


def receipt_in(text: str) -> dict[str, Any] | None:
    """Return the receipt that a text is, if it is one, whoever made it."""
    try:
        receipt: dict[str, Any] = ReceiptSchema().load(json.loads(text))
    except (ValueError, RecursionError, ValidationError):
        return None
    return receipt


def check_receipt_in(text: str, keys: Keys) -> dict[str, Any] | None:
    """Return the receipt of a theft check that a text is, if we signed it just like this."""
    receipt = receipt_in(text)
    if receipt is None or signer_of(keys, receipt) is None:
        return None
    return receipt if receipt["statement"].get("kind") == THEFT_CHECK else None

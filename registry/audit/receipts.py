"""Receipts: signed statements that something was recorded, which anybody can verify."""

import base64
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

REFUSED = (
    InvalidSignature,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
    rfc8785.CanonicalizationError,
)


def sign_receipt(
    key: Ed25519PrivateKey, key_name: str, statement: Mapping[str, Any]
) -> dict[str, Any]:
    """Return `{statement, key, signature}`; the same statement always gives the same receipt.

    The signature (Ed25519, base64) is over the canonical JSON (RFC 8785) of the statement.
    """
    signature = key.sign(rfc8785.dumps(dict(statement)))
    return {
        "statement": dict(statement),
        "key": key_name,
        "signature": base64.b64encode(signature).decode(),
    }


def verify_receipt(key: Ed25519PublicKey, receipt: Mapping[str, Any]) -> bool:
    """Tell whether this receipt was signed with the key that belongs to `key`."""
    try:
        signature = base64.b64decode(receipt["signature"], validate=True)
        key.verify(signature, rfc8785.dumps(receipt["statement"]))
        # The last characters can be written in several ways, of which one is ours.
        return bool(base64.b64encode(signature).decode() == receipt["signature"])
    except REFUSED:
        return False

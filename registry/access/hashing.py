"""Keyed hashes: to recognise something again without keeping it."""

import hashlib
import hmac
import json
from typing import Any


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """Return the HMAC-SHA-256 of `value` in hexadecimal, apart for each purpose."""
    return hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()


def body_fingerprint(key: bytes, body: Any) -> str:
    """Return the keyed hash of a JSON body, the same however its keys are ordered."""
    return keyed_hash(key, "body", json.dumps(body, sort_keys=True, separators=(",", ":")))


def secret_hash(secret: str) -> str:
    """Return the SHA-256 of a random secret of 256 bits, which needs no salt or stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()

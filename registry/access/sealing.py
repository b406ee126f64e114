"""Sealing of personal data: a key for each record, wrapped by the master key."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from registry.access.keys import Keys
from registry.ids import new_id
from registry.tables import SealedIdentity

NONCE_BYTES = 12
KEY_BITS = 256


def seal(session: Session, now: datetime, keys: Keys, person: Mapping[str, Any]) -> SealedIdentity:
    """Store a person's data so that only `unseal` with the master key reads it (AES-256-GCM).

    Each record has a key of its own, so that dropping `wrapped_key` erases the person.
    """
    identity = new_id()
    record_key = AESGCM.generate_key(KEY_BITS)
    plain = json.dumps(person, ensure_ascii=False, sort_keys=True).encode()
    row = SealedIdentity(
        id=identity,
        master_key=keys.sealing_name,
        wrapped_key=_encrypt(keys.sealing, record_key, identity.bytes),
        ciphertext=_encrypt(record_key, plain, identity.bytes),
        sealed_at=now,
    )
    session.add(row)
    return row


def unseal(keys: Keys, row: SealedIdentity) -> dict[str, Any]:
    """Return the sealed data; the caller has stated the ground and recorded the opening."""
    record_key = _decrypt(keys.sealing, row.wrapped_key, row.id.bytes)
    person: dict[str, Any] = json.loads(_decrypt(record_key, row.ciphertext, row.id.bytes))
    return person


def _encrypt(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def _decrypt(key: bytes, box: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound_to)

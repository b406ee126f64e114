"""Sealing of personal data: a key for each record, wrapped by the master key."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from registry.access.blind_index import blind_index
from registry.access.boxes import decrypt, encrypt, new_key
from registry.access.keys import Keys
from registry.db import share_turn
from registry.errors import Gone
from registry.ids import new_id
from registry.tables import SealedIdentity
from registry.tables.base import new_salt

# Whoever seals shares this turn; whoever destroys a key takes it alone.
KEYS_IN_USE = "sealing-keys"


def seal(
    session: Session, now: datetime, keys: Keys, seller: Mapping[str, Any], *, entered_at: datetime
) -> SealedIdentity:
    """Store a seller's data so that only `unseal` with the master key reads it (AES-256-GCM).

    Each record has a key of its own, so that dropping `wrapped_key` erases the person.
    `entered_at` is when the entry that the seller stands in was registered: the term of keeping
    runs from then.
    """
    share_turn(session, KEYS_IN_USE)
    identity = new_id()
    record_key = new_key()
    plain = json.dumps(seller, ensure_ascii=False, sort_keys=True).encode()
    master_key, wrapped_key = keys.sealing.wrap(record_key, identity.bytes)
    blind_key, index = blind_index(keys.blind, seller)
    row = SealedIdentity(
        id=identity,
        master_key=master_key,
        wrapped_key=wrapped_key,
        ciphertext=encrypt(record_key, plain, identity.bytes),
        blind_key=blind_key,
        blind_index=index,
        entered_at=entered_at,
        sealed_at=now,
    )
    session.add(row)
    return row


def unseal(keys: Keys, row: SealedIdentity) -> dict[str, Any]:
    """Return the sealed data; the caller has stated the ground and recorded the opening.

    Raises Gone for a record that was erased.
    """
    if row.wrapped_key is None or row.ciphertext is None:
        raise Gone("seller_erased")
    record_key = keys.sealing.unwrap(row.master_key, row.wrapped_key, row.id.bytes)
    seller: dict[str, Any] = json.loads(decrypt(record_key, row.ciphertext, row.id.bytes))
    return seller


def rewrap(keys: Keys, row: SealedIdentity) -> None:
    """Wrap the key of a living record with the newest master key; the record itself stays."""
    if row.wrapped_key is None:
        raise Gone("seller_erased")
    record_key = keys.sealing.unwrap(row.master_key, row.wrapped_key, row.id.bytes)
    row.master_key, row.wrapped_key = keys.sealing.wrap(record_key, row.id.bytes)


def reindex(keys: Keys, row: SealedIdentity) -> None:
    """Compute the blind index of a living record with the newest key, for which it is opened."""
    row.blind_key, row.blind_index = blind_index(keys.blind, unseal(keys, row))


def erase(row: SealedIdentity, now: datetime, because: str) -> None:
    """Drop everything by which the person could be read or recognised; only the row stays.

    The old salt goes too, so the log's commitments to the earlier contents tell nothing any more.
    """
    row.wrapped_key = row.ciphertext = row.blind_key = row.blind_index = None
    row.salt = new_salt()
    row.erased_at, row.erased_because = now, because

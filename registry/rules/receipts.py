"""Receipts: that something stands in the audit log, signed, with a promise when it is covered."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.keys import Keys
from registry.audit.receipts import sign_receipt, verify_receipt
from registry.tables import AuditEvent

COVERED_WITHIN_SECONDS = 60


def make_receipt(
    keys: Keys, kind: str, leaf_hash: str, statement: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a signed receipt for the event with this leaf hash.

    It promises that a checkpoint covers the leaf within a minute; from then on anybody can have
    it proved (`GET /audit/proofs/{leaf_hash}`).
    """
    name, key = keys.receipts.newest
    return sign_receipt(
        key,
        name,
        {
            "kind": kind,
            **statement,
            "event": leaf_hash,
            "promise": {
                "log": keys.log_origin,
                "checkpoint_within_seconds": COVERED_WITHIN_SECONDS,
            },
        },
    )


def leaf_hashes(session: Session, events: Collection[UUID]) -> dict[UUID, str]:
    """Return the leaf hash of each of these events, by its id."""
    return dict(
        session.execute(
            select(AuditEvent.id, AuditEvent.leaf_hash).where(AuditEvent.id.in_(events))
        ).all()
    )


def signer_of(keys: Keys, receipt: Mapping[str, Any]) -> Ed25519PublicKey | None:
    """Return the key of ours that signed this receipt, unchanged as it is, if one did."""
    key = keys.receipts.public.get(str(receipt.get("key")))
    return key if key is not None and verify_receipt(key, receipt) else None

"""Audit events and the leaves they make: canonical JSON under an RFC 6962 leaf hash."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785

from registry.audit.names import EventName
from registry.ids import new_id
from registry.tables import AuditEvent

LEAF_PREFIX = b"\x00"


def make_event(
    name: EventName,
    at: datetime,
    *,
    actor_role: str,
    actor_subject: str | None,
    trace_id: str | None,
    object_id: UUID | None,
    object_version: int | None,
    details: Mapping[str, Any],
) -> AuditEvent:
    """Return the event, ready to be stored.

    `details` holds plain JSON without floats: ground, purpose, outcome, ids of listed objects.
    It never holds personal data or a secret.
    """
    identity = new_id()
    leaf = rfc8785.dumps(
        {
            "id": str(identity),
            "name": name.value,
            "at": at.astimezone(UTC).isoformat(),
            "actor": {"role": actor_role, "subject": actor_subject},
            "trace_id": trace_id,
            "object": {"id": str(object_id) if object_id else None, "version": object_version},
            "details": dict(details),
        }
    )
    return AuditEvent(
        id=identity,
        name=name.value,
        at=at,
        actor_role=actor_role,
        actor_subject=actor_subject,
        object_id=object_id,
        leaf=leaf.decode(),
        leaf_hash=leaf_hash(leaf),
    )


def leaf_hash(leaf: bytes) -> str:
    """Return the leaf hash of RFC 6962, section 2.1, in hexadecimal."""
    return hashlib.sha256(LEAF_PREFIX + leaf).hexdigest()

"""Audit events and the leaves they make: canonical JSON under an RFC 6962 leaf hash.

The fields are those of BIO2 8.15 (who, what, on what, when, from where, with which result) and of
Logboek Dataverwerkingen (activity, trace), with the ground and purpose that article 32a Wpg asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from registry.audit.activities import activity_of
from registry.audit.canonical import canonical
from registry.audit.names import EventName
from registry.audit.tree import leaf_hash
from registry.tables import AuditEvent

FORMAT = 1


class Acting(Protocol):
    """Whoever acts, as far as the log needs to know (see `registry.access.actors.Actor`)."""

    @property
    def role(self) -> str:
        """What somebody is to the register."""

    @property
    def subject(self) -> str | None:
        """Who it is."""

    @property
    def organisation(self) -> str | None:
        """For whom."""

    @property
    def origin(self) -> str | None:
        """From where."""

    @property
    def trace_id(self) -> str | None:
        """In which request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """That an event left a row with this content; the commitment is None for a deleted row."""

    table: str
    key: str
    revision: int
    commitment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that was done or shown, before it is written down.

    `details` holds plain JSON without floats: outcome, numbers of things, ids of listed objects.
    It never holds personal data or a secret. `ground` is the article or the order on which
    somebody acted, and `recipient` who was given to know; what is not said is that of the
    activity, and the actor.
    """

    id: UUID
    name: EventName
    at: datetime
    actor: Acting
    object_id: UUID | None
    object_version: int | None
    details: Mapping[str, Any]
    purpose: str | None
    ground: str | None
    recipient: str | None
    result: str

    def leaf(self, rows: Sequence[Row]) -> bytes:
        """Return the canonical JSON (RFC 8785) of the event."""
        activity = activity_of(self.name)
        recipient = self.recipient or (_name(self.actor) if self.name.discloses else None)
        return canonical(
            {
                "format": FORMAT,
                "id": str(self.id),
                "name": self.name.value,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "actor": {
                    "role": str(self.actor.role),
                    "subject": self.actor.subject,
                    "organisation": self.actor.organisation,
                },
                "activity": activity.name,
                "ground": self.ground or activity.ground,
                "purpose": self.purpose or activity.purpose,
                "object": {
                    "type": self.name.subject,
                    "id": str(self.object_id) if self.object_id else None,
                    "version": self.object_version,
                },
                "recipient": recipient,
                "result": self.result,
                "origin": self.actor.origin,
                "trace_id": self.actor.trace_id,
                "rows": [[row.table, row.key, row.revision, row.commitment] for row in rows],
                "details": dict(self.details),
            }
        )

    def stored(self, rows: Sequence[Row]) -> AuditEvent:
        """Return the event as it is kept, with its commitments to these rows."""
        leaf = self.leaf(rows)
        return AuditEvent(
            id=self.id,
            name=self.name.value,
            at=self.at,
            actor_role=str(self.actor.role),
            actor_subject=self.actor.subject,
            object_id=self.object_id,
            leaf=leaf.decode(),
            leaf_hash=leaf_hash(leaf).hex(),
        )


def _name(actor: Acting) -> str:
    return f"{actor.role}:{actor.subject or ''}"

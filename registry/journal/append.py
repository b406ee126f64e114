"""Appending: the audit event and its journal entry, in the transaction of the change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.events import make_event
from registry.audit.names import EventName
from registry.journal.guard import mark_recorded
from registry.tables import AuditEvent, JournalEntry


def append(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    *,
    object_id: UUID | None = None,
    object_version: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Record that `actor` did this; it is committed with the change it records, or neither is.

    `object_version` is given for a new version of the object, and is None for a disclosure.
    """
    event = make_event(
        name,
        now,
        actor_role=actor.role.value,
        actor_subject=actor.subject,
        trace_id=actor.trace_id,
        object_id=object_id,
        object_version=object_version,
        details=details or {},
    )
    entry = JournalEntry(
        topic=name.subject,
        object_id=object_id,
        object_version=object_version,
        event_id=event.id,
    )
    session.add_all([event, entry])
    mark_recorded(session)
    return event

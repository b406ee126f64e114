"""DOR, files of purchases that wait: sealed between the steps, gone when they are registered.

They hold sellers' data, so nothing of them is kept in plain: a file lies in a box of its own, as a
seller does, and only its dealer opens it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.boxes import decrypt, encrypt, new_key
from registry.access.keys import Keys
from registry.access.sealing import KEYS_IN_USE
from registry.db import insert, share_turn
from registry.errors import Conflict, NotFound
from registry.ids import new_id
from registry.tables import Upload, UploadMapping

MOST_WAITING = 20
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent: what it is called, and its bytes."""

    name: str
    content: bytes


def keep(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    file: SentFile,
    lines: int,
    mapping: Mapping[str, Any],
    keys: Keys,
) -> Upload:
    """Keep a file with so many lines, sealed. Raises Conflict with code `too_many_uploads`."""
    waiting = select(func.count()).where(
        Upload.dealer_id == actor.dealer_id, Upload.box.is_not(None)
    )
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Conflict("too_many_uploads")
    upload = Upload(
        id=new_id(),
        dealer_id=actor.dealer_id,
        created_at=now,
        status="sent",
        mapping=dict(mapping),
        lines=lines,
        next_line=0,
        registered=0,
        known=0,
        refusals=[],
    )
    seal_file(session, keys, upload, file)
    session.add(upload)
    session.flush()
    return upload


def seal_file(session: Session, keys: Keys, upload: Upload, file: SentFile) -> None:
    """Put a file into an upload's box, in the place of what was in it."""
    share_turn(session, KEYS_IN_USE)
    key = new_key()
    upload.master_key, upload.wrapped_key = keys.sealing.wrap(key, upload.id.bytes)
    head = json.dumps({"name": file.name[:LONGEST_NAME]}).encode()
    upload.box = encrypt(key, head + b"\n" + file.content, upload.id.bytes)


def opened(keys: Keys, upload: Upload) -> SentFile | None:
    """Return the file in an upload's box, or None if nothing is left of it."""
    if upload.box is None or upload.wrapped_key is None:
        return None
    key = keys.sealing.unwrap(upload.master_key, upload.wrapped_key, upload.id.bytes)
    head, _, content = decrypt(key, upload.box, upload.id.bytes).partition(b"\n")
    return SentFile(json.loads(head)["name"], content)


def empty(upload: Upload) -> None:
    """Leave nothing of an upload but its counts."""
    upload.box = upload.wrapped_key = None


def found(session: Session, actor: Actor, upload_id: UUID, *, lock: bool = False) -> Upload:
    """Return an upload of the dealer's own, locked if so asked. Raises NotFound for any other."""
    statement = select(Upload).where(Upload.id == upload_id, Upload.dealer_id == actor.dealer_id)
    upload = session.scalar(statement.with_for_update() if lock else statement)
    if upload is None:
        raise NotFound
    return upload


def index(session: Session, actor: Actor) -> list[Upload]:
    """Return the dealer's uploads of the last days, newest first."""
    return list(
        session.scalars(
            select(Upload).where(Upload.dealer_id == actor.dealer_id).order_by(Upload.id.desc())
        )
    )


def map_columns(
    session: Session, actor: Actor, *, upload_id: UUID, mapping: Mapping[str, Any]
) -> Upload:
    """Note which column is which field, for this file and for the dealer's next one.

    Raises Conflict with code `upload_begun` once lines of it were registered.
    """
    upload = found(session, actor, upload_id, lock=True)
    if upload.status not in {"sent", "mapped"}:
        raise Conflict("upload_begun")
    upload.mapping, upload.status = dict(mapping), "mapped"
    statement = insert(session, UploadMapping).values(
        dealer_id=actor.dealer_id, mapping=dict(mapping)
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[UploadMapping.dealer_id], set_={"mapping": dict(mapping)}
        )
    )
    return upload


def last_mapping(session: Session, actor: Actor) -> Mapping[str, Any]:
    """Return how the columns of the dealer's last file were mapped; empty without one."""
    row = session.get(UploadMapping, actor.dealer_id)
    return row.mapping if row else {}


def remove(session: Session, actor: Actor, *, upload_id: UUID) -> None:
    """Remove an upload; what was registered from it stays."""
    session.delete(found(session, actor, upload_id, lock=True))

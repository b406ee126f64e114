"""DOR: files of purchases on their way into the register, sealed as long as they wait."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Table, reference


class Upload(Table):
    """A file that a dealer sent, until its lines are registered or a week has gone by.

    `box` holds name and content of the file, encrypted with a key of its own that a master key
    wraps; without a box nothing is left of it but the counts. `status` is `sent`, `mapped`,
    `begun` or `done`. `mapping` says which column is which field, by keyed hashes of the names.
    `next_line` is the place (from 0) of the first line that was not dealt with, and `refusals`
    are codes by line, without any of the line's content.
    """

    __tablename__ = "uploads"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(16))
    master_key: Mapped[str] = mapped_column(String(32))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    mapping: Mapped[dict[str, Any]]
    lines: Mapped[int]
    next_line: Mapped[int]
    registered: Mapped[int]
    known: Mapped[int]
    refusals: Mapped[list[Any]]


class UploadMapping(Table):
    """Which column was which field in a dealer's last file: `{field: hash or value}`."""

    __tablename__ = "upload_mappings"

    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), primary_key=True)
    mapping: Mapped[dict[str, Any]]

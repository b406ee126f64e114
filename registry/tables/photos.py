"""Photos of goods and of what an inspection found, each under what it shows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, Table, reference


class Photo(Revised):
    """That there is a photo, and which: `sha256` binds the bytes, which lie apart, to the log.

    `subject_kind` says of what it is (`purchase` or `inspection`) and `subject_id` of which. One
    that was taken away keeps its row, without bytes: `removed_because` is `mistake` or `term`.
    Width and height are in pixels, `size` in bytes.
    """

    __tablename__ = "photos"
    __table_args__ = (Index("ix_photos_subject", "subject_kind", "subject_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[UUID]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(160))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    removed_at: Mapped[datetime | None]
    removed_because: Mapped[str | None] = mapped_column(String(16))


class PhotoContent(Table):
    """The bytes of a photo: JPEG, and a small JPEG for lists."""

    __tablename__ = "photo_contents"

    photo_id: Mapped[UUID] = mapped_column(reference("photos.id"), primary_key=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)

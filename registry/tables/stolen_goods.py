"""Stop Heling: the stolen goods, and every version of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Revised, reference


class StolenGood(Revised):
    """One good reported stolen; `import_key` recognises the line of a file it came from."""

    __tablename__ = "stolen_goods"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    registered_at: Mapped[datetime] = mapped_column(index=True)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)


class StolenGoodVersion(Audited):
    """What the register says of a good from `recorded_at` on.

    `status` is `listed`, `withdrawn` or `merged`: it tells of the same theft as the good
    `merged_into`, which is matched in its place. The theft took place between `stolen_from` and
    `stolen_to`, which are the same when the moment is known. `returned_to_owner` tells of a
    withdrawn good whether its owner has it back.
    """

    __tablename__ = "stolen_good_versions"

    stolen_good_id: Mapped[UUID] = mapped_column(reference("stolen_goods.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(16))
    item: Mapped[dict[str, Any]]
    stolen_from: Mapped[datetime]
    stolen_to: Mapped[datetime]
    reported_at: Mapped[datetime]
    report_number: Mapped[str] = mapped_column(String(64), index=True)
    place: Mapped[str | None] = mapped_column(Text)
    owner_reference: Mapped[str | None] = mapped_column(String(128))
    reason: Mapped[str | None] = mapped_column(Text)
    returned_to_owner: Mapped[bool | None]
    merged_into: Mapped[UUID | None]

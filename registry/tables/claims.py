"""DOR: dossiers with which a dealer claims its loss, as files that were made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, reference


class ClaimDossier(Audited):
    """That a dossier about a confirmed hit was made: the SHA-256 of the file, and when."""

    __tablename__ = "claim_dossiers"

    hit_id: Mapped[UUID] = mapped_column(reference("hits.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))

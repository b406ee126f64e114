"""Stop Heling: disputes of listings that citizens hold to be wrong."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class Dispute(Revised):
    """Why somebody holds a listing to be wrong, and the police's answer.

    `code_hash` is the hash of the code with which its author reads the answer. `checked` is the
    leaf hash of the theft check that answered `listed`; one check carries one dispute.
    `decision` is `withdrawn` (of `stolen_good_id`) or `kept`, and none while it is open.
    """

    __tablename__ = "disputes"
    __table_args__ = (Index("ix_disputes_desk", "decision", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    number: Mapped[str] = mapped_column(String(120))
    checked: Mapped[str] = mapped_column(String(64), unique=True)
    reason: Mapped[str] = mapped_column(String(16))
    explanation: Mapped[str] = mapped_column(Text)
    contact_id: Mapped[UUID | None] = mapped_column(reference("sealed_identities.id"), index=True)
    decision: Mapped[str | None] = mapped_column(String(16))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(128))
    stolen_good_id: Mapped[UUID | None] = mapped_column(reference("stolen_goods.id"))

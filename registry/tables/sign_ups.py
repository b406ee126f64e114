"""DOL: notifications that are still being written, by somebody who has no account yet."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Table


class SignUpDraft(Table):
    """What somebody has typed so far; a cookie holds the secret, this row its hash.

    `answers` are the fields of the pages as typed. Once the notification was sent they are gone
    and `dealer_id` names what came of them, so that the same browser is told how it stands.
    """

    __tablename__ = "sign_up_drafts"

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    answers: Mapped[dict[str, Any]]
    dealer_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)

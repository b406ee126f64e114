"""DOL: the dealers that have notified their municipality, their premises and their staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Revised, reference


class Dealer(Revised):
    """A second-hand dealer; `last_sequence_number` is the last one given in its register.

    `status` is `submitted`, `approved`, `rejected` or `ended`. What an import did not know is
    None; `import_key` recognises the line that a dealer came from. `dol_from` and `dor_from` are
    since when it is on the two systems, `ended_at` since when on neither.
    """

    __tablename__ = "dealers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kvk_number: Mapped[str | None] = mapped_column(String(8), index=True)
    country: Mapped[str] = mapped_column(String(2))
    municipality_code: Mapped[str | None] = mapped_column(String(6), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    email_confirmed_at: Mapped[datetime | None]
    goods: Mapped[list[Any]]
    thrift_shop: Mapped[bool | None]
    address: Mapped[dict[str, Any] | None]
    responsible: Mapped[dict[str, Any] | None]
    contact: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    dol_from: Mapped[datetime | None]
    dor_from: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    import_key: Mapped[str | None] = mapped_column(String(64))
    last_sequence_number: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_dealers_import_key", "import_key", unique=True),)


class Premises(Revised):
    """One branch of a dealer; its own municipality decides about it.

    `goods` are the categories dealt in there, None for all that the dealer deals in.
    """

    __tablename__ = "premises"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    name: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[dict[str, Any]]
    municipality_code: Mapped[str] = mapped_column(String(6), index=True)
    goods: Mapped[list[Any] | None]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]


class Notification(Audited):
    """One thing that a dealer told its municipality, and whether it told it in time.

    `about` is `start`, `move` or `stop`. `previous_municipality_code` is where a dealer that moved
    came from. `due_at` is the end of the term (exclusive), `days_late` 0 when it was kept, and
    `outcomes` what each rule said at the time.
    """

    __tablename__ = "notifications"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    premises_id: Mapped[UUID | None] = mapped_column(reference("premises.id"))
    about: Mapped[str] = mapped_column(String(16))
    municipality_code: Mapped[str] = mapped_column(String(6), index=True)
    previous_municipality_code: Mapped[str | None] = mapped_column(String(6))
    happened_at: Mapped[datetime]
    notified_at: Mapped[datetime]
    due_at: Mapped[datetime]
    days_late: Mapped[int]
    outcomes: Mapped[list[Any]]


class EmailConfirmation(Revised):
    """A question to a dealer whether an address is its own; the answer's hash only is kept."""

    __tablename__ = "email_confirmations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class StaffMember(Revised):
    """Somebody who acts for a dealer: a `clerk` at the counter, or a `manager`."""

    __tablename__ = "staff_members"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

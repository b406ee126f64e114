"""Who may come in, and what is kept sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, Table


class AccessToken(Revised):
    """A bearer token, of which only the hash is kept; `demo` ones work in demo mode only.

    `member` is the member of a dealer's staff whose token it is, None for the dealer itself.
    `name` is what its owner calls it.
    """

    __tablename__ = "access_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(128))
    member: Mapped[UUID | None] = mapped_column(index=True)
    demo: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    name: Mapped[str | None] = mapped_column(String(80))


class TokenUse(Table):
    """When a token was last used, to the hour; no part of what the log is bound to."""

    __tablename__ = "token_uses"

    token_id: Mapped[UUID] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class WebSession(Table):
    """A signed-in browser; the cookie holds the secret, this row its hash.

    `account_id` and `member` are those of a dealer's account, None for all others. `how` says in
    what way somebody came in: `demo`, `openid`, `totp`, `passkey` or `recovery`.
    """

    __tablename__ = "web_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(128))
    demo: Mapped[bool]
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    member: Mapped[UUID | None] = mapped_column(index=True)
    how: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RateCounter(Table):
    """How often one client (a keyed hash of its address) came in one clock minute."""

    __tablename__ = "rate_counters"

    client: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]


class SealedIdentity(Revised):
    """A person's data, encrypted with a key of its own that the master key wraps.

    The term of keeping runs from `entered_at`, when the entry it belongs to was registered.
    `blind_index` is a keyed hash by which the same person is found again; its `blind_key` is
    `none` until it is computed. An erased person leaves the row without contents.
    """

    __tablename__ = "sealed_identities"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    master_key: Mapped[str] = mapped_column(String(32))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    blind_key: Mapped[str | None] = mapped_column(String(32))
    blind_index: Mapped[str | None] = mapped_column(String(64))
    entered_at: Mapped[datetime]
    sealed_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column()
    erased_because: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        Index("ix_sealed_identities_blind", "blind_key", "blind_index"),
        Index(
            "ix_sealed_identities_living_by_entry",
            "entered_at",
            sqlite_where=erased_at.is_(None),
            postgresql_where=erased_at.is_(None),
        ),
        Index(
            "ix_sealed_identities_living_by_key",
            "master_key",
            sqlite_where=erased_at.is_(None),
            postgresql_where=erased_at.is_(None),
        ),
        Index(
            "ix_sealed_identities_erased",
            "erased_at",
            sqlite_where=erased_at.is_not(None),
            postgresql_where=erased_at.is_not(None),
        ),
    )

"""Accounts of dealers and their staff: password, second factors, codes, and ways in under way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, Table, reference


class Account(Revised):
    """Somebody who signs in for a dealer: the dealer itself, or a member of its staff.

    `email` is in lower case. `password_hash` is an argon2id hash, None until it is set. The secret
    of the authenticator app lies sealed under `totp_id`; `totp_step` is the last step of 30
    seconds of which a code was taken, so that none is taken twice.
    """

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(reference("staff_members.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_set_at: Mapped[datetime | None]
    totp_id: Mapped[UUID | None] = mapped_column(reference("sealed_identities.id"))
    totp_step: Mapped[int | None]
    created_at: Mapped[datetime]


class Passkey(Revised):
    """A passkey (WebAuthn level 3): its public half, and how often it says it has signed."""

    __tablename__ = "passkeys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(reference("accounts.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Revised):
    """A code on paper that stands in for the second factor once; its keyed hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(reference("accounts.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class MailedCode(Table):
    """A code that is mailed to an address, if that turns out to be somebody's.

    The code itself lies nowhere: it is drawn from the id under a key of the installation.
    """

    __tablename__ = "mailed_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInStep(Table):
    """One browser on its way in, between two pages; its cookie holds the secret.

    `stage` says what it has shown so far: `nothing`, `password`, `code` (a mailed one, while the
    account has a second factor), `new` (a mailed one, and there is no factor yet) or `add` (signed
    in, and the password again). `password_hash` becomes the account's at the end of the way.
    """

    __tablename__ = "sign_in_steps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID | None]
    stage: Mapped[str] = mapped_column(String(16))
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempts(Table):
    """How often somebody tried to sign in of late, and until when they have to wait.

    `who` is a keyed hash of an e-mail address, known here or not, or of a client's address.
    """

    __tablename__ = "sign_in_attempts"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime]

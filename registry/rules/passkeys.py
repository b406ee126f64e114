"""Passkeys (WebAuthn level 3): a key on a device that is unlocked there, so two factors in one.

Nothing of them can be guessed, so they are not counted and nobody can lock them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry.errors import Conflict, Invalid
from registry.ids import new_id
from registry.rules import accounts, sign_in
from registry.rules import sign_in_steps as steps
from registry.rules.sign_in import Door
from registry.tables import Account, Passkey, SignInStep

MOST = 10
TIMEOUT_MS = 120_000
REFUSED = "passkey_refused"
# What the library raises for an answer that is not right, not of the form, or nested without end.
BAD_ANSWER = (WebAuthnException, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a passkey is good: the origin of the pages, and the name that people are shown."""

    origin: str
    name: str

    @property
    def host(self) -> str:
        """The host alone, to which passkeys are bound."""
        return urlsplit(self.origin).hostname or ""


def ask(
    session: Session, now: datetime, *, site: Site, step_secret: str | None
) -> tuple[str, str | None]:
    """Return the question to a browser's passkey (JSON), and the secret of a step if it is new.

    Somebody who has shown a password or a mailed code goes on from there; of others it is the
    passkey that tells who it is.
    """
    step = steps.find(session, now, step_secret)
    fresh = None
    if step is None or step.stage not in {"nothing", *sign_in.WAYS_IN}:
        fresh = steps.begin(session, now, stage="nothing")
        session.flush()
        step = steps.require(session, now, fresh, "nothing")
    known = accounts.passkeys_of(session, step.account_id) if step.account_id else []
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=steps.challenge(step),
        timeout=TIMEOUT_MS,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options), fresh


def sign_in_with(
    door: Door, now: datetime, *, site: Site, step_secret: str | None, credential: str
) -> str:
    """Take a passkey's answer and return the secret of the session that opens.

    Raises Conflict if the step is over, and Invalid, which is recorded, for an answer that is not
    right, by a passkey that is not known, or of another account than the password was of.
    """
    with door.database.write() as session:
        step = steps.require(session, now, step_secret, "nothing", *sign_in.WAYS_IN)
        passkey = _known(session, credential)
        account = accounts.locked(session, passkey.account_id) if passkey else None
        if (
            passkey is not None
            and account is not None
            and _is_right(site, step, passkey, credential)
        ):
            passkey.used_at = now
            return sign_in.enter(door, session, now, step, account, how="passkey", rows=[passkey])
    raise sign_in.refused(door, now, REFUSED, account)


def offer(session: Session, *, site: Site, step: SignInStep, account: Account) -> str:
    """Return the question (JSON) to a browser to make a passkey for an account.

    Raises Conflict if the account has as many as it may.
    """
    known = accounts.passkeys_of(session, account.id)
    if len(known) >= MOST:
        raise Conflict("too_many_passkeys")
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=account.id.bytes,
        user_name=account.email,
        challenge=steps.challenge(step),
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


def add(
    session: Session,
    now: datetime,
    *,
    site: Site,
    step: SignInStep,
    account: Account,
    credential: str,
    name: str,
) -> Passkey:
    """Take the passkey that a browser made; the caller's event claims the row.

    Raises Invalid for an answer that is not right.
    """
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=step.challenge or b"",
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except BAD_ANSWER as error:
        raise Invalid(REFUSED) from error
    if step.challenge is None or _by_id(session, made.credential_id) is not None:
        raise Invalid(REFUSED)
    passkey = Passkey(
        id=new_id(),
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=now,
    )
    session.add(passkey)
    return passkey


def _known(session: Session, credential: str) -> Passkey | None:
    try:
        answer = parse_authentication_credential_json(credential)
    except BAD_ANSWER as error:
        raise Invalid(REFUSED) from error
    return _by_id(session, answer.raw_id)


def _by_id(session: Session, credential_id: bytes) -> Passkey | None:
    return session.scalar(
        select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    )


def _is_right(site: Site, step: SignInStep, passkey: Passkey, credential: str) -> bool:
    """Check an answer against its question, and count what the passkey says it has signed."""
    if step.challenge is None or step.account_id not in {None, passkey.account_id}:
        return False
    try:
        answer = verify_authentication_response(
            credential=credential,
            expected_challenge=step.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except BAD_ANSWER:
        return False
    passkey.sign_count = answer.new_sign_count
    return True


def _described(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in passkeys]

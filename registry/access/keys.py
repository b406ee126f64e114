"""The keys of an installation: files outside the database, readable by the service only."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from registry.access.key_files import read_or_make
from registry.access.signing_keys import SigningKeys

SECRET_BYTES = 32
LOG = "log"
RECEIPTS = "receipts"
LOCAL_ORIGIN = "register.localhost/log"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What the service needs to know and nobody else may.

    `fingerprint` keys hashes (of bodies, numbers and addresses), `session` signs cookies,
    `sealing` wraps the keys of sealed records, `receipts` sign receipts and `log` the
    checkpoints of the audit log, which is known to the world by the name `log_origin`.
    """

    fingerprint: bytes
    session: bytes
    sealing: bytes
    receipts: SigningKeys
    log: SigningKeys
    log_origin: str = LOCAL_ORIGIN
    sealing_name: str = field(default="sealing-1")


def load_keys(folder: Path, *, create: bool, log_origin: str = LOCAL_ORIGIN) -> Keys:
    """Read the keys in `folder`, first making those that are missing if `create` says so.

    Raises MissingKeys if a file is absent and may not be made.
    """

    def secret(name: str) -> bytes:
        fresh = secrets.token_bytes(SECRET_BYTES) if create else None
        return read_or_make(folder / name, fresh)

    return Keys(
        fingerprint=secret("fingerprint.key"),
        session=secret("session.key"),
        sealing=secret("sealing-1.key"),
        receipts=SigningKeys.load(folder, RECEIPTS, create=create),
        log=SigningKeys.load(folder, LOG, create=create),
        log_origin=log_origin,
    )

"""The keys of an installation: files outside the database, readable by the service only."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from registry.access.generations import SECRET_BYTES, Generations
from registry.access.key_files import read_or_make
from registry.access.master_keys import EnvironmentMasterKeys, FileMasterKeys, MasterKeys
from registry.access.signing_keys import SigningKeys

LOG = "log"
RECEIPTS = "receipts"
BLIND = "blind"
LOCAL_ORIGIN = "register.localhost/log"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What the service needs to know and nobody else may.

    `fingerprint` keys hashes (of bodies, numbers and addresses), `session` signs cookies,
    `sealing` wraps the keys of sealed records, `blind` keys the index of sealed sellers,
    `receipts` sign receipts and `log` the checkpoints of the audit log, which is known to the
    world by the name `log_origin`.
    """

    fingerprint: bytes
    session: bytes
    sealing: MasterKeys
    blind: Generations
    receipts: SigningKeys
    log: SigningKeys
    log_origin: str = LOCAL_ORIGIN


def load_keys(
    folder: Path,
    *,
    create: bool,
    log_origin: str = LOCAL_ORIGIN,
    sealing_keys: str | None = None,
) -> Keys:
    """Read the keys in `folder`, first making those that are missing if `create` says so.

    `sealing_keys` are the master keys if they come by the environment and not from files.
    Raises MissingKeys if one is absent and may not be made.
    """

    def secret(name: str) -> bytes:
        fresh = secrets.token_bytes(SECRET_BYTES) if create else None
        return read_or_make(folder / name, fresh)

    sealing: MasterKeys = (
        FileMasterKeys(folder) if sealing_keys is None else EnvironmentMasterKeys(sealing_keys)
    )
    blind = Generations(folder, BLIND)
    for kept in (sealing, blind):
        if create and not kept.names():
            kept.add()
        _ = kept.current
    return Keys(
        fingerprint=secret("fingerprint.key"),
        session=secret("session.key"),
        sealing=sealing,
        blind=blind,
        receipts=SigningKeys.load(folder, RECEIPTS, create=create),
        log=SigningKeys.load(folder, LOG, create=create),
        log_origin=log_origin,
    )

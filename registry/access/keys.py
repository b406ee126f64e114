"""The keys of an installation: files outside the database, readable by the service only."""

import os
import secrets
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from registry.errors import MissingKeys

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What the service needs to know and nobody else may.

    `fingerprint` keys hashes (of bodies, numbers and addresses), `session` signs cookies,
    `sealing` wraps the keys of sealed records, `receipts` signs receipts.
    """

    fingerprint: bytes
    session: bytes
    sealing: bytes
    receipts: Ed25519PrivateKey
    sealing_name: str = field(default="sealing-1")
    receipts_name: str = field(default="receipts-1")


def load_keys(folder: Path, *, create: bool) -> Keys:
    """Read the keys in `folder`, first making those that are missing if `create` says so.

    Raises MissingKeys if a file is absent and may not be made.
    """
    read = partial(_read, folder, create=create)
    receipts = load_pem_private_key(read("receipts-1.pem"), password=None)
    if not isinstance(receipts, Ed25519PrivateKey):
        raise MissingKeys
    return Keys(
        fingerprint=read("fingerprint.key"),
        session=read("session.key"),
        sealing=read("sealing-1.key"),
        receipts=receipts,
    )


def _read(folder: Path, name: str, *, create: bool) -> bytes:
    path = folder / name
    if not path.exists():
        if not create:
            raise MissingKeys(params={"name": name})
        _create(path, _fresh(name))
    return path.read_bytes()


def _fresh(name: str) -> bytes:
    if name.endswith(".pem"):
        return Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    return secrets.token_bytes(SECRET_BYTES)


def _create(path: Path, content: bytes) -> None:
    """Put the file there whole, or leave the one that another process put there first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()

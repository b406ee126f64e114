"""The keys that sign: Ed25519, one after the other as they are rotated."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from registry.access.key_files import make, numbered, read_or_make
from registry.errors import Conflict, MissingKeys, NotFound

PRIVATE = "pem"
PUBLIC = "public.pem"


@dataclass(frozen=True, slots=True, repr=False)
class SigningKeys:
    """The keys of one purpose by their names, oldest first.

    Those in `private` can still sign; of those that were retired only the `public` half is left,
    so that what they signed can be verified for ever.
    """

    private: Mapping[str, Ed25519PrivateKey]
    public: Mapping[str, Ed25519PublicKey]

    @classmethod
    def load(cls, folder: Path, purpose: str, *, create: bool) -> Self:
        """Read the keys of this purpose; the first is made if `create` says so.

        Raises MissingKeys if none can sign.
        """
        if not numbered(folder, purpose, PRIVATE):
            read_or_make(folder / f"{purpose}-1.{PRIVATE}", _fresh() if create else None)
        private = {
            f"{purpose}-{number}": _private(path)
            for number, path in numbered(folder, purpose, PRIVATE).items()
        }
        public = {
            f"{purpose}-{number}": _public(path)
            for number, path in numbered(folder, purpose, PUBLIC).items()
        }
        return cls(private, {**public, **{n: key.public_key() for n, key in private.items()}})

    @property
    def newest(self) -> tuple[str, Ed25519PrivateKey]:
        """The key that signs now, and its name."""
        return list(self.private.items())[-1]


def add_key(folder: Path, purpose: str) -> str:
    """Make the next key of this purpose, which signs from now on, and return its name."""
    numbers = [*numbered(folder, purpose, PRIVATE), *numbered(folder, purpose, PUBLIC)]
    name = f"{purpose}-{max(numbers, default=0) + 1}"
    make(folder / f"{name}.{PRIVATE}", _fresh())
    return name


def retire_key(folder: Path, purpose: str, name: str) -> None:
    """Destroy the private half of a key that is no longer to sign, and keep the public one.

    Raises NotFound if there is no such key, and Conflict if no other one is left to sign.
    """
    kept = SigningKeys.load(folder, purpose, create=False)
    if name not in kept.private:
        raise NotFound
    if len(kept.private) == 1:
        raise Conflict("last_signing_key")
    pem = kept.public[name].public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    make(folder / f"{name}.{PUBLIC}", pem)
    (folder / f"{name}.{PRIVATE}").unlink()


def _fresh() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _private(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise MissingKeys(params={"name": path.name})
    return key


def _public(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise MissingKeys(params={"name": path.name})
    return key

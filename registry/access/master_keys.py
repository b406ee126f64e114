"""Master keys: they wrap the keys of sealed records, and never leave where they are kept.

A master key is an epoch. Once every living record has been wrapped anew and the old key is
destroyed, nothing that was erased before can be read from a backup of that time.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from registry.access.boxes import decrypt, encrypt
from registry.access.generations import Generations
from registry.errors import Conflict, MissingKeys

KIND = "sealing"


class MasterKeys(Protocol):
    """What sealing asks of whoever keeps the master keys: files, a key service or a device."""

    @property
    def kept_elsewhere(self) -> bool:
        """Whether somebody else makes and destroys the keys."""

    @property
    def current(self) -> str:
        """The name of the key that wraps from now on. Raises MissingKeys if there is none."""

    def names(self) -> Sequence[str]:
        """Return the names of the keys that are there, oldest first."""

    def wrap(self, plain: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Wrap a record's key with the current master key; return that key's name and the box."""

    def unwrap(self, name: str, box: bytes, bound_to: bytes) -> bytes:
        """Return a record's key. Raises MissingKeys without that key, InvalidTag if it is another.

        `bound_to` are the bytes that it was wrapped with.
        """

    def add(self) -> str:
        """Make a new key, current from now on. Raises Conflict where keys are made elsewhere."""

    def destroy(self, name: str) -> None:
        """Destroy a key for ever. Raises Conflict where keys are kept elsewhere."""


class FileMasterKeys(Generations):
    """Master keys in files `sealing-N.key`, of which the highest number is current."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, KIND)

    def wrap(self, plain: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Wrap a record's key with the newest file."""
        name = self.current
        return name, encrypt(self.secret(name), plain, bound_to)

    def unwrap(self, name: str, box: bytes, bound_to: bytes) -> bytes:
        """Return a record's key, unwrapped with the file of that name."""
        return decrypt(self.secret(name), box, bound_to)


class EnvironmentMasterKeys:
    """Master keys handed in by the environment: `sealing-2:BASE64 sealing-1:BASE64`.

    The highest number is current. Whoever fills the environment makes and destroys them.
    """

    def __init__(self, setting: str) -> None:
        pairs = [part.split(":") for part in setting.split()]
        numbered = sorted(pairs, key=lambda pair: int(pair[0].rpartition("-")[2]))
        self._secrets: Mapping[str, bytes] = MappingProxyType(
            {name: base64.b64decode(secret, validate=True) for name, secret in numbered}
        )

    @property
    def kept_elsewhere(self) -> bool:
        """Yes: whoever fills the environment."""
        return True

    def __repr__(self) -> str:
        return f"EnvironmentMasterKeys({', '.join(self._secrets)})"

    @property
    def current(self) -> str:
        """The key with the highest number."""
        return self.names()[-1]

    def names(self) -> list[str]:
        """Return the names in the environment, oldest first."""
        return list(self._secrets)

    def wrap(self, plain: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Wrap a record's key with the newest key."""
        return self.current, encrypt(self._secret(self.current), plain, bound_to)

    def unwrap(self, name: str, box: bytes, bound_to: bytes) -> bytes:
        """Return a record's key, unwrapped with the key of that name."""
        return decrypt(self._secret(name), box, bound_to)

    def add(self) -> str:
        """Refuse: a new key is added where the environment is made."""
        raise Conflict("keys_kept_elsewhere")

    def destroy(self, name: str) -> None:
        """Refuse: a key is destroyed where the environment is made."""
        raise Conflict("keys_kept_elsewhere", params={"name": name})

    def _secret(self, name: str) -> bytes:
        try:
            return self._secrets[name]
        except KeyError as error:
            raise MissingKeys(params={"name": name}) from error

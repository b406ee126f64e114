"""Generations of a secret: files numbered one after the other, of which the newest is used."""

import secrets
from pathlib import Path

from registry.access.key_files import destroy, make, numbered
from registry.errors import MissingKeys

SECRET_BYTES = 32
ENDING = "key"


class Generations:
    """Generations of one kind of secret in a folder: `KIND-1.key`, `KIND-2.key` and so on.

    The highest number is the current one. The folder is looked at each time, so that a server
    takes over a new generation, and forgets a destroyed one, without being told.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._kind = kind
        self._read: dict[str, bytes] = {}

    @property
    def kept_elsewhere(self) -> bool:
        """No: they are made and destroyed here."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._folder)!r}, {self._kind!r})"

    def names(self) -> list[str]:
        """Return the generations that are there, oldest first."""
        found = numbered(self._folder, self._kind, ENDING)
        names = [f"{self._kind}-{number}" for number in found]
        self._read = {name: secret for name, secret in self._read.items() if name in names}
        return names

    @property
    def current(self) -> str:
        """The newest generation. Raises MissingKeys if there is none."""
        names = self.names()
        if not names:
            raise MissingKeys(params={"name": f"{self._kind}-1.key"})
        return names[-1]

    def secret(self, name: str) -> bytes:
        """Return the secret of a generation. Raises MissingKeys if it is not there."""
        if (known := self._read.get(name)) is not None:
            return known
        if name not in self.names():
            raise MissingKeys(params={"name": f"{name}.key"})
        secret = (self._folder / f"{name}.key").read_bytes()
        self._read = {**self._read, name: secret}
        return secret

    def add(self) -> str:
        """Make the next generation, which is current from now on, and return its name."""
        names = self.names()
        number = int(names[-1].rpartition("-")[2]) + 1 if names else 1
        name = f"{self._kind}-{number}"
        make(self._folder / f"{name}.key", secrets.token_bytes(SECRET_BYTES))
        return name

    def destroy(self, name: str) -> None:
        """Overwrite a generation and remove it. Raises MissingKeys if it is not there.

        What a file system or a disk keeps of overwritten blocks is not in our hands.
        """
        if name not in self.names():
            raise MissingKeys(params={"name": f"{name}.key"})
        destroy(self._folder / f"{name}.key")
        self._read = {kept: secret for kept, secret in self._read.items() if kept != name}

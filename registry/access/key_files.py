"""Files of keys: made whole or not at all, readable by the service only, numbered to rotate."""

import os
import re
import secrets
from pathlib import Path

from registry.errors import MissingKeys


def read_or_make(path: Path, fresh: bytes | None) -> bytes:
    """Return what the file holds, first putting `fresh` there if it is absent.

    Raises MissingKeys if it is absent and nothing is to be put there.
    """
    if not path.exists():
        if fresh is None:
            raise MissingKeys(params={"name": path.name})
        make(path, fresh)
    return path.read_bytes()


def make(path: Path, content: bytes) -> None:
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
        _sync(path.parent)


def destroy(path: Path) -> None:
    """Overwrite the file and remove it.

    What a file system or a disk keeps of overwritten blocks is not in our hands.
    """
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _sync(path.parent)


def numbered(folder: Path, stem: str, ending: str) -> dict[int, Path]:
    """Return the files `STEM-NUMBER.ENDING` of a folder by number, in their order."""
    pattern = re.compile(rf"{re.escape(stem)}-([1-9][0-9]*)\.{re.escape(ending)}")
    found = {}
    for path in folder.glob(f"{stem}-*.{ending}"):
        if match := pattern.fullmatch(path.name):
            found[int(match[1])] = path
    return dict(sorted(found.items()))


def _sync(folder: Path) -> None:
    """Make what was added to a folder or removed from it survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

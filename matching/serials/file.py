"""The file of a table: written aside and renamed into place, mapped into memory when opened.

A line of JSON says what is in it and where, then come the arrays. All of it is added up when the
file is opened, block by block, so that a damaged one is refused.
"""

import json
import mmap
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.serials.keys import SCHEME
from matching.serials.table import Table

VERSION = 2
_ALIGNED = 4096
_BLOCK = 1 << 20
_DTYPES: dict[str, type[np.generic]] = {
    "ids": np.uint32,
    "starts": np.uint32,
    "buckets": np.uint32,
    "rows": np.uint32,
    "marks": np.uint8,
    "words": np.uint64,
    "grams": np.uint32,
    "text": np.uint8,
}


class BadIndexFile(ValueError):
    """The file is damaged, or of another version, or no such file at all."""


def save_table(table: Table, path: Path) -> None:
    """Write the table to `path`, where at any moment a whole file stands, the old or the new."""
    arrays: dict[str, npt.NDArray[Any]] = {
        name: getattr(table, name) for name in _DTYPES if getattr(table, name) is not None
    }
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.seek(_ALIGNED)
            places, sums = {}, {}
            for name, array in arrays.items():
                places[name] = (file.tell(), len(array))
                sums[name] = _sum(array)
                file.write(array.data)
                file.seek(-file.tell() % _ALIGNED, os.SEEK_CUR)
            file.truncate()
            head = {"scheme": SCHEME, "version": VERSION, "places": places, "sums": sums}
            line = json.dumps(head).encode()
            file.seek(0)
            file.write(b"%08x %s\n" % (zlib.crc32(line), line))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        _sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def open_table(path: Path) -> Table:
    """Return the table in a file, of which all processes share one copy. Raises BadIndexFile."""
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        except ValueError as error:
            raise BadIndexFile("the file is empty") from error
    head = _head(mapped)
    try:
        arrays = {
            name: np.frombuffer(mapped, _DTYPES[name], count, place)
            for name, (place, count) in head["places"].items()
        }
    except ValueError as error:
        raise BadIndexFile("the file is cut off") from error
    for name, array in arrays.items():
        if _sum(array) != head["sums"][name]:
            raise BadIndexFile(f"the {name} are damaged")
    arrays["text"].flags.writeable = False
    return Table(raw=mapped, at=head["places"]["text"][0], **arrays)


def _head(mapped: mmap.mmap) -> dict[str, Any]:
    crc, _, line = mapped[: mapped.find(b"\n", 0, _ALIGNED)].partition(b" ")
    if crc != b"%08x" % zlib.crc32(line):
        raise BadIndexFile("the beginning of the file is damaged")
    head: dict[str, Any] = json.loads(line)
    if (head["scheme"], head["version"]) != (SCHEME, VERSION):
        raise BadIndexFile("the file is of another version")
    return head


def _sum(array: npt.NDArray[Any]) -> int:
    """Return a checksum of the bytes, at the speed of memory, by sums of blocks."""
    octets = array.view(np.uint8)
    whole = len(octets) // 8 * 8
    words = octets[:whole].view(np.uint64)
    starts = np.arange(0, len(words), _BLOCK // 8)
    sums = np.add.reduceat(words, starts) if len(words) else words
    return zlib.crc32(octets[whole:].tobytes(), zlib.crc32(sums.tobytes()))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

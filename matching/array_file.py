"""The file of some flat arrays: written aside and renamed into place, mapped when opened.

A line of JSON says what is in it and where, then come the arrays. All of it is added up when the
file is opened, block by block, so that a damaged one is refused.
"""

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_ALIGNED = 4096
_BLOCK = 1 << 20


class BadIndexFile(ValueError):
    """The file is damaged, or of another version, or no such file at all."""


@dataclass(frozen=True, slots=True)
class MappedArrays:
    """The arrays of a file, which all processes share, and the byte at which each begins."""

    mapped: mmap.mmap
    places: Mapping[str, int]
    arrays: Mapping[str, npt.NDArray[Any]]


def save_arrays(
    path: Path, arrays: Mapping[str, npt.NDArray[Any]], version: Mapping[str, object]
) -> None:
    """Write the arrays to `path`, where at any moment a whole file stands, the old or the new.

    `version` says in JSON what they mean; `open_arrays` wants the same.
    """
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
            line = json.dumps({"version": version, "places": places, "sums": sums}).encode()
            file.seek(0)
            file.write(b"%08x %s\n" % (zlib.crc32(line), line))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        _sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def open_arrays(
    path: Path, dtypes: Mapping[str, type[np.generic]], version: Mapping[str, object]
) -> MappedArrays:
    """Return the arrays in a file, of which `dtypes` has the types by their names.

    Raises BadIndexFile.
    """
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        except ValueError as error:
            raise BadIndexFile("the file is empty") from error
    head = _head(mapped, version)
    try:
        arrays = {
            name: np.frombuffer(mapped, dtypes[name], count, place)
            for name, (place, count) in head["places"].items()
        }
    except ValueError as error:
        raise BadIndexFile("the file is cut off") from error
    for name, array in arrays.items():
        if _sum(array) != head["sums"][name]:
            raise BadIndexFile(f"the {name} are damaged")
    return MappedArrays(
        mapped, {name: place for name, (place, _) in head["places"].items()}, arrays
    )


def _head(mapped: mmap.mmap, version: Mapping[str, object]) -> dict[str, Any]:
    crc, _, line = mapped[: mapped.find(b"\n", 0, _ALIGNED)].partition(b" ")
    if crc != b"%08x" % zlib.crc32(line):
        raise BadIndexFile("the beginning of the file is damaged")
    head: dict[str, Any] = json.loads(line)
    if head["version"] != version:
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

"""The file of a table of numbers, in the form of `matching.array_file`."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.array_file import BadIndexFile, open_arrays, save_arrays
from matching.serials.keys import SCHEME
from matching.serials.table import Table

__all__ = ["BadIndexFile", "open_table", "save_table"]

VERSION = 1
_DTYPES: dict[str, type[np.generic]] = {
    "ids": np.uint32,
    "starts": np.uint32,
    "buckets": np.uint32,
    "rows": np.uint32,
    "marks": np.uint8,
    "words": np.uint64,
    "characters": np.uint8,
}


def save_table(table: Table, path: Path) -> None:
    """Write the table to `path`, where at any moment a whole file stands, the old or the new."""
    arrays: dict[str, npt.NDArray[Any]] = {
        name: np.frombuffer(table.text, np.uint8) if name == "characters" else getattr(table, name)
        for name in _DTYPES
    }
    save_arrays(path, arrays, _version())


def open_table(path: Path) -> Table:
    """Return the table in a file, of which all processes share one copy. Raises BadIndexFile."""
    file = open_arrays(path, _DTYPES, _version())
    arrays = {name: array for name, array in file.arrays.items() if name != "characters"}
    return Table(characters=file.mapped, characters_at=file.places["characters"], **arrays)


def _version() -> dict[str, object]:
    return {"scheme": SCHEME, "version": VERSION}

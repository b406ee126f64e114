"""The file of a table of numbers; see `matching.array_file` for its form."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.array_file import BadIndexFile, open_arrays, save_arrays
from matching.serials.keys import SCHEME
from matching.serials.table import Table

__all__ = ["BadIndexFile", "open_table", "save_table"]

VERSION = 2
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


def save_table(table: Table, path: Path) -> None:
    """Write the table to `path`, where at any moment a whole file stands, the old or the new."""
    arrays: dict[str, npt.NDArray[Any]] = {
        name: getattr(table, name) for name in _DTYPES if getattr(table, name) is not None
    }
    save_arrays(path, arrays, _version())


def open_table(path: Path) -> Table:
    """Return the table in a file, of which all processes share one copy. Raises BadIndexFile."""
    file = open_arrays(path, _DTYPES, _version())
    file.arrays["text"].flags.writeable = False
    return Table(raw=file.mapped, at=file.places["text"], **file.arrays)


def _version() -> dict[str, object]:
    return {"scheme": SCHEME, "version": VERSION}

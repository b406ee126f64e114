"""The file of a table of descriptions, in the form of `matching.array_file`."""

from pathlib import Path

import numpy as np

from matching.array_file import open_arrays, save_arrays
from matching.text_index.hashes import SCHEME
from matching.text_index.table import Table
from matching.text_index.vocabulary import Vocabulary
from matching.text_index.words import WORDING

VERSION = 2
_OF_TABLE: dict[str, type[np.generic]] = {
    "ids": np.uint32,
    "sizes": np.uint32,
    "lists": np.uint32,
    "rows": np.uint32,
    "common": np.uint32,
    "bits": np.uint64,
}
_OF_VOCABULARY: dict[str, type[np.generic]] = {
    "keys": np.uint64,
    "weights": np.uint16,
    "heaviest": np.uint16,
    "filter": np.uint64,
    "starts": np.uint32,
}


def save_table(table: Table, path: Path) -> None:
    """Write the table to `path`, where at any moment a whole file stands, the old or the new."""
    arrays = {name: getattr(table, name) for name in _OF_TABLE}
    arrays |= {name: getattr(table.vocabulary, name) for name in _OF_VOCABULARY}
    save_arrays(path, arrays, _version())


def open_table(path: Path) -> Table:
    """Return the table in a file, of which all processes share one copy. Raises BadIndexFile."""
    arrays = open_arrays(path, _OF_TABLE | _OF_VOCABULARY, _version()).arrays
    vocabulary = Vocabulary(**{name: arrays[name] for name in _OF_VOCABULARY})
    return Table(**{name: arrays[name] for name in _OF_TABLE}, vocabulary=vocabulary)


def _version() -> dict[str, object]:
    return {"scheme": SCHEME, "wording": WORDING, "version": VERSION}

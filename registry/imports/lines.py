"""The lines of a file: each is read, whatever is wrong with others, or refused by itself.

A quote that is never closed makes a CSV reader take the lines behind it for one cell. So of a
record over several lines that turns out bad only its first line is refused, and reading goes on
with its second.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from registry.imports.formulas import as_it_was, as_text
from registry.imports.mapping import BadMapping, FileMapping

LINE, REASON = "_line", "_reason"
# With fewer columns a line of somebody's prose may well look like a line of the file.
FEWEST_TELLING = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: where it starts (from 1), its cells, and why it can't be taken."""

    number: int
    cells: list[str]
    refused: str | None = None


class Lines:
    """The header of a CSV file, and the lines below it.

    Raises BadMapping if there is no header that can be read.
    """

    def __init__(self, file: IO[str], delimiter: str) -> None:
        self._tape = _Tape(file)
        self._delimiter = delimiter
        self._reader = csv.reader(self._tape, delimiter=delimiter, strict=True)
        self.header: list[str] = []
        self._ours = False
        first = self._next()
        if first is None or first.refused:
            raise BadMapping(f"the header: {first.refused if first else 'there is none'}")
        # A file of refused lines, as we wrote it.
        self._ours = REASON in first.cells
        self.header = self._as_it_was(first.cells)

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines that are not empty, in their order."""
        while line := self._next():
            if line.cells:
                yield line

    def _next(self) -> Line | None:
        number = self._tape.keep()
        try:
            cells = next(self._reader)
            wrong = self._wrong(cells)
        except StopIteration:
            return None
        except csv.Error as error:
            cells, wrong = [], str(error)
        if wrong is None:
            return Line(number, self._as_it_was(cells))
        if self._tape.rewind() or not cells:
            cells = self._tape.first().split(self._delimiter)
        return Line(number, self._as_it_was(cells), wrong)

    def _as_it_was(self, cells: list[str]) -> list[str]:
        return [as_it_was(cell) for cell in cells] if self._ours else cells

    def _wrong(self, cells: list[str]) -> str | None:
        width = len(self.header)
        if not width or not cells:
            return None
        if len(cells) != width:
            return f"{len(cells)} cells instead of {width}"
        if width >= FEWEST_TELLING and any(
            line.count(self._delimiter) == width - 1 for line in self._tape.others()
        ):
            return "a quote joins it to the next lines"
        return None


class _Tape:
    """The physical lines of a file, of which those last read can be put back."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self._number = file, 0
        self._kept: list[str] = []
        self._back: list[str] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._file)
        self._number += 1
        self._kept.append(line)
        return line

    def keep(self) -> int:
        """Begin to keep what is read, and return the number of the line that comes."""
        self._kept = []
        return self._number + 1

    def first(self) -> str:
        return self._kept[0].rstrip("\r\n")

    def others(self) -> list[str]:
        return self._kept[1:]

    def rewind(self) -> int:
        """Put back all but the first line kept, and return how many those were."""
        others = self.others()
        self._back += reversed(others)
        self._number -= len(others)
        return len(others)


class RefusedLines:
    """A file for refused lines, with two columns of ours that an import does not look at.

    It is there only if something was refused. Raises OSError at once if it can't be written.
    """

    def __init__(self, path: Path, mapping: FileMapping, header: list[str]) -> None:
        self._path, self._delimiter, self._any = path, mapping.delimiter, False
        self._places = own_places(header)
        self._width = len(header)
        self._file = path.open("w", encoding=mapping.encoding, errors="surrogateescape", newline="")
        self._writer = csv.writer(self._file, delimiter=mapping.delimiter)
        self._writer.writerow([*(as_text(header[place]) for place in self._places), LINE, REASON])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        if not self._any:
            self._path.unlink()

    def add(self, line: Line, reason: str) -> None:
        """Write a line as it was, but so that no spreadsheet works it out."""
        self._any = True
        # The reason may quote the mapping, which the file's encoding need not be able to write.
        plain = reason.encode("ascii", "backslashreplace").decode()
        cells = fitted(line.cells, self._width, self._delimiter)
        own = (as_text(cells[place]) for place in self._places)
        self._writer.writerow([*own, line.number, as_text(plain)])


def own_places(header: Sequence[str]) -> list[int]:
    """Return the places of the columns that are the file's own, and none that we added."""
    return [place for place, name in enumerate(header) if name not in {LINE, REASON}]


def fitted(cells: Sequence[str], width: int, delimiter: str) -> list[str]:
    """Return as many cells as a header has; what is beyond it stays in the last one."""
    if len(cells) > width:
        return [*cells[: width - 1], delimiter.join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]

"""Sheets that dealers send: CSV as any program writes it, or an Excel workbook.

A sheet is read whole or refused with a code: it is small, and the lines are read with care
elsewhere (`registry.imports.lines`). Workbooks are read one at a time.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path

import xlsxwriter

from registry.imports.formulas import as_text
from registry.imports.lines import LINE, REASON, Line, Lines, fitted, own_places
from registry.imports.mapping import BadMapping
from registry.turns import Turns

READER = Path(__file__).with_name("excel.py")
TAKES_AT_MOST, WAITS_AT_MOST = 20.0, 20.0
_turns = Turns()
MOST_BYTES = 5_000_000
MOST_LINES = 5_000
MOST_COLUMNS = 200
DELIMITERS = ";,\t|"
EXCEL, CSV = "xlsx", "csv"
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class BadSheet(ValueError):
    """The file can't be read as a sheet; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A header with a different name for each column, and the lines below it that are not empty.

    `kind` is `csv` or `xlsx`; a CSV file has a delimiter and an encoding by Python's name.
    """

    kind: str
    header: list[str]
    lines: list[Line]
    delimiter: str = ";"
    encoding: str = "utf-8-sig"

    def row(self, line: Line) -> dict[str, str]:
        """Return the cells of a line by the names of their columns."""
        return dict(zip(self.header, line.cells, strict=True))


def read_sheet(data: bytes) -> Sheet:
    """Read a file by what it is, whatever it is called. Raises BadSheet."""
    if not data.strip():
        raise BadSheet("empty_sheet")
    if len(data) > MOST_BYTES:
        raise BadSheet("upload_too_large")
    if data.startswith(OLD_EXCEL):
        raise BadSheet("old_excel")
    sheet = _excel(data) if data.startswith(ZIP) else _csv(data)
    if not sheet.lines:
        raise BadSheet("empty_sheet")
    return sheet


def written(sheet: Sheet, refused: Iterable[tuple[Line, str]]) -> bytes:
    """Return a file of the same form with these lines, as they were, and why each is there.

    The two columns that this adds, `_line` and `_reason`, are not looked at when it is sent.
    """
    places = own_places(sheet.header)
    rows = [[*(sheet.header[place] for place in places), LINE, REASON]]
    for line, reason in refused:
        cells = fitted(line.cells, len(sheet.header), sheet.delimiter)
        rows.append([*(cells[place] for place in places), str(line.number), reason])
    return _as_excel(rows) if sheet.kind == EXCEL else _as_csv(sheet, rows)


def _csv(data: bytes) -> Sheet:
    text, encoding = _decoded(data)
    top = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=top.count)
    try:
        reader = Lines(StringIO(text, newline="\n"), delimiter)
    except BadMapping as error:
        raise BadSheet("no_header") from error
    header = _named(reader.header)
    lines = [
        line
        for line in islice(reader, MOST_LINES + 1)
        if line.refused or any(map(str.strip, line.cells))
    ]
    if len(lines) > MOST_LINES:
        raise BadSheet("too_many_lines")
    return Sheet(kind=CSV, header=header, lines=lines, delimiter=delimiter, encoding=encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding. Raises BadSheet for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise BadSheet("not_a_sheet") from error
    if b"\0" in data:
        raise BadSheet("not_a_sheet")
    try:
        return data.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        # What this code page does not know is refused with its line.
        return data.decode("cp1252", "surrogateescape"), "cp1252"


def _excel(data: bytes) -> Sheet:
    try:
        with _turns.turn(WAITS_AT_MOST):
            done = subprocess.run(  # noqa: S603 - our own file, by the Python that runs us
                [sys.executable, "-I", str(READER)],
                input=data,
                capture_output=True,
                env={"LC_ALL": "C.UTF-8"},
                timeout=TAKES_AT_MOST,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise BadSheet("sheet_too_large") from error
    except TimeoutError as error:
        raise BadSheet("reader_busy") from error
    if done.returncode:
        # It ran out of the memory or the time that it may use.
        raise BadSheet("sheet_too_large")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise BadSheet(answer["refused"])
    rows: list[list[str]] = answer["rows"]
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    if not filled:
        raise BadSheet("empty_sheet")
    (_, header), *below = filled
    if len(below) > MOST_LINES:
        raise BadSheet("too_many_lines")
    lines = [Line(number, row) for number, row in below]
    return Sheet(kind=EXCEL, header=_named(header), lines=lines)


def _named(header: Sequence[str]) -> list[str]:
    """Return a name for each column: what the header says, told apart where it says it twice."""
    if len(header) > MOST_COLUMNS:
        raise BadSheet("too_many_columns")
    if len(header) < 2 or not any(map(str.strip, header)):
        raise BadSheet("no_header")
    names: list[str] = []
    for place, told in enumerate(header, start=1):
        name = " ".join(told.split())[:100] or f"#{place}"
        names.append(name if name not in names else f"{name} #{place}")
    return names


def _as_csv(sheet: Sheet, rows: Sequence[Sequence[str]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file, delimiter=sheet.delimiter).writerows(
        [as_text(cell) for cell in row] for row in rows
    )
    lenient = "surrogateescape" if sheet.encoding == "cp1252" else "replace"
    return file.getvalue().encode(sheet.encoding, lenient)


def _as_excel(rows: Sequence[Sequence[str]]) -> bytes:
    file = BytesIO()
    # Everything is text: nothing of what came is ever worked out as a formula.
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return file.getvalue()

"""The reader of Excel sheets: a workbook on standard input becomes JSON on standard output.

It runs as a process of its own (see `registry.imports.sheets`) that may use little memory and
time: a small file can claim to be a huge one. It imports nothing of the register. The answer is
`{"rows": [[text, ...], ...]}`, or `{"refused": code}`.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

MEMORY_BYTES = 700_000_000
CPU_SECONDS = 8
MOST_ROWS, MOST_COLUMNS = 5_200, 200
# A cell keeps 15 digits of a number; of a longer one the last are lost.
KEPT_EXACTLY = 10**15


def rows(data: bytes) -> dict[str, object]:
    """Return the first sheet as rows of text, empty ones too, so that their numbers are right."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        if not workbook.sheet_names:
            return {"refused": "empty_sheet"}
        sheet = workbook.get_sheet_by_index(0)
        if (sheet.end or (0, 0))[1] >= MOST_COLUMNS:
            return {"refused": "too_many_columns"}
        if (sheet.end or (0, 0))[0] >= MOST_ROWS:
            return {"refused": "too_many_lines"}
        return {
            "rows": [
                [text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
            ]
        }
    except (CalamineError, OSError, ValueError):
        return {"refused": "not_a_sheet"}


def text(value: object) -> str:
    """Return the text of a cell: dates in ISO 8601, whole numbers without a point."""
    match value:
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
        case float():
            return number(value)
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def number(value: float) -> str:
    """Return a number in full, or with its exponent where it was not kept in full."""
    if abs(value) >= KEPT_EXACTLY:
        return f"{value:E}"
    return str(int(value)) if value.is_integer() else str(value)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    json.dump(rows(sys.stdin.buffer.read()), sys.stdout)

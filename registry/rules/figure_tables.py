"""Figures as tables: one line a figure, or one line a day."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

CSV = "text/csv"


def rows_of(figures: Mapping[str, Any]) -> list[list[Any]]:
    """Return a header, and each figure by its name; of a figure within a figure both names."""
    return [["figure", "value"], *_lines("", figures)]


def rows_of_each(things: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Return a header and a line for each day, or each article; nothing if there is none."""
    return [list(things[0]), *(list(each.values()) for each in things)] if things else []


def as_csv(rows: Sequence[Sequence[Any]]) -> str:
    """Write a table as CSV (RFC 4180); nothing where there is no figure."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _lines(prefix: str, figures: Mapping[str, Any]) -> Iterator[list[Any]]:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from _lines(f"{prefix}{name}.", value)
        else:
            yield [f"{prefix}{name}", value]

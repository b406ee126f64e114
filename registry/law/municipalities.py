"""The Dutch municipalities by their CBS codes (see registry/data/README.md)."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files


@cache
def municipality_names() -> dict[str, str]:
    """Return the name of each municipality by its code, such as GM0344, also of past ones."""
    return {row["code"]: row["name"] for row in _rows()}


def names_on(day: date) -> dict[str, str]:
    """Return the municipalities whose code holds on a day, as far as its dates are known.

    The day on which a code ends is the first on which it no longer holds.
    """
    return {
        row["code"]: row["name"]
        for row in _rows()
        if (not row["from"] or date.fromisoformat(row["from"]) <= day)
        and (not row["until"] or day < date.fromisoformat(row["until"]))
    }


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("registry") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))

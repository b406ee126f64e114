"""The Dutch municipalities by their CBS codes (see registry/data/README.md)."""

import csv
import re
from datetime import date
from functools import cache
from importlib.resources import files

_BETWEEN = re.compile(r"[,;/\n]")
_SPOKEN = {"den haag": "'s-gravenhage", "den bosch": "'s-hertogenbosch"}


@cache
def municipality_names() -> dict[str, str]:
    """Return the name of each municipality by its code, such as GM0344, also of past ones."""
    return {row["code"]: row["name"] for row in _rows()}


def municipality_in(text: str | None) -> str | None:
    """Return the code of the municipality that somebody named as a place, if it is one.

    That is one of its parts between commas and the like, so that a street of that name is none;
    of names that there are twice, such as Bergen, only the full one is known.
    """
    parts = (" ".join(part.split()).casefold() for part in _BETWEEN.split(text or ""))
    return next((_codes()[part] for part in parts if part in _codes()), None)


@cache
def _codes() -> dict[str, str]:
    """Return the code of each name in small letters, also of names that people use, and its own."""
    codes = {name.casefold(): code for code, name in municipality_names().items()}
    codes |= {code.casefold(): code for code in municipality_names()}
    return codes | {spoken: codes[name] for spoken, name in _SPOKEN.items()}


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

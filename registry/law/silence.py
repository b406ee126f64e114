"""DOC: after how long without an entry a dealer counts as silent.

The terms stand in registry/data/silence.csv. To be silent is no breach, it is a reason to look.
"""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


def silence_at(day: date) -> dict[str | None, timedelta]:
    """Return the terms in force on a day: of places with their own, and under None the usual."""
    found: dict[str | None, tuple[date, timedelta]] = {}
    for place, since, term in _lines():
        if since <= day and (place not in found or since >= found[place][0]):
            found[place] = (since, term)
    return {place: term for place, (_, term) in found.items()}


@cache
def _lines() -> tuple[tuple[str | None, date, timedelta], ...]:
    text = (files("registry") / "data" / "silence.csv").read_text(encoding="utf-8")
    return tuple(
        (
            row["place"] or None,
            date.fromisoformat(row["from"]) if row["from"] else date.min,
            timedelta(weeks=int(row["weeks"])),
        )
        for row in csv.DictReader(text.splitlines())
    )

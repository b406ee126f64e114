"""Within how many days the police answer a citizen (see registry/data/answer_terms.csv)."""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

DISPUTE = "dispute"


def answer_term(subject: str, day: date) -> timedelta:
    """Return the term of what is asked on this day. Raises LookupError if it has none."""
    terms = [(since, term) for name, since, term in _lines() if name == subject and since <= day]
    if not terms:
        raise LookupError(f"no term to answer a {subject} of {day}")
    return max(terms)[1]


@cache
def _lines() -> tuple[tuple[str, date, timedelta], ...]:
    text = (files("registry") / "data" / "answer_terms.csv").read_text(encoding="utf-8")
    return tuple(
        (
            row["subject"],
            date.fromisoformat(row["from"]) if row["from"] else date.min,
            timedelta(days=int(row["days"])),
        )
        for row in csv.DictReader(text.splitlines())
    )

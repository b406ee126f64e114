"""The Dutch municipalities by their CBS codes (see registry/data/README.md)."""

import csv
from functools import cache
from importlib.resources import files


@cache
def municipality_names() -> dict[str, str]:
    """Return the name of each municipality by its code, such as GM0344."""
    text = (files("registry") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}

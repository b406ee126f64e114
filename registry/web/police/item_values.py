"""Goods as the values of the fields of a form."""

from collections.abc import Mapping
from typing import Any

TEXTS = ("category", "brand", "model", "colour", "description", "marks")


def item_values(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the values by the names of the fields (see `registry.web.forms`)."""
    values = {f"item.{name}": str(item[name]) for name in TEXTS if item.get(name)}
    for place, number in enumerate(item.get("identifiers") or ()):
        values[f"item.identifiers.{place}.value"] = number["value"]
        if number.get("type"):
            values[f"item.identifiers.{place}.type"] = number["type"]
    return values

"""Metals: which goods are copper, of which the decree asks more when they are paid in cash."""

import re
from collections.abc import Mapping
from typing import Any

# Copper and its alloys as they are written in Dutch and English (decree, article 2 (1)).
_COPPER = re.compile(
    r"\b(rood|geel)?(koper(en|draad|kabel|afval)?|messing(en)?|brons|bronzen)\b"
    r"|\b(copper|brass|bronze)\b",
    re.IGNORECASE,
)
_METALS = frozenset({"precious_metal", "other", "tool"})


def is_copper(item: Mapping[str, Any]) -> bool:
    """Tell whether these goods are copper or an alloy of it, going by what was written."""
    if item["category"] not in _METALS:
        return False
    texts = (item.get(name) or "" for name in ("description", "marks", "model", "brand"))
    return any(_COPPER.search(text) for text in texts)

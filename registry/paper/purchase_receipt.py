"""DOR: the receipt of an entry, of which `registry.paper.printing` makes a PDF without seller."""

import json
from collections.abc import Mapping
from typing import Any

from registry.paper.documents import PAGES, ZONE
from registry.paper.sentences import Sentences

TEMPLATE = "purchase_receipt.html"


def html(entry: Mapping[str, Any], dealer: str, language: str) -> str:
    """Return an entry of the purchase register of a dealer, by its name, as an HTML document."""
    item, given = entry["item"], entry["price"]
    told = Sentences(language, ZONE)
    return PAGES.get_template(TEMPLATE).render(
        entry=entry,
        dealer=dealer,
        goods=[item.get(name) for name in ("brand", "model", "colour") if item.get(name)],
        numbers=[each["value"] for each in item.get("identifiers") or ()],
        price=told.money(given) if given else entry["conditions"],
        text=json.dumps(entry["receipt"], indent=1, ensure_ascii=True),
        t=told,
    )

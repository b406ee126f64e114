"""Stop Heling: the receipt of a theft check, of which `registry.paper.printing` makes a PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.paper.documents import PAGES, ZONE
from registry.paper.sentences import Sentences

TEMPLATE = "check_receipt.html"


def html(receipt: Mapping[str, Any], language: str) -> str:
    """Return the receipt, which we signed, as an HTML document."""
    return PAGES.get_template(TEMPLATE).render(
        said=receipt["statement"],
        at=datetime.fromisoformat(receipt["statement"]["checked_at"]),
        key=receipt["key"],
        text=json.dumps(receipt, indent=1, ensure_ascii=True),
        t=Sentences(language, ZONE),
    )

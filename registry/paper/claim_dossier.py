"""DOR: the dossier of a claim as a document, of which `registry.paper.printing` makes a PDF."""

import json
from collections.abc import Mapping
from typing import Any

from registry.paper.documents import PAGES, described
from registry.paper.sentences import Sentences

TEMPLATE = "claim_dossier.html"


def html(dossier: Mapping[str, Any], seller: Mapping[str, Any] | None, language: str) -> str:
    """Return the dossier (see `registry.rules.claims.told`) as an HTML document.

    `seller` is the seller of the entry, if the dealer has opened it for this.
    """
    told = Sentences(language, dossier["zone"])
    receipts = [("registration", dossier["entry"]["receipt"])]
    receipts += [("theft-check", check["receipt"]) for check in dossier["checks"]]
    if dossier["order"]:
        receipts.append(("hold-order", dossier["order"]["receipt"]))
    return PAGES.get_template(TEMPLATE).render(
        dossier=dossier,
        seller=seller,
        t=told,
        goods=lambda item: described(item, told),
        receipts=[
            (told.say(f"verify.kind.{kind}"), json.dumps(receipt, sort_keys=True))
            for kind, receipt in receipts
        ],
    )

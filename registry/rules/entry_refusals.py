"""DOR, what may not be acquired at all (437bis Sr, decree 2 (1)): refused, and that is recorded."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Invalid, RefusedByLaw
from registry.journal import append
from registry.law.metals import is_copper
from registry.law.rulebook import RULES
from schemas.purchases import METAL_CATEGORIES

CLOCK_SKEW = timedelta(minutes=5)


def check_entry(entry: Mapping[str, Any], now: datetime, *, thrift_shop: bool = False) -> None:
    """Refuse an entry of what may not have been acquired, or not so.

    Raises Invalid for a time in the future, a weight of what is no metal, and a seller without a
    document. Raises RefusedByLaw
    for a minor (437bis (1)(a)), for somebody whom the dealer knows or suspects to be detained
    (437bis (1)(b)), and for copper in cash from somebody who showed no document (decree 2 (1)).
    """
    if entry["acquired_at"] > now + CLOCK_SKEW:
        raise Invalid.field("/acquired_at", "in_the_future")
    if entry["item"]["category"] not in METAL_CATEGORIES:
        for name in ("weight_grams", "fineness"):
            # A correction may have made something else of a ring.
            if entry.get(name) is not None:
                raise Invalid.field(f"/{name}", "only_for_precious_metal")
    if "seller" not in entry:
        return
    seller = entry["seller"]
    if not seller["adult"]:
        raise _refused("/seller/adult", "seller_minor", "437bis-1-a")
    if seller.get("detention", "no") != "no":
        raise _refused("/seller/detention", "seller_detained", "437bis-1-b")
    if "id_document" in seller:
        return
    if entry["payment"] == "cash" and is_copper(entry["item"]):
        raise _refused("/seller/id_document", "copper_needs_a_document", "decree-2-1")
    # Ordinances ask a document of every supplier, but of those of thrift shops.
    if not thrift_shop:
        raise Invalid.field("/seller/id_document", "required")


def record(session: Session, actor: Actor, now: datetime, refusal: RefusedByLaw) -> None:
    """Record that a dealer tried to enter what the law forbids, with nobody's personal data.

    The entry was rolled back, so this belongs in a transaction of its own.
    """
    append(
        session,
        actor,
        now,
        EventName.PURCHASE_REFUSE,
        ground=f"art. {refusal.article}",
        details={
            "dealer": actor.subject,
            "rule": refusal.rule,
            "article": refusal.article,
            "field": refusal.fields[0].pointer,
        },
        result="refused",
    )


def _refused(pointer: str, code: str, rule: str) -> RefusedByLaw:
    return RefusedByLaw(pointer, code, rule=rule, article=RULES[rule].article)

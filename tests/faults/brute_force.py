"""The oracle: every stolen good against every purchase, over the tables as they are now."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching import Item, Matcher
from registry.register import Register
from registry.rules import match_profiles
from registry.tables import (
    Hit,
    Purchase,
    PurchaseVersion,
    StolenGood,
    StolenGoodVersion,
)

Pair = tuple[UUID, UUID]


def pairs_by_brute_force(register: Register) -> set[Pair]:
    """Return the pairs that must be hits."""
    with register.database.read() as session:
        profile = match_profiles.in_force(session)
        goods: list[Any] = list(
            session.execute(
                select(StolenGood.id, StolenGoodVersion.item)
                .join(StolenGoodVersion, StolenGoodVersion.stolen_good_id == StolenGood.id)
                .where(
                    StolenGoodVersion.version == StolenGood.version,
                    StolenGoodVersion.status == "listed",
                )
            )
        )
        bought: list[Any] = list(
            session.execute(
                select(Purchase.id, PurchaseVersion.item)
                .join(PurchaseVersion, PurchaseVersion.purchase_id == Purchase.id)
                .where(PurchaseVersion.version == Purchase.version)
            )
        )
    listed = ((n, Item.from_wire(item)) for n, (_, item) in enumerate(goods))
    matcher = Matcher.build(listed, profile=profile)
    return {
        (goods[match.id][0], purchase_id)
        for purchase_id, item in bought
        for match in matcher.match(Item.from_wire(item))
    }


def pairs_on_the_desk(register: Register) -> set[Pair]:
    """Return the pairs that are hits now; the table itself allows one hit a pair."""
    with register.database.read() as session:
        rows = session.execute(
            select(Hit.stolen_good_id, Hit.purchase_id).where(Hit.status != "withdrawn")
        )
        return {(good, purchase) for good, purchase in rows}

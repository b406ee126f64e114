"""The oracle: every stolen good against every purchase, over the tables as they are now."""

from uuid import UUID

from sqlalchemy import select

from matching import Matcher
from registry.register import Register
from registry.rules import match_profiles
from registry.rules.held import GOOD, PURCHASE, held_rows
from registry.tables import Hit

Pair = tuple[UUID, UUID]


def pairs_by_brute_force(register: Register) -> set[Pair]:
    """Return the pairs that must be hits."""
    with register.database.read() as session:
        profile = match_profiles.in_force(session)
        goods = [held for held in held_rows(session, GOOD) if held.listed]
        bought = list(held_rows(session, PURCHASE))
    matcher = Matcher.build(((n, held.item) for n, held in enumerate(goods)), profile=profile)
    return {
        (goods[match.id].id, purchase.id)
        for purchase in bought
        for match in matcher.match(purchase.item)
        if match.verdict != "none"
    }


def pairs_on_the_desk(register: Register) -> set[Pair]:
    """Return the pairs that are hits now; the table itself allows one hit a pair."""
    with register.database.read() as session:
        rows = session.execute(
            select(Hit.stolen_good_id, Hit.purchase_id).where(Hit.status != "withdrawn")
        )
        return {(good, purchase) for good, purchase in rows}

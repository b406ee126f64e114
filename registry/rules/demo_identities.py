"""The demo's people: one for each role, standing for real rows of the demo data; and a good."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import Item, recognise
from registry.access.actors import Role
from registry.errors import NotFound
from registry.rules.newest import NEWEST_GOOD
from registry.tables import Dealer, StolenGood, StolenGoodVersion

DEMO_ROLES = tuple(
    role.value for role in (Role.DEALER, Role.POLICE, Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN)
)


def demo_subject(session: Session, role: Role) -> str:
    """Return for whom the demo identity of this role acts.

    The dealer is the first that was approved; the municipality and the inspector are of its
    area, so that they see it. Raises NotFound while there is no approved dealer.
    """
    if role is Role.POLICE:
        return "demo-officer"
    if role is Role.ADMIN:
        return "demo-admin"
    dealer = session.scalars(
        select(Dealer)
        .where(Dealer.status == "approved", Dealer.municipality_code.is_not(None))
        .order_by(Dealer.id)
        .limit(1)
    ).one_or_none()
    if dealer is None:
        raise NotFound("no_demo_data")
    return str(dealer.id if role is Role.DEALER else dealer.municipality_code)


def demo_email(session: Session) -> str | None:
    """Return an address with which the dealer of the demo signs in the long way."""
    return session.scalar(
        select(Dealer.email)
        .where(Dealer.status == "approved", Dealer.email_confirmed_at.is_not(None))
        .order_by(Dealer.id)
        .limit(1)
    )


def stolen_phone(session: Session) -> dict[str, Any] | None:
    """Return a listed phone with an IMEI, as a dealer would describe it, if there is one."""
    rows = session.scalars(
        select(StolenGoodVersion.item)
        .join(StolenGood, NEWEST_GOOD)
        .where(StolenGoodVersion.status == "listed")
        .order_by(StolenGood.id.desc())
        .execution_options(yield_per=100)
    )
    for wire in rows:
        item = Item.from_wire(wire)
        if item.category != "phone" or not item.identifiers:
            continue
        number = recognise(item.identifiers[0].value, item.identifiers[0].type)
        if number.kind == "imei" and number.check == "passed":
            return {
                "category": item.category,
                "brand": item.brand,
                "model": item.model,
                "identifiers": [{"type": "imei", "value": number.canonical}],
            }
    return None

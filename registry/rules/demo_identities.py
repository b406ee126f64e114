"""The demo's people: one for each role, standing for real rows of the demo data."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Role
from registry.errors import NotFound
from registry.tables import Dealer

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

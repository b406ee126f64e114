"""DOL, a dealer as its own pages need it: how it stands, and at which shops it buys."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.errors import NotFound
from registry.tables import Dealer, Premises


@dataclass(frozen=True, slots=True)
class Shop:
    """A dealer and those of its premises at which it may enter purchases."""

    dealer: Dealer
    premises: tuple[Premises, ...]

    @property
    def needs_documents(self) -> bool:
        """Whether every seller has to show a document: everywhere but in thrift shops."""
        return not self.dealer.thrift_shop


def shop(session: Session, actor: Actor) -> Shop:
    """Return the actor's own dealer. Raises NotFound for one that is not there."""
    dealer = session.get(Dealer, actor.dealer_id)
    if dealer is None:
        raise NotFound
    approved = session.scalars(
        select(Premises)
        .where(Premises.dealer_id == dealer.id, Premises.status == "approved")
        .order_by(Premises.id)
    )
    return Shop(dealer, tuple(approved))


def branch(session: Session, actor: Actor, premises_id: UUID) -> Premises:
    """Return one of the actor's own premises. Raises NotFound for any other."""
    found = session.get(Premises, premises_id)
    if found is None or found.dealer_id != actor.dealer_id:
        raise NotFound
    return found

"""DOL, where a shop is: the rules of that place hold for what is bought there."""

from uuid import UUID

from sqlalchemy.orm import Session

from registry.tables import Dealer, Premises


def place_of(session: Session, dealer: Dealer, premises_id: UUID | None) -> str | None:
    """Return where an entry is made: the municipality of the premises, or else the dealer's."""
    if premises_id is None:
        return dealer.municipality_code
    return session.get_one(Premises, premises_id).municipality_code

"""Stop Heling, checks of goods without a number: what a description can tell, which is little."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from matching import Item
from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append
from registry.rules.match_desk import MatchDesk

Likeness = Literal["similar", "cannot_tell"]
# What only one item has, in the names of the pieces of evidence.
ITS_OWN = frozenset({"mark", "part_of_number"})


def find(session: Session, desk: MatchDesk, described: Mapping[str, Any]) -> Likeness:
    """Hold described goods against the stolen ones.

    `similar` means that an inscription, or a part of a number, agrees with that of stolen goods
    so strongly that a purchase would make a hit. Everything else is `cannot_tell`: kind, brand,
    model and colour are shared by thousands, so with them a register would be browsed and nobody
    warned. The same work is done whatever is found.
    """
    item = Item.from_wire(described)
    similar = [
        decision
        for _, decision in desk.weighed(session, item)
        if decision is not None
        and any(piece.feature in ITS_OWN and piece.bits > 0 for piece in decision.evidence)
    ]
    return "similar" if similar else "cannot_tell"


def record(session: Session, actor: Actor, now: datetime, *, likeness: Likeness) -> None:
    """Record that this was answered; nothing of the description is kept."""
    details = {"outcome": likeness, "by": "description"}
    append(session, actor, now, EventName.CHECK_ANSWER, details=details)

"""DOR, opening a seller: on a ground of the law, written down before anybody sees the name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.keys import Keys
from registry.access.sealing import unseal
from registry.audit.names import EventName
from registry.errors import Conflict, Gone, NotFound
from registry.journal import append
from registry.tables import Hit, Purchase, PurchaseVersion, SealedIdentity

Ground = Literal["confirmed_hit", "demand", "court_order"]
ARTICLES: Mapping[Ground, str] = MappingProxyType(
    {
        "confirmed_hit": "art. 437 (1)(c) Sr",
        "demand": "art. 437 (1)(g) Sr",
        "court_order": "court order",
    }
)
OWN_REGISTER = "art. 437 (1)(c) Sr"


@dataclass(frozen=True, slots=True)
class Opening:
    """A recorded leave to open one sealed seller; it opens nothing by itself."""

    purchase_id: UUID
    version: int
    identity: SealedIdentity

    @property
    def reference(self) -> dict[str, Any]:
        """Name what was opened, so that it can be opened again for a repeated request."""
        return {"purchase": str(self.purchase_id), "version": self.version}

    @property
    def named(self) -> dict[str, Any]:
        """Name the record in the log."""
        return {"version": self.version, "identity": str(self.identity.id)}

    def opened(self, keys: Keys) -> dict[str, Any]:
        """Return the seller. To be called once the event is committed, and not before."""
        return unseal(keys, self.identity)


def disclose(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    ground: Ground,
    case_number: str,
    version: int | None = None,
) -> Opening:
    """Give the police leave to open the seller of an entry, and record it.

    The ground is a hit that stands confirmed, a written demand (article 437 (1)(g) Sr) or a
    court order. Without a `version` it is the seller of the present one. Raises Conflict with
    code `hit_not_confirmed` if that is the ground and there is no such hit, Gone with code
    `seller_erased` if the term of keeping has passed, and NotFound.
    """
    purchase = session.get(Purchase, purchase_id)
    if purchase is None:
        raise NotFound
    if ground == "confirmed_hit" and not _is_confirmed(session, purchase_id):
        raise Conflict("hit_not_confirmed")
    opening = _opening(session, purchase, version)
    append(
        session,
        actor,
        now,
        EventName.SELLER_DISCLOSE,
        object_id=purchase_id,
        ground=ARTICLES[ground],
        details={"ground": ground, "case_number": case_number, **opening.named},
    )
    return opening


def consult(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    purpose: str,
    version: int | None = None,
) -> Opening:
    """Give a dealer leave to open a seller in its own register (article 437 (1)(c) Sr).

    Raises NotFound for an entry of another register, and Gone as `disclose` does.
    """
    purchase = session.get(Purchase, purchase_id)
    if purchase is None or actor.role is not Role.DEALER or purchase.dealer_id != actor.dealer_id:
        raise NotFound
    opening = _opening(session, purchase, version)
    append(
        session,
        actor,
        now,
        EventName.SELLER_CONSULT,
        object_id=purchase_id,
        ground=OWN_REGISTER,
        purpose=purpose,
        details=opening.named,
    )
    return opening


def _opening(session: Session, purchase: Purchase, version: int | None) -> Opening:
    number = version or purchase.version
    entry = session.get_one(PurchaseVersion, (purchase.id, number))
    identity = session.get_one(SealedIdentity, entry.seller_id)
    if identity.erased_at is not None:
        raise Gone("seller_erased")
    return Opening(purchase.id, number, identity)


def _is_confirmed(session: Session, purchase_id: UUID) -> bool:
    confirmed = exists().where(Hit.purchase_id == purchase_id, Hit.status == "confirmed")
    return bool(session.scalar(select(confirmed)))

"""Stop Heling, the file of one stolen good: its versions, its hits, and its likely doubles."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append
from registry.rules import merges, stolen_goods
from registry.tables import Dealer, Hit, StolenGoodVersion


def show(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    good_id: UUID,
    doubles: Mapping[UUID, list[str]],
) -> dict[str, Any]:
    """Return a good with all that belongs to it; `doubles` are those of `merges.candidates`.

    What was shown is recorded. Raises NotFound.
    """
    good = stolen_goods.as_of(session, good_id)
    merged = merges.merged_here(session, good_id)
    others = stolen_goods.newest(session, [*doubles, *merged])
    shown = {
        "good": good,
        "versions": list(
            session.scalars(
                select(StolenGoodVersion)
                .where(StolenGoodVersion.stolen_good_id == good_id)
                .order_by(StolenGoodVersion.version)
            )
        ),
        "hits": [
            {"hit": hit, "dealer_name": name}
            for hit, name in session.execute(
                select(Hit, Dealer.name)
                .join(Dealer, Dealer.id == Hit.dealer_id)
                .where(Hit.stolen_good_id == good_id)
                .order_by(Hit.status == "withdrawn", Hit.p_item.desc(), Hit.id)
                .limit(50)
            )
        ],
        "doubles": [{"good": others[id_], "why": why} for id_, why in doubles.items()],
        "merged": [others[id_] for id_ in merged],
    }
    append(
        session,
        actor,
        now,
        EventName.GOOD_CONSULT,
        object_id=good_id,
        details={"listed": [str(id_) for id_ in (*doubles, *merged)]},
    )
    return shown

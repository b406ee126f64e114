"""Judgements of hits, to fit the matching to: which pairs the police confirmed or rejected."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append
from registry.tables import Hit, HitVersion, PurchaseVersion, StolenGoodVersion

_BATCH = 500


def export(session: Session, actor: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield both goods of each hit that stands confirmed or rejected, and its evidence.

    That it was asked for is recorded. No person and no dealer is named.
    """
    append(session, actor, now, EventName.JUDGEMENTS_EXPORT)
    rows = session.execute(
        select(HitVersion, StolenGoodVersion.item, PurchaseVersion.item)
        .join(Hit, Hit.id == HitVersion.hit_id)
        .join(
            StolenGoodVersion,
            (StolenGoodVersion.stolen_good_id == Hit.stolen_good_id)
            & (StolenGoodVersion.version == HitVersion.stolen_good_version),
        )
        .join(
            PurchaseVersion,
            (PurchaseVersion.purchase_id == Hit.purchase_id)
            & (PurchaseVersion.version == HitVersion.purchase_version),
        )
        .where(
            HitVersion.judged_by.is_not(None),
            HitVersion.status == Hit.status,
            Hit.status.in_(("confirmed", "rejected")),
        )
        .order_by(HitVersion.hit_id, HitVersion.version)
    ).yield_per(_BATCH)
    for version, good, purchase in rows:
        evaluation = version.evaluation
        yield {
            "stolen_good": good,
            "purchase": purchase,
            "judgement": version.status,
            "evidence": [
                {"feature": e["feature"], "bits": e["bits"]} for e in evaluation["evidence"]
            ],
            "prior_bits": evaluation["prior_bits"],
            "profile": evaluation["profile"],
        }

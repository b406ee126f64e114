"""The steps in the life of a hit: found, renewed, reopened, closed; each with its event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import Match
from registry.access.actors import SYSTEM
from registry.audit.names import EventName
from registry.db import insert
from registry.ids import new_id
from registry.journal import ONLY_IF_NEW, append
from registry.tables import Dealer, Hit, HitVersion, Purchase


class Versions(NamedTuple):
    """Which version of the good was compared with which version of the purchase."""

    good: int
    purchase: int


def find(
    session: Session,
    now: datetime,
    good_id: UUID,
    purchase_id: UUID,
    versions: Versions,
    match: Match,
) -> Hit | None:
    """Make the hit of a pair; None if somebody else has just made it."""
    purchase = session.get_one(Purchase, purchase_id)
    dealer = session.get_one(Dealer, purchase.dealer_id)
    hit_id = session.scalars(
        insert(session, Hit)
        .values(
            id=new_id(),
            stolen_good_id=good_id,
            purchase_id=purchase_id,
            dealer_id=dealer.id,
            municipality_code=dealer.municipality_code,
            # UUIDv7 tells which of the two came later, whoever compares them.
            found_by="report" if good_id > purchase_id else "purchase",
            created_at=now,
            version=1,
            status="new",
            verdict=match.verdict,
            p_item=match.p_item,
        )
        .on_conflict_do_nothing(index_elements=[Hit.stolen_good_id, Hit.purchase_id])
        .returning(Hit.id),
        execution_options={ONLY_IF_NEW: True},
    ).one_or_none()
    if hit_id is None:
        return None
    hit = session.get_one(Hit, hit_id)
    _write(session, now, hit, EventName.HIT_FIND, versions, evaluation_of(match))
    return hit


def renew(session: Session, now: datetime, hit: Hit, versions: Versions, match: Match) -> None:
    """Take over a newer comparison of the pair; what was judged stays judged.

    A rejection holds for what was judged, and is reopened only by stronger evidence.
    """
    last = session.get_one(HitVersion, (hit.id, hit.version))
    known = Versions(last.stolen_good_version, last.purchase_version)
    if versions == known and hit.status != "withdrawn":
        return
    evaluation = evaluation_of(match)
    status = _status_after(session, hit, evaluation)
    name = EventName.HIT_REOPEN if status == "new" != hit.status else EventName.HIT_RENEW
    hit.version += 1
    hit.status = status
    hit.verdict, hit.p_item = match.verdict, match.p_item
    _write(session, now, hit, name, versions, evaluation)


def close(session: Session, now: datetime, hit: Hit, versions: Versions, reason: str) -> None:
    """Close a hit that no longer matches, with the code of the reason; it is never deleted."""
    last = session.get_one(HitVersion, (hit.id, hit.version))
    hit.version += 1
    hit.status = "withdrawn"
    _write(session, now, hit, EventName.HIT_CLOSE, versions, last.evaluation, reason)


def evaluation_of(match: Match) -> dict[str, Any]:
    """Return the decision as it is kept with the hit and shown to the police."""
    return {
        "p_item": match.p_item,
        "verdict": match.verdict,
        "prior_bits": match.prior_bits,
        "chance_twins": match.chance_twins,
        "profile": match.profile,
        "evidence": [
            {"feature": e.feature, "bits": e.bits, "text": dict(e.text)} for e in match.evidence
        ],
    }


def bits_of(evaluation: Mapping[str, Any]) -> float:
    """Return the log-odds of the pair in base 2."""
    return float(evaluation["prior_bits"] + sum(e["bits"] for e in evaluation["evidence"]))


def _status_after(session: Session, hit: Hit, evaluation: Mapping[str, Any]) -> str:
    judged = session.scalars(
        select(HitVersion)
        .where(HitVersion.hit_id == hit.id, HitVersion.judged_by.is_not(None))
        .order_by(HitVersion.version.desc())
        .limit(1)
    ).one_or_none()
    if (
        judged is not None
        and judged.status == "rejected"
        and bits_of(evaluation) <= bits_of(judged.evaluation)
    ):
        return "rejected"
    return "new" if hit.status in {"withdrawn", "rejected"} else hit.status


def _write(
    session: Session,
    now: datetime,
    hit: Hit,
    name: EventName,
    versions: Versions,
    evaluation: dict[str, Any],
    reason: str | None = None,
) -> None:
    session.add(
        HitVersion(
            hit_id=hit.id,
            version=hit.version,
            recorded_at=now,
            status=hit.status,
            stolen_good_version=versions.good,
            purchase_version=versions.purchase,
            evaluation=evaluation,
            note=reason,
        )
    )
    append(
        session,
        SYSTEM,
        now,
        name,
        object_id=hit.id,
        object_version=hit.version,
        details={
            "stolen_good": str(hit.stolen_good_id),
            "purchase": str(hit.purchase_id),
            "status": hit.status,
            "verdict": hit.verdict,
            "reason": reason,
        },
    )

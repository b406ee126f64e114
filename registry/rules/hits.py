"""Hits (Stop Heling meets DOR): made, kept up to date and closed by the system."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import Match
from registry.access.actors import SYSTEM
from registry.audit.names import EventName
from registry.db import insert
from registry.ids import new_id
from registry.journal import append
from registry.rules.match_desk import GOOD, PURCHASE, MatchDesk, Pairing, RegisterSide
from registry.tables import (
    Dealer,
    Hit,
    HitVersion,
    Purchase,
    StolenGood,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The version that was compared with everything on the other side."""

    side: RegisterSide
    id: UUID
    version: int


def settle(
    session: Session,
    now: datetime,
    desk: MatchDesk,
    subject: Subject,
    pairings: Sequence[Pairing],
    *,
    gone: bool = False,
) -> list[Hit]:
    """Make the hits of one version agree with what it was found to match, and return them.

    There is at most one hit a pair, whoever finds it and however often (promise 2). A pair that
    no longer matches is closed; `gone` says that the subject itself was withdrawn. A row that
    has changed since the desk saw it is left alone: its own entry in the journal comes later.
    """
    held = _hits_of(session, subject)
    current = _current_versions(session, subject, {p.other_id for p in pairings} | set(held))
    found = []
    for pairing in pairings:
        if current.get(pairing.other_id) != pairing.other_version:
            continue
        hit = held.get(pairing.other_id)
        if hit is None:
            hit = _find(session, now, subject, pairing)
        else:
            _renew(session, now, hit, subject, pairing)
        if hit is not None:
            found.append(hit)
    matched = {pairing.other_id for pairing in pairings}
    other = PURCHASE if subject.side == GOOD else GOOD
    for other_id, hit in held.items():
        seen = desk.seen(other, other_id)
        if (
            other_id not in matched
            and hit.status != "withdrawn"
            and seen is not None
            and seen.version == current[other_id]
        ):
            reason = "good_withdrawn" if gone else "no_longer_matches"
            _close(session, now, hit, subject, current[other_id], reason)
    return found


def with_hits(session: Session, side: RegisterSide, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these goods or purchases have hits, closed ones too."""
    own = Hit.stolen_good_id if side == GOOD else Hit.purchase_id
    return set(session.scalars(select(own).where(own.in_(ids))))


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


def bits_of(evaluation: dict[str, Any]) -> float:
    """Return the log-odds of the pair in base 2."""
    return float(evaluation["prior_bits"] + sum(e["bits"] for e in evaluation["evidence"]))


def newest_version(session: Session, hit: Hit) -> HitVersion:
    """Return the version that holds the hit's present evaluation."""
    return session.get_one(HitVersion, (hit.id, hit.version))


def _hits_of(session: Session, subject: Subject) -> dict[UUID, Hit]:
    """Lock the hits of the subject, always in the order of their keys."""
    own, other = (
        (Hit.stolen_good_id, Hit.purchase_id)
        if subject.side == "good"
        else (Hit.purchase_id, Hit.stolen_good_id)
    )
    hits = session.scalars(
        select(Hit)
        .where(own == subject.id)
        .order_by(Hit.stolen_good_id, Hit.purchase_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {getattr(hit, other.key): hit for hit in hits}


def _current_versions(session: Session, subject: Subject, ids: set[UUID]) -> dict[UUID, int]:
    if not ids:
        return {}
    table = Purchase if subject.side == "good" else StolenGood
    rows = session.execute(select(table.id, table.version).where(table.id.in_(ids)))
    return dict(rows.all())


def _versions(subject: Subject, other_version: int) -> dict[str, int]:
    if subject.side == "good":
        return {"stolen_good_version": subject.version, "purchase_version": other_version}
    return {"stolen_good_version": other_version, "purchase_version": subject.version}


def _find(session: Session, now: datetime, subject: Subject, pairing: Pairing) -> Hit | None:
    good_id, purchase_id = (
        (subject.id, pairing.other_id) if subject.side == "good" else (pairing.other_id, subject.id)
    )
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
            verdict=pairing.match.verdict,
            p_item=pairing.match.p_item,
        )
        .on_conflict_do_nothing(index_elements=[Hit.stolen_good_id, Hit.purchase_id])
        .returning(Hit.id)
    ).one_or_none()
    if hit_id is None:
        return None  # Somebody else has just found the same pair.
    hit = session.get_one(Hit, hit_id)
    _write_version(session, now, hit, _versions(subject, pairing.other_version), pairing.match)
    _record(session, now, EventName.HIT_FIND, hit)
    return hit


def _renew(session: Session, now: datetime, hit: Hit, subject: Subject, pairing: Pairing) -> None:
    """Take over a newer comparison of the pair; what was judged stays judged.

    A rejection holds for what was judged, and is reopened only by stronger evidence.
    """
    last = newest_version(session, hit)
    versions = _versions(subject, pairing.other_version)
    compared = (last.stolen_good_version, last.purchase_version)
    newer = (versions["stolen_good_version"], versions["purchase_version"])
    withdrawn = hit.status == "withdrawn"
    if (newer == compared and not withdrawn) or any(
        new < old for new, old in zip(newer, compared, strict=True)
    ):
        return
    status = _status_after(session, hit, evaluation_of(pairing.match))
    reopened = status == "new" != hit.status
    hit.version += 1
    hit.status = status
    hit.verdict, hit.p_item = pairing.match.verdict, pairing.match.p_item
    _write_version(session, now, hit, versions, pairing.match)
    _record(session, now, EventName.HIT_REOPEN if reopened else EventName.HIT_RENEW, hit)


def _status_after(session: Session, hit: Hit, evaluation: dict[str, Any]) -> str:
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


def _close(
    session: Session, now: datetime, hit: Hit, subject: Subject, other_version: int, reason: str
) -> None:
    last = newest_version(session, hit)
    hit.version += 1
    hit.status = "withdrawn"
    session.add(
        HitVersion(
            hit_id=hit.id,
            version=hit.version,
            recorded_at=now,
            status=hit.status,
            evaluation=last.evaluation,
            note=reason,
            **_versions(subject, other_version),
        )
    )
    _record(session, now, EventName.HIT_CLOSE, hit, reason=reason)


def _write_version(
    session: Session, now: datetime, hit: Hit, versions: dict[str, int], match: Match
) -> None:
    session.add(
        HitVersion(
            hit_id=hit.id,
            version=hit.version,
            recorded_at=now,
            status=hit.status,
            evaluation=evaluation_of(match),
            **versions,
        )
    )


def _record(
    session: Session, now: datetime, name: EventName, hit: Hit, reason: str | None = None
) -> None:
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

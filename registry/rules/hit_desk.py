"""The police's desk: hits with their evidence, and the officers' judgement of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Conflict, NotFound, PreconditionFailed
from registry.journal import append
from registry.rules import hit_claims, purchase_register, stolen_goods
from registry.rules.held import GOOD, held_rows
from registry.rules.pages import decode_cursor, page_of
from registry.tables import (
    Hit,
    HitVersion,
    Purchase,
    PurchaseVersion,
    StolenGood,
    StolenGoodVersion,
)

Everything = tuple[Hit, HitVersion, Purchase, PurchaseVersion, StolenGood, StolenGoodVersion]
Judgement = Literal["confirmed", "rejected", "unsure"]


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    limit: int,
    cursor: str | None = None,
    status: str | None = None,
    since: datetime | None = None,
    municipality: str | None = None,
    dealer: UUID | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of hits, those with the most evidence first; the view is recorded."""
    statement = everything().where(HitVersion.version == Hit.version)
    statement = statement.order_by(Hit.p_item.desc(), Hit.id.desc()).limit(limit + 1)
    if status is not None:
        statement = statement.where(Hit.status == status)
    if since is not None:
        statement = statement.where(Hit.created_at >= since)
    if municipality is not None:
        statement = statement.where(Hit.municipality_code == municipality)
    if dealer is not None:
        statement = statement.where(Hit.dealer_id == dealer)
    if cursor is not None:
        last = decode_cursor(cursor, float, UUID)
        statement = statement.where(tuple_(Hit.p_item, Hit.id) < tuple_(*last))
    rows = session.execute(statement).all()
    page, following = page_of(rows, limit, lambda row: [row[0].p_item, row[0].id])
    append(
        session,
        actor,
        now,
        EventName.HIT_CONSULT,
        details={"listed": [str(row[0].id) for row in page]},
    )
    return present(session, keys, page), following


def show(
    session: Session, actor: Actor, now: datetime, *, hit_id: UUID, keys: Keys
) -> dict[str, Any]:
    """Return one hit with both goods and the whole evidence; the view is recorded."""
    rows = session.execute(
        everything().where(Hit.id == hit_id, HitVersion.version == Hit.version)
    ).all()
    if not rows:
        raise NotFound
    append(session, actor, now, EventName.HIT_CONSULT, object_id=hit_id)
    return present(session, keys, rows)[0]


def judge(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    hit_id: UUID,
    judgement: Judgement,
    note: str | None = None,
    if_match: Collection[str] | None = None,
) -> HitVersion:
    """Write down what an officer makes of a hit; it holds for the versions that were compared.

    Raises PreconditionFailed if the hit has changed since the officer saw it (the versions in
    `if_match`), and Conflict if the good is no longer listed (`hit_withdrawn`) or another officer
    has claimed the hit (`hit_claimed`). A hit that was closed because the
    numbers no longer match can be judged all the same: a dealer's correction must not take it
    from the police.
    """
    hit = session.get(Hit, hit_id, with_for_update={"key_share": True})
    if hit is None:
        raise NotFound
    if if_match is not None and str(hit.version) not in if_match:
        raise PreconditionFailed
    hit_claims.refuse_others(session, actor, now, hit_id)
    (good,) = held_rows(session, GOOD, [hit.stolen_good_id])
    if not good.listed:
        raise Conflict("hit_withdrawn")
    last = session.get_one(HitVersion, (hit.id, hit.version))
    hit.version += 1
    hit.status = judgement
    version = HitVersion(
        hit_id=hit.id,
        version=hit.version,
        recorded_at=now,
        status=judgement,
        stolen_good_version=last.stolen_good_version,
        purchase_version=last.purchase_version,
        evaluation=last.evaluation,
        judged_by=actor.subject,
        note=note,
    )
    session.add(version)
    append(
        session,
        actor,
        now,
        EventName.HIT_JUDGE,
        object_id=hit.id,
        object_version=hit.version,
        details={"judgement": judgement},
    )
    return version


def as_recorded(session: Session, keys: Keys, version: HitVersion) -> dict[str, Any]:
    """Return a hit as it was answered when this version was recorded."""
    rows = session.execute(
        everything().where(Hit.id == version.hit_id, HitVersion.version == version.version)
    ).all()
    return present(session, keys, rows, as_of=version.recorded_at)[0]


def history(session: Session, hit_id: UUID) -> list[HitVersion]:
    """Return every step in the life of a hit, oldest first."""
    return list(
        session.scalars(
            select(HitVersion).where(HitVersion.hit_id == hit_id).order_by(HitVersion.version)
        )
    )


def everything() -> Select[*Everything]:
    """Select hits with the versions of both goods that were compared, in one statement."""
    return (
        select(Hit, HitVersion, Purchase, PurchaseVersion, StolenGood, StolenGoodVersion)
        .join(HitVersion, HitVersion.hit_id == Hit.id)
        .join(Purchase, Purchase.id == Hit.purchase_id)
        .join(
            PurchaseVersion,
            (PurchaseVersion.purchase_id == Hit.purchase_id)
            & (PurchaseVersion.version == HitVersion.purchase_version),
        )
        .join(StolenGood, StolenGood.id == Hit.stolen_good_id)
        .join(
            StolenGoodVersion,
            (StolenGoodVersion.stolen_good_id == Hit.stolen_good_id)
            & (StolenGoodVersion.version == HitVersion.stolen_good_version),
        )
    )


def present(
    session: Session, keys: Keys, rows: Sequence[Row[*Everything]], as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """Return these hits as the police see them."""
    purchases = [(purchase, compared) for _, _, purchase, compared, _, _ in rows]
    goods_parts = purchase_register.present(session, keys, purchases, as_of)
    # The outcome is what the dealer was told of this version, so an answer given again is the same.
    return [
        {
            "id": hit.id,
            "version": shown.version,
            "status": shown.status,
            "found_by": hit.found_by,
            "created_at": hit.created_at,
            **shown.evaluation,
            "stolen_good": stolen_goods.present(good, good_version),
            "purchase": {**goods_part, "match": {"outcome": compared.match_outcome}},
            "dealer_id": hit.dealer_id,
            "municipality_code": hit.municipality_code,
            "judged_by": shown.judged_by,
            "note": shown.note,
        }
        for (hit, shown, _, compared, good, good_version), goods_part in zip(
            rows, goods_parts, strict=True
        )
    ]

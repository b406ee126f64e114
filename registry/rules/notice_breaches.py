"""DOR and DOC: goods acquired that the police had described before (article 437 (1)(e) Sr)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from matching import Decision, Item, matching_goods
from registry.audit.names import EventName
from registry.db import insert
from registry.ids import new_id
from registry.journal import ONLY_IF_NEW, append
from registry.law.rulebook import judged
from registry.rules import match_profiles, rule_checks
from registry.rules.held import item_of_purchase
from registry.rules.law_facts import notice_facts
from registry.rules.newest import NEWEST_PURCHASE
from registry.rules.rule_checks import CHECKER, Judged
from registry.tables import (
    Dealer,
    Notice,
    NoticeBreach,
    NoticeDelivery,
    Purchase,
    PurchaseVersion,
)

NOTICE = "notice"


def find(session: Session, now: datetime, purchase: Purchase, version: PurchaseVersion) -> int:
    """Note each notice that a purchase is in range of, if it was delivered before.

    In range is what the matching calls possible or more, under the profile in force. Each pair is
    noted once, and a correction takes none away: a person judges. Returns how many are new.
    """
    delivered = session.execute(
        select(NoticeDelivery, Notice)
        .join(Notice, Notice.id == NoticeDelivery.notice_id)
        .where(
            NoticeDelivery.dealer_id == purchase.dealer_id,
            NoticeDelivery.delivered_at <= version.acquired_at,
            ~exists().where(
                NoticeBreach.notice_id == Notice.id, NoticeBreach.purchase_id == purchase.id
            ),
        )
        .order_by(Notice.id)
    ).all()
    if not delivered:
        return 0
    described = [Item.from_wire(notice.item) for _, notice in delivered]
    bought = item_of_purchase(version)
    profile = match_profiles.in_force(session)
    return sum(
        _note(session, now, delivered[place][0], purchase, version, decision)
        for place, decision in matching_goods(described, bought, profile)
    )


def find_after(session: Session, now: datetime, delivery_id: UUID) -> int:
    """Look through what a dealer acquired since a notice was delivered; see `find`.

    There is little of it: only entries that were made while the delivery was being recorded.
    """
    delivery = session.get_one(NoticeDelivery, delivery_id)
    rows = session.execute(
        _present()
        .where(
            Purchase.dealer_id == delivery.dealer_id,
            Purchase.registered_at >= delivery.delivered_at,
            PurchaseVersion.acquired_at >= delivery.delivered_at,
        )
        .order_by(Purchase.id)
    ).all()
    return sum(find(session, now, purchase, version) for purchase, version in rows)


def of_dealers_told(session: Session, purchase_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Return which of these purchases are of dealers to whom some notice was delivered."""
    told = select(NoticeDelivery.dealer_id)
    return session.scalars(
        select(Purchase.id)
        .where(Purchase.id.in_(purchase_ids), Purchase.dealer_id.in_(told))
        .order_by(Purchase.id)
    ).all()


def find_in(session: Session, now: datetime, purchase_ids: Sequence[UUID]) -> int:
    """Look at these purchases as they stand now; see `find`."""
    rows = session.execute(
        _present().where(Purchase.id.in_(purchase_ids)).order_by(Purchase.id)
    ).all()
    return sum(find(session, now, purchase, version) for purchase, version in rows)


def _present() -> Select[Purchase, PurchaseVersion]:
    return select(Purchase, PurchaseVersion).join(PurchaseVersion, NEWEST_PURCHASE)


def _note(
    session: Session,
    now: datetime,
    delivery: NoticeDelivery,
    purchase: Purchase,
    version: PurchaseVersion,
    decision: Decision,
) -> bool:
    """Note a breach unless it was noted before, with its event and what the rules say of it."""
    breach_id = session.scalars(
        insert(session, NoticeBreach)
        .values(
            id=new_id(),
            notice_id=delivery.notice_id,
            purchase_id=purchase.id,
            purchase_version=version.version,
            dealer_id=purchase.dealer_id,
            found_at=now,
            verdict=decision.verdict,
            p_item=decision.p_item,
            match_profile=decision.profile,
        )
        .on_conflict_do_nothing(index_elements=[NoticeBreach.notice_id, NoticeBreach.purchase_id])
        .returning(NoticeBreach.id),
        execution_options={ONLY_IF_NEW: True},
    ).one_or_none()
    if breach_id is None:
        return False
    append(
        session,
        CHECKER,
        now,
        EventName.NOTICE_BREACH,
        object_id=breach_id,
        object_version=1,
        details={
            "notice": str(delivery.notice_id),
            "purchase": str(purchase.id),
            "version": version.version,
            "verdict": decision.verdict,
        },
        rows=[session.get_one(NoticeBreach, breach_id)],
    )
    place = session.get_one(Dealer, purchase.dealer_id).municipality_code
    facts = notice_facts(place, delivery.delivered_at, version.acquired_at, now)
    found = Judged(NOTICE, breach_id, purchase.dealer_id, judged(facts))
    rule_checks.settle(session, now, found)
    return True

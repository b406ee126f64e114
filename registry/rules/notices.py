"""DOR, police notices to dealers of stolen or lost goods (article 437 (1)(e) Sr)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.db import insert
from registry.errors import Invalid
from registry.ids import new_id
from registry.journal import ONLY_IF_NEW, append
from registry.law.places import place_names
from registry.rules.pages import newest_first, page_of
from registry.tables import Dealer, Notice, NoticeAddressee, NoticeBreach, NoticeDelivery, Premises

GROUND = "art. 437 (1)(e) Sr"


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    text: str,
    item: Mapping[str, Any],
    dealers: Sequence[UUID] = (),
    municipality_codes: Sequence[str] = (),
) -> Notice:
    """Describe stolen or lost goods to dealers, by name or all those in municipalities.

    Who starts in such a municipality later is told too. Raises Invalid for an unknown dealer or
    municipality.
    """
    known = set(session.scalars(select(Dealer.id).where(Dealer.id.in_(dealers))))
    for place, dealer_id in enumerate(dealers):
        if dealer_id not in known:
            raise Invalid.field(f"/dealers/{place}", "not_a_dealer")
    for place, code in enumerate(municipality_codes):
        if code not in place_names():
            raise Invalid.field(f"/municipality_codes/{place}", "unknown_municipality")
    notice = Notice(id=new_id(), sent_at=now, sent_by=actor.subject, text=text, item=item)
    addressees = sorted({*map(str, dealers), *municipality_codes})
    session.add(notice)
    session.add_all(NoticeAddressee(notice_id=notice.id, addressee=each) for each in addressees)
    append(
        session,
        actor,
        now,
        EventName.NOTICE_SEND,
        ground=GROUND,
        object_id=notice.id,
        object_version=1,
        details={"addressees": addressees},
    )
    return notice


def index(
    session: Session, actor: Actor, now: datetime, *, limit: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of notices, newest first: those to a dealer, or all for the police.

    That a dealer reads a notice for the first time is the proof of its delivery, with an event of
    its own; the caller commits before it answers.
    """
    statement = select(Notice)
    statement = newest_first(statement, Notice.id, limit, cursor)
    if actor.role is Role.DEALER:
        statement = statement.where(Notice.id.in_(_addressed_to(actor.dealer_id)))
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    if actor.role is Role.DEALER:
        delivered = _deliver(session, actor, now, page)
        shown = [
            {**present(notice), "delivered_at": delivered[notice.id].delivered_at}
            for notice in page
        ]
        return shown, following
    append(
        session,
        actor,
        now,
        EventName.NOTICE_CONSULT,
        ground=GROUND,
        details={"listed": [str(notice.id) for notice in page]},
    )
    return _with_what_came_of_them(session, page), following


def present(notice: Notice) -> dict[str, Any]:
    """Return a notice as it was sent, before anybody has read it."""
    return {
        "id": notice.id,
        "sent_at": notice.sent_at,
        "text": notice.text,
        "item": notice.item,
        "delivered_at": None,
        "addressees": [],
        "deliveries": [],
        "breaches": [],
    }


def as_sent(session: Session, notice: Notice) -> dict[str, Any]:
    """Return a notice with those to whom it was sent."""
    return {**present(notice), "addressees": _addressees(session, [notice])[notice.id]}


def _addressed_to(dealer_id: UUID) -> Select[UUID]:
    """Select the notices to a dealer, or to a municipality in which it or a shop of it stands."""
    seat = select(Dealer.municipality_code).where(Dealer.id == dealer_id)
    shops = select(Premises.municipality_code).where(
        Premises.dealer_id == dealer_id, Premises.ended_at.is_(None)
    )
    return select(NoticeAddressee.notice_id).where(
        or_(
            NoticeAddressee.addressee == str(dealer_id),
            NoticeAddressee.addressee.in_(seat.union_all(shops)),
        )
    )


def _deliver(
    session: Session, actor: Actor, now: datetime, page: Sequence[Notice]
) -> dict[UUID, NoticeDelivery]:
    """Record what is being read for the first time, and return the delivery of each notice."""
    own = select(NoticeDelivery).where(
        NoticeDelivery.dealer_id == actor.dealer_id,
        NoticeDelivery.notice_id.in_([notice.id for notice in page]),
    )
    known = {row.notice_id for row in session.scalars(own)}
    for notice in sorted(page, key=lambda each: each.id):
        if notice.id not in known:
            _deliver_first(session, actor, now, notice)
    return {row.notice_id: row for row in session.scalars(own)}


def _deliver_first(session: Session, actor: Actor, now: datetime, notice: Notice) -> None:
    delivery_id = session.scalars(
        insert(session, NoticeDelivery)
        .values(id=new_id(), notice_id=notice.id, dealer_id=actor.dealer_id, delivered_at=now)
        .on_conflict_do_nothing(index_elements=[NoticeDelivery.notice_id, NoticeDelivery.dealer_id])
        .returning(NoticeDelivery.id),
        execution_options={ONLY_IF_NEW: True},
    ).one_or_none()
    if delivery_id is None:
        return  # Another till of the same dealer reads it at this moment.
    append(
        session,
        actor,
        now,
        EventName.NOTICE_DELIVER,
        ground=GROUND,
        object_id=delivery_id,
        object_version=1,
        details={"notice": str(notice.id)},
        recipient=f"{actor.role}:{actor.subject}",
        rows=[session.get_one(NoticeDelivery, delivery_id)],
    )


def _with_what_came_of_them(session: Session, page: Sequence[Notice]) -> list[dict[str, Any]]:
    ids = [notice.id for notice in page]
    sent_to = _addressees(session, page)
    deliveries: dict[UUID, list[Any]] = {id_: [] for id_ in ids}
    breaches: dict[UUID, list[Any]] = {id_: [] for id_ in ids}
    for row in session.scalars(
        select(NoticeDelivery).where(NoticeDelivery.notice_id.in_(ids)).order_by(NoticeDelivery.id)
    ):
        deliveries[row.notice_id].append(row)
    for found in session.scalars(
        select(NoticeBreach).where(NoticeBreach.notice_id.in_(ids)).order_by(NoticeBreach.id)
    ):
        breaches[found.notice_id].append(found)
    return [
        {
            **present(notice),
            "addressees": sent_to[notice.id],
            "deliveries": deliveries[notice.id],
            "breaches": breaches[notice.id],
        }
        for notice in page
    ]


def _addressees(session: Session, page: Sequence[Notice]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {notice.id: [] for notice in page}
    for row in session.scalars(
        select(NoticeAddressee)
        .where(NoticeAddressee.notice_id.in_(found))
        .order_by(NoticeAddressee.addressee)
    ):
        found[row.notice_id].append(row.addressee)
    return found

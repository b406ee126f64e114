"""Stop Heling, two reports of one theft: one is merged into the other, and can be parted again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import Item, nearest_numbers
from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid
from registry.rules.match_desk import MatchDesk
from registry.rules.newest import NEWEST_GOOD
from registry.rules.stolen_goods import columns, locked, present, renew, settle_each
from registry.tables import Hit, StolenGood, StolenGoodVersion

MOST_NUMBERS = 20
TOLD_ONCE = ("brand", "model", "colour", "description", "marks")


def merge(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    good_id: UUID,
    into_id: UUID,
    reason: str,
    if_match: Collection[str] | None = None,
) -> dict[str, Any]:
    """Take a report off the list because another tells of the same theft.

    The other gets the numbers that it lacks, and what was unknown of its goods, so that it finds
    every purchase that this one would have. Hits of this one are closed with that reason; nothing
    is deleted. Raises Invalid for a report that is merged into itself, NotFound,
    PreconditionFailed as a change does, Conflict with code `already_withdrawn` unless both are
    listed, and with `merge_would_close_hit` while a hit of this one stands confirmed that the
    other has not.
    """
    if good_id == into_id:
        raise Invalid.field("/into", "merged_into_itself")
    # Two officers may merge the same two, each into the other: locks are taken in one order.
    for id_ in sorted((good_id, into_id)):
        locked(session, id_, None)
    row, last = locked(session, good_id, if_match)
    other, kept = locked(session, into_id, None)
    if last.status != "listed" or kept.status != "listed":
        raise Conflict("already_withdrawn")
    if _confirmed(session, good_id) - _confirmed(session, into_id):
        raise Conflict("merge_would_close_hit")
    bought = list(session.scalars(select(Hit.purchase_id).where(Hit.stolen_good_id == good_id)))
    merged = StolenGoodVersion(
        stolen_good_id=row.id,
        version=row.version + 1,
        recorded_at=now,
        status="merged",
        reason=reason,
        merged_into=other.id,
        **columns(present(row, last)),
    )
    renew(session, actor, now, EventName.GOOD_MERGE, row, merged, {"into": str(other.id)})
    united = _united(kept.item, last.item)
    if united != kept.item:
        kept = _changed(session, actor, now, other, kept, united, {"merged": str(row.id)})
    # Both at once, since hits are locked in one order.
    settle_each(session, now, {kept: bought, merged: ()})
    return present(row, merged)


def part(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    good_id: UUID,
    reason: str,
    if_match: Collection[str] | None = None,
) -> dict[str, Any]:
    """List a report again that was merged into another by mistake; its hits are reopened.

    What the other got from it goes again, unless the other was changed since. Raises NotFound,
    PreconditionFailed, and Conflict with code `not_merged`.
    """
    first, last = locked(session, good_id, if_match)
    if last.merged_into is None:
        raise Conflict("not_merged")
    other, kept = locked(session, last.merged_into, None)
    listed = StolenGoodVersion(
        stolen_good_id=first.id,
        version=first.version + 1,
        recorded_at=now,
        status="listed",
        reason=reason,
        **columns(present(first, last)),
    )
    renew(session, actor, now, EventName.GOOD_PART, first, listed, {"from": str(other.id)})
    versions: dict[StolenGoodVersion, list[UUID]] = {listed: []}
    # The version that the merge wrote is of the same moment, since it is of the same transaction.
    if kept.recorded_at == last.recorded_at and kept.status == "listed" and other.version > 1:
        before = session.get_one(StolenGoodVersion, (other.id, other.version - 1))
        details = {"parted": str(first.id)}
        versions[_changed(session, actor, now, other, kept, before.item, details)] = []
    settle_each(session, now, versions)
    return present(first, listed)


def named(session: Session, report_number: str) -> UUID:
    """Return the listed good of a report, for an officer who knows which one it is.

    Raises Invalid if there is none, or more than one.
    """
    found = list(
        session.scalars(
            select(StolenGood.id)
            .join(StolenGoodVersion, NEWEST_GOOD)
            .where(
                StolenGoodVersion.report_number == report_number,
                StolenGoodVersion.status == "listed",
            )
            .limit(2)
        )
    )
    if len(found) != 1:
        code = "several_goods_of_this_report" if found else "no_such_report"
        raise Invalid.field("/report_number", code)
    return found[0]


def candidates(session: Session, desk: MatchDesk, good: Mapping[str, Any]) -> dict[UUID, list[str]]:
    """Return the listed reports that may tell of the same theft, each with why.

    `same_report` has the same report number, `same_number` an equal number on the goods. To be
    asked in a session of a fresh desk.
    """
    found: dict[UUID, list[str]] = {}
    same_report = (
        select(StolenGood.id)
        .join(StolenGoodVersion, NEWEST_GOOD)
        .where(
            StolenGoodVersion.report_number == good["report_number"],
            StolenGoodVersion.status == "listed",
        )
    )
    for id_ in session.scalars(same_report.limit(MOST_NUMBERS)):
        found.setdefault(id_, []).append("same_report")
    item = Item.from_wire(good["item"])
    if item.numbers:
        for held in desk.near(session, item):
            near = nearest_numbers(held.item, item)
            if near is not None and near.slips == 0:
                found.setdefault(held.id, []).append("same_number")
    found.pop(good["id"], None)
    return found


def merged_here(session: Session, good_id: UUID) -> list[UUID]:
    """Return the reports that are merged into this one."""
    return list(
        session.scalars(
            select(StolenGood.id)
            .join(StolenGoodVersion, NEWEST_GOOD)
            .where(StolenGoodVersion.merged_into == good_id)
            .order_by(StolenGood.id)
        )
    )


def counterpart(session: Session, good_id: UUID, purchase_id: UUID) -> tuple[UUID, UUID | None]:
    """Return what a merged good was merged into, in the end, and its hit on this purchase."""
    row = session.get_one(StolenGood, good_id)
    version = session.get_one(StolenGoodVersion, (row.id, row.version))
    if version.merged_into is not None:
        return counterpart(session, version.merged_into, purchase_id)
    hit = session.scalar(
        select(Hit.id).where(Hit.stolen_good_id == good_id, Hit.purchase_id == purchase_id)
    )
    return good_id, hit


def _changed(
    session: Session,
    actor: Actor,
    now: datetime,
    row: StolenGood,
    last: StolenGoodVersion,
    item: Mapping[str, Any],
    details: Mapping[str, Any],
) -> StolenGoodVersion:
    version = StolenGoodVersion(
        stolen_good_id=row.id,
        version=row.version + 1,
        recorded_at=now,
        status="listed",
        **columns({**present(row, last), "item": dict(item)}),
    )
    renew(session, actor, now, EventName.GOOD_CHANGE, row, version, details)
    return version


def _united(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """Return goods with what only the other report knew of them."""
    united = dict(kept)
    for name in TOLD_ONCE:
        if not united.get(name) and merged.get(name):
            united[name] = merged[name]
    numbers = list(kept.get("identifiers") or ())
    known = {n.canonical for n in Item.from_wire(kept).numbers}
    for number in merged.get("identifiers") or ():
        alone = Item.from_wire({"category": kept["category"], "identifiers": [number]})
        if {n.canonical for n in alone.numbers} - known and len(numbers) < MOST_NUMBERS:
            numbers.append(number)
    if numbers != list(kept.get("identifiers") or ()):
        united["identifiers"] = numbers
    return united


def _confirmed(session: Session, good_id: UUID) -> set[UUID]:
    """Return the purchases that the police have confirmed to be this good."""
    return set(
        session.scalars(
            select(Hit.purchase_id).where(Hit.stolen_good_id == good_id, Hit.status == "confirmed")
        )
    )

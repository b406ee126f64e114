"""Stop Heling, the register of stolen goods: reported, changed and withdrawn by the police."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound, PreconditionFailed
from registry.ids import new_id
from registry.journal import append
from registry.rules import hits
from registry.rules.held import GOOD, Held, item_of_good, stolen_period
from registry.rules.newest import NEWEST_GOOD
from registry.tables import StolenGood, StolenGoodVersion

CLOCK_SKEW = timedelta(minutes=5)


def report(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    good: Mapping[str, Any],
    like: Sequence[UUID] = (),
    import_key: str | None = None,
) -> dict[str, Any]:
    """List a good as stolen, with a hit on each purchase already made that it may be.

    `like` are the purchases that the match desk proposes; what it did not propose is left to
    the matcher that follows.
    """
    check_times(good, now)
    row = StolenGood(id=new_id(), version=1, registered_at=now, import_key=import_key)
    version = StolenGoodVersion(
        stolen_good_id=row.id, version=1, recorded_at=now, status="listed", **columns(good)
    )
    session.add_all([row, version])
    append(session, actor, now, EventName.GOOD_REPORT, object_id=row.id, object_version=1)
    if like:  # What is new has no hits yet that might have to be closed.
        settle(session, now, version, like)
    return present(row, version)


def change(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    good_id: UUID,
    changes: Mapping[str, Any],
    like: Sequence[UUID] = (),
    if_match: Collection[str] | None = None,
) -> dict[str, Any]:
    """Write a new version of a listed good with these fields changed, and match it again."""
    row, last = locked(session, good_id, if_match)
    if last.status != "listed":
        raise Conflict("already_withdrawn")
    good = {**present(row, last), **changes}
    if "stolen_at" in changes:
        good["stolen_between"] = None
    elif "stolen_between" in changes:
        good["stolen_at"] = None
    check_times(good, now)
    version = StolenGoodVersion(
        stolen_good_id=row.id,
        version=row.version + 1,
        recorded_at=now,
        status="listed",
        reason=changes.get("reason"),
        **columns(good),
    )
    renew(session, actor, now, EventName.GOOD_CHANGE, row, version)
    settle(session, now, version, like)
    return present(row, version)


def withdraw(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    good_id: UUID,
    reason: str,
    returned_to_owner: bool | None = None,
    if_match: Collection[str] | None = None,
) -> dict[str, Any]:
    """Take a good off the list (found, or listed wrongly); its hits are closed, not deleted.

    `returned_to_owner` tells whether its owner has it back, None if that is not known.
    """
    row, last = locked(session, good_id, if_match)
    if last.status != "listed":
        raise Conflict("already_withdrawn")
    version = StolenGoodVersion(
        stolen_good_id=row.id,
        version=row.version + 1,
        recorded_at=now,
        status="withdrawn",
        reason=reason,
        returned_to_owner=returned_to_owner,
        **columns(present(row, last)),
    )
    renew(session, actor, now, EventName.GOOD_WITHDRAW, row, version)
    settle(session, now, version)
    return present(row, version)


def show(session: Session, actor: Actor, now: datetime, *, good_id: UUID) -> dict[str, Any]:
    """Return one stolen good; that the police looked at it is recorded."""
    good = as_of(session, good_id)
    append(session, actor, now, EventName.GOOD_CONSULT, object_id=good_id)
    return good


def as_of(session: Session, good_id: UUID, version: int | None = None) -> dict[str, Any]:
    """Return a version of a stolen good, by default the present one. Raises NotFound."""
    row = session.get(StolenGood, good_id)
    if row is None:
        raise NotFound
    return present(row, session.get_one(StolenGoodVersion, (row.id, version or row.version)))


def newest(session: Session, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the present version of each of these stolen goods, by its id."""
    rows = session.execute(
        select(StolenGood, StolenGoodVersion)
        .join(StolenGoodVersion, NEWEST_GOOD)
        .where(StolenGood.id.in_(ids))
    )
    return {row.id: present(row, version) for row, version in rows}


def present(row: StolenGood, version: StolenGoodVersion) -> dict[str, Any]:
    """Return what the police see of this version of a good."""
    known = version.stolen_from == version.stolen_to
    return {
        "id": row.id,
        "version": version.version,
        "status": version.status,
        "registered_at": row.registered_at,
        "item": version.item,
        "stolen_at": version.stolen_from if known else None,
        "stolen_between": None if known else [version.stolen_from, version.stolen_to],
        "reported_at": version.reported_at,
        "report_number": version.report_number,
        "place": version.place,
        "owner_reference": version.owner_reference,
        "merged_into": version.merged_into,
    }


def check_times(good: Mapping[str, Any], now: datetime) -> None:
    """Refuse times that lie in the future or contradict each other."""
    for field in ("stolen_at", "reported_at"):
        if good.get(field) and good[field] > now + CLOCK_SKEW:
            raise Invalid.field(f"/{field}", "in_the_future")
    start, end = stolen_period(good)
    if end > now + CLOCK_SKEW:
        raise Invalid.field("/stolen_between/1", "in_the_future")
    if start > end:
        raise Invalid.field("/stolen_between", "ends_before_it_begins")
    if start > good["reported_at"] + CLOCK_SKEW:
        raise Invalid.field("/reported_at", "before_the_theft")


def columns(good: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a version holds of a good."""
    start, end = stolen_period(good)
    return {
        "item": good["item"],
        "stolen_from": start,
        "stolen_to": end,
        "reported_at": good["reported_at"],
        "report_number": good["report_number"],
        "place": good.get("place"),
        "owner_reference": good.get("owner_reference"),
    }


def locked(
    session: Session, good_id: UUID, if_match: Collection[str] | None
) -> tuple[StolenGood, StolenGoodVersion]:
    """Lock a good and return it with its present version.

    Raises NotFound, and PreconditionFailed if it is none of the versions in `if_match`.
    """
    row = session.get(StolenGood, good_id, with_for_update={"key_share": True})
    if row is None:
        raise NotFound
    if if_match is not None and str(row.version) not in if_match:
        raise PreconditionFailed
    return row, session.get_one(StolenGoodVersion, (row.id, row.version))


def renew(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    row: StolenGood,
    version: StolenGoodVersion,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write the next version of a good, with its event."""
    row.version = version.version
    session.add(version)
    append(
        session,
        actor,
        now,
        name,
        object_id=row.id,
        object_version=row.version,
        details=details,
    )


def settle(
    session: Session, now: datetime, version: StolenGoodVersion, like: Sequence[UUID] = ()
) -> None:
    """Make the hits of a good agree with a version that was just written."""
    settle_each(session, now, {version: like})


def settle_each(
    session: Session, now: datetime, versions: Mapping[StolenGoodVersion, Sequence[UUID]]
) -> None:
    """Do so for several goods at once, each with the purchases that it may be."""
    session.flush()
    hits.settle(
        session, now, [hits.Compared(GOOD, _held(each), like) for each, like in versions.items()]
    )


def _held(version: StolenGoodVersion) -> Held:
    return Held(
        version.stolen_good_id,
        version.version,
        item_of_good(version),
        listed=version.status == "listed",
        merged=version.status == "merged",
    )

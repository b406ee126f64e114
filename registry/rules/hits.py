"""Hits (Stop Heling meets DOR): the pairs made to agree with what was found to match."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matching import Match
from registry.rules import hit_steps
from registry.rules.match_desk import GOOD, PURCHASE, MatchDesk, Pairing, RegisterSide
from registry.tables import Hit, Purchase, StolenGood


class Pair(NamedTuple):
    """A stolen good and a purchase; locks are always taken in the order of pairs."""

    good: UUID
    purchase: UUID


@dataclass(frozen=True, slots=True)
class Compared:
    """One version of a good or a purchase, and what it was found to match on the other side.

    `gone` says that it was withdrawn, so that nothing matches it any more.
    """

    side: RegisterSide
    id: UUID
    version: int
    pairings: Sequence[Pairing]
    gone: bool = False

    def pair(self, other_id: UUID) -> Pair:
        """Return the pair that this makes with a row of the other side."""
        return Pair(self.id, other_id) if self.side == GOOD else Pair(other_id, self.id)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A pair that matches, in the versions that were compared."""

    match: Match
    versions: hit_steps.Versions


def settle(
    session: Session, now: datetime, desk: MatchDesk, compared: Sequence[Compared]
) -> list[Hit]:
    """Make the hits agree with what was compared, and return those that match.

    There is at most one hit a pair, whoever finds it and however often (promise 2). A pair that
    no longer matches is closed. A row that has changed since the desk saw it is left alone: its
    own entry in the journal comes later, and the matcher will handle it.
    """
    wanted = {pair: want for each in compared for pair, want in _wanted(each)}
    existing = _existing(session, compared)
    current = _Current(session, {*wanted, *existing})
    seen = _Seen(desk, compared)
    gone = {each.id for each in compared if each.gone}
    found = []
    for pair in sorted({*wanted, *existing}):
        versions = current.versions(pair)
        want = wanted.get(pair)
        if want is not None:
            if want.versions != versions:
                continue
            hit = _lock(session, pair) if pair in existing else None
            if hit is None:
                hit = hit_steps.find(session, now, *pair, versions, want.match)
            else:
                hit_steps.renew(session, now, hit, versions, want.match)
            found += [hit] if hit is not None else []
        elif versions == seen.versions(pair):
            closed = _lock(session, pair)
            if closed is not None and closed.status != "withdrawn":
                reason = "good_withdrawn" if pair.good in gone else "no_longer_matches"
                hit_steps.close(session, now, closed, versions, reason)
    return found


def with_hits(session: Session, side: RegisterSide, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these goods or purchases have hits, closed ones too."""
    own = Hit.stolen_good_id if side == GOOD else Hit.purchase_id
    return set(session.scalars(select(own).where(own.in_(ids))))


def _wanted(each: Compared) -> Iterable[tuple[Pair, _Wanted]]:
    for pairing in each.pairings:
        versions = hit_steps.Versions(each.version, pairing.other_version)
        if each.side == PURCHASE:
            versions = hit_steps.Versions(pairing.other_version, each.version)
        yield each.pair(pairing.other_id), _Wanted(pairing.match, versions)


def _existing(session: Session, compared: Sequence[Compared]) -> set[Pair]:
    goods = [each.id for each in compared if each.side == GOOD]
    purchases = [each.id for each in compared if each.side == PURCHASE]
    rows = session.execute(
        select(Hit.stolen_good_id, Hit.purchase_id).where(
            or_(Hit.stolen_good_id.in_(goods), Hit.purchase_id.in_(purchases))
        )
    )
    return {Pair(good, purchase) for good, purchase in rows}


class _Current:
    """The present versions of both sides of some pairs."""

    def __init__(self, session: Session, pairs: Collection[Pair]) -> None:
        goods = select(StolenGood.id, StolenGood.version)
        purchases = select(Purchase.id, Purchase.version)
        self._goods: dict[UUID, int] = dict(
            session.execute(goods.where(StolenGood.id.in_({p.good for p in pairs}))).all()
        )
        self._purchases: dict[UUID, int] = dict(
            session.execute(purchases.where(Purchase.id.in_({p.purchase for p in pairs}))).all()
        )

    def versions(self, pair: Pair) -> hit_steps.Versions:
        return hit_steps.Versions(self._goods[pair.good], self._purchases[pair.purchase])


class _Seen:
    """The versions that were looked at: those compared, and on the other side those on the desk."""

    def __init__(self, desk: MatchDesk, compared: Sequence[Compared]) -> None:
        self._desk = desk
        self._compared = {each.id: each.version for each in compared}

    def versions(self, pair: Pair) -> tuple[int | None, int | None]:
        return self._version(GOOD, pair.good), self._version(PURCHASE, pair.purchase)

    def _version(self, side: RegisterSide, id_: UUID) -> int | None:
        held = self._desk.seen(side, id_)
        return self._compared.get(id_, held.version if held else None)


def _lock(session: Session, pair: Pair) -> Hit | None:
    return session.scalars(
        select(Hit)
        .where(Hit.stolen_good_id == pair.good, Hit.purchase_id == pair.purchase)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()

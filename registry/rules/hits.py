"""Hits (Stop Heling meets DOR): the pairs made to agree with what matches now."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, takewhile
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matching import decide, unrelated
from registry.rules import hit_steps, match_profiles
from registry.rules.held import GOOD, PURCHASE, SIDES, Held, RegisterSide, held_rows
from registry.tables import Hit

MOST_PAIRS = 100


class Pair(NamedTuple):
    """A stolen good and a purchase; locks are always taken in the order of pairs."""

    good: UUID
    purchase: UUID


@dataclass(frozen=True, slots=True)
class Compared:
    """One version of a good or a purchase, and the rows of the other side proposed for it."""

    side: RegisterSide
    row: Held
    proposed: Sequence[UUID]

    def pairs(self) -> Iterable[Pair]:
        """Yield the pairs that this makes with what is proposed."""
        for other in self.proposed:
            yield Pair(self.row.id, other) if self.side == GOOD else Pair(other, self.row.id)


def settle(session: Session, now: datetime, compared: Sequence[Compared]) -> list[Hit]:
    """Make the hits of what was compared agree with the rows, and return those that match.

    What was proposed is only where to look: each pair is decided here, from both rows as this
    transaction sees them, so what somebody else compared or changed meanwhile closes no right
    hit. There is at most one hit a pair, whoever finds it and however often (promise 2).
    """
    known = _versions_of_hits(session, compared)
    proposed = {pair for each in compared for pair in each.pairs()}
    rows = _Rows(session, compared, {*proposed, *known})
    matching = []
    for pair in sorted({*proposed, *known}):
        hit = _lock(session, pair) if pair in known else None
        if hit is not None and hit.version != known[pair]:
            rows.reload(session, pair)
        finding = rows.find(pair)
        if hit is not None:
            hit_steps.renew(session, now, hit, finding)
        elif finding.matches:
            hit = hit_steps.find(session, now, *pair, finding)
        if hit is not None and finding.matches:
            matching.append(hit)
    return matching


def at_once(session: Session, compared: Sequence[Compared]) -> list[Compared]:
    """Return the first of what was compared, as much as one transaction should settle.

    Others wait for the locks it takes, so it is bounded by pairs, of which a good in a crowded
    range of numbers has many. At least one is returned.
    """
    known: Counter[UUID] = Counter()
    for side in SIDES:
        own = Hit.stolen_good_id if side == GOOD else Hit.purchase_id
        ids = [each.row.id for each in compared if each.side == side]
        known.update(session.scalars(select(own).where(own.in_(ids))))
    pairs = accumulate(len(each.proposed) + known[each.row.id] for each in compared)
    few = sum(1 for _ in takewhile(lambda total: total <= MOST_PAIRS, pairs))
    return list(compared[: max(1, few)])


def with_hits(session: Session, side: RegisterSide, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these goods or purchases have hits, closed ones too."""
    own = Hit.stolen_good_id if side == GOOD else Hit.purchase_id
    return set(session.scalars(select(own).where(own.in_(ids))))


def _versions_of_hits(session: Session, compared: Sequence[Compared]) -> dict[Pair, int]:
    goods = [each.row.id for each in compared if each.side == GOOD]
    purchases = [each.row.id for each in compared if each.side == PURCHASE]
    rows = session.execute(
        select(Hit.stolen_good_id, Hit.purchase_id, Hit.version).where(
            or_(Hit.stolen_good_id.in_(goods), Hit.purchase_id.in_(purchases))
        )
    )
    return {Pair(good, purchase): version for good, purchase, version in rows}


class _Rows:
    """Both sides of some pairs as the transaction sees them, and what a pair comes to."""

    def __init__(
        self, session: Session, compared: Sequence[Compared], pairs: Collection[Pair]
    ) -> None:
        # The version that is being written stands in no table yet when its hits are settled.
        self._held = {each.row.id: each.row for each in compared}
        self._read(session, pairs)

    def reload(self, session: Session, pair: Pair) -> None:
        """Read a pair again: somebody else has changed it between our reading and our lock.

        That may have been under a newer profile, which then decides here too.
        """
        self._read(session, [pair])

    def find(self, pair: Pair) -> hit_steps.Finding:
        """Return what the two are to each other now."""
        good, purchase = self._held[pair.good], self._held[pair.purchase]
        return hit_steps.Finding(
            good_version=good.version,
            purchase_version=purchase.version,
            good_listed=good.listed,
            good_merged=good.merged,
            decision=decide(good.item, purchase.item, self._profile) or unrelated(self._profile),
        )

    def _read(self, session: Session, pairs: Collection[Pair]) -> None:
        self._profile = match_profiles.in_force(session)
        self._load(session, GOOD, {pair.good for pair in pairs})
        self._load(session, PURCHASE, {pair.purchase for pair in pairs})

    def _load(self, session: Session, side: RegisterSide, ids: Collection[UUID]) -> None:
        self._held.update({held.id: held for held in held_rows(session, side, ids)})


def _lock(session: Session, pair: Pair) -> Hit | None:
    return session.scalars(
        select(Hit)
        .where(Hit.stolen_good_id == pair.good, Hit.purchase_id == pair.purchase)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()

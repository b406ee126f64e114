"""The match desk: both registers in memory, always as new as the store when it is asked.

What is held here is a cache. `refresh` brings in everything the store shows that was not yet
seen: the changes above the horizon (the last position loaded), sequenced or not. A stale desk
costs time, never a hit, since the matcher compares every version again when it follows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matching import Candidate, Item, Match, Matcher
from registry.tables import (
    JournalEntry,
    Purchase,
    PurchaseVersion,
    StolenGood,
    StolenGoodVersion,
)

RegisterSide = Literal["good", "purchase"]
GOOD: RegisterSide = "good"
PURCHASE: RegisterSide = "purchase"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Pairing:
    """A match with a row: the other side's id and the version that was compared."""

    other_id: UUID
    other_version: int
    match: Match


@dataclass(frozen=True, slots=True)
class Held:
    """One row of a register as it is now; `item` is None when it is not to be matched."""

    id: UUID
    version: int
    item: Item | None


class _Side:
    """One register in memory; the matcher knows rows by small numbers."""

    def __init__(self, side: Literal["stolen", "purchases"]) -> None:
        self.matcher = Matcher.build([], side=side)
        self._numbers: dict[UUID, int] = {}
        self._rows: list[Held] = []

    def put(self, held: Held) -> None:
        number = self._numbers.setdefault(held.id, len(self._rows))
        if number == len(self._rows):
            self._rows.append(held)
        self._rows[number] = held
        if held.item is None:
            self.matcher.remove(number)
        else:
            self.matcher.add(number, held.item)

    def pairings(self, matches: Iterable[Match]) -> list[Pairing]:
        rows = ((self._rows[match.id], match) for match in matches)
        return [Pairing(row.id, row.version, match) for row, match in rows]

    def get(self, id_: UUID) -> Held | None:
        number = self._numbers.get(id_)
        return None if number is None else self._rows[number]


class MatchDesk:
    """Answers which rows of one register a good of the other may be."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._horizon: int | None = None
        self._goods = _Side("stolen")
        self._purchases = _Side("purchases")

    def refresh(self, session: Session) -> None:
        """Take in what is new; `session` must read one unchanging snapshot (`db.read()`)."""
        with self._lock:
            newest = session.scalar(select(func.max(JournalEntry.position))) or 0
            if self._horizon is None:
                goods, purchases = _held_goods(session, None), _held_purchases(session, None)
            else:
                changed = self._changed(session, self._horizon)
                goods = _held_goods(session, changed[GOOD])
                purchases = _held_purchases(session, changed[PURCHASE])
            for held in goods:
                self._goods.put(held)
            for held in purchases:
                self._purchases.put(held)
            self._horizon = max(newest, self._horizon or 0)

    def _changed(self, session: Session, horizon: int) -> dict[str, set[UUID]]:
        """Return what has a version above the horizon that the desk does not hold yet."""
        changed: dict[str, set[UUID]] = {GOOD: set(), PURCHASE: set()}
        rows = session.execute(
            select(JournalEntry.topic, JournalEntry.object_id, JournalEntry.object_version).where(
                or_(JournalEntry.position > horizon, JournalEntry.position.is_(None)),
                JournalEntry.topic.in_(changed),
            )
        )
        for topic, id_, version in rows:
            if id_ is None or version is None:
                continue
            held = (self._goods if topic == GOOD else self._purchases).get(id_)
            if held is None or held.version < version:
                changed[topic].add(id_)
        return changed

    def stolen_like(self, purchased: Item) -> list[Pairing]:
        """Return the stolen goods that this purchase may be, best first."""
        with self._lock:
            return self._goods.pairings(self._goods.matcher.match(purchased))

    def stolen_in_range(self, item: Item) -> list[Candidate]:
        """Return the stolen numbers in range of this item's (the pair rule), unjudged."""
        with self._lock:
            return self._goods.matcher.candidates(item)

    def bought_like(self, stolen: Item) -> list[Pairing]:
        """Return the purchases that this stolen good may be, best first."""
        with self._lock:
            return self._purchases.pairings(self._purchases.matcher.match(stolen))

    def seen(self, side: RegisterSide, id_: UUID) -> Held | None:
        """Return a row as the desk has seen it last."""
        with self._lock:
            return (self._goods if side == GOOD else self._purchases).get(id_)

    def like_each(self, side: RegisterSide, items: Sequence[Item]) -> list[list[Pairing]]:
        """Return for each of these goods, or purchases, what of the other side it may be."""
        other = self._purchases if side == GOOD else self._goods
        with self._lock:
            return [other.pairings(matches) for matches in other.matcher.match_many(items)]


def _held_goods(session: Session, ids: set[UUID] | None) -> Iterator[Held]:
    statement = select(
        StolenGood.id, StolenGood.version, StolenGoodVersion.item, StolenGoodVersion.status
    ).join(
        StolenGoodVersion,
        (StolenGoodVersion.stolen_good_id == StolenGood.id)
        & (StolenGoodVersion.version == StolenGood.version),
    )
    for batch in _batches(ids):
        chosen = statement if batch is None else statement.where(StolenGood.id.in_(batch))
        for id_, version, item, status in session.execute(chosen).yield_per(BATCH):
            yield Held(id_, version, Item.from_wire(item) if status == "listed" else None)


def _held_purchases(session: Session, ids: set[UUID] | None) -> Iterator[Held]:
    statement = select(Purchase.id, Purchase.version, PurchaseVersion.item).join(
        PurchaseVersion,
        (PurchaseVersion.purchase_id == Purchase.id)
        & (PurchaseVersion.version == Purchase.version),
    )
    for batch in _batches(ids):
        chosen = statement if batch is None else statement.where(Purchase.id.in_(batch))
        for id_, version, item in session.execute(chosen).yield_per(BATCH):
            yield Held(id_, version, Item.from_wire(item))


def _batches(ids: set[UUID] | None) -> Iterator[list[UUID] | None]:
    """Split ids so that a statement stays small; None, for all rows, is one batch."""
    if ids is None:
        yield None
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]

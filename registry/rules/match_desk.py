"""The match desk: both registers in memory, always as new as the store when it is asked.

What is held here is a cache. `refresh` brings in everything the store shows that was not yet
seen: the changes above the horizon (the last position loaded), sequenced or not. The desk only
proposes pairs; the transaction that writes the hits decides them again from its own rows. So a
stale desk costs time, never a hit, since the matcher compares every version when it follows.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Literal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matching import Candidate, Item, Match, Matcher
from registry.rules.held import GOOD, PURCHASE, Held, RegisterSide, held_rows
from registry.tables import JournalEntry


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
        if held.listed:
            self.matcher.add(number, held.item)
        else:
            self.matcher.remove(number)

    def ids(self, matches: Iterable[Match]) -> list[UUID]:
        return [self._rows[match.id].id for match in matches]

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
                goods, purchases = held_rows(session, GOOD), held_rows(session, PURCHASE)
            else:
                changed = self._changed(session, self._horizon)
                goods = held_rows(session, GOOD, changed[GOOD])
                purchases = held_rows(session, PURCHASE, changed[PURCHASE])
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

    def stolen_like(self, purchased: Item) -> list[UUID]:
        """Return the stolen goods that this purchase may be, best first."""
        with self._lock:
            return self._goods.ids(self._goods.matcher.match(purchased))

    def stolen_in_range(self, item: Item) -> list[Candidate]:
        """Return the stolen numbers in range of this item's (the pair rule), unjudged."""
        with self._lock:
            return self._goods.matcher.candidates(item)

    def bought_like(self, stolen: Item) -> list[UUID]:
        """Return the purchases that this stolen good may be, best first."""
        with self._lock:
            return self._purchases.ids(self._purchases.matcher.match(stolen))

    def seen(self, side: RegisterSide, id_: UUID) -> Held | None:
        """Return a row as the desk has seen it last."""
        with self._lock:
            return (self._goods if side == GOOD else self._purchases).get(id_)

    def like_each(self, side: RegisterSide, items: Sequence[Item]) -> list[list[UUID]]:
        """Return for each of these goods, or purchases, what of the other side it may be."""
        other = self._purchases if side == GOOD else self._goods
        with self._lock:
            return [other.ids(matches) for matches in other.matcher.match_many(items)]

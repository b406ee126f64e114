"""The match desk: both registers in memory, always as new as the store when it is asked.

What is held here is a cache. `refresh` brings in everything the store shows that was not yet
seen: the changes above the horizon (the last position loaded), sequenced or not. The desk only
proposes pairs; the transaction that writes the hits decides them again from its own rows. So a
stale desk costs time, never a hit, since the matcher compares every version when it follows.
"""

from collections.abc import Collection, Sequence
from threading import Lock
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matching import (
    SHORTEST_PART,
    Decision,
    Item,
    Profile,
    matching_goods,
    matching_purchases,
)
from registry.rules import match_profiles
from registry.rules.held import GOOD, PURCHASE, SIDES, Held, RegisterSide, held_rows
from registry.rules.indexed_side import IndexedSide
from registry.rules.snapshots import Snapshots, newest_position
from registry.tables import JournalEntry

_MOST_CACHED = 20_000
NOBODY = UUID(int=0)  # The id of no row.


class MatchDesk:
    """Answers which rows of one register a good of the other may be.

    A session that is handed in must read one unchanging snapshot (`db.read()`).
    """

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._lock = Lock()
        self._horizon: int | None = None
        self._sides: dict[RegisterSide, IndexedSide] = {}
        # Rows read lately, so that those in crowded ranges of numbers are not read each time.
        self._cached: dict[UUID, Held] = {}

    def refresh(self, session: Session) -> None:
        """Take in what is new, or everything if this is the first time."""
        with self._lock:
            newest = newest_position(session)
            if self._horizon is None:
                self._load(session, newest)
            changed = self._changed(session, self._horizon or 0)
            for side, ids in changed.items():
                for held in held_rows(session, side, ids):
                    self._sides[side].put(held)
            self._horizon = max(newest, self._horizon or 0)

    def like_each(
        self, session: Session, side: RegisterSide, items: Sequence[Item]
    ) -> list[list[UUID]]:
        """Return for each of these goods, or purchases, what of the other side it may be.

        From verdict `possible` up under the profile in force, best first.
        """
        profile = match_profiles.in_force(session)
        found = []
        for item, near in zip(items, self._near_each(session, side, items, profile), strict=True):
            goods = [row.item for row in near]
            decided = (
                matching_purchases(item, goods, profile)
                if side == GOOD
                else matching_goods(goods, item, profile)
            )
            best = sorted((-decision.p_item, near[place].id) for place, decision in decided)
            found.append([id_ for _, id_ in best])
        return found

    def weighed(self, session: Session, item: Item) -> list[tuple[Held, Decision | None]]:
        """Return the stolen goods that are candidates for these goods, each with what is decided.

        It is None where nothing speaks for it. The store is asked the same number of times
        whatever is found, and what was read lately is read again, so that how long an answer
        takes does not tell it.
        """
        profile = match_profiles.in_force(session)
        with self._lock:
            (ids,) = self._sides[GOOD].like_each([item], most_with_part=profile.most_with_part)
        held = [row for row in held_rows(session, GOOD, [NOBODY, *ids]) if row.listed]
        decided = dict(matching_goods([row.item for row in held], item, profile))
        return [(row, decided.get(at)) for at, row in enumerate(held)]

    def near(self, session: Session, item: Item, among: RegisterSide = GOOD) -> list[Held]:
        """Return what of one register is a candidate for these goods, unjudged."""
        profile = match_profiles.in_force(session)
        side = PURCHASE if among == GOOD else GOOD
        return self._near_each(session, side, [item], profile)[0]

    def is_usual_part(self, session: Session, part: str, among: RegisterSide = GOOD) -> bool:
        """Tell whether so many in one register have a number with this part that it finds none.

        A shorter part finds none either, but may well be a whole number.
        """
        if len(part) < SHORTEST_PART:
            return False
        with self._lock:
            many = self._sides[among].with_part(part)
        most = match_profiles.in_force(session).most_with_part
        # A profile that weighs no parts has no say in how usual one is.
        return 0 < most < many

    def _near_each(
        self, session: Session, side: RegisterSide, items: Sequence[Item], profile: Profile
    ) -> list[list[Held]]:
        other = PURCHASE if side == GOOD else GOOD
        with self._lock:
            near = self._sides[other].like_each(items, most_with_part=profile.most_with_part)
        rows = self._rows(session, other, {id_ for ids in near for id_ in ids})
        return [[rows[id_] for id_ in ids if id_ in rows and rows[id_].listed] for ids in near]

    def _load(self, session: Session, newest: int) -> None:
        """Begin with the snapshot, or without one with all rows."""
        opened = self._snapshots.open(session)
        if opened is not None:
            self._horizon, self._sides = opened.horizon, opened.sides
            return
        self._sides = {side: IndexedSide.build(held_rows(session, side)) for side in SIDES}
        self._horizon = newest

    def _changed(self, session: Session, horizon: int) -> dict[RegisterSide, set[UUID]]:
        """Return what has a version above the horizon that the desk does not hold yet."""
        changed: dict[RegisterSide, set[UUID]] = {side: set() for side in SIDES}
        rows = session.execute(
            select(JournalEntry.topic, JournalEntry.object_id, JournalEntry.object_version).where(
                or_(JournalEntry.position > horizon, JournalEntry.position.is_(None)),
                JournalEntry.topic.in_(SIDES),
                JournalEntry.object_version.is_not(None),
            )
        )
        for topic, id_, version in rows:
            side: RegisterSide = GOOD if topic == GOOD else PURCHASE
            if id_ and version and (self._sides[side].version(id_) or 0) < version:
                changed[side].add(id_)
        return changed

    def _rows(
        self, session: Session, side: RegisterSide, ids: Collection[UUID]
    ) -> dict[UUID, Held]:
        """Return these rows, in the version in which the desk has seen them or a newer one."""
        with self._lock:
            known = {
                id_: held
                for id_ in ids
                if (held := self._cached.get(id_))
                and held.version >= (self._sides[side].version(id_) or 0)
            }
        read = {row.id: row for row in held_rows(session, side, [i for i in ids if i not in known])}
        with self._lock:
            if len(self._cached) + len(read) > _MOST_CACHED:
                self._cached.clear()
            self._cached.update(read)
        return {**known, **read}

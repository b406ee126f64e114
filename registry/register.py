"""The register, wired: settings, store, keys, clock and match desk in one object."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching import Item
from registry.access.keys import Keys, load_keys
from registry.clock import Clock, system_clock
from registry.db import Database
from registry.journal import guard
from registry.journal.sink import open_sink
from registry.rules.held import GOOD, PURCHASE, RegisterSide, good_item, purchase_item
from registry.rules.match_desk import MatchDesk
from registry.rules.snapshots import Snapshots
from registry.settings import Settings


class Register:
    """What every door (API, pages, command line, followers) is given."""

    def __init__(self, settings: Settings, *, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database_url)
        self.snapshots = Snapshots(settings.snapshots_dir)
        self.desk = MatchDesk(self.snapshots)
        self._keys: tuple[int, Keys] | None = None
        guard(self.database, open_sink(settings.audit_sink))

    @property
    def keys(self) -> Keys:
        """The installation's keys, read anew when a key was added or taken away.

        Only a demo makes them itself. Raises MissingKeys.
        """
        folder = self.settings.keys_dir
        changed = folder.stat().st_mtime_ns if folder.exists() else 0
        if self._keys is None or self._keys[0] != changed:
            found = load_keys(
                folder,
                create=self.settings.demo,
                log_origin=self.settings.log_origin,
                sealing_keys=self.settings.sealing_keys,
            )
            self._keys = (folder.stat().st_mtime_ns, found)
        return self._keys[1]

    def stolen_like(self, entry: Mapping[str, Any]) -> list[UUID]:
        """Return the stolen goods that a purchase may be now, given fields of its entry.

        Without an item it is like nothing.
        """
        return self._like(PURCHASE, purchase_item(entry)) if "item" in entry else []

    def bought_like(self, good: Mapping[str, Any]) -> list[UUID]:
        """Return the purchases that a stolen good may be now, given fields of its report.

        Without an item it is like nothing.
        """
        return self._like(GOOD, good_item(good)) if "item" in good else []

    @contextmanager
    def fresh_desk(self) -> Iterator[Session]:
        """Give a session to ask the match desk with, which is as new as what that session sees."""
        with self.database.read() as session:
            self.desk.refresh(session)
            yield session

    def load_desk(self) -> None:
        """Load the match desk, so that nobody has to wait for it."""
        with self.fresh_desk():
            pass

    def _like(self, side: RegisterSide, item: Item) -> list[UUID]:
        with self.fresh_desk() as session:
            return self.desk.like_each(session, side, [item])[0]

"""The register, wired: settings, store, keys, clock and match desk in one object."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from matching import Item
from registry.access.keys import Keys, load_keys
from registry.clock import Clock, system_clock
from registry.db import Database
from registry.journal import guard
from registry.rules.match_desk import MatchDesk
from registry.settings import Settings


class Register:
    """What every door (API, pages, command line, followers) is given."""

    def __init__(self, settings: Settings, *, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database_url)
        self.desk = MatchDesk()
        guard(self.database)

    @cached_property
    def keys(self) -> Keys:
        """The installation's keys; only a demo makes them itself. Raises MissingKeys."""
        return load_keys(self.settings.keys_dir, create=self.settings.demo)

    def stolen_like(self, item: Mapping[str, Any] | None) -> list[UUID]:
        """Return the stolen goods that this item on the wire may be now; None is like nothing."""
        return self.fresh_desk().stolen_like(Item.from_wire(item)) if item else []

    def bought_like(self, item: Mapping[str, Any] | None) -> list[UUID]:
        """Return the purchases that this item on the wire may be now; None is like nothing."""
        return self.fresh_desk().bought_like(Item.from_wire(item)) if item else []

    def fresh_desk(self) -> MatchDesk:
        """Return the match desk, as new as the store is at this moment."""
        with self.database.read() as session:
            self.desk.refresh(session)
        return self.desk

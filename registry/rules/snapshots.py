"""Snapshots of the match desk's index: written now and then, opened when a process starts.

A snapshot holds both registers as they were at a horizon in the journal. It names the event at
that horizon: under another history (another store, or a restored one) it is not used. A stale or
missing snapshot costs time, never a hit, since everything above its horizon is read again.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zipfile import BadZipFile

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.rules.held import SIDES, RegisterSide, held_rows
from registry.rules.indexed_side import IndexedSide
from registry.tables import JournalEntry

FORMAT = 1
_HEAD = "snapshot.json"
_UNFINISHED = ".unfinished"
_KEPT = 2
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot, ready to be used."""

    horizon: int
    sides: dict[RegisterSide, IndexedSide]


class Snapshots:
    """The snapshots in one folder, those of each store in a folder of their own.

    `None` is no folder: nothing is ever written or found.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def horizon(self, session: Session) -> int:
        """Return how far the newest snapshot of this history reaches; 0 if there is none."""
        return max(self._horizons(session), default=0)

    def open(self, session: Session) -> Opened | None:
        """Return the newest snapshot of this history that is undamaged."""
        for horizon, path in sorted(self._horizons(session).items(), reverse=True):
            try:
                sides: dict[RegisterSide, IndexedSide] = {
                    side: IndexedSide.open(path / side) for side in SIDES
                }
            except (OSError, ValueError, BadZipFile) as error:
                log.warning("snapshot refused", horizon=horizon, error=type(error).__name__)
            else:
                return Opened(horizon, sides)
        return None

    def write(self, session: Session) -> int:
        """Write a snapshot of what this session sees and return its horizon.

        Returns 0 if there is one already, or nothing to write. The one before it is kept, since
        a process may be about to open it.
        """
        horizon, folder = newest_position(session), self._of_store(session)
        if folder is None or horizon <= self.horizon(session):
            return 0
        aside = folder / f"{horizon}.{os.getpid()}{_UNFINISHED}"
        try:
            for side in SIDES:
                IndexedSide.build(held_rows(session, side)).save(aside / side)
            (aside / _HEAD).write_text(json.dumps(_head(session, horizon)), "utf-8")
            shutil.rmtree(folder / str(horizon), ignore_errors=True)
            aside.rename(folder / str(horizon))
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        kept = sorted(self._horizons(session), reverse=True)[:_KEPT]
        for path in folder.iterdir():
            if path.name not in map(str, kept) and not path.name.endswith(_UNFINISHED):
                shutil.rmtree(path, ignore_errors=True)
        return horizon

    def _horizons(self, session: Session) -> dict[int, Path]:
        """Return the snapshots of this history by their horizons."""
        folder = self._of_store(session)
        if folder is None or not folder.is_dir():
            return {}
        found = {int(path.name): path for path in folder.iterdir() if path.name.isdecimal()}
        return {h: path for h, path in found.items() if _says(path) == _head(session, h)}

    def _of_store(self, session: Session) -> Path | None:
        """Return the folder of this store, which has the name of its first event."""
        first = _event(session, 1)
        return None if self._folder is None or first is None else self._folder / str(first)


def newest_position(session: Session) -> int:
    """Return the last position that the journal has."""
    return session.scalar(select(func.max(JournalEntry.position))) or 0


def _says(snapshot: Path) -> object:
    try:
        return json.loads((snapshot / _HEAD).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _head(session: Session, horizon: int) -> dict[str, object]:
    """Return what a snapshot at this horizon says of itself, if this is its history."""
    return {"format": FORMAT, "horizon": horizon, "event": str(_event(session, horizon))}


def _event(session: Session, position: int) -> UUID | None:
    return session.scalar(select(JournalEntry.event_id).where(JournalEntry.position == position))

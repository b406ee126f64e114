"""The snapshots as a follower: has one written whenever much has changed since the last."""

import subprocess
import sys
from datetime import datetime, timedelta

from registry.register import Register
from registry.rules.snapshots import newest_position
from registry.settings import ROOT

EVERY = timedelta(minutes=10)
FEWEST_ENTRIES = 5_000
SHARE_OF_ALL = 0.05


class Snapshotter:
    """Looks at most once every ten minutes.

    Reading and sorting a whole register takes a processor for a while, so a process of its own
    does it, with the command that an administrator would use.
    """

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._writing: subprocess.Popen[bytes] | None = None

    def follow(self, register: Register) -> int:
        """Start the command if a snapshot is due; nothing waits for it, so return 0."""
        now = register.clock()
        if self._writing is not None and self._writing.poll() is None:
            return 0
        if register.settings.snapshots_dir is None or (self._last and now - self._last < EVERY):
            return 0
        self._last = now
        with register.database.read() as session:
            newest, covered = newest_position(session), register.snapshots.horizon(session)
        if newest - covered >= max(FEWEST_ENTRIES, SHARE_OF_ALL * newest):
            command = [sys.executable, "-m", "flask", "--app", "app", "snapshots", "write"]
            self._writing = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command, no shell
        return 0

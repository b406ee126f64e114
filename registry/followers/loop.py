"""The loop that keeps all followers going: woken by a commit, and by the clock if need be."""

import threading
from collections.abc import Callable, Sequence

import structlog

from registry.followers import (
    matcher,
    notices,
    rematcher,
    rule_checking,
    searching,
    sequencing,
    signing,
)
from registry.followers.notifier import Notifier
from registry.followers.retention import Keeper
from registry.followers.snapshotting import Snapshotter
from registry.register import Register

Follower = Callable[[Register], int]
IDLE_SECONDS = 0.5
PAUSE_AFTER_ERROR_SECONDS = 2.0
HANDLING_ENTRIES: Sequence[tuple[str, Follower]] = (
    ("sequencer", sequencing.follow),
    ("matcher", matcher.follow),
    ("rematcher", rematcher.follow),
    ("notices", notices.follow),
    ("searches", searching.follow),
)
log = structlog.get_logger()


def all_followers() -> Sequence[tuple[str, Follower]]:
    """Return what follows the journal, in the order in which each needs the one before it.

    The last five go by the clock, and so belong to a process that stays.
    """
    return (
        *HANDLING_ENTRIES,
        ("signer", signing.follow),
        ("notifier", Notifier().follow),
        ("retention", Keeper().follow),
        ("rules", rule_checking.follow),
        ("snapshots", Snapshotter().follow),
    )


def catch_up(register: Register) -> int:
    """Run the followers until nothing is left to do; return how many entries they handled."""
    handled = 0
    while done := sum(follow(register) for _name, follow in HANDLING_ENTRIES):
        handled += done
    return handled


class FollowerLoop:
    """Runs the followers one after the other, in this process, until it is stopped.

    Any number of processes may run one: what a follower does is a transaction that locks its
    cursor, so two of them share the work or wait for each other, and never do it twice.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._followers = all_followers()
        self._wake = threading.Event()
        self._stopping = False
        register.database.after_commit.append(self._wake.set)

    def start(self) -> threading.Thread:
        """Run in a thread of this process."""
        thread = threading.Thread(target=self.run, name="followers", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Run until `stop` is called; an error of one follower does not stop the others."""
        while not self._stopping:
            self._wake.clear()
            done, failed = 0, False
            for name, follow in self._followers:
                try:
                    done += follow(self._register)
                except Exception as error:
                    failed = True
                    log.exception("follower failed", follower=name, error=type(error).__name__)
            if failed:
                self._wake.wait(PAUSE_AFTER_ERROR_SECONDS)
            elif not done:
                self._wake.wait(IDLE_SECONDS)

    def stop(self) -> None:
        """Let the loop end after the batch it is at."""
        self._stopping = True
        self._wake.set()

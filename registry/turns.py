"""Turns: a lock that is given to whoever has waited longest.

A lock of the operating system goes to whoever asks at the right moment, and SQLite's to whoever
happens to try again in time; under load somebody then waits for seconds.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Turns:
    """One turn at a time, within this process, in the order of asking."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in the line."""
        return len(self._waiting)

    @contextmanager
    def turn(self, timeout: float) -> Iterator[None]:
        """Wait for a turn of our own. Raises TimeoutError after `timeout` seconds."""
        self._take(timeout)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, timeout: float) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            called = Event()
            self._waiting.append(called)
        if called.wait(timeout):
            return
        with self._lock:
            if not called.is_set():
                self._waiting.remove(called)
                raise TimeoutError

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

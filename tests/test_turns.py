"""Turns to write: in the order of asking, one at a time, and not waited for in vain."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from registry.db import Database
from registry.errors import StoreUnavailable
from registry.turns import Turns
from tests.stores import Stores

WAITING = 12


def in_line(turns: Turns, task: Callable[[], None]) -> threading.Thread:
    """Start a thread that asks for a turn, and return when it stands in the line."""
    before = turns.waiting

    def run() -> None:
        with turns.turn(timeout=30):
            task()

    thread = threading.Thread(target=run)
    thread.start()
    while turns.waiting == before:
        pass
    return thread


def test_whoever_waits_longest_is_next() -> None:
    turns = Turns()
    order: list[int] = []
    with turns.turn(timeout=1):
        threads = [in_line(turns, partial(order.append, n)) for n in range(WAITING)]
    for thread in threads:
        thread.join()
    assert order == list(range(WAITING))


def test_one_at_a_time() -> None:
    turns, inside, most = Turns(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            with turns.turn(timeout=30):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_one_that_gave_up_is_passed_over() -> None:
    turns, order = Turns(), []
    with turns.turn(timeout=1):
        with pytest.raises(TimeoutError), turns.turn(timeout=0.01):
            order.append("never")
        thread = in_line(turns, lambda: order.append("next"))
    thread.join()
    with turns.turn(timeout=1):
        order.append("last")
    assert order == ["next", "last"]


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError), turns.turn(timeout=1):
        raise RuntimeError
    with turns.turn(timeout=0):
        pass


def test_a_store_that_is_held_too_long_says_so(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.db.BUSY_TIMEOUT_MS", 10)
    database = Database(stores.sqlite())
    with database.write(), pytest.raises(StoreUnavailable), database.write():
        pass
    database.dispose()

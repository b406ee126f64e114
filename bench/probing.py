"""Whether the time of an answer tells a hit from a miss: `python -m bench.probing [CHECKS]`.

Three numbers are asked after in turn on the page of the theft check, in process, on one register:
one that is listed, one a slip of the hand away from it, and one with the same characters in
another order. The figure is the chance that an answer of this kind took longer than one of
another kind; where time tells nothing it is a half. Times are shown as ratios of their medians.
"""

import gc
import re
import shutil
import sys
import time
from contextlib import nullcontext
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median
from tempfile import mkdtemp
from unittest.mock import patch

from rich.console import Console
from sqlalchemy import select

from matching import recognise
from registry.cli import demo_load
from registry.http import even_times
from registry.rules.newest import NEWEST_GOOD
from registry.tables import StolenGood, StolenGoodVersion
from tests.browsing import hidden
from tests.stores import migrate
from tests.world import World

GOODS = 20_000
OUTCOMES = ("listed", "similar_listed", "not_listed")
ANSWER = re.compile(r'class="answer (\w+)"')
Times = dict[str, list[float]]


def main(checks: int = 600) -> None:
    """Print how well time tells each pair of answers apart, with the wait and without."""
    waiting, at_once = measure(checks)
    print("# Whether the time of an answer tells a hit from a miss\n\nWritten by `bench.probing`:")
    print(f"{checks} numbers of {GOODS} stolen goods, each asked after in three forms, and each of")
    print("these with the wait for an even time and without.\n")
    print("| answers | beside | takes longer, at once | ratio | takes longer, even | ratio |")
    print("|---|---|---:|---:|---:|---:|")
    for one, other in combinations(OUTCOMES, 2):
        told = []
        for times in (at_once, waiting):
            ratio = median(times[one]) / median(times[other])
            told.append(f"{longer(times[one], times[other]):.1%} | {ratio:.3f}")
        print(f"| {one} | {other} | {told[0]} | {told[1]} |")


def measure(checks: int) -> tuple[Times, Times]:
    """Return how many seconds the answers of each outcome took, with the wait and without."""
    folder = Path(mkdtemp())
    url = f"sqlite:///{folder / 'register.db'}"
    migrate(url)
    world = World(url, folder)
    demo_load.load(world.register, Console(quiet=True), goods=GOODS, shops=1, bought=0)
    world.register.load_desk()
    rng = Random(20261126)  # noqa: S311 - draws which numbers are asked after
    waiting: Times = {outcome: [] for outcome in OUTCOMES}
    at_once: Times = {outcome: [] for outcome in OUTCOMES}
    for number in rng.sample(listed_numbers(world), checks):
        asked = [number, slipped(number, rng), shuffled(number, rng)]
        turns = [(one, times) for one in asked for times in (waiting, at_once)]
        rng.shuffle(turns)
        for one, times in turns:
            with nullcontext() if times is waiting else patch.object(even_times, "STEP", 1e-9):
                outcome, seconds = answered(world, one)
            if outcome in times:
                times[outcome].append(seconds)
    world.register.database.dispose()
    shutil.rmtree(folder)
    return waiting, at_once


def listed_numbers(world: World) -> list[str]:
    """Return the numbers of goods that are listed."""
    with world.register.database.read() as session:
        items = session.scalars(
            select(StolenGoodVersion.item)
            .join(StolenGood, NEWEST_GOOD)
            .where(StolenGoodVersion.status == "listed")
        )
        values = [number["value"] for item in items for number in item.get("identifiers") or ()]
    return sorted({value for value in values if recognise(value).usable})


def slipped(number: str, rng: Random) -> str:
    """Return a number with one character another of its kind."""
    at = rng.choice([place for place, letter in enumerate(number) if letter.isalnum()])
    kind = "0123456789" if number[at].isdigit() else "ABCDEFGHJKLMNPRSTUVWXYZ"
    return number[:at] + rng.choice(kind.replace(number[at], "")) + number[at + 1 :]


def shuffled(number: str, rng: Random) -> str:
    """Return the characters of a number in another order."""
    return "".join(rng.sample(number, len(number)))


def answered(world: World, number: str) -> tuple[str, float]:
    """Ask after a number on the page; return what was answered, and in how many seconds."""
    world.clock.move(timedelta(minutes=1))
    sent = {**hidden(world, "/"), "identifier": number}
    gc.collect(0)
    started = time.perf_counter()
    answer = world.client.post("/", data=sent)
    seconds = time.perf_counter() - started
    found = ANSWER.search(answer.text)
    return (found[1] if found else "", seconds)


def longer(times: list[float], others: list[float]) -> float:
    """Return the chance that one of these is more than one of the others; ties count half."""
    more = sum((one > other) + (one == other) / 2 for one in times for other in others)
    return more / (len(times) * len(others))


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))

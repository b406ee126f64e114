"""The index of serial numbers beside its peers, on one workload and in one run: `make bench`.

Every system is asked for all stolen numbers within two slips (optimal string alignment) of each
number asked, one at a time; its recall is held against rapidfuzz over all. The workload is that
of `bench.serial_numbers`; its assumptions stand there. Times are CPU time of one thread, and for
PostgreSQL that of its process as well.

What is compared takes turns, so that a machine that others use as well is as busy for each. With
one count of stolen numbers this is the short form; a second count is for growth, without peers.
The report goes to the screen and to docs/bench.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time, process_time_ns

from bench.serial_numbers import asked, stolen
from bench.serial_peers import (
    SHORTEST,
    SLIPS,
    Peer,
    by_brute_force,
    has_postgresql,
    rapidfuzz,
    tantivy_fuzzy,
    trigrams,
)
from bench.serial_report import Costs, Report, Row, picture, text
from matching import SerialIndex
from matching.serials.compare import Candidate

SEED = 437
ASKED = 2_000
ASKED_OF_SLOW = 100
TURNS = 5
PARTS, PARTS_SCANNED = 2_000, 20
THRESHOLDS = (0.3, 0.15)
FOLDER = Path(__file__).parents[1] / "docs" / "bench"


def main(counts: Sequence[int]) -> None:
    """Measure, print the report and write it to docs/bench."""
    first, *larger = counts
    name = "serials" if larger else f"serials-{first // 1000}k"
    report = measured(first, peers=True)
    grown = [measured(count, peers=False) for count in larger]
    written = text(report, grown, f"{name}.svg")
    print(written)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.md").write_text(written, "utf-8")
    (FOLDER / f"{name}.svg").write_text(picture(report), "utf-8")


def measured(count: int, *, peers: bool) -> Report:
    """Return what was measured with this many stolen numbers."""
    numbers = stolen(SEED, count)
    queries = [query.text for query in asked(SEED, numbers, ASKED) if len(query.text) >= SHORTEST]
    truth = [by_brute_force(query, numbers) for query in queries[: ASKED_OF_SLOW if peers else 20]]
    with ExitStack() as stack:
        path = Path(stack.enter_context(TemporaryDirectory())) / "index"
        costs = _costs(numbers, path)
        compiled, pure = (SerialIndex.open(path, kernel=kernel) for kernel in (True, False))
        systems = [
            (Peer("SerialIndex.find, compiled", _find(compiled)), queries),
            (Peer("SerialIndex.find, pure", _find(pure)), queries),
        ]
        if peers:
            others = [rapidfuzz(numbers), stack.enter_context(tantivy_fuzzy(numbers))]
            if has_postgresql():
                others += stack.enter_context(trigrams(numbers, THRESHOLDS))
            systems += [(other, queries[:ASKED_OF_SLOW]) for other in others]
        # Or the collector would walk the numbers of this bench in whichever query it comes by.
        gc.collect()
        gc.freeze()
        rows = timed(systems, truth)
        rows[2:2] = [
            _many("SerialIndex.find_many, compiled", compiled, queries, truth),
            _many("SerialIndex.find_many, pure", pure, queries, truth),
            *_with_delta(path, numbers, queries),
            _partial(path, numbers),
        ]
    gc.unfreeze()
    return Report(count, len(queries), len(truth), SEED, rows, costs)


def _costs(numbers: Sequence[str], path: Path) -> Costs:
    """Build the index, save it and open it, and return what that takes."""
    count = len(numbers)
    # What is compiled is compiled once for each machine, and not for each index.
    SerialIndex.build(enumerate(numbers[:1000]))
    start = process_time()
    index = SerialIndex.build(enumerate(numbers))
    built = process_time() - start
    index.save(path)
    size = path.stat().st_size
    start = process_time()
    SerialIndex.open(path)
    opened = process_time() - start
    start = process_time()
    index = SerialIndex.build(enumerate(numbers), partial=True)
    built_partial = process_time() - start
    index.save(path)
    return Costs(
        bytes_each=size / count,
        partial_bytes_each=path.stat().st_size / count,
        opened_ms=opened * 1e3,
        built_per_million=built / count * 1e6,
        built_partial_per_million=built_partial / count * 1e6,
    )


def _many(name: str, index: SerialIndex, queries: Sequence[str], truth: Sequence[set[int]]) -> Row:
    """Ask everything at once."""
    index.find_many(queries)
    start = process_time_ns()
    many = index.find_many(queries)
    each = (process_time_ns() - start) / 1e3 / len(queries)
    return Row(name, [each], recall([_near(found) for found in many], truth))


def _with_delta(path: Path, numbers: Sequence[str], queries: Sequence[str]) -> Iterator[Row]:
    """Yield how `find` does with nearly a tenth beside the table, and what `add` costs."""
    rng = Random(SEED)  # noqa: S311 - repeatable on purpose
    index = SerialIndex.open(path)
    added = [rng.choice(numbers)[:-1] + rng.choice("0123456789") for _ in range(len(numbers) // 11)]
    start = process_time_ns()
    for place, number in enumerate(added, len(numbers)):
        index.add(place, number)
    index.find(queries[0])
    yield Row("SerialIndex.add", [(process_time_ns() - start) / 1e3 / len(added)], None)
    held = [*numbers, *added]
    truth = [by_brute_force(query, held) for query in queries[:10]]
    peer = Peer("SerialIndex.find, compiled, a tenth just added", _find(index))
    yield from timed([(peer, queries)], truth)


def _partial(path: Path, numbers: Sequence[str]) -> Row:
    """Time `containing` with beginnings and ends of stolen numbers, and check some by a scan."""
    rng, index = Random(SEED), SerialIndex.open(path)  # noqa: S311 - repeatable on purpose
    drawn = rng.choices([number for number in numbers if len(number) >= 8], k=PARTS)
    parts = [number[:8] if rng.random() < 0.5 else number[-6:] for number in drawn]
    times, totals = [], []
    for part in parts:
        start = process_time_ns()
        totals.append(index.containing(part, 20).total)
        times.append((process_time_ns() - start) / 1e3)
    scanned = [sum(part in number for number in numbers) for part in parts[:PARTS_SCANNED]]
    right = sum(a == b for a, b in zip(totals, scanned, strict=False)) / len(scanned)
    return Row(f"SerialIndex.containing, up to {max(totals):,} found", times, right)


def _find(index: SerialIndex) -> Callable[[str], set[int]]:
    return lambda query: _near(index.find(query))


def _near(candidates: Sequence[Candidate]) -> set[int]:
    """Return the ids within two slips, without those that differ in look-alikes only."""
    return {candidate.id for candidate in candidates if candidate.distance <= SLIPS}


def timed(systems: Sequence[tuple[Peer, Sequence[str]]], truth: Sequence[set[int]]) -> list[Row]:
    """Ask each system its queries one by one; `truth` is what belongs to the first of them."""
    times: list[list[float]] = [[] for _ in systems]
    found: list[list[set[int]]] = [[] for _ in systems]
    for turn in range(TURNS):
        for place, (peer, queries) in enumerate(systems):
            peer.find(queries[0])
            for query in queries[len(queries) * turn // TURNS : len(queries) * (turn + 1) // TURNS]:
                start = peer.cpu()
                near = peer.find(query)
                times[place].append((peer.cpu() - start) / 1e3)
                found[place].append(near)
    return [
        Row(peer.name, taken, recall(sets, truth))
        for (peer, _), taken, sets in zip(systems, times, found, strict=True)
    ]


def recall(found: Sequence[set[int]], truth: Sequence[set[int]]) -> float:
    """Return which share of the truth was found; too much found is an error."""
    for ours, right in zip(found, truth, strict=False):
        if not ours <= right:
            raise AssertionError(f"found what is not near: {ours - right}")
    return sum(len(a & b) for a, b in zip(found, truth, strict=False)) / sum(map(len, truth))


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [200_000])

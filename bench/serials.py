"""The index of serial numbers beside its peers, on one workload and in one run: `make bench`.

Every system is asked for all stolen numbers within two slips (optimal string alignment) of each
number asked, one at a time; its recall is held against rapidfuzz over all. The workload is that
of `bench.serial_numbers`; its assumptions stand there. Times are CPU time of one thread.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import process_time, process_time_ns

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bench.serial_numbers import asked, stolen
from matching import SerialIndex

SEED = 437
ASKED = 2_000
ASKED_OF_SLOW = 100
SLIPS, SHORTEST = 2, 6
Find = Callable[[str], set[int]]


@dataclass(frozen=True, slots=True)
class Timed:
    """What a system took for each number, in microseconds, and the share that it found."""

    name: str
    microseconds: Sequence[float]
    recall: float

    @property
    def median(self) -> float:
        """Half of the numbers took longer."""
        return sorted(self.microseconds)[len(self.microseconds) // 2]

    @property
    def slowest_hundredth(self) -> float:
        """One number in a hundred took longer."""
        return quantiles(self.microseconds, n=100)[98]


def main(count: int) -> None:
    """Print the table for this many stolen numbers."""
    numbers = stolen(SEED, count)
    queries = [query.text for query in asked(SEED, numbers, ASKED) if len(query.text) >= SHORTEST]
    start = process_time()
    index = SerialIndex.build(enumerate(numbers))
    built = process_time() - start
    slow = queries[:ASKED_OF_SLOW]
    truth = [by_brute_force(query, numbers) for query in slow]

    def ours(query: str) -> set[int]:
        return {c.id for c in index.find(query) if c.distance <= SLIPS}

    rows = [
        timed("SerialIndex.find", ours, queries, truth),
        timed("rapidfuzz, extract over all", lambda q: by_brute_force(q, numbers), slow, truth),
    ]
    if find_spec("tantivy") is not None:
        with TemporaryDirectory() as folder:
            rows.append(timed("tantivy, fuzzy 2", by_tantivy(numbers, folder), slow, truth))
    print(
        f"{count:,} stolen numbers, {len(queries):,} asked ({len(slow)} of the slow), seed {SEED}"
    )
    print(f"\n| {'one at a time':28} | {'p50':>6} | {'p99':>6} | recall |\n|---|---|---|---|")
    for row in rows:
        ratios = row.median / rows[0].median, row.slowest_hundredth / rows[0].slowest_hundredth
        print(f"| {row.name:28} | {ratios[0]:6.1f} | {ratios[1]:6.1f} | {row.recall:6.4f} |")
    print("\np50 and p99 are ratios to SerialIndex.find, whose own are", end=" ")
    print(f"{rows[0].median:.0f} and {rows[0].slowest_hundredth:.0f} us here.")
    start = process_time()
    index.find_many(queries)
    many = (process_time() - start) / len(queries) * 1e6
    print(f"find_many takes {many / rows[0].median:.2f} of the median of find, {many:.0f} us here.")
    size, opening = saved(index)
    print(f"The file has {size / count:.1f} bytes a number and opens in {opening * 1e3:.0f} ms;")
    print(f"building took {built / count * 1e6:.1f} CPU seconds a million.")


def by_brute_force(query: str, numbers: Sequence[str]) -> set[int]:
    """Return the places of all numbers near this one, by looking at each."""
    near = process.extract(query, numbers, scorer=OSA.distance, score_cutoff=SLIPS, limit=None)
    return {place for number, _, place in near if len(number) >= SHORTEST}


def by_tantivy(numbers: Sequence[str], folder: str) -> Find:
    """Return how tantivy finds them, with the numbers as terms in one segment."""
    import tantivy  # noqa: PLC0415 - only the benchmarks have it

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("number", tokenizer_name="raw")
    builder.add_unsigned_field("place", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema, path=folder)
    writer = index.writer(heap_size=500_000_000, num_threads=1)
    for place, number in enumerate(numbers):
        writer.add_document(tantivy.Document(number=number, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(query: str) -> set[int]:
        fuzzy = tantivy.Query.fuzzy_term_query(
            schema, "number", query, distance=SLIPS, transposition_cost_one=True
        )
        hits = searcher.search(fuzzy, limit=100_000, count=False).hits
        places = (searcher.doc(address)["place"][0] for _, address in hits)
        return {place for place in places if len(numbers[place]) >= SHORTEST}

    return find


def timed(name: str, find: Find, queries: Sequence[str], truth: Sequence[set[int]]) -> Timed:
    """Ask every number by itself; `truth` is what belongs to the first of them."""
    find(queries[0])
    times, found = [], []
    for query in queries:
        start = process_time_ns()
        found.append(find(query))
        times.append((process_time_ns() - start) / 1e3)
    right = sum(len(a & b) for a, b in zip(found, truth, strict=False))
    return Timed(name, times, right / sum(map(len, truth)))


def saved(index: SerialIndex) -> tuple[int, float]:
    """Return the bytes of the index's file, and the CPU seconds that opening takes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index.save(path)
        start = process_time()
        SerialIndex.open(path)
        return path.stat().st_size, process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)

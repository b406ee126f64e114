"""The peers of the index of serial numbers: how each finds all within two slips of a number.

Each is set up as its users would, with nothing left out that makes it faster. What a peer finds
is held against a comparison with every number, and rechecked where it finds too much.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree, which
from tempfile import TemporaryDirectory, gettempdir
from time import process_time_ns
from uuid import uuid4

import psycopg
import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tests.stores import BINARIES, PostgresServer

SLIPS, SHORTEST = 2, 6


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to find the places of all numbers near one, and the CPU time it has used, in ns."""

    name: str
    find: Callable[[str], set[int]]
    cpu: Callable[[], int] = process_time_ns


def by_brute_force(query: str, numbers: Sequence[str]) -> set[int]:
    """Return the places of all numbers near this one, by looking at each."""
    near = process.extract(query, numbers, scorer=OSA.distance, score_cutoff=SLIPS, limit=None)
    return {place for number, _, place in near if len(number) >= SHORTEST}


def rapidfuzz(numbers: Sequence[str]) -> Peer:
    """Compare with every number, in C++ and with SIMD."""
    return Peer("rapidfuzz, extract over all", lambda query: by_brute_force(query, numbers))


@contextmanager
def tantivy_fuzzy(numbers: Sequence[str]) -> Iterator[Peer]:
    """Look with an automaton through the sorted terms of a search engine, in one segment."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("number", tokenizer_name="raw")
    builder.add_unsigned_field("place", stored=True)
    schema = builder.build()
    with TemporaryDirectory() as folder:
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

        yield Peer("tantivy, fuzzy 2 with swaps", find)


def has_postgresql() -> bool:
    """Tell whether PostgreSQL is installed, of which a server of our own is started."""
    return bool(BINARIES) or which("initdb") is not None


@contextmanager
def trigrams(numbers: Sequence[str], thresholds: Sequence[float]) -> Iterator[list[Peer]]:
    """Look for shared trigrams in PostgreSQL (pg_trgm, GIN), and compare what comes back."""
    server = PostgresServer(Path(gettempdir()) / f"bench-{uuid4().hex[:12]}")
    server.create()
    server.start()
    try:
        with psycopg.connect(
            host=str(server.folder), dbname="postgres", user="register", autocommit=True
        ) as connection:
            _fill(connection, numbers)
            pid = connection.info.backend_pid

            def cpu() -> int:
                return process_time_ns() + _used_by(pid)

            yield [
                Peer(f"pg_trgm, GIN, similarity {threshold}", _similar(connection, threshold), cpu)
                for threshold in thresholds
            ]
    finally:
        server.stop()
        rmtree(server.folder)


def _fill(connection: psycopg.Connection, numbers: Sequence[str]) -> None:
    connection.execute("CREATE EXTENSION pg_trgm")
    connection.execute("CREATE TABLE stolen (place integer, number text)")
    with connection.cursor().copy("COPY stolen FROM STDIN") as copy:
        for row in enumerate(numbers):
            copy.write_row(row)
    connection.execute("SET maintenance_work_mem = '1GB'")
    connection.execute("CREATE INDEX ON stolen USING gin (number gin_trgm_ops)")
    connection.execute("VACUUM ANALYZE stolen")
    # All of a query's work is to be done, and counted, in one process.
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("SET work_mem = '256MB'")


def _similar(connection: psycopg.Connection, threshold: float) -> Callable[[str], set[int]]:
    def find(query: str) -> set[int]:
        # It is in force for what follows; the threshold itself is a number of ours.
        connection.execute(f"SET pg_trgm.similarity_threshold = {threshold:f}".encode())
        rows = connection.execute("SELECT place, number FROM stolen WHERE number %% %s", (query,))
        return {
            place
            for place, number in rows
            if len(number) >= SHORTEST and OSA.distance(query, number, score_cutoff=SLIPS) <= SLIPS
        }

    return find


def _used_by(pid: int) -> int:
    """Return the CPU time of a process in ns, of which the kernel counts every switch."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])

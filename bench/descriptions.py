"""The index of descriptions beside SQLite's full-text search, on one workload and in one run.

`python -m bench.descriptions [COUNT] [--to FILE] [--pairs FOLDER] [--bicycles FILE]`

The workload is that of `bench.descriptions_workload`; its assumptions stand there. Times are CPU
time of one thread. What an all-knowing reader finds is a bound: who understands every word, but
must choose by chance among all goods with all the facts that a purchase tells.

The two options name data that is not part of the project. FOLDER has a folder for each set of
labelled pairs of records (`valid.txt` and `train.txt`; "COL field VAL text ..." twice and a label,
between tabs); all right-hand records are held and the left-hand ones of true pairs asked. The
bicycles are the police rows that the Toronto Police Service publishes; rows are held as they are
and asked as the workload retells its goods.
"""

import csv
import sqlite3
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles
from tempfile import TemporaryDirectory
from time import process_time, process_time_ns

import numpy as np

from bench.descriptions_workload import Workload, known_words, told, workload
from matching.text_index import TextIndex, text_of
from matching.text_index.words import word_for, words_of
from registry.demo.draw import stream

SEED = 437
ASKED, TWINS = 2_000, 30
ASKED_OF_SLOW = 100
MOST = 100
RARE_IN_FTS = 50_000
Find = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Measured:
    """The rank at which a system had what was asked for, or MOST, and its milliseconds."""

    name: str
    ranks: Sequence[int]
    milliseconds: Sequence[float]

    def recall(self, most: int) -> float:
        """Return the share that was among the first so many."""
        return fmean(rank < most for rank in self.ranks)

    @property
    def line(self) -> str:
        """A row of the table."""
        cuts = quantiles(self.milliseconds, n=100)
        recalls = " | ".join(f"{self.recall(most):.3f}" for most in (10, 50, 100))
        return f"| {self.name} | {recalls} | {cuts[49]:.1f} | {cuts[98]:.1f} |"


def main() -> None:
    """Measure, print, and write what was printed if so told."""
    parser = ArgumentParser(description="Benchmark of candidates by description.")
    parser.add_argument("count", nargs="?", type=int, default=200_000)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--bicycles", type=Path)
    given = parser.parse_args()
    lines = []
    for line in report(given.count, given.pairs, given.bicycles):
        print(line, flush=True)
        lines.append(line)
    if given.to:
        given.to.parent.mkdir(parents=True, exist_ok=True)
        given.to.write_text("\n".join(lines) + "\n", encoding="utf-8")


def report(count: int, pairs: Path | None, bicycles: Path | None) -> Iterator[str]:
    """Yield the lines of the report, in Markdown."""
    work = workload(SEED, count, ASKED, TWINS)
    texts = [text_of(item) for item in work.items()]
    asked = [text_of(purchase.item) for purchase in work.asked]
    ids = [purchase.id for purchase in work.asked]
    yield "# Candidates by description"
    yield ""
    yield (
        f"{count:,} stolen goods, {ASKED:,} purchases asked, {TWINS} twins of each, seed {SEED}."
        f" `python -m bench.descriptions {count}`; CPU time of one thread, in milliseconds."
    )
    known, words = known_words(word_for)
    yield f"Of {words} English words of the workload the index knows the Dutch one of {known}."
    yield ""
    yield "| one at a time | recall@10 | @50 | @100 | p50 | p99 |\n|---|---|---|---|---|---|"
    start = process_time()
    index = TextIndex.build(enumerate(texts))
    built = process_time() - start
    ours = measured("TextIndex.find", lambda text: _ids(index, text), asked, ids)
    yield ours.line
    start = process_time()
    find = by_full_text_search(texts)
    built_there = process_time() - start
    yield measured(f"SQLite FTS5, rare words ({ASKED_OF_SLOW})", find, asked, ids, slow=True).line
    bound = [fmean(min(1.0, most / n) for n in twins_of(work)) for most in (10, 50, 100)]
    yield f"| an all-knowing reader | {' | '.join(f'{share:.3f}' for share in bound)} | | |"
    yield ""
    size, opened = saved(index)
    million = count / 1e6
    yield f"Building took {built / million:.0f} CPU seconds a million, FTS5"
    yield f"{built_there / million:.0f}."
    yield f"The file has {size / count:.0f} bytes an item and opens in {opened * 1e3:.0f} ms."
    adding, asking = _added(index, texts)
    yield f"To add one takes {adding:.2f} ms, and the first question after that {asking:.2f} ms."
    if pairs:
        yield from on_pairs(pairs)
    if bicycles:
        yield from on_bicycles(bicycles)


def measured(
    name: str, find: Find, texts: Sequence[str], ids: Sequence[int], *, slow: bool = False
) -> Measured:
    """Ask each text by itself, or the first of them if that is slow."""
    ranks, times = [], []
    some = ASKED_OF_SLOW if slow else len(texts)
    find(texts[0])
    for text, id_ in zip(texts[:some], ids[:some], strict=True):
        start = process_time_ns()
        found = find(text)
        times.append((process_time_ns() - start) / 1e6)
        ranks.append(found.index(id_) if id_ in found else MOST)
    return Measured(name, ranks, times)


def by_full_text_search(texts: Sequence[str]) -> Find:
    """Return how SQLite's FTS5 finds them: any of the rare words, ranked by BM25."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, content='')")
    database.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(texts))
    database.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, row)")
    counts = dict(database.execute("SELECT term, doc FROM words"))
    tokens = sqlite3.connect(":memory:")
    tokens.execute("CREATE VIRTUAL TABLE one USING fts5(text)")
    tokens.execute("CREATE VIRTUAL TABLE words USING fts5vocab(one, row)")

    def find(text: str) -> list[int]:
        tokens.execute("DELETE FROM one")
        tokens.execute("INSERT INTO one(text) VALUES (?)", (text,))
        words = [word for (word,) in tokens.execute("SELECT term FROM words")]
        rare = [f'"{word}"' for word in words if 0 < counts.get(word, 0) <= RARE_IN_FTS]
        rows = database.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(rare), MOST),
        )
        return [row for (row,) in rows] if rare else []

    return find


def twins_of(work: Workload) -> list[int]:
    """Return, for each purchase, how many goods have all the facts that it tells."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    wanted = {fact for purchase in work.asked for fact in purchase.facts}
    for place, goods in enumerate(work.goods):
        for fact in goods.facts & wanted:
            places[fact].append(place)
    rows = {fact: np.array(held) for fact, held in places.items()}
    counts = []
    for purchase in work.asked:
        held = sorted((rows[fact] for fact in purchase.facts), key=len)
        left = held[0]
        for more in held[1:]:
            left = left[np.isin(left, more, assume_unique=True)]
        counts.append(len(left))
    return counts


def saved(index: TextIndex) -> tuple[int, float]:
    """Return the bytes of the index's file, and the CPU seconds that opening takes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index.save(path)
        start = process_time()
        TextIndex.open(path)
        return path.stat().st_size, process_time() - start


def _added(index: TextIndex, texts: Sequence[str], count: int = 1_000) -> tuple[float, float]:
    """Return the milliseconds that adding takes, and the next question."""
    adding = asking = 0.0
    for place in range(count):
        start = process_time()
        index.add(len(texts) + place, texts[place])
        middle = process_time()
        index.find(texts[place])
        asking += process_time() - middle
        adding += middle - start
    return adding / count * 1e3, asking / count * 1e3


def on_pairs(folder: Path) -> Iterator[str]:
    """Yield the recall on labelled pairs of records."""
    yield "\n| true pairs of products | held | asked | recall@1 | @10 | @50 |"
    yield "|---|---|---|---|---|---|"
    for name in sorted(path.parent for path in folder.glob("*/valid.txt")):
        true = [(a, b) for a, b, label in _pairs(name / "valid.txt") if label == "1"]
        files = (name / "valid.txt", name / "train.txt")
        held = list(dict.fromkeys(b for file in files if file.exists() for _, b, _ in _pairs(file)))
        index = TextIndex.build(enumerate(held))
        # A record may stand on both sides; it is no find of itself.
        found = [[b for b in (held[i] for i in _ids(index, a)) if b != a] for a, _ in true]
        shares = [
            fmean(b in near[:most] for near, (_, b) in zip(found, true, strict=True))
            for most in (1, 10, 50)
        ]
        recalls = " | ".join(f"{share:.3f}" for share in shares)
        yield f"| {name.name} | {len(held):,} | {len(true):,} | {recalls} |"


def on_bicycles(file: Path) -> Iterator[str]:
    """Yield the recall on real police rows that say more than what many others say."""
    columns = ("Bike_Make", "Bike_Model", "Bike_Type", "Bike_Speed", "Bike_Colour")
    with file.open(encoding="utf-8-sig", newline="") as rows:
        texts = [", ".join(row[name].strip() for name in columns) for row in csv.DictReader(rows)]
    same: defaultdict[frozenset[str], int] = defaultdict(int)
    for text in texts:
        same[frozenset(words_of(text))] += 1
    alone = [n for n, text in enumerate(texts) if same[frozenset(words_of(text))] <= 10]
    rng = stream(SEED, "bicycles")
    chosen = rng.sample(alone, min(ASKED, len(alone)))
    asked = [told(texts[place], rng, english=False) for place in chosen]
    index = TextIndex.build(enumerate(texts))
    found = measured("", lambda text: _ids(index, text), asked, chosen)
    yield (
        f"\nOf {len(texts):,} police rows of stolen bicycles {len(alone):,} say what at most ten"
        f" say. Of those, {len(chosen):,} were retold: recall@10 is {found.recall(10):.3f},"
        f" recall@50 {found.recall(50):.3f}."
    )


def _pairs(file: Path) -> Iterator[tuple[str, str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        first, second, label = line.split("\t")
        yield _record(first), _record(second), label


def _record(text: str) -> str:
    fields = (field.partition(" VAL ") for field in text.split("COL ")[1:])
    return ", ".join(value.strip() for name, _, value in fields if name != "price")


def _ids(index: TextIndex, text: str) -> list[int]:
    return [candidate.id for candidate in index.find(text, MOST)]


if __name__ == "__main__":
    main()

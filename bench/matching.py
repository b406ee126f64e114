"""How well and how fast the matcher does on the demo's goods: `make bench`.

The goods and purchases are made by `registry.demo` from a seed, with the slips that it makes;
those tables are made up, so the figures compare versions of the matcher and say
little about real life. Times are CPU time of one thread.
"""

import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime

from matching import Item, Matcher
from registry.demo import purchases, stolen_goods

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
HEADER = f"{'purchases':12} {'number':>7} {'right one':>10} {'only others':>12} {'none':>6}"


def main(seed: int = 437, goods: int = 40_000, bought: int = 3_000) -> None:
    """Print what was found for each kind of purchase, and what a match costs."""
    stolen = list(stolen_goods(seed, NOW, goods))
    started = time.process_time()
    matcher = Matcher.build((n, Item.from_wire(good["item"])) for n, good in enumerate(stolen))
    built = time.process_time() - started
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    times = []
    for purchase in purchases(seed, NOW, stolen, count=bought):
        item = Item.from_wire(purchase.body["item"])
        started = time.process_time()
        matches = [match for match in matcher.match(item) if match.verdict != "none"]
        times.append(time.process_time() - started)
        right = purchase.kind != "near_miss" and any(m.id == purchase.stolen for m in matches)
        outcome = "right" if right else "others" if matches else "none"
        found[purchase.kind][outcome] += 1
    print(f"{goods} stolen goods, {bought} purchases, seed {seed}\n\n{HEADER}")
    for kind, counts in sorted(found.items()):
        row = f"{counts['right']:10} {counts['others']:12} {counts['none']:6}"
        print(f"{kind:12} {counts.total():7} {row}")
    times.sort()
    median, slow = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"\nbuilding {built:.1f} s; a match {median * 1000:.1f} ms, p99 {slow * 1000:.1f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""`python -m matching.evaluate serials`: how many thefts are caught at what share of false alarms.

On the seeded workload (see `workload`): a clean purchase is alarmed if its best candidate scores
above the threshold; a theft is caught if it is alarmed and the best candidate is the right one.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from math import inf
from time import process_time

from matching import Item, Matcher, nearest_numbers
from matching.evaluate.cheap_rules import CHEAP_RULES
from matching.evaluate.report import report
from matching.evaluate.scored import Clock, Scored
from matching.evaluate.workload import Purchase, World, registered, stream
from matching.likelihood.names_channel import Fields
from matching.weighing import weigh

QUICK, FULL = 200_000, 1_600_000


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures for each seed, and over all of them."""
    options = _options(argv)
    clock, scored = Clock(), []
    for seed in options.seeds:
        scored += list(_score(seed, options, clock))
    sys.stdout.write(f"{options.goods} stolen goods, {len(scored)} purchases")
    sys.stdout.write(f", seeds {options.seeds}\n\n")
    for line in report(scored, clock, options.threshold_at):
        sys.stdout.write(f"{line}\n")


def _options(argv: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m matching.evaluate serials", description=__doc__)
    parser.add_argument("--goods", type=int, default=QUICK, help=f"{FULL} for a whole register")
    parser.add_argument("--purchases", type=int, default=20_000)
    parser.add_argument("--seeds", type=lambda text: [int(s) for s in text.split(",")], default=[1])
    parser.add_argument("--threshold-at", type=float, default=0.01, help="for the groups")
    return parser.parse_args(argv)


def _score(seed: int, options: Namespace, clock: Clock) -> Iterator[Scored]:
    world = World(seed)
    stolen = world.stolen(options.goods)
    rng = stream(seed, "register")
    items = [registered(goods, rng) for goods in stolen]
    started = process_time()
    matcher = Matcher.build(enumerate(items))
    matcher.candidates(items[0])
    clock.built += process_time() - started
    for purchase in world.purchases(stolen, options.purchases):
        clock.purchases += 1
        yield _scored(purchase, items, matcher, clock)


def _scored(purchase: Purchase, items: Sequence[Item], matcher: Matcher, clock: Clock) -> Scored:
    started = process_time()
    candidates = matcher.candidates(purchase.item)
    clock.candidates += process_time() - started
    held = [items[id_] for id_ in candidates]
    started = process_time()
    found = weigh(held, purchase.item, matcher.profile)
    clock.evidence += process_time() - started
    prior = matcher.profile.prior_bits
    odds, alone = {}, {}
    for id_, one in zip(candidates, found, strict=True):
        pieces = one.pieces if one is not None else ()
        odds[id_] = prior + sum(piece.bits for piece in pieces)
        alone[id_] = prior + sum(p.bits for p in pieces if p.feature not in Fields)
    near = [near for item in held if (near := nearest_numbers(item, purchase.item))]
    return Scored(
        purchase.kind,
        purchase.group,
        *_best(alone, purchase.stolen),
        *_best(odds, purchase.stolen),
        cheap=tuple(any(map(rule, near)) for _, rule in CHEAP_RULES),
    )


def _best(odds: dict[int, float], stolen: int | None) -> tuple[float, bool]:
    """Return the log-odds of the best candidate, and whether it is the stolen one."""
    best = max(odds.values(), default=-inf)
    return best, stolen is not None and odds.get(stolen) == best


if __name__ == "__main__":
    main()

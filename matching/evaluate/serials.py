"""`python -m matching.evaluate serials`: how many thefts are caught at what share of false alarms.

On the seeded workload (see `workload`): a clean purchase is alarmed if its best candidate scores
above the threshold; a theft is caught if it is alarmed and the best candidate is the right one.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from time import process_time

from matching import Item, Matcher, nearest_numbers
from matching.evaluate.cheap_rules import CHEAP_RULES
from matching.evaluate.oracle import knowing
from matching.evaluate.report import report, tables
from matching.evaluate.scored import Clock, Scored
from matching.evaluate.workload import Purchase, World, registered, stream
from matching.likelihood.names_channel import Fields
from matching.profile import Profile
from matching.weighing import Weighed, weigh

QUICK, FULL = 200_000, 1_600_000


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures for each seed, and over all of them."""
    options = _options(argv)
    clock = Clock()
    both = [pair for seed in options.seeds for pair in _score(seed, options, clock)]
    scored = [one for one, _ in both]
    sys.stdout.write(f"{options.goods} stolen goods, {len(scored)} purchases")
    sys.stdout.write(f", seeds {options.seeds}\n\n")
    for line in report(scored, clock, options.threshold_at):
        sys.stdout.write(f"{line}\n")
    if options.oracle:
        sys.stdout.write("\nan oracle that knows the generator, on the same purchases\n")
        for line in tables([one for _, one in both if one], options.threshold_at):
            sys.stdout.write(f"{line}\n")


def _options(argv: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m matching.evaluate serials", description=__doc__)
    parser.add_argument("--goods", type=int, default=QUICK, help=f"{FULL} for a whole register")
    parser.add_argument("--purchases", type=int, default=20_000)
    parser.add_argument("--seeds", type=lambda text: [int(s) for s in text.split(",")], default=[1])
    parser.add_argument("--threshold-at", type=float, default=0.01, help="for the groups")
    parser.add_argument("--oracle", action="store_true", help="what the generator makes possible")
    return parser.parse_args(argv)


def _score(seed: int, options: Namespace, clock: Clock) -> Iterator[tuple[Scored, Scored | None]]:
    """Yield what is found of each purchase, and what the oracle finds if it is asked."""
    world = World(seed)
    stolen = world.stolen(options.goods)
    rng = stream(seed, "register")
    items = [registered(goods, rng) for goods in stolen]
    started = process_time()
    matcher = Matcher.build(enumerate(items))
    matcher.candidates(items[0])
    clock.built += process_time() - started
    oracle = knowing(matcher.profile, world) if options.oracle else None
    for purchase in world.purchases(stolen, options.purchases):
        clock.purchases += 1
        started = process_time()
        held = {id_: items[id_] for id_ in matcher.candidates(purchase.item)}
        clock.candidates += process_time() - started
        started = process_time()
        found = weigh([*held.values()], purchase.item, matcher.profile)
        clock.evidence += process_time() - started
        told = _scored(purchase, held, found, matcher.profile)
        if oracle is None:
            yield told, None
        else:
            known = weigh([*held.values()], purchase.item, oracle)
            yield told, _scored(purchase, held, known, oracle)


def _scored(
    purchase: Purchase,
    held: Mapping[int, Item],
    found: Sequence[Weighed | None],
    profile: Profile,
) -> Scored:
    odds, alone = {}, {}
    for id_, one in zip(held, found, strict=True):
        pieces = one.pieces if one is not None else ()
        odds[id_] = profile.prior_bits + sum(piece.bits for piece in pieces)
        alone[id_] = profile.prior_bits + sum(p.bits for p in pieces if p.feature not in Fields)
    near = [near for item in held.values() if (near := nearest_numbers(item, purchase.item))]
    return Scored(
        purchase.kind,
        purchase.group,
        *_best(alone, purchase.stolen),
        *_best(odds, purchase.stolen),
        is_candidate=purchase.stolen in held,
        cheap=tuple(any(map(rule, near)) for _, rule in CHEAP_RULES),
    )


def _best(odds: dict[int, float], stolen: int | None) -> tuple[float, bool]:
    """Return the log-odds of the best candidate, and whether it is the stolen one."""
    best = max(odds.values(), default=-inf)
    return best, stolen is not None and odds.get(stolen) == best


if __name__ == "__main__":
    main()

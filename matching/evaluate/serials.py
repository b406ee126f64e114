"""`python -m matching.evaluate serials`: how many thefts are caught at what share of false alarms.

On the seeded workload (see `workload`): a clean purchase is alarmed if its best candidate scores
above the threshold; a theft is caught if it is alarmed and the best candidate is the right one.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from time import process_time

import numpy as np

from matching import Item, Matcher
from matching.evaluate.cheap_rules import CHEAP_RULES, Near
from matching.evaluate.figures import calibration, caught_at, threshold_at
from matching.evaluate.workload import SHARES, TYPED, Kind, Purchase, World, registered, stream
from matching.likelihood.names_channel import Fields
from matching.weighing import weigh

QUICK, FULL = 200_000, 1_600_000
FALSE_ALARMS = (0.001, 0.01, 0.05)
THEFTS: tuple[Kind, ...] = ("exact", "one slip", "two slips")
GROUPS = ("sparse", "check digit", "medium", "dense")
# Calibration is asked for from this chance on, where so many purchases are stolen.
ECE_FROM, STOLEN = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class Scored:
    """A purchase with the log-odds of its best candidate, and whether that is the right one."""

    kind: Kind
    group: str
    alone: float
    alone_right: bool
    score: float
    right: bool
    cheap: tuple[bool, ...]


@dataclass
class Clock:
    """CPU seconds spent, and on how many purchases."""

    purchases: int = 0
    candidates: float = 0.0
    evidence: float = 0.0
    built: float = 0.0


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures for each seed, and over all of them."""
    options = _options(argv)
    clock, scored = Clock(), []
    for seed in options.seeds:
        scored += list(_score(seed, options, clock))
    _print(scored, clock, options)


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
    held = [items[candidate.id] for candidate in candidates]
    started = process_time()
    found = weigh(held, purchase.item, matcher.profile)
    clock.evidence += process_time() - started
    prior = matcher.profile.prior_bits
    odds, alone = {}, {}
    for candidate, one in zip(candidates, found, strict=True):
        pieces = one.pieces if one is not None else ()
        odds[candidate.id] = prior + sum(piece.bits for piece in pieces)
        alone[candidate.id] = prior + sum(p.bits for p in pieces if p.feature not in Fields)
    near = [Near(c.distance, c.held, c.asked) for c in candidates]
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


def _print(scored: list[Scored], clock: Clock, options: Namespace) -> None:
    say = sys.stdout.write
    say(f"{options.goods} stolen goods, {len(scored)} purchases, seeds {options.seeds}\n\n")
    clean = [one for one in scored if one.kind == "clean"]
    say(f"{'':22}{'clean alarmed':>14}{''.join(f'{kind:>11}' for kind in THEFTS)}\n")
    for name, alone in (("number alone", True), ("with names", False)):
        for share in FALSE_ALARMS:
            limit = threshold_at(share, [s.alone if alone else s.score for s in clean])
            row = [caught_at(limit, _of(scored, kind, alone)) for kind in THEFTS]
            chance = 1 / (1 + 2 ** -max(limit, -100))
            columns = "".join(f"{value:>11.1%}" for value in row)
            say(f"{name:22}{share:>14.1%}{columns}   from p {chance:.4f}\n")
    limit = threshold_at(options.threshold_at, [s.score for s in clean])
    say(f"\nby group, {options.threshold_at:.1%} of all clean purchases alarmed\n")
    for group in GROUPS:
        some = [one for one in scored if one.group == group]
        row = [caught_at(limit, _of(some, kind, alone=False)) for kind in THEFTS]
        share = _share(s.score >= limit for s in some if s.kind == "clean")
        say(f"{group:22}{share:>14.1%}{''.join(f'{value:>11.1%}' for value in row)}\n")
    junk = [one for one in scored if one.kind == "junk"]
    say(f"\njunk alarmed: {sum(s.score >= limit for s in junk)} of {len(junk)}\n")
    say("\ncheap rules\n")
    for at, (name, _) in enumerate(CHEAP_RULES):
        row = [_share(s.cheap[at] for s in scored if s.kind == kind) for kind in THEFTS]
        false = _share(s.cheap[at] for s in clean)
        say(f"{name:22}{false:>14.1%}{''.join(f'{value:>11.1%}' for value in row)}\n")
    _print_calibration(scored)
    say(
        f"\nCPU: build {clock.built:.0f} s; a purchase: candidates"
        f" {clock.candidates / clock.purchases * 1000:.2f} ms,"
        f" evidence {clock.evidence / clock.purchases * 1000:.2f} ms\n"
    )


def _print_calibration(scored: list[Scored]) -> None:
    """Print the calibration under the profile's assumptions, and as the workload is.

    In the workload thefts are far more frequent than the profile says, and far more of them are
    mistyped; so each purchase counts for as many as there would be of its kind.
    """
    say = sys.stdout.write
    known = [one for one in scored if one.kind != "junk" and one.score > -inf]
    chances = 1 / (1 + 2.0 ** -np.array([one.score for one in known]))
    right = np.array([one.right for one in known])
    thefts = sum(SHARES[kind] for kind in THEFTS)
    assumed = dict(zip(THEFTS, (share * STOLEN for share in TYPED), strict=True))
    rare = {kind: SHARES[kind] / thefts * STOLEN for kind in THEFTS}
    for name, shares in (
        ("1 in 100 stolen, mistyped as often as honest goods", assumed),
        ("1 in 100 stolen", rare),
        ("as it is", {kind: SHARES[kind] for kind in THEFTS}),
    ):
        of_kind = {kind: share / SHARES[kind] for kind, share in shares.items()}
        of_kind["clean"] = (1 - sum(shares.values())) / SHARES["clean"]
        weights = np.array([of_kind[one.kind] for one in known])
        table, error = calibration(chances, right, weights, ECE_FROM)
        say(f"\ncalibration from p {ECE_FROM}, {name}: error {error:.3f}\n")
        for low, said, was, share in table:
            say(f"  from {low:.1f}: said {said:.3f}, was {was:.3f}, {share:.1%} of alarms\n")


def _share(outcomes: Iterable[bool]) -> float:
    found = list(outcomes)
    return sum(found) / max(len(found), 1)


def _of(scored: list[Scored], kind: str, alone: bool) -> list[tuple[float, bool]]:  # noqa: FBT001
    return [
        (one.alone, one.alone_right) if alone else (one.score, one.right)
        for one in scored
        if one.kind == kind
    ]


if __name__ == "__main__":
    main()

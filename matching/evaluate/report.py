"""The report of an evaluation, in lines of text."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf, log2

import numpy as np

from matching.evaluate.cheap_rules import CHEAP_RULES
from matching.evaluate.figures import calibration, caught_at, threshold_at
from matching.evaluate.scored import Clock, Scored
from matching.evaluate.workload import SHARES, THEFTS, TYPED
from matching.profile import load_profile

FALSE_ALARMS = (0.001, 0.01, 0.05)
GROUPS = ("sparse", "check digit", "medium", "dense")
# Calibration is asked for from this chance on, where so many purchases are stolen.
ECE_FROM, STOLEN = 0.05, 0.01


def report(scored: Sequence[Scored], clock: Clock, share: float) -> Iterator[str]:
    """Yield the lines; `share` of clean purchases is alarmed in the table of groups."""
    clean = [one for one in scored if one.kind == "clean"]
    yield from tables(scored, share)
    limit = threshold_at(share, [one.score for one in clean])
    junk = [one for one in scored if one.kind == "junk"]
    yield f"\njunk alarmed: {sum(s.score >= limit for s in junk)} of {len(junk)}"
    yield "\ncheap rules"
    for at, (name, _) in enumerate(CHEAP_RULES):
        row = [_share(s.cheap[at] for s in scored if s.kind == kind) for kind in THEFTS]
        yield _columns(name, _share(s.cheap[at] for s in clean), row)
    yield from _calibrations(scored)
    candidates, evidence = (
        seconds / max(clock.purchases, 1) * 1_000 for seconds in (clock.candidates, clock.evidence)
    )
    yield (
        f"\nCPU: build {clock.built:.0f} s; a purchase: candidates {candidates:.2f} ms,"
        f" evidence {evidence:.2f} ms"
    )


def tables(scored: Sequence[Scored], share: float) -> Iterator[str]:
    """Yield what is caught at shares of clean purchases alarmed, and by group at one of them."""
    clean = [one for one in scored if one.kind == "clean"]
    yield f"{'':22}{'clean alarmed':>14}{''.join(f'{kind:>11}' for kind in THEFTS)}"
    for alone in (True, False):
        yield from _curve(scored, clean, alone=alone)
    limit = threshold_at(share, [one.score for one in clean])
    yield f"\nby group, {share:.1%} of all clean purchases alarmed"
    for group in GROUPS:
        some = [one for one in scored if one.group == group]
        yield _row(group, [s for s in some if s.kind == "clean"], some, limit, alone=False)
        yield f"{'  among candidates':36}{''.join(f'{share:>11.1%}' for share in _among(some))}"


def _among(scored: Sequence[Scored]) -> Iterator[float]:
    """Yield for each kind of theft how often the stolen item is a candidate at all."""
    for kind in THEFTS:
        yield _share(s.is_candidate for s in scored if s.kind == kind)


def _curve(scored: Sequence[Scored], clean: Sequence[Scored], *, alone: bool) -> Iterator[str]:
    """Yield what is caught at each share of false alarms, and from the profile's `possible`."""
    name = "number alone" if alone else "with names"
    for share in FALSE_ALARMS:
        limit = threshold_at(share, [s.alone if alone else s.score for s in clean])
        chance = 1 / (1 + 2 ** -max(limit, -100))
        yield f"{_row(name, clean, scored, limit, alone=alone)}   from p {chance:.4f}"
    limit = log2(ECE_FROM / (1 - ECE_FROM))
    yield f"{_row(name, clean, scored, limit, alone=alone)}   from p {ECE_FROM:.4f}"


def _row(
    name: str, clean: Sequence[Scored], scored: Sequence[Scored], limit: float, *, alone: bool
) -> str:
    """Return how many of the clean are alarmed and of the thefts caught, from a limit on."""
    alarmed = _share((s.alone if alone else s.score) >= limit for s in clean)
    caught = [
        caught_at(
            limit,
            [
                (s.alone, s.alone_right) if alone else (s.score, s.right)
                for s in scored
                if s.kind == kind
            ],
        )
        for kind in THEFTS
    ]
    return _columns(name, alarmed, caught)


def _columns(name: str, alarmed: float, caught: Iterable[float]) -> str:
    return f"{name:22}{alarmed:>14.2%}{''.join(f'{share:>11.1%}' for share in caught)}"


def _calibrations(scored: Sequence[Scored]) -> Iterator[str]:
    """Yield the calibration under the profile's assumptions, and as the workload is.

    In the workload thefts are far more frequent than the profile says, and far more of them are
    mistyped; so each purchase counts for as many as there would be of its kind.
    """
    reckoned = load_profile().channel["pair_rates"]
    known = [one for one in scored if one.kind != "junk" and one.score > -inf]
    chances = 1 / (1 + 2.0 ** -np.array([one.score for one in known]))
    right = np.array([one.right for one in known])
    thefts = sum(SHARES[kind] for kind in THEFTS)
    assumed, honest = (
        dict(zip(THEFTS, (share * STOLEN for share in rates), strict=True))
        for rates in (reckoned, TYPED)
    )
    rare = {kind: SHARES[kind] / thefts * STOLEN for kind in THEFTS}
    for name, shares in (
        ("1 in 100 stolen, mistyped as often as the profile reckons", assumed),
        ("1 in 100 stolen, mistyped as often as honest goods", honest),
        ("1 in 100 stolen", rare),
        ("as it is", {kind: SHARES[kind] for kind in THEFTS}),
    ):
        of_kind = {kind: share / SHARES[kind] for kind, share in shares.items()}
        of_kind["clean"] = (1 - sum(shares.values())) / SHARES["clean"]
        weights = np.array([of_kind[one.kind] for one in known])
        table, error = calibration(chances, right, weights, ECE_FROM)
        yield f"\ncalibration from p {ECE_FROM}, {name}: error {error:.3f}"
        for low, said, was, share in table:
            yield f"  from {low:.1f}: said {said:.3f}, was {was:.3f}, {share:.1%} of alarms"


def _share(outcomes: Iterable[bool]) -> float:
    found = list(outcomes)
    return sum(found) / max(len(found), 1)

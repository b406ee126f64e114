"""How well a campaign's effect is estimated: `python -m bench.campaigns [PAIRS_OF_YEARS]`.

Pairs of years with a known effect are made from a seed: weekdays, a season that both years share,
growth, weeks that differ by more than chance, days that do so too. It prints how often the 95 %
interval holds the true effect, how far the estimate is off, and how wide the interval is.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

import numpy as np

from registry.rules.campaign_effect import WEEKS_BEFORE, YEAR, effect

FIRST, LAST = date(2024, 8, 21), date(2024, 9, 17)
WEEKDAYS = np.array([1.0, 0.95, 0.95, 1.0, 1.1, 1.35, 1.15])
GROWTH = 1.15
SEED = 437


@dataclass(frozen=True, slots=True)
class Years:
    """What two years are like.

    `a_day` is the mean number of checks of a day, `ratio` the true effect. A week's level differs
    by `weeks` and a day's by `days` (spread of the log) beside chance; `lasting` is how much of a
    week's deviation is left in the next one.
    """

    a_day: float
    ratio: float
    weeks: float
    days: float
    lasting: float = 0.0
    last: date = LAST


SETTINGS = (
    Years(2_500, 1.31, 0.05, 0.10),
    Years(2_500, 1.00, 0.05, 0.10),
    Years(2_500, 1.31, 0.15, 0.20),
    Years(50, 1.31, 0.05, 0.10),
    Years(5, 1.31, 0.05, 0.10),
    Years(2_500, 1.31, 0.05, 0.10, last=date(2024, 9, 12)),
    Years(2_500, 1.31, 0.05, 0.10, lasting=0.5),
)


def pair_of_years(years: Years, draw: np.random.Generator) -> dict[date, int]:
    """Return the checks of each day from the weeks before on, and of the same a year earlier."""
    begins = FIRST - timedelta(weeks=WEEKS_BEFORE)
    days = [begins + timedelta(days=day) for day in range((years.last - begins).days + 1)]
    season = np.repeat(np.cumsum(draw.normal(0, 0.06, 14)), 7)[: len(days)]
    counts: dict[date, int] = {}
    for shift, level in ((YEAR, 1.0), (timedelta(0), GROWTH)):
        weeks = np.repeat(_weeks(years, draw), 7)[: len(days)]
        noise = draw.normal(0, years.days, len(days)) if years.days else np.zeros(len(days))
        for day, common, week, own in zip(days, season, weeks, noise, strict=True):
            campaign = years.ratio if not shift and day >= FIRST else 1.0
            mean = years.a_day * level * campaign * WEEKDAYS[day.weekday()]
            counts[day - shift] = int(draw.poisson(mean * np.exp(common + week + own)))
    return counts


def outcomes(years: Years, pairs: int, seed: int = SEED) -> Iterator[tuple[float, bool, float]]:
    """Yield of each pair of years the error of the log, whether the interval holds, its width."""
    draw = np.random.default_rng(seed)
    for _ in range(pairs):
        found = effect(pair_of_years(years, draw), FIRST, years.last).both
        if found is not None:
            holds = found.low <= years.ratio <= found.high
            yield log(found.ratio / years.ratio), holds, log(found.high / found.low)


def main(pairs: int = 4_000) -> None:
    """Print a line for each setting."""
    print(f"{pairs} pairs of years for each line, seed {SEED}, campaign {FIRST} to {LAST}\n")
    print(
        "| checks a day | true effect | weeks differ | days differ | lasting | until "
        "| estimated | holds the truth | bias | half width |"
    )
    print("|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|")
    for years in SETTINGS:
        found = list(outcomes(years, pairs))
        errors = np.array([error for error, _, _ in found])
        print(
            f"| {years.a_day:g} | {years.ratio - 1:+.0%} | {years.weeks:.2f} | {years.days:.2f} "
            f"| {years.lasting:g} | {years.last:%d %b} | {len(found) / pairs:.1%} "
            f"| {np.mean([holds for _, holds, _ in found]):.1%} "
            f"| {np.exp(errors.mean()) - 1:+.2%} "
            f"| {np.exp(np.mean([width for _, _, width in found]) / 2) - 1:.0%} |"
        )


def _weeks(years: Years, draw: np.random.Generator) -> np.ndarray:
    level = draw.normal(0, years.weeks) if years.weeks else 0.0
    fresh = years.weeks * (1 - years.lasting**2) ** 0.5
    weeks = [level]
    for _ in range(13):
        weeks.append(years.lasting * weeks[-1] + (draw.normal(0, fresh) if fresh else 0.0))
    return np.array(weeks)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

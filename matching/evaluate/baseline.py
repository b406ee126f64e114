"""The baseline: statistics that a profile is shipped with, until there is a register.

`python -m matching.evaluate.baseline` draws goods from `baseline.csv`, a grammar written by hand
that knows kinds of numbers rather than what was made of late, and writes them counted beside the
current profile.
"""

import sys
from pathlib import Path

import matching
from matching.evaluate.workload import World, registered, stream
from matching.likelihood.statistics import Statistics
from matching.profile import CURRENT, brand_aliases

GOODS, SEED = 300_000, 20_26


def main() -> None:
    """Write the statistics of the current profile."""
    rng = stream(SEED, "register")
    items = (registered(goods, rng) for goods in World(SEED, "baseline").stolen(GOODS))
    counted = Statistics.of(items, brand_aliases(CURRENT))
    path = Path(matching.__file__).parent / "profiles" / f"{CURRENT}.statistics"
    path.write_bytes(counted.to_bytes())
    sys.stdout.write(f"{path.name}: {len(counted.families)} families of {GOODS} goods\n")


if __name__ == "__main__":
    main()

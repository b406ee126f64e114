"""Reach: which families a text may come from at all, with two slips at most.

Approximate matching of all families at once, a bit for each place (Wu and Manber, Fast text
searching allowing errors, 1992), with swaps besides.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.likelihood.channel import Floats
from matching.likelihood.slips import Start

Masks = npt.NDArray[np.uint32]

# As many last characters may be left off in one slip.
CUT = 3
_SLIPS = 2
_ONE = np.uint32(1)


def reachable(
    codes: Sequence[int], possible: Masks, lengths: Floats, starts: Sequence[Start]
) -> npt.NDArray[np.bool_]:
    """Tell for each family whether two slips may lead from a number of it to these codes.

    `possible[code, f]` has a bit for each place of f where the code may stand; `starts` are
    the ways to begin before the number.
    """
    # Bit i of level k: the first i places of a family are accounted for, with k slips.
    levels = [np.full(len(lengths), (2 << k) - 1, np.uint32) for k in range(_SLIPS + 1)]
    before = [np.zeros_like(level) for level in levels]
    for at, code in enumerate(codes):
        here = possible[code]
        previous = possible[codes[at - 1]] if at else here
        new: list[Masks] = []
        for k, level in enumerate(levels):
            step = (level & here) << _ONE
            if k:
                changed, lost = levels[k - 1] << _ONE, new[k - 1] << _ONE
                swapped = ((before[k - 1] & here) << _ONE & previous) << _ONE
                step |= changed | levels[k - 1] | lost | swapped
            new.append(step)
        # Two characters more are two additions, whatever they are.
        if any(at + 1 == start.typed and start.slips < _SLIPS for start in starts):
            new[1] |= _ONE
            new[2] |= _ONE << _ONE | _ONE
        before, levels = levels, new
    ends = np.uint32((2 << CUT) - 1) << np.maximum(lengths - CUT, 0).astype(np.uint32)
    reached: npt.NDArray[np.bool_] = (levels[_SLIPS] & ends) != 0
    return reached

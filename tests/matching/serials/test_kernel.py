"""The compiled search gives the answers of the one with numpy.

Without numba its code is run as it stands, which is slow but the same.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matching import SerialIndex

tiny = st.one_of(
    st.text("A1", min_size=4, max_size=14),
    st.text("A1I0OZ", min_size=4, max_size=9),
)
numbered = st.lists(st.tuples(st.integers(0, 12), tiny), max_size=30)


def _as_it_stands() -> ModuleType:
    """Return the kernel without compiling it."""
    stand_in: Any = ModuleType("numba")
    stand_in.njit = lambda **_: lambda function: function
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "numba", stand_in)
        kernel = import_module("matching.serials.kernel")
        del sys.modules[kernel.__name__]
    return kernel


kernel = import_module("matching.serials.kernel") if find_spec("numba") else _as_it_stands()


@given(
    held=numbered,
    added=st.lists(st.tuples(st.integers(13, 20), tiny), max_size=3),
    removed=st.lists(st.integers(0, 20), max_size=3),
    asked=st.lists(tiny, min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_the_same_answers(
    held: list[tuple[int, str]],
    added: list[tuple[int, str]],
    removed: list[int],
    asked: list[str],
) -> None:
    pure, compiled = (SerialIndex.build(held, kernel=False) for _ in range(2))
    compiled._kernel = kernel
    for index in (pure, compiled):
        for id_, number in added:
            index.add(id_, number)
        for id_ in removed:
            index.remove(id_)
    # Numbers wrap around on purpose, of which numpy warns where nothing is compiled.
    with np.errstate(over="ignore"):
        asked += [number for _, number in (held + added)[:2]]
        assert compiled.find_many(asked) == pure.find_many(asked)


@given(st.text("AB0", min_size=1, max_size=64), st.text("AB0", min_size=1, max_size=80))
@settings(deadline=None)
def test_the_distance_is_that_of_optimal_string_alignment(a: str, b: str) -> None:
    seen = np.zeros(256, np.uint64)
    for at, character in enumerate(a.encode()):
        seen[character] |= np.uint64(1 << at)
    text = np.frombuffer(f"..{b}..".encode(), np.uint8)
    with np.errstate(over="ignore"):
        assert kernel._slips(len(a), text, 2, 2 + len(b), seen) == OSA.distance(a, b)

"""Examples: what follows from labelled pairs, and from no others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.product.examples import Edge, Examples, following
from matching.product.record import read_record
from matching.product.terms import Terms

worlds = st.lists(st.integers(0, 3), min_size=2, max_size=9)


def test_the_same_as_the_same_is_the_same() -> None:
    assert following([(0, 1), (1, 2)], [1, 1]) == {(0, 2): 1}


def test_what_differs_from_one_differs_from_all() -> None:
    found = following([(0, 1), (2, 3), (1, 2)], [1, 1, 0])
    assert found == {(0, 2): 0, (0, 3): 0, (1, 3): 0}


def test_nothing_follows_from_what_differs_twice() -> None:
    assert following([(0, 1), (1, 2)], [0, 0]) == {}


def test_labels_that_contradict_each_other_add_no_difference() -> None:
    assert following([(0, 1), (1, 2), (0, 2)], [1, 1, 0]) == {}


@given(worlds, st.data())
def test_what_follows_is_true(products: list[int], data: st.DataObject) -> None:
    """Of goods that each are of one product, true labels lead to true ones, and are left out."""
    goods = st.integers(0, len(products) - 1)
    pairs = st.tuples(goods, goods).filter(lambda pair: pair[0] < pair[1])
    edges: list[Edge] = data.draw(st.lists(pairs, unique=True))
    found = following(edges, [float(products[a] == products[b]) for a, b in edges])
    assert all(label == (products[a] == products[b]) for (a, b), label in found.items())
    assert found.keys().isdisjoint(edges)


def test_what_follows_from_some_of_the_pairs_is_found_among_the_rows() -> None:
    a, b, c, d = (read_record({"title": f"camera {name}"}) for name in "abcd")
    labels = np.array([1.0, 1.0, 0.0])
    one = Examples.of([(a, b), (b, c), (c, d)], labels, Terms())
    both = Examples.joined([one, one])
    assert [example.label for example in one.more] == [1, 0, 0]
    assert both.labels.tolist() == [1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0]
    # Without the second pair c is not known to be what a is.
    assert both.following(np.array([0, 2])).tolist() == []
    assert both.following(np.array([3, 4])).tolist() == [9]
    assert both.following(np.arange(6)).tolist() == [6, 7, 8, 9, 10, 11]

"""Overlap: how far the tokens of one bag are found in another."""

import pytest

from matching.product.overlap import overlap


@pytest.mark.parametrize(
    ("a", "b", "in_a", "in_b"),
    [
        ("wh1000xm4", "wh 1000 xm4", 1, 1),
        ("powershot110blk", "powershot 110", 0.8, 0.8),
        ("coolpixs550p", "coolpix s550", 0.8, 0.8),
        ("83000", "743840830009", 0.8, 0.8),
        ("83000", "743840830019", 0, 0),
        ("ab12x", "ab12", 0.8, 0.8),
        ("sony", "canon", 0, 0),
    ],
)
def test_credits(a: str, b: str, in_a: float, in_b: float) -> None:
    for one, other, first, second in ((a, b, in_a, in_b), (b, a, in_b, in_a)):
        found = overlap(set(one.split()), set(other.split()), {}, {})
        assert found[0] == dict.fromkeys(one.split(), first)
        assert found[1] == dict.fromkeys(other.split(), second)

"""Statistics: families are found in a register, kept, and put beside others."""

from random import Random

import pytest

from matching import Identifier, Item, load_profile
from matching.check_digits import luhn_digit
from matching.likelihood.statistics import Statistics

ALIASES = load_profile().brand_aliases


def imei(code: str, rng: Random) -> str:
    digits = f"{code}{rng.randrange(10**6):06}"
    return digits + luhn_digit(digits)


def register(seed: int, count: int) -> list[Item]:
    """Return phones of three type codes and bicycles of two makers who share a range."""
    rng, items = Random(seed), []
    phones = {"35209900": "Samsung", "35209911": "Apple", "86004504": "Xiaomi"}
    for _ in range(count):
        code = rng.choice(list(phones))
        items.append(
            Item("phone", phones[code], identifiers=(Identifier("imei", imei(code, rng)),))
        )
        number = f"GZ{rng.randrange(10**7):07}"
        brand = rng.choice(["Gazelle", "Gazelle", "Sparta", None])
        items.append(Item("bicycle", brand, identifiers=(Identifier("frame", number),)))
    return items


def test_families_are_found() -> None:
    statistics = Statistics.of(register(1, 2_000), ALIASES)
    assert statistics.items == 4_000
    imeis = [f for f in statistics.families if f.length == 15]
    frames = [f for f in statistics.families if f.length == 9]
    # The first of a length is all of them; the type codes are apart, the shared range is not.
    whole, *codes = imeis
    assert whole.count == sum(family.count for family in codes) == 2_000
    assert len(codes) == 3
    assert all(family.checked == family.count for family in codes)
    for family in codes:
        assert all(len(column) == 1 for column in family.columns[:8])
        assert all(len(column) == 10 for column in family.columns[8:])
        (product, _), *others = family.products
        assert statistics.products[product].category == "phone"
        assert not others
    assert len(frames) == 2
    brands = {statistics.products[p].brand: n for p, n in frames[1].products}
    assert set(brands) == {"gazelle", "sparta", ""}
    assert 800 < brands["gazelle"] < 1_200


def test_they_are_kept_as_they_are() -> None:
    statistics = Statistics.of(register(2, 300), ALIASES)
    assert Statistics.from_bytes(statistics.to_bytes()) == statistics
    assert Statistics.of(register(2, 300), ALIASES).digest == statistics.digest
    assert Statistics.of(register(3, 300), ALIASES).digest != statistics.digest


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="no statistics"):
        Statistics.from_bytes(b"something else")


def test_registers_beside_each_other() -> None:
    one, other = (Statistics.of(register(seed, 500), ALIASES) for seed in (4, 5))
    together = one.with_prior(other, other.items // 2)
    weight = sum(family.weight for family in together.families)
    assert weight == together.numbers
    ours = sum(family.weight for family in together.families[: len(one.families)])
    assert ours / weight == pytest.approx(2 / 3, abs=0.01)
    assert set(together.products) >= {*one.products, *other.products}


def test_an_empty_register() -> None:
    statistics = Statistics.of([], ALIASES)
    assert statistics.families == ()
    assert Statistics.from_bytes(statistics.to_bytes()) == statistics

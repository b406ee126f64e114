"""Comparisons of numbers with a unit, which may stand apart from it."""

from collections.abc import Iterable

from matching.product.record import Record

_OWN_UNITS = ("GB", "inch", "mm", "MHz", "f", "MP")
_CLOSE = 0.03


def compare_measures(values: dict[str, float], a: Record, b: Record) -> None:
    """Compare numbers with the same unit; those within 3 % are equal."""
    agreeing, differing, other = 0.0, 0.0, 0.0
    for unit in _OWN_UNITS:
        values[f"{unit}_agrees"] = values[f"{unit}_differs"] = 0.0
    for unit in a.measures.keys() | b.measures.keys() | (a.bare & b.bare):
        agreement = _agreement(unit, a, b)
        agreeing += agreement > 0
        differing += agreement < 0
        if unit in _OWN_UNITS:
            values[f"{unit}_agrees"], values[f"{unit}_differs"] = (
                max(agreement, 0),
                min(agreement, 0),
            )
        else:
            other = min(other, agreement)
    values["measures_agree"], values["measures_differ"] = min(agreeing, 4), -min(differing, 4)
    values["other_differs"] = other


def _agreement(unit: str, a: Record, b: Record) -> float:
    """Return 1 if one side has all of the other's measures in a unit, or half of it for some.

    -1 if they have none in common; 0 if one has none. Where a unit stands apart from its number,
    as in `128 gb`, it may belong to any: one that the other has with its unit is all of them, and
    none contradicts less, or not at all if it stands apart in both or with no other numbers than
    both have.
    """
    told = [record.measures.get(unit, set()) for record in (a, b)]
    bare = [unit in record.bare for record in (a, b)]
    widest = [
        measures | record.numbers if apart else measures
        for record, measures, apart in zip((a, b), told, bare, strict=True)
    ]
    agreement = max(_held(*told), _held(*widest))
    if (bare[0] and _in_common(widest[0], told[1])) or (bare[1] and _in_common(widest[1], told[0])):
        agreement = 1.0
    if agreement or not all(widest):
        return agreement
    if all(told):
        return -1.0
    return 0.0 if all(bare) or any(side <= a.numbers & b.numbers for side in widest) else -0.7


def _held(one: set[float], other: set[float]) -> float:
    """Return 1 if all of one are in the other, half of it if some are, else 0."""
    if not _in_common(one, other):
        return 0.0
    pairs = ((one, other), (other, one))
    return 1.0 if any(all(_any_close(x, ys) for x in xs) for xs, ys in pairs) else 0.5


def _in_common(one: set[float], other: set[float]) -> bool:
    return any(_any_close(x, other) for x in one)


def _any_close(x: float, others: Iterable[float]) -> bool:
    return any(abs(x - y) <= _CLOSE * max(x, y) for y in others)

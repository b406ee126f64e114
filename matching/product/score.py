"""The product score: the chance that two records of free text tell of the same product."""

from collections.abc import Mapping

from matching.product.record import read_record
from matching.product.scorecard import shipped_scorecard


def product_score(a: Mapping[str, str], b: Mapping[str, str]) -> float:
    """Return the chance, from 0 to 1, that two records tell of the same product, not the same item.

    A record is free text by the name of its field; of the names only those of brand, model,
    category, price and description mean something, in Dutch or English. Symmetric; the order of
    fields and words is nothing; what agrees never lowers the chance; what contradicts never raises
    it. No text raises. The weights are those of `scorecard.json`, fitted by
    `python -m matching.product` on public pairs of shop offers.
    """
    return shipped_scorecard().score(read_record(a), read_record(b))

"""Demo data: a believable register of stolen goods, dealers and purchases, all of it made up.

Everything is a pure function of a seed and a time: no clock, no database, no web. The same
arguments give the same data in every process.
"""

from registry.demo.dealers import dealers
from registry.demo.goods import stolen_goods
from registry.demo.purchases import DemoPurchase, purchases

__all__ = ["DemoPurchase", "dealers", "purchases", "stolen_goods"]

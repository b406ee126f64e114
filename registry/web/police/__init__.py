"""The police's desk, in a browser."""

from flask import Blueprint

from registry.web.door import Door, Link, group
from registry.web.police import (
    claims,
    dealers,
    demands,
    disputes,
    entries,
    goods,
    hits,
    imports,
    notices,
    offers,
    orders,
    search,
    searches,
)

DOOR = Door.of(
    Blueprint("police", __name__, url_prefix="/police"),
    (
        hits,
        claims,
        orders,
        entries,
        dealers,
        notices,
        demands,
        goods,
        imports,
        search,
        searches,
        offers,
        disputes,
    ),
    Link("police.hits.index", "desk.title", also=("police.entries",)),
    group(
        "police.nav.citizens",
        Link("police.offers.index", "offers.title"),
        Link("police.disputes.index", "disputes.title"),
    ),
    Link("police.goods.index", "goods.title", also=("police.imports",)),
    group(
        "search.title",
        Link("police.search.show", "police.nav.search"),
        Link("police.searches.index", "searches.title"),
    ),
    group(
        "dealer_hits.title",
        Link("police.dealers.index", "dealer_hits.tab"),
        Link("police.notices.index", "police.nav.notices"),
        Link("police.demands.index", "demands.title"),
    ),
)

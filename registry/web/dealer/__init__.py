"""DOR and DOL for dealers, in a browser."""

from flask import Blueprint

from registry.web.dealer import (
    checks,
    claims,
    company,
    confirmation,
    corrections,
    counter,
    credentials,
    exports,
    hold,
    notices,
    photos,
    purchases,
    receipts,
    sales,
    sign_up,
    staff,
    uploads,
)
from registry.web.door import Door, Link, group

DOOR = Door.of(
    Blueprint("dealer", __name__, url_prefix="/dealer"),
    (
        counter,
        exports,
        purchases,
        corrections,
        sales,
        hold,
        sign_up,
        confirmation,
        notices,
        company,
        staff,
        photos,
        receipts,
        uploads,
        checks,
        claims,
        credentials,
    ),
    Link("dealer.sign_up.start", "sign_up.link", also=("dealer.confirmation",)),
    Link("dealer.counter.show", "counter.link"),
    group(
        "purchases.link",
        Link(
            "dealer.purchases.index",
            "purchases.tab",
            also=("dealer.corrections", "dealer.sales", "dealer.photos"),
        ),
        Link("dealer.uploads.index", "uploads.title"),
    ),
    Link("dealer.hold.show", "hold.link"),
    group(
        "police_notices.link",
        Link("dealer.notices.index", "police_notices.tab"),
        Link("dealer.notices.demanded", "police_demands.title", also=("dealer.notices.answer",)),
    ),
    group(
        "proofs.link",
        Link("dealer.checks.index", "checks.tab"),
        Link("dealer.claims.index", "claims.title"),
    ),
    group(
        "company.link",
        Link("dealer.company.show", "company.tab"),
        Link("dealer.staff.index", "staff.title"),
        Link("dealer.credentials.index", "credentials.link"),
    ),
)

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
from registry.web.door import Door, Link

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
    Link("dealer.sign_up.start", "sign_up.link"),
    Link("dealer.counter.show", "counter.link"),
    Link("dealer.purchases.index", "purchases.link"),
    Link("dealer.hold.show", "hold.link"),
    Link("dealer.uploads.index", "uploads.link"),
    Link("dealer.checks.index", "checks.link"),
    Link("dealer.claims.index", "claims.link"),
    Link("dealer.notices.index", "police_notices.link"),
    Link("dealer.company.show", "company.link"),
    Link("dealer.credentials.index", "credentials.link"),
)

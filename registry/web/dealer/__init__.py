"""DOR and DOL for dealers, in a browser."""

from flask import Blueprint

from registry.web.dealer import (
    company,
    confirmation,
    corrections,
    counter,
    exports,
    hold,
    notices,
    photos,
    purchases,
    receipts,
    sales,
    sign_up,
    staff,
)
from registry.web.door import Door, Link

DOOR = Door(
    Blueprint("dealer", __name__, url_prefix="/dealer"),
    (
        Link("dealer.sign_up.start", "sign_up.link"),
        Link("dealer.counter.show", "counter.link"),
        Link("dealer.purchases.index", "purchases.link"),
        Link("dealer.hold.show", "hold.link"),
        Link("dealer.notices.index", "police_notices.link"),
        Link("dealer.company.show", "company.link"),
    ),
)
DOOR.blueprint.register_blueprint(counter.blueprint)
DOOR.blueprint.register_blueprint(exports.blueprint)
DOOR.blueprint.register_blueprint(purchases.blueprint)
DOOR.blueprint.register_blueprint(corrections.blueprint)
DOOR.blueprint.register_blueprint(sales.blueprint)
DOOR.blueprint.register_blueprint(hold.blueprint)
DOOR.blueprint.register_blueprint(sign_up.blueprint)
DOOR.blueprint.register_blueprint(confirmation.blueprint)
DOOR.blueprint.register_blueprint(notices.blueprint)
DOOR.blueprint.register_blueprint(company.blueprint)
DOOR.blueprint.register_blueprint(staff.blueprint)
DOOR.blueprint.register_blueprint(photos.blueprint)
DOOR.blueprint.register_blueprint(receipts.blueprint)

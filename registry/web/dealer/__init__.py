"""DOR and DOL for dealers, in a browser."""

from flask import Blueprint

from registry.web.dealer import (
    confirmation,
    corrections,
    counter,
    exports,
    hold,
    purchases,
    sales,
    sign_up,
)
from registry.web.door import Door, Link

DOOR = Door(
    Blueprint("dealer", __name__, url_prefix="/dealer"),
    (
        Link("dealer.sign_up.start", "sign_up.link"),
        Link("dealer.counter.show", "counter.link"),
        Link("dealer.purchases.index", "purchases.link"),
        Link("dealer.hold.show", "hold.link"),
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

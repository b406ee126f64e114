"""Coming in and going out, in a browser."""

from flask import Blueprint

from registry.web.account import (
    demo,
    factors,
    overview,
    passkeys,
    password,
    recover,
    set_up,
    sign_in,
    staff,
    visit,
)
from registry.web.door import Door

__all__ = ["DOOR", "demo"]

DOOR = Door(Blueprint("account", __name__))
for noun in (factors, overview, passkeys, password, recover, set_up, sign_in, staff, visit):
    DOOR.blueprint.register_blueprint(noun.blueprint)

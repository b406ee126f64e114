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

DOOR = Door.of(
    Blueprint("account", __name__),
    (factors, overview, passkeys, password, recover, set_up, sign_in, staff, visit),
)

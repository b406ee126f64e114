"""The pages: server-rendered, whole without JavaScript, Dutch first and English.

Each audience has a door of its own: a package here, a blueprint, and a folder of templates.
"""

from flask import Flask, g

from registry.access.actors import Actor, Role
from registry.http.context import csp_nonce, current_visit
from registry.http.languages import LANGUAGES, choose_language
from registry.register import Register
from registry.web import (
    account,
    audit,
    citizen,
    dealer,
    figures,
    inspector,
    municipality,
    photos,
    police,
)
from registry.web.choices import choices, countries, municipalities
from registry.web.door import links_for
from registry.web.filters import init_filters
from registry.web.notices import notice
from registry.web.once import new_word
from registry.web.scanner import init_scanner

DOORS = (
    citizen.DOOR,
    dealer.DOOR,
    police.DOOR,
    inspector.DOOR,
    municipality.DOOR,
    figures.DOOR,
    audit.DOOR,
    account.DOOR,
    photos.DOOR,
)


def init_web(app: Flask, register: Register) -> None:
    """Register the doors; the page with demo identities exists in demo mode only."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    if register.settings.demo:
        app.register_blueprint(account.demo.blueprint)
    init_filters(app)
    for given in (csp_nonce, new_word, choices, countries, municipalities):
        app.add_template_global(given)
    init_scanner(app)

    @app.context_processor
    def _shared() -> dict[str, object]:
        actor = g.get("actor") or Actor(Role.PUBLIC)
        return {
            "language": choose_language(),
            "languages": LANGUAGES,
            "actor": actor,
            "navigation": links_for(DOORS, actor.role),
            "notice": notice(),
            "demo_mode": register.settings.demo,
            "has_account": bool((visit := current_visit()) and visit.account_id),
        }

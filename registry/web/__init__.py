"""The pages: server-rendered, without JavaScript, Dutch first and English."""

from flask import Flask, g

from registry.http.languages import LANGUAGES, choose_language
from registry.register import Register
from registry.web import citizen, demo, desk, log, visit
from registry.web.filters import init_filters


def init_web(app: Flask, register: Register) -> None:
    """Register the pages; the page with demo identities exists in demo mode only."""
    for module in (citizen, desk, log, visit):
        app.register_blueprint(module.blueprint)
    init_filters(app)
    if register.settings.demo:
        app.register_blueprint(demo.blueprint)

    @app.context_processor
    def _shared() -> dict[str, object]:
        return {
            "language": choose_language(),
            "languages": LANGUAGES,
            "actor": g.get("actor"),
            "demo_mode": register.settings.demo,
        }

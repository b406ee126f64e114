"""The application factory: settings, store, guards, blueprints, errors, command line."""

from click import ClickException
from environs import EnvError
from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.api import init_api
from registry.cli import init_cli
from registry.errors import MissingKeys
from registry.http.bodies import init_bodies
from registry.http.context import attach
from registry.http.guard import init_guard
from registry.http.headers import init_headers
from registry.http.languages import choose_language
from registry.http.problems import init_problems
from registry.observe import health
from registry.observe.logs import configure_logs, init_request_log
from registry.observe.metrics import init_metrics
from registry.register import Register
from registry.settings import Settings, load_settings
from registry.web import init_web


def create_app(settings: Settings | None = None, *, register: Register | None = None) -> Flask:
    """Return the WSGI application; a test hands in its own settings or register.

    Raises ClickException, which the command line shows as one line, for a setting that is bad.
    """
    try:
        register = register or Register(settings or load_settings())
    except EnvError as error:
        raise ClickException(str(error)) from error
    settings = register.settings
    app = Flask("registry", template_folder="web/templates", static_folder="web/static")
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        SECRET_KEY=_session_key(register),
        SESSION_COOKIE_NAME="form" if settings.demo else "__Host-form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=True,
    )
    attach(app, register)
    configure_logs(settings.log_level)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    init_bodies(app)
    init_request_log(app)
    init_metrics(app)
    init_guard(app)
    csrf = CSRFProtect(app)
    Babel(app, locale_selector=choose_language)
    init_headers(app)
    init_api(app, csrf)
    init_web(app, register)
    app.register_blueprint(health.blueprint)
    init_problems(app)
    init_cli(app)
    return app


def _session_key(register: Register) -> bytes | None:
    """Return the key that signs cookies; without keys the service starts, but is not ready."""
    try:
        return register.keys.session
    except MissingKeys:
        return None

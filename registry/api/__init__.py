"""The JSON API under /api/v1: guard, schema, one rule, schema."""

from flask import Flask
from flask_smorest import Api as SmorestApi
from flask_wtf import CSRFProtect

from registry.api import (
    audit,
    checks,
    dealers,
    hits,
    match_profiles,
    purchases,
    rule_checks,
    sellers,
    stolen_goods,
)
from registry.api.blueprint import ProblemSchema
from registry.http.headers import VERSION

PREFIX = "/api/v1"
SECURITY = {"bearer": {"type": "http", "scheme": "bearer"}}


PROBLEM_JSON = "application/problem+json"


class Api(SmorestApi):
    """flask-smorest, but for its error handler, which would answer pages in JSON too."""

    ERROR_SCHEMA = ProblemSchema

    def _register_responses(self) -> None:
        """Document every refusal as the problem that it is."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_JSON
        super()._register_responses()
        # Back to the class's own, for the answers that are no refusals.
        del self.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_error_handlers(self) -> None:
        """Leave every error to registry.http.problems."""


def init_api(app: Flask, csrf: CSRFProtect) -> None:
    """Register the API's blueprints and the OpenAPI document at /openapi.json."""
    app.config.update(
        API_TITLE="Stolen-goods register",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app)
    api.spec.components.security_scheme("bearer", SECURITY["bearer"])
    for module in (
        audit,
        checks,
        dealers,
        hits,
        match_profiles,
        purchases,
        rule_checks,
        sellers,
        stolen_goods,
    ):
        api.register_blueprint(module.blueprint, url_prefix=PREFIX)
        # The API knows no cookies, so nothing can be forged with one.
        csrf.exempt(module.blueprint)

"""Health: is the process alive, and is it ready to keep its promises?"""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from registry.errors import MissingKeys, StoreUnavailable
from registry.http.context import current_register
from registry.observe.metrics import render_metrics

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that this process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether the store answers with the schema we know, and the keys are there."""
    register = current_register()
    checks = {"store": "ok", "keys": "ok"}
    try:
        with register.database.read() as session:
            session.execute(text("SELECT version_num FROM alembic_version")).one()
            session.execute(text("SELECT 1 FROM journal LIMIT 1"))
    except Exception:  # noqa: BLE001 - whatever it is, we are not ready
        checks["store"] = StoreUnavailable.code
    try:
        _ = register.keys
    except MissingKeys:
        checks["keys"] = MissingKeys.code
    ready = set(checks.values()) == {"ok"}
    return jsonify(status="ok" if ready else "not_ready", checks=checks), 200 if ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the metrics in the text form of Prometheus."""
    register = current_register()
    return render_metrics(register.database, register.clock)

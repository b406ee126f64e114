"""Structured logs on standard error: one JSON object a line, no personal data, no numbers.

A request is logged by its route and not by its address, so ids and queries stay out.
"""

import logging
import sys
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

from registry.http.context import trace_id

FRAMES = 12
log = structlog.get_logger()


def configure_logs(level: str) -> None:
    """Send every log line as JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_it_failed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _where_it_failed(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Log the kind of an error and where it arose.

    Its message and the variables around it are left out, since they may hold personal data.
    """
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["cause"] = type(error.__cause__).__name__ if error.__cause__ else None
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
    return event


def init_request_log(app: Flask) -> None:
    """Log one line a request."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        actor = g.get("actor")
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
            role=actor.role.value if actor else None,
            trace_id=trace_id(),
        )
        return response

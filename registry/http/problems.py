"""Refusals: one form for machines (RFC 9457) and one page for people.

Nothing of what went wrong inside ever stands in an answer; it stands in the log under the
trace id that the answer names.
"""

from typing import Any

import structlog
from flask import Flask, Response, json, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from marshmallow import ValidationError
from werkzeug.exceptions import ClientDisconnected, HTTPException

from registry.errors import BadRequest, Invalid, Problem, RequestTimeout
from registry.http.context import trace_id
from registry.http.refused import record_refusal
from registry.pointers import refusals

# Everything that is not for machines is for people.
MACHINES = ("/api/", "/openapi.json", "/healthz", "/readyz", "/metrics", "/static/")
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "request_timeout",
    413: "too_large",
    414: "bad_request",
    415: "not_json",
    422: "invalid",
    429: "too_many_requests",
    431: "bad_request",
}
log = structlog.get_logger()


def init_problems(app: Flask) -> None:
    """Answer every error of the app in its form."""
    # What fails while an error is being answered would else be logged with all that it held.
    app.log_exception = _log_failure  # type: ignore[method-assign]  # Flask's documented way
    app.register_error_handler(Problem, _known)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(BlockingIOError, _late)
    app.register_error_handler(ClientDisconnected, _late)
    app.register_error_handler(ParseException, _unreadable)
    app.register_error_handler(Exception, _unknown)


def problem_response(problem: Problem) -> Response:
    """Return the answer for a refusal: problem+json, or a page where a page was asked."""
    body = problem_body(problem)
    if not request.path.startswith(MACHINES):
        page = render_template("problem.html", problem=body)
        response = Response(page, status=problem.status, mimetype="text/html")
    else:
        response = Response(
            json.dumps(body), status=problem.status, mimetype="application/problem+json"
        )
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def problem_body(problem: Problem) -> dict[str, Any]:
    """Return the members of the problem document, its sentences in the reader's language."""
    body: dict[str, Any] = {
        **problem.members,
        "type": f"urn:problem:{problem.code.replace('_', '-')}",
        "title": gettext(f"problem.{problem.code}.title"),
        "status": problem.status,
        "detail": gettext(f"problem.{problem.code}.detail", **problem.params),
        "code": problem.code,
        "trace_id": trace_id(),
    }
    if problem.fields:
        body["errors"] = [
            {"pointer": f.pointer, "code": f.code, "detail": gettext(f"field.{f.code}")}
            for f in problem.fields
        ]
    return body


def _known(problem: Problem) -> Response:
    record_refusal(problem)
    if problem.status >= 500:
        log.error("problem", code=problem.code, trace_id=trace_id(), exc_info=problem)
    return problem_response(problem)


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    code = "csrf" if isinstance(error, CSRFError) else CODES.get(status, "internal")
    problem = Problem(code)
    problem.status = status
    response = problem_response(problem)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _invalid(error: ValidationError) -> Response:
    """Answer what a schema refused in a place that has no form to show it in, such as a link."""
    return problem_response(Invalid(fields=refusals(error)))


def _late(_error: Exception) -> Response:
    """Answer a body that stopped coming: the kernel ends a read of the socket that takes long."""
    return _last(problem_response(RequestTimeout()))


def _unreadable(_error: ParseException) -> Response:
    """Answer a body whose chunks the server could not tell apart."""
    return _last(problem_response(BadRequest()))


def _last(response: Response) -> Response:
    """Close the connection behind this answer, since where the next request begins is unknown."""
    response.headers["Connection"] = "close"
    return response


def _log_failure(exc_info: tuple[Any, Any, Any]) -> None:
    log.error("answering an error failed", trace_id=trace_id(), exc_info=exc_info[1])


def _unknown(error: Exception) -> Response:
    log.error("unexpected error", trace_id=trace_id(), exc_info=error)
    return problem_response(Problem())

"""The blueprint of the API's rooms: strict bodies, problem documents, versions as ETags."""

import json
from collections.abc import Callable
from typing import Any, NoReturn

from flask import Request, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from registry.access.actors import Role
from registry.access.permissions import PERMISSIONS
from registry.access.views import shown
from registry.errors import BadRequest, Invalid
from registry.http.context import current_actor
from registry.pointers import field_errors
from schemas.fields import StrictSchema

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Sent again with the same body, the request is answered and not done again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


class FieldErrorSchema(Schema):
    """One bad field."""

    pointer = fields.String()
    code = fields.String()
    detail = fields.String()


class ProblemSchema(Schema):
    """A refusal (RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    code = fields.String()
    trace_id = fields.String()
    errors = fields.List(fields.Nested(FieldErrorSchema))


class Parser(FlaskParser):
    """Reads bodies strictly: UTF-8, JSON, no key twice, nothing unknown."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - webargs' own form
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": RAISE,
        "query": RAISE,
    }

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - webargs' own form
        """Return the parsed body. Raises BadRequest if it is not a JSON text."""
        return read_json(req)

    def handle_error(self, error: ValidationError, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse, field by field."""
        # webargs puts everything under the place it looked in, of which there is one.
        (messages,) = error.messages_dict.values()
        raise Invalid(fields=field_errors(messages)) from None


class Blueprint(SmorestBlueprint):
    """A room of the API."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._answers: dict[str, Schema] = {}

    def response(
        self, status_code: int, schema: type[StrictSchema] | None = None, **options: Any
    ) -> Callable[..., Any]:
        """Answer with what the schema makes of it, less what the caller is not shown.

        Without a schema the view has to make the response itself.
        """
        serve = super().response(status_code, schema, **options)

        def decorate(view: Callable[..., Any]) -> Any:
            if schema is not None:
                self._answers[f"{self.name}.{view.__name__}"] = schema()
            return serve(view)

        return decorate

    def _prepare_response_content(self, data: Any) -> Any:
        return narrowed(self._answers[str(request.endpoint)], data, current_actor().role)

    def route(self, rule: str, *, needs_key: bool = False, **options: Any) -> Callable[..., Any]:
        """Serve a view, and document who may call it and with which headers."""
        serve = super().route(rule, **options)

        def decorate(view: Callable[..., Any]) -> Any:
            contract: dict[str, Any] = {}
            if Role.PUBLIC not in PERMISSIONS[f"{self.name}.{view.__name__}"]:
                contract["security"] = [{"bearer": []}]
            if "POST" in options.get("methods", ()):
                contract["parameters"] = [{**IDEMPOTENCY_KEY, "required": needs_key}]
            return serve(self.doc(**contract)(view))

        return decorate


def narrowed(schema: Schema, dumped: Any, role: Role) -> Any:
    """Take out of an answer, nouns within nouns too, what this role is not shown."""
    if isinstance(dumped, list):
        return [narrowed(schema, each, role) for each in dumped]
    if not isinstance(dumped, dict):
        return dumped
    noun = schema.noun if isinstance(schema, StrictSchema) else None
    kept = dumped if noun is None else {n: dumped[n] for n in dumped.keys() & shown(noun, role)}
    return {
        name: narrowed(inner, kept[name], role)
        if (inner := _schema_within(schema.fields[name]))
        else kept[name]
        for name in dumped
        if name in kept
    }


def _schema_within(field: fields.Field[Any]) -> Schema | None:
    if isinstance(field, fields.List):
        return _schema_within(field.inner)
    return field.schema if isinstance(field, fields.Nested) else None


def read_json(req: Request) -> Any:
    """Return the JSON body of a request, or raise the fitting refusal."""
    if not req.is_json:
        raise UnsupportedMediaType
    try:
        return json.loads(req.get_data().decode("utf-8"), object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        # UnicodeDecodeError and JSONDecodeError are ValueErrors, as is a number too long to read.
        raise BadRequest("not_json_text") from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return body


def if_match() -> frozenset[str] | None:
    """Return the versions that the caller has seen, if it says so in If-Match (RFC 9110, 13.1.1).

    What we never gave out, such as a weak tag, matches no version.
    """
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    return frozenset(request.if_match.as_set())


def tagged(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a body with its version as ETag."""
    return body, {"ETag": f'"{body["version"]}"'}
